"""The configuration of the chip as data: rows of (stage, register, value) from site settings.

Usage:
    rows({"mains_hz": 50, "meter_constant": 400, "current_ratio": 40, "nominal_ma": 2000000})
    counts_per_s(site)          # the fastest that any energy register can count
    count_nj(site)              # energy of one count at the chip's scale, in nJ

`site` is a dict; what it leaves out is as in SETTINGS. Currents are primary; the chip sees them
divided by `current_ratio`, voltages divided by `voltage_ratio`, and counts `meter_constant`
impulses per kWh of what it sees. Per-phase settings are three values, A, B, C.

The rows write every register under the chip's CRC (0x00 to 0x6F), so that the digest depends on
nothing else, and MeterEn last. Sources: DS = Microchip/Atmel 46003B, AN = note 46103A.
"""

from drivers.atm90e32.frames import divided
from drivers.errors import SetupError

PHASES = ("A", "B", "C")

# name, default, least, most, how many values (0: one number, not a tuple). Constant: no RAM.
SETTINGS = (
    ("mains_hz", 50, 50, 60, 0),
    ("wires", "3P4W", None, None, 0),
    ("meter_constant", 3200, 105, 1000000, 0),  # imp/kWh at the chip; 104.8 fills PLconst (DS 55)
    ("nominal_mv", 230000, 1000, 1000000000, 0),  # primary, as the voltage channels see it
    ("nominal_ma", 5000, 10, 100000000, 0),  # In, primary
    ("max_ma", 6000, 10, 100000000, 0),  # Imax, primary
    ("voltage_ratio", 1, 1, 100000, 0),
    ("current_ratio", 1, 1, 100000, 0),
    ("pga", 1, 1, 4, 0),  # 1, 2 or 4 on the three current channels
    ("start_ppm", 1000, 0, 20000, 0),  # the meter starts at 0.001 In (IEC 62053-22)
    ("sag_percent", 80, 1, 100, 0),  # of nominal_mv
    ("phase_loss_percent", 20, 1, 100, 0),
    ("over_voltage_percent", 120, 100, 400, 0),
    ("over_current_percent", 120, 100, 10000, 0),  # of max_ma
    ("neutral_ma", 0, 0, 100000000, 0),  # primary; 0: no warning
    ("frequency_band_mhz", 1000, 10, 10000, 0),
    ("map_i", 0x0210, 0, 0x777, 0),
    ("map_u", 0x0654, 0, 0x777, 0),
    ("ugain", 0x8000, 1, 0xFFFF, 3),
    ("igain", 0x8000, 1, 0xFFFF, 3),
    ("uoffset", 0, -0x8000, 0x7FFF, 3),
    ("ioffset", 0, -0x8000, 0x7FFF, 3),
    ("poffset", 0, -0x8000, 0x7FFF, 3),
    ("qoffset", 0, -0x8000, 0x7FFF, 3),
    ("pqgain", 0, -0x8000, 0x7FFF, 3),
    ("phi", 0, -255, 255, 3),  # cycles of 2.048 MHz; negative delays the voltage
    ("poffset_f", 0, -0x8000, 0x7FFF, 3),
    ("pgain_f", 0, -0x8000, 0x7FFF, 3),
    ("idc_offset", 0, -0x8000, 0x7FFF, 3),
    ("udc_offset", 0, -0x8000, 0x7FFF, 3),
    ("ugain_t", 0, -0x80, 0x7F, 3),
    ("phi_f", 0, -0x80, 0x7F, 0),
    ("t0_c", 25, -0x80, 0x7F, 0),
    ("log_irms", 0, 0, 255, 2),  # segment borders, upper first
    ("phi_segments", 0, -0x80, 0x7F, 9),  # A: segments 0, 1, 2, then B, then C
    ("gain_segments", 0, -0x80, 0x7F, 9),
)

_CHOICES = (("mains_hz", (50, 60)), ("wires", ("3P4W", "3P3W")), ("pga", (1, 2, 4)))
_SQRT2_X32768 = 46341
_SATURATED = 0xF333  # 95 % of the converter's full scale: the highest threshold that can trip
_FILL_S = 10  # an energy register must not fill in less
_MARGIN = 2  # between the largest load and what counts as implausible


def rows(site):
    """Return the configuration as a tuple of (stage, register name, value)."""
    site = complete(site)
    return tuple(
        list(_mode(site))
        + list(_limits(site))
        + list(_metering(site))
        + list(_calibration(site))
        + list(_segments(site))
        + list(_events())
    )


