"""Calibration arithmetic of the chip: what to set, given what was read. Pure, integers only.

Order of work: offsets, then gains, then power offsets, then PQGain at power factor 1, then Phi
at 0.5 lagging (AN 17-34, AN = application note 46103A). Errors are in ppm of the true energy,
positive when the meter reads too much. Results go into the site settings of setup.py.
"""

from drivers.atm90e32.frames import divided
from drivers.errors import SetupError

# 2.048 MHz / (2 pi f tan 60 deg): cycles of delay per unit of error at 0.5 lagging, x 1000.
_CYCLES_X1000 = ((50, 3763739), (60, 3136449))


def gain(old, reference, reading):
    """Return the Ugain or Igain that turns `reading` into `reference` (same unit)."""
    if reading <= 0:
        raise SetupError("ATM90E32 calibration: reading is %d, needs a signal" % reading)
    return _within("gain", divided(old * reference, reading), 1, 0xFFFF)


def pq_gain(error_ppm):
    """Return PQGain for an energy error at power factor 1: -e / (1 + e) * 2^15."""
    if error_ppm <= -1000000:
        raise SetupError("ATM90E32 calibration: error of %d ppm: no energy" % error_ppm)
    value = divided(-error_ppm * 0x8000, 1000000 + error_ppm)
    return _within("pqgain", value, -0x8000, 0x7FFF)


def phi_cycles(error_ppm, mains_hz):
    """Return `phi` for an energy error at 0.5 lagging, after PQGain; positive delays current."""
    for hertz, cycles_x1000 in _CYCLES_X1000:
        if hertz == mains_hz:
            value = divided(error_ppm * cycles_x1000, 1000000000)
            return _within("phi", value, -255, 255)
    raise SetupError("ATM90E32 calibration: mains_hz = %s, needs 50 or 60" % mains_hz)


def rms_offset(average_32bit):
    """Return `uoffset` or `ioffset` from the mean 32-bit rms at no input: -(mean >> 7)."""
    return _within("rms offset", -(average_32bit >> 7), -0x8000, 0x7FFF)


def power_offset(average_32bit):
    """Return `poffset` or `qoffset` from the signed mean 32-bit power at no current."""
    return _within("power offset", -average_32bit, -0x8000, 0x7FFF)


def _within(name, value, least, most):
    if not least <= value <= most:
        raise SetupError(
            "ATM90E32 calibration: %s would be %d, the register holds %d to %d; check the "
            "wiring, the ratio and the reference" % (name, value, least, most)
        )
    return value
