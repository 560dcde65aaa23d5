"""Calibration arithmetic of the simulated chip: each number of the application note, tested.

The formulas a technician would use stand in the tests; the chip must answer them.
"""

from math import cos, log2, log10, pi, radians, tan

import pytest

from tests.host.simulated_chip import Bench, Signals, signals, wave

LSB_W = 0.00032


def started(first, **registers):
    bench = Bench(first, started=False)
    bench.configure(**registers, MeterEn=1)
    bench.wait(2.5)
    return bench


def word(value):
    """Two's complement, low 16 bits."""
    return round(value) & 0xFFFF


# offsets


@pytest.mark.parametrize(
    ("name", "offset", "unit"),
    [("Urms", "Uoffset", 0.01), ("Irms", "Ioffset", 0.001)],
)
def test_an_rms_offset_is_in_512ths_of_the_register_unit(name, offset, unit):
    bench = started(signals(230, 5), **{offset + "B": 512})
    plain = Bench(signals(230, 5))
    assert bench.rms(name + "B") - plain.rms(name + "B") == pytest.approx(unit, abs=unit / 200)
    assert bench.rms(name + "A") == plain.rms(name + "A")


def test_rms_offsets_reach_0_64_volts_and_64_milliamperes():
    assert 0.01 / 512 == pytest.approx(19.5e-6, abs=0.1e-6)
    assert 0.001 / 512 == pytest.approx(1.95e-6, abs=0.01e-6)
    bench = started(signals(230, 5), UoffsetA=0x7FFF, IoffsetA=0x7FFF)
    assert bench.rms("UrmsA") == pytest.approx(230.64, abs=0.001)
    assert bench.rms("IrmsA") == pytest.approx(5.064, abs=0.0001)


def test_the_offset_recipe_of_the_note_finds_the_offset_again():
    """Inputs at zero: the 32-bit value shifted right by 7 is the offset."""
    bench = started(signals((0, 230, 230), (0, 5, 5)), UoffsetA=300, IoffsetA=40)
    assert (bench.read("UrmsA") << 16 | bench.read("UrmsALSB")) >> 7 == pytest.approx(300, abs=1)
    assert (bench.read("IrmsA") << 16 | bench.read("IrmsALSB")) >> 7 == pytest.approx(40, abs=1)


def test_a_negative_offset_never_makes_an_rms_value_negative():
    assert started(signals(0, 0), UoffsetA=word(-300)).rms("UrmsA") == 0


@pytest.mark.parametrize(
    ("register", "power"),
    [("PoffsetC", "PmeanC"), ("QoffsetC", "QmeanC"), ("PoffsetCF", "PmeanCF")],
)
def test_a_power_offset_is_a_signed_number_of_power_units(register, power):
    first = signals(230, 2, 45)
    plain = Bench(first)
    for counts in (1000, -1000):
        bench = started(first, **{register: word(counts)})
        name = power.replace("CF", "C")
        change = read_power(bench, power) - read_power(plain, power)
        assert change == pytest.approx(counts * LSB_W, abs=2 * LSB_W), name


def read_power(bench, name):
    return (bench.signed(name) << 16 | bench.read(name + "LSB")) * LSB_W


def test_a_power_offset_reaches_10_5_watts():
    assert 0x7FFF * LSB_W == pytest.approx(10.5, abs=0.02)
    bench = started(signals(230, 0), PoffsetA=0x7FFF)
    assert bench.watts("PmeanA") == pytest.approx(10.485, abs=0.001)
    assert bench.counted("P", "A", 100) == pytest.approx(1048.5 / 11.25, abs=1)


# gains


def test_gain_new_is_gain_old_times_reference_over_reading():
    bench = Bench(signals(218.7, 9.61))
    gains = {
        "UgainA": round(0x8000 * 230 / bench.rms("UrmsA")),
        "IgainA": round(0x8000 * 10 / bench.rms("IrmsA")),
    }
    bench.configure(**gains)
    bench.wait(1.5)
    assert bench.rms("UrmsA") == pytest.approx(230, rel=2e-5)
    assert bench.rms("IrmsA") == pytest.approx(10, rel=2e-5)
    assert bench.watts("PmeanA") == pytest.approx(2300, rel=4e-5)


def test_a_gain_corrects_readings_from_half_to_double():
    assert 0x10000 / 0x8000 == 2  # a reading of half the truth, error -50 %
    bench = started(signals(115, 20), UgainA=0xFFFF, IgainA=0x4000)
    assert bench.rms("UrmsA") == pytest.approx(230, rel=2e-5)
    assert bench.rms("IrmsA") == pytest.approx(10, rel=2e-5)  # error +100 %


def test_pqgain_of_the_example_is_1475():
    error = -0.1378
    assert round(-error / (1 + error) * 2**15) == pytest.approx(0x1475, abs=1)