def complete(site):
    """Return a copy of `site` with all settings; SetupError names the first that is nonsense."""
    full = {}
    for name, default, least, most, values in SETTINGS:
        full[name] = site.get(name, (default,) * values if values else default)
        _check(name, full[name], least, most, values)
    for name in site:
        if name not in full:
            raise SetupError("ATM90E32 setup: there is no setting '%s'" % name)
    _check_together(full)
    return full


def pl_constant(meter_constant):
    """Return PLconst of 80 nJ per 0.01 CF: 450e9 / MC, to a multiple of 4 (AN 19, DS 55)."""
    return 4 * divided(450000000000, 4 * meter_constant)


def count_nj(site):
    """Return the energy of one count (0.01 CF) at the chip's scale, exactly, in nJ."""
    return 80 * pl_constant(complete(site)["meter_constant"])


def counts_per_s(site):
    """Return counts per second that no load of this site reaches: twice the largest load."""
    return _MARGIN * (1 + _largest_counts_per_s(complete(site)))


def threshold(rms, gain):
    """Return the threshold register for an rms in register steps (0.01 V or 1 mA) (DS 19)."""
    return divided(rms * _SQRT2_X32768, 2 * gain)


def power_threshold(site):
    """Return the no-load gate of one phase, in steps of 0.00032 W.

    Half the power at the starting current, so that the meter surely starts there. The total is
    gated no higher than one phase: a total near zero, as with one phase importing what another
    exports, stops the counting of all three (DS 14).
    """
    start_uw = _chip_mv(site) * _chip_ma(site, "nominal_ma") * site["start_ppm"] // 1000000
    return divided(start_uw, 2 * 320)


def _mode(site):
    mode = 0x0087 if site["wires"] == "3P4W" else 0x0185
    if site["mains_hz"] == 60:
        mode |= 0x1000
    gain = (None, 0x00, 0x15, None, 0x2A)[site["pga"]]
    yield "mode", "ChannelMapI", site["map_i"]
    yield "mode", "ChannelMapU", site["map_u"]
    yield "mode", "MMode0", mode
    yield "mode", "MMode1", gain
    yield "mode", "PMPwrCtrl", 0x010F
    yield "mode", "ZXConfig", 0x0001  # zero-crossing outputs off
    yield "mode", "DetectCtrl", 0x0180  # 3 in bits 15-7, as demanded (DS 48)
    for channel in (1, 2, 3):
        yield "mode", "DetectTh%d" % channel, 0


