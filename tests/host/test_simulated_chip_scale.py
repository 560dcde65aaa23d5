"""The analogue side of the simulated chip: every number of the notes on scale is tested here.

Levels are given in register volts and amperes at unity gain; `pins` says volts at the pins.
"""

from math import sqrt

import pytest

from host.simulator.signals import Signals, Wave
from tests.host.simulated_chip import AMPERES, VOLTS, Bench, signals, wave

ROOT2 = sqrt(2)


def pins(volts=0.1, current=0.1, hz=50.0, **more):
    """The same wave at all voltage and at all current inputs, in volts r.m.s. at the pins."""
    u, i = wave(volts, **more), wave(current, **more)
    return Signals(hz, (u, u, u), (i, i, i))


def test_one_volt_at_a_voltage_pin_is_1092_register_volts():
    assert Bench(pins(volts=0.5)).rms("UrmsA") == pytest.approx(546.0, abs=0.001)


def test_one_volt_at_a_current_pin_is_109_2_register_amperes():
    assert Bench(pins(current=0.5)).rms("IrmsA") == pytest.approx(54.6, abs=0.0001)


def test_the_scale_lies_within_two_percent_of_what_the_reference_and_the_cts_say():
    assert AMPERES == pytest.approx(107.4, rel=0.02)  # 1.2 V of peak, 2 x 1 kohm on 120 kohm
    assert 103.8 <= AMPERES <= 108.4 * 1.02


def test_the_specified_input_spans_6000_to_1():
    assert 0.720 / 120e-6 == pytest.approx(6000)
    low, high = Bench(pins(current=120e-6)), Bench(pins(current=0.720), started=False)
    high.configure(IgainA=0x4000, MeterEn=1)
    high.wait(1.5)
    assert low.rms("IrmsA") == pytest.approx(0.013104, abs=4e-6)
    assert high.rms("IrmsA") == pytest.approx(39.312, abs=0.0001)


@pytest.mark.parametrize(("part", "clipped"), [(1.0, False), (1.17, False), (1.19, True)])
def test_a_sine_of_720_millivolts_leaves_18_percent_of_crest_room(part, clipped):
    bench = Bench(pins(current=0.720 * part), started=False)
    bench.configure(IgainA=0x4000, MeterEn=1)
    bench.wait(1.5)
    assert (bench.rms("IrmsA") < 0.720 * part * AMPERES / 2 - 0.001) == clipped


def test_the_recommended_divider_makes_137_millivolts_of_230_volts():
    ratio = (7 * 240_000 + 1000) / 1000
    assert ratio == 1681
    bench = Bench(pins(volts=230 / ratio), started=False)
    gain = round(0x8000 * 230 / (0.1368 * VOLTS))
    bench.configure(UgainA=gain, MeterEn=1)
    bench.wait(1.5)
    assert 230 / ratio == pytest.approx(0.137, abs=0.0005)
    assert bench.rms("UrmsA") == pytest.approx(230, rel=0.001)


def test_the_test_circuit_of_the_data_sheet_reads_a_burden_of_4_8_ohm():
    amperes = 5.0
    bench = Bench(pins(current=amperes / 1000 * 4.8))
    assert bench.rms("IrmsA") == pytest.approx(2.6208, abs=0.0001)


@pytest.mark.parametrize(("code", "factor"), [(0, 1), (1, 2), (2, 4)])
def test_the_pga_multiplies_the_current_of_its_own_input(code, factor):
    bench = Bench(pins(current=0.05), started=False)
    bench.configure(MMode1=code, MeterEn=1)
    bench.wait(1.5)
    assert bench.rms("IrmsA") == pytest.approx(5.46 * factor, abs=0.0001)
    assert bench.rms("IrmsB") == pytest.approx(5.46, abs=0.0001)


def test_the_pga_words_for_all_three_inputs():
    bench = Bench(pins(current=0.05), started=False)
    for word, factor in ((0x0015, 2), (0x002A, 4)):
        bench.configure(MMode1=word, MeterEn=1)
        bench.wait(1.5)
        for name in ("IrmsA", "IrmsB", "IrmsC"):
            assert bench.rms(name) == pytest.approx(5.46 * factor, abs=0.0001)


def test_the_pga_leaves_the_voltage_alone():
    bench = Bench(pins(volts=0.1), started=False)
    bench.configure(MMode1=0x002A, MeterEn=1)
    bench.wait(1.5)
    assert bench.rms("UrmsA") == pytest.approx(109.2, abs=0.001)