@pytest.mark.parametrize("error", [-0.1378, 0.05, -0.002])
def test_pqgain_takes_a_power_error_away(error):
    """An error in the product alone: of P and Q, not of U and I."""
    first = signals(230 * (1 + error), 10, 30)
    bench = started(first, PQGainA=word(-error / (1 + error) * 2**15))
    assert bench.watts("PmeanA") == pytest.approx(2300 * cos(radians(30)), rel=5e-5)
    assert bench.watts("QmeanA") == pytest.approx(1150, rel=5e-5)
    assert bench.rms("UrmsA") == pytest.approx(230 * (1 + error), rel=1e-5)


def test_the_fundamental_has_a_gain_of_its_own():
    bench = started(signals(230, 10), PGainAF=0x0CCD)  # 10 %
    assert read_power(bench, "PmeanAF") == pytest.approx(2530, rel=1e-4)
    assert bench.watts("PmeanA") == pytest.approx(2300, rel=1e-5)


# phase


@pytest.mark.parametrize(
    ("hz", "constant", "step", "largest"),
    [(50, 3763.739, 0.00879, 2.24), (60, 3136.449, 0.01055, 2.69)],
)
def test_the_phase_constants(hz, constant, step, largest):
    assert 2.048e6 / (2 * pi * hz * tan(pi / 3)) == pytest.approx(constant, abs=0.001)
    assert 360 * hz / 2.048e6 == pytest.approx(step, abs=0.000005)
    assert 255 * 360 * hz / 2.048e6 == pytest.approx(largest, abs=0.005)


def test_a_step_of_phi_is_0_488_microseconds_and_half_an_angular_minute():
    assert 1e6 / 2.048e6 == pytest.approx(0.488, abs=0.0005)
    assert 360 * 50 / 2.048e6 * 60 == pytest.approx(0.527, abs=0.0005)
    assert 255 / 2.048 == pytest.approx(124.5, abs=0.05)


@pytest.mark.parametrize("hz", [50, 60])
def test_a_full_delay_turns_the_current_by_the_largest_angle(hz):
    bench = started(signals(230, 10, 60, hz), PhiA=255, PhiB=0x80FF)
    turn = 255 * 360 * hz / 2.048e6
    powers = bench.watts("PmeanA"), bench.watts("PmeanB")
    expected = [2300 * cos(radians(60 + sign * turn)) for sign in (1, -1)]
    assert powers == pytest.approx(expected, rel=1e-6)
    assert bench.read("PAngleA") == pytest.approx((60 + turn) * 10, abs=1)


def test_phi_is_sign_and_magnitude_and_bits_14_to_8_mean_nothing():
    plain, odd = (
        started(signals(230, 10, 60), PhiA=100),
        started(signals(230, 10, 60), PhiA=0x7F64),
    )
    assert plain.watts("PmeanA") == odd.watts("PmeanA")


@pytest.mark.parametrize("hz", [50, 60])
def test_a_positive_error_at_half_power_factor_is_taken_away_by_delaying_the_current(hz):
    """A transformer whose current leads by 1 degree."""
    first = signals(230, 10, 59, hz)
    error = Bench(first).watts("PmeanA") / 1150 - 1
    assert error > 0
    phi = round(error * (3763.739 if hz == 50 else 3136.449))
    assert 0 < phi < 256
    bench = started(first, PhiA=phi)
    assert bench.watts("PmeanA") == pytest.approx(1150, rel=3e-4)


def test_ten_angular_minutes_are_19_steps_and_90_are_171():
    step_minutes = 360 * 50 / 2.048e6 * 60
    assert round(10 / step_minutes) == 19
    assert round(90 / step_minutes) == 171


def test_the_phase_delay_is_taken_over_at_its_tick_of_8192_samples():
    bench = Bench(signals(230, 10, 60), started=False)
    bench.configure(MeterEn=1)
    bench.wait(0.5)
    bench.configure(PhiA=255)
    bench.wait(0.45)
    assert bench.read("PAngleA") == 600
    bench.wait(0.2)
    assert bench.read("PAngleA") == 622


# segments


def test_the_limits_of_segment_gain_and_phase():
    decade = 127 * 16 * log2(10)
    assert decade / 2**19 == pytest.approx(0.0129, abs=0.00005)
    assert decade / 256 == pytest.approx(26, abs=0.5)
    assert decade / 256 * 360 * 50 / 2.048e6 == pytest.approx(0.23, abs=0.005)


def logs(amperes):
    """LOGIrms = round(16 * log2(register value))."""
    return round(16 * log2(amperes * 1000))


SEGMENTS = {"LOGIrms0": logs(10), "LOGIrms1": logs(1)}