def _limits(site):
    nominal = _chip_mv(site) // 10  # in 0.01 V
    largest = _chip_ma(site, "max_ma") * site["over_current_percent"] // 100
    neutral = _chip_ma(site, "neutral_ma") or 0xFFFF
    hertz = site["mains_hz"] * 100
    band = site["frequency_band_mhz"] // 10
    # One register serves three phases. Where gains differ it trips at what was asked on one
    # phase and sooner, never later, on the others.
    low = min(site["ugain"])
    sag = threshold(nominal * site["sag_percent"] // 100, low)
    loss = threshold(nominal * site["phase_loss_percent"] // 100, low)
    over = threshold(nominal * site["over_voltage_percent"] // 100, max(site["ugain"]))
    current = threshold(largest, max(site["igain"]))
    yield "limits", "SagPeakDetCfg", 0x143F  # peaks over 20 ms, sags and losses over 63 ms
    yield "limits", "SagTh", min(sag, _SATURATED)
    yield "limits", "PhaseLossTh", min(loss, _SATURATED)
    yield "limits", "OVth", min(over, _SATURATED)
    yield "limits", "OIth", min(current, _SATURATED)
    yield "limits", "InWarnTh", min(neutral, 0xFFFF)
    yield "limits", "FreqLoTh", hertz - band
    yield "limits", "FreqHiTh", hertz + band


def _metering(site):
    constant = pl_constant(site["meter_constant"])
    gate = min(power_threshold(site), 0xFFFF)
    yield "metering", "PLconstH", constant >> 16
    yield "metering", "PLconstL", constant & 0xFFFF
    for kind in ("P", "Q", "S"):
        yield "metering", kind + "StartTh", gate
        yield "metering", kind + "PhaseTh", gate


_PER_PHASE = (
    ("ugain", "Ugain%s"),
    ("igain", "Igain%s"),
    ("uoffset", "Uoffset%s"),
    ("ioffset", "Ioffset%s"),
    ("poffset", "Poffset%s"),
    ("qoffset", "Qoffset%s"),
    ("pqgain", "PQGain%s"),
    ("poffset_f", "Poffset%sF"),
    ("pgain_f", "PGain%sF"),
    ("idc_offset", "IDCoffset%s"),
    ("udc_offset", "UDCoffset%s"),
)


def _calibration(site):
    for setting, name in _PER_PHASE:
        for phase, value in zip(PHASES, site[setting]):
            yield "calibration", name % phase, value & 0xFFFF
    for phase, cycles in zip(PHASES, site["phi"]):
        yield "calibration", "Phi" + phase, cycles if cycles >= 0 else 0x8000 | -cycles
    a, b, c = site["ugain_t"]
    yield "calibration", "UGainTAB", _bytes(b, a)  # B is the high byte (DS 51, against AN 36)
    yield "calibration", "UGainTC", _bytes(0, c)
    yield "calibration", "PhiFreqComp", _bytes(0, site["phi_f"])
    yield "calibration", "F0", site["mains_hz"] * 100
    yield "calibration", "T0", _bytes(0, site["t0_c"])


def _segments(site):
    upper, lower = site["log_irms"]
    yield "segments", "LOGIrms0", upper
    yield "segments", "LOGIrms1", lower
    for kind, slopes in (("Phi", site["phi_segments"]), ("Gain", site["gain_segments"])):
        for i, phase in enumerate(PHASES):
            zero, one, two = slopes[3 * i : 3 * i + 3]
            yield "segments", "%s%sIrms01" % (kind, phase), _bytes(one, zero)
            yield "segments", "%s%sIrms2" % (kind, phase), _bytes(0, two)


def _events():
    """Interrupts of all three phases, the temperature sensor, and metering on."""
    yield "events", "EMMIntEn0", 0xFF80  # over-current, over-voltage, sequence, neutral
    yield "events", "EMMIntEn1", 0xFF00  # frequency, sag, phase loss
    yield "events", "IRQ0MergeCfg", 0x0003  # one pin tells of all, the CRC warning too
    yield "temperature", "HiddenPageKey", 0x55AA  # AN 35: the sensor is not usable before
    yield "temperature", "TempSensor0", 0x5183
    yield "temperature", "TempSensor1", 0x01C1
    yield "temperature", "HiddenPageKey", 0x0000
    yield "enable", "MeterEn", 0x0001


def _bytes(high, low):
    return (high & 0xFF) << 8 | low & 0xFF


def _chip_mv(site):
    return divided(site["nominal_mv"], site["voltage_ratio"])


def _chip_ma(site, name):
    return divided(site[name], site["current_ratio"])


def _largest_counts_per_s(site):
    """Counts per second of three phases at Imax: P[W] * MC * 100 / 3.6e6."""
    microwatts = 3 * _chip_mv(site) * _chip_ma(site, "max_ma")
    return microwatts * site["meter_constant"] // 36000000000


def _check(name, value, least, most, values):
    if values:
        if not isinstance(value, (tuple, list)) or len(value) != values:
            _refuse(name, value, "needs %d whole numbers" % values)
        for one in value:
            _check(name, one, least, most, 0)
    elif least is None:
        return  # a word, checked against its choices
    elif not isinstance(value, int) or not least <= value <= most:
        _refuse(name, value, "needs a whole number from %d to %d" % (least, most))


def _check_together(site):
    for name, choices in _CHOICES:
        if site[name] not in choices:
            _refuse(name, site[name], "needs one of %s" % (choices,))
    if _chip_mv(site) > 655350:
        _refuse("nominal_mv", site["nominal_mv"], "is over 655.35 V at the chip")
    if _chip_ma(site, "max_ma") > 65535:
        _refuse("max_ma", site["max_ma"], "is over 65.535 A at the chip; raise current_ratio")
    if site["nominal_ma"] > site["max_ma"]:
        _refuse("nominal_ma", site["nominal_ma"], "is over max_ma")
    if _largest_counts_per_s(site) * _FILL_S > 0xFFFF:
        _refuse(
            "meter_constant",
            site["meter_constant"],
            "fills an energy register in less than %d s at max_ma" % _FILL_S,
        )


def _refuse(name, value, why):
    raise SetupError("ATM90E32 setup: %s = %s %s" % (name, value, why))