def clipped_rms(peak, limit=1.2):
    """R.m.s. of a sine cut at +-limit, by the textbook integral."""
    from math import asin, pi

    if peak <= limit:
        return peak / ROOT2
    a = asin(limit / peak)
    inside = peak**2 * (a - limit / peak * sqrt(1 - (limit / peak) ** 2)) / pi
    return sqrt(inside + limit**2 * (1 - 2 * a / pi))


def test_just_below_1_2_volts_of_peak_nothing_is_lost():
    assert Bench(pins(volts=1.199 / ROOT2)).rms("UrmsA") == pytest.approx(655.35, abs=0.01)
    bench = Bench(pins(volts=1.199 / ROOT2), started=False)
    bench.configure(UgainA=0x4000, MeterEn=1)
    bench.wait(1.5)
    assert bench.rms("UrmsA") == pytest.approx(1.199 / ROOT2 * VOLTS / 2, abs=0.001)


@pytest.mark.parametrize("peak", [1.3, 1.6, 2.4])
def test_above_1_2_volts_of_peak_the_converter_clips(peak):
    bench = Bench(pins(current=peak / ROOT2), started=False)
    bench.configure(IgainA=0x4000, MeterEn=1)
    bench.wait(1.5)
    expected = clipped_rms(peak) * AMPERES / 2
    assert bench.rms("IrmsA") == pytest.approx(expected, rel=2e-4)  # the band takes the rest


def test_clipping_happens_behind_the_pga():
    bench = Bench(pins(current=0.5), started=False)
    bench.configure(IgainA=0x2000, IgainB=0x4000, MMode1=0x0002, MeterEn=1)
    bench.wait(1.5)
    assert bench.rms("IrmsA") == pytest.approx(clipped_rms(2.0 * ROOT2) * AMPERES / 4, rel=2e-3)
    assert bench.rms("IrmsB") == pytest.approx(0.5 * AMPERES / 2, abs=0.001)


@pytest.mark.parametrize(("order", "seen"), [(39, True), (40, True), (41, False)])
def test_the_band_ends_at_2_kilohertz(order, seen):
    bench = Bench(pins(current=0.1, harmonics=((order, 0.5, 0.0),)))
    expected = 10.92 * (sqrt(1.25) if seen else 1)
    assert bench.rms("IrmsA") == pytest.approx(expected, abs=0.0001)


def test_the_high_pass_takes_a_direct_voltage_away_unless_switched_off():
    bench = Bench(pins(current=0.1, dc=0.1))
    assert bench.rms("IrmsA") == pytest.approx(10.92, abs=0.0001)
    bench.configure(MMode0=0x0887)
    bench.wait(1.5)
    assert bench.rms("IrmsA") == pytest.approx(10.92 * ROOT2, abs=0.0001)


def test_the_integrator_for_rogowski_coils_undoes_a_derivative():
    first = Signals(50, (wave(0.2),) * 3, (wave(0.1, 90, harmonics=((3, 1.0, 90 - 90),)),) * 3)
    bench = Bench(first, started=False)
    bench.configure(MMode0=0x0487, MeterEn=1)
    bench.wait(1.5)
    assert bench.rms("IrmsA") == pytest.approx(10.92 * sqrt(1 + 1 / 9), abs=0.001)
    assert bench.watts("PmeanA") == pytest.approx(218.4 * 10.92, rel=1e-5)


# peaks and thresholds

TH_LIMITS = (0xFFFF, 1310.7, 131.07)


def test_a_full_threshold_is_the_converters_full_scale():
    word, volts, amperes = TH_LIMITS
    assert word * 0.02 == pytest.approx(volts, abs=0.01)
    assert word * 0.002 == pytest.approx(amperes, abs=0.001)
    assert volts / ROOT2 == pytest.approx(926.8, abs=0.05)
    assert amperes / ROOT2 == pytest.approx(92.68, abs=0.005)
    assert volts == pytest.approx(1.2 * VOLTS, rel=0.0005)


def test_a_clipping_wave_stays_below_the_full_threshold():
    bench = Bench(pins(volts=3.0, current=3.0), started=False)
    bench.configure(OVth=0xFFFF, OIth=0xFFFF, MeterEn=1)
    bench.wait(2)
    assert bench.read("EMMState0") & 0xFC00 == 0
    assert bench.read("EMMIntState0") & 0xFC00 == 0


@pytest.mark.parametrize("fidelity", ["auto", "waveform"])
@pytest.mark.parametrize(
    ("volts", "seen"),
    [(694, False), (696.5, True)],
)
def test_the_default_over_voltage_threshold_is_695_volts(volts, seen, fidelity):
    bench = Bench(signals(volts, 1), fidelity=fidelity)
    assert bool(bench.read("EMMIntState0") & 0x1C00) == seen