@pytest.mark.parametrize(
    ("amperes", "share"),
    [(30, 0.2 * log10(3)), (10, 0), (3, 0.6 * log10(0.3)), (1, -0.6), (0.1, -0.6 - 1.0)],
)
def test_segment_gain_bends_the_current_gain_along_the_logarithm(amperes, share):
    """Slopes in percent a decade: 0.2 above 10 A, 0.6 below, 1.0 below 1 A."""
    scale = 2**19 / (16 * log2(10)) / 100
    slopes = [round(percent * scale) for percent in (0.2, 0.6, 1.0)]
    bench = started(
        signals(230, amperes),
        **SEGMENTS,
        GainAIrms01=slopes[1] << 8 | slopes[0],
        GainAIrms2=slopes[2],
    )
    assert bench.rms("IrmsA") == pytest.approx(amperes * (1 + share / 100), rel=1e-4)
    assert bench.watts("PmeanA") == pytest.approx(230 * amperes * (1 + share / 100), rel=1e-4)
    assert bench.rms("IrmsB") == pytest.approx(amperes, rel=1e-4)


@pytest.mark.parametrize(
    ("amperes", "cycles"), [(30, 5 * log10(3)), (10, 0), (1, -10), (0.1, -30)]
)
def test_segment_phase_adds_cycles_of_delay(amperes, cycles):
    """Slopes in cycles a decade: 5, 10 and 20."""
    scale = 256 / (16 * log2(10))
    slopes = [round(value * scale) for value in (5, 10, 20)]
    bench = started(
        signals(230, amperes, 60),
        **SEGMENTS,
        PhiA=50,
        PhiAIrms01=slopes[1] << 8 | slopes[0],
        PhiAIrms2=slopes[2],
    )
    turn = (50 + cycles) * 360 * 50 / 2.048e6
    expected = 230 * amperes * cos(radians(60 + turn))
    assert bench.watts("PmeanA") == pytest.approx(expected, rel=2e-4)


def test_the_slope_formulas_of_the_note():
    """slope = -2^19 * dErr / dLog for the gain, 3764 * 2^8 * dErr / dLog for the phase."""
    error, dlog = 0.006, 16 * log2(10)
    slope = round(2**19 * error / dlog)
    assert slope * dlog / 2**19 == pytest.approx(error, rel=0.02)
    cycles = 3764 * error
    slope = round(3764 * 2**8 * error / dlog)
    assert slope * dlog / 256 == pytest.approx(cycles, rel=0.01)


# frequency and temperature


def test_frequency_compensation_is_0_195_cycles_per_hertz():
    assert 100 / 512 == pytest.approx(0.195, abs=0.0005)
    first = signals(230, 10, 60, 51)
    bench = started(first, PhiFreqComp=100, PhiA=30)
    turn = (30 + 100 * 0.1953125) * 360 * 51 / 2.048e6
    assert bench.watts("PmeanA") == pytest.approx(2300 * cos(radians(60 + turn)), rel=1e-6)


def test_voltage_gain_follows_temperature_by_0_954_ppm_per_kelvin_and_lsb():
    assert 1e6 / 2**20 == pytest.approx(0.954, abs=0.0005)
    assert 127e6 / 2**20 == pytest.approx(121, abs=0.2)
    bench = started(signals(230, 10), UGainTAB=0x8179, UGainTC=0x0040)  # B -127, A 121, C 64
    bench.chip.set_temperature(bench.now, 65.0)
    bench.wait(1.5)
    for phase, slope in (("A", 121), ("B", -127), ("C", 64)):
        expected = 230 * (1 + slope * 40 / 2**20)
        assert bench.rms("Urms" + phase) == pytest.approx(expected, abs=0.0001)


def test_the_example_of_the_note_is_0_06_percent():
    """10 K away with a slope of 60 ppm/K: the printed 0.6 % is a slip."""
    slope = round(60e-6 * 2**20)
    bench = started(signals(230, 10), UGainTAB=slope)
    bench.chip.set_temperature(bench.now, 35.0)
    bench.wait(1.5)
    assert bench.rms("UrmsA") / 230 - 1 == pytest.approx(0.0006, rel=0.01)


def test_a_reference_that_is_off_acts_twice_on_power():
    """Both channels see the same converter reference: 15 ppm/K make 0.003 %/K."""
    drift = 1 - 15e-6
    first = Signals(50, (wave(0.2 / drift),) * 3, (wave(0.1 / drift),) * 3)
    bench = Bench(first)
    assert bench.watts("PmeanA") / (218.4 * 10.92) - 1 == pytest.approx(30e-6, rel=0.01)


def test_the_temperature_register_needs_the_set_up_of_the_hidden_page():
    bench = Bench()
    bench.chip.set_temperature(bench.now, -12.0)
    assert bench.signed("Temp") != -12
    bench.write(0x216, 0x5183)
    bench.write(0x219, 0x01C1)
    assert bench.signed("Temp") != -12  # the page was closed
    bench.write(0x2FF, 0x55AA)
    bench.write(0x216, 0x5183)
    bench.write(0x219, 0x01C1)
    assert bench.read(0x216) == 0x5183
    bench.write(0x2FF, 0)
    assert bench.signed("Temp") == -12
    assert bench.read(0x216) == 0