@pytest.mark.parametrize(
    ("volts", "sag", "loss"),
    [(58.5, 0, 0), (57.4, 0x7000, 0), (14.7, 0x7000, 0), (14.3, 0x7000, 0x0700)],
)
def test_the_default_sag_and_loss_thresholds_are_57_9_and_14_5_volts(volts, sag, loss):
    state = Bench(signals(volts, 1)).read("EMMState1")
    assert (state & 0x7000, state & 0x0700) == (sag, loss)


def test_the_default_over_current_threshold_is_69_5_amperes():
    for amperes, seen in ((69.3, False), (69.8, True)):
        bench = Bench(signals(230, amperes))
        assert bool(bench.read("EMMIntState0") & 0xE000) == seen


@pytest.mark.parametrize("gain", [0x4000, 0x8000, 0xC000])
def test_a_threshold_is_meant_in_register_volts_through_the_gain(gain):
    """Th = rms * sqrt 2 * 2^14 / gain (DS 19), the same as Vth*100*sqrt2 / (2*Ugain/32768)."""
    volts_at_register = 200.0
    counts = volts_at_register * 100
    word = round(counts * ROOT2 * 2**14 / gain)
    assert word == round(volts_at_register * 100 * ROOT2 / (2 * gain / 32768))
    for share, sagged in ((1.02, 0), (0.98, 0x7000)):
        bench = Bench(signals(volts_at_register * share / (gain / 0x8000), 1), started=False)
        bench.configure(SagTh=word, UgainA=gain, UgainB=gain, UgainC=gain, MeterEn=1)
        bench.wait(1.5)
        assert bench.rms("UrmsA") == pytest.approx(volts_at_register * share, abs=0.01)
        assert bench.read("EMMState1") & 0x7000 == sagged


def test_one_threshold_trips_at_different_volts_where_gains_differ():
    bench = Bench(signals(200, 1), started=False)
    bench.configure(UgainA=0x9000, MeterEn=1, SagTh=round(210 * 100 * ROOT2 * 2**14 / 0x9000))
    bench.wait(1.5)
    assert bench.rms("UrmsA") > 210
    assert bench.read("EMMState1") & 0x7000 == 0  # 225 register volts: above
    assert Bench(signals(180, 1)).rms("UrmsB") < 186.7  # what phase B would need


@pytest.mark.parametrize("gain", [0x6000, 0x8000, 0xA000])
def test_peak_registers_carry_the_gain_in_their_unit(gain):
    bench = Bench(signals(230, 20), started=False)
    bench.configure(UgainA=gain, IgainA=gain, MeterEn=1)
    bench.wait(1.5)
    volts = bench.signed("UPeakA") * gain / (100 * 2**13)
    amperes = bench.signed("IPeakA") * gain / (1000 * 2**13)
    assert abs(volts) == pytest.approx(230 * ROOT2 * gain / 0x8000, rel=3e-4)
    assert abs(amperes) == pytest.approx(20 * ROOT2 * gain / 0x8000, rel=3e-4)


def test_a_peak_count_is_two_threshold_counts():
    bench = Bench(signals(230, 20))
    assert abs(bench.signed("UPeakA")) * 0.04 == pytest.approx(230 * ROOT2, abs=0.04)
    assert 0x7FFF * 0.04 == pytest.approx(0xFFFF * 0.02, abs=0.03)


def test_a_peak_can_be_negative():
    lopsided = Wave(((1, 0.1 + 0j), (2, -0.05 + 0j)))  # deep below, flat above
    first = Signals(50, (wave(0.2),) * 3, (lopsided,) * 3)
    assert Bench(first).signed("IPeakA") * 0.004 == pytest.approx(
        -0.15 * ROOT2 * AMPERES, abs=0.01
    )


# ceilings


@pytest.mark.parametrize(
    ("overflow", "word"),
    [("saturate", 0xFFFF), ("wrap", 70_000 - 0x10000)],
)
def test_the_current_register_ends_at_65_535_amperes(overflow, word):
    bench = Bench(signals(100, 70), rms_overflow=overflow)
    assert bench.read("IrmsA") == word


def test_energy_goes_on_where_the_current_register_ends():
    bench = Bench(signals(100, 70))
    assert bench.watts("PmeanA") == pytest.approx(7000, rel=1e-6)
    assert bench.counted("P", "A", 9) == pytest.approx(7000 * 9 / 11.25, abs=1)


def test_the_voltage_register_ends_at_655_35_volts():
    assert Bench(signals(700, 1)).read("UrmsA") == 65535
