"""What the simulated chip measures: averages, words, frequency, angles, wiring."""

from math import sqrt

import pytest

from tests.host.simulated_chip import AMPERES, VOLTS, Bench, Signals, signals, wave

# 16-cycle averages and their publication


def test_readings_are_published_every_16_cycles():
    bench = Bench(started=False)
    bench.configure(MeterEn=1)
    start = bench.now
    while bench.read("UrmsA") == 0:
        pass
    assert bench.now - start == pytest.approx(320_000, abs=300)


@pytest.mark.parametrize(("hz", "period_us"), [(50, 320_000), (60, 266_625), (45, 355_500)])
def test_the_publication_follows_the_measured_cycle(hz, period_us):
    bench = Bench(signals(230, 10, hz=hz))
    moments = []
    for step in range(40):
        bench.apply(signals(230 - step, 10, hz=hz))
        word = bench.read("UrmsA")
        for _ in range(500):
            bench.now += 60
            if bench.read("UrmsA") != word:
                moments.append(bench.now)
                break
    gaps = [b - a for a, b in zip(moments, moments[1:], strict=False)]
    assert min(gaps) == pytest.approx(period_us, abs=400)


def test_a_reading_over_a_change_is_the_mean_of_16_cycles():
    bench = Bench(signals(200, 10), started=False)
    bench.configure(MeterEn=1)
    bench.wait(0.8)  # the third window is half over
    bench.apply(signals(240, 10))
    bench.wait(0.3)
    share = (960_000 - 800_000 - 10_000) / 320_000  # the filter lags by half a cycle
    power = 10 * (200 + 40 * share)
    assert bench.watts("PmeanA") == pytest.approx(power, rel=0.002)
    assert bench.rms("UrmsA") == pytest.approx(sqrt(200**2 + (240**2 - 200**2) * share), rel=0.002)


def test_high_and_low_word_can_tear_across_a_publication():
    """65535 LSB on one side, 65536 on the other: the pair reads 0x0001FFFF or 0x00000000."""
    below = signals(100, (65_500 * 0.00032 / 100, 0, 0))
    above = signals(100, (65_600 * 0.00032 / 100, 0, 0))
    torn = set()
    for _ in range(40):
        bench = Bench(below)
        bench.apply(above)
        bench.wait(0.3)
        for _ in range(5000):
            value = bench.signed("PmeanA") << 16 | bench.read("PmeanALSB")
            torn.add(value)
            if value == 65_600:
                break
        if any(abs(value - 65_550) > 60 for value in torn):
            break
        below, above = above, below
    assert any(abs(value - 65_550) > 60 for value in torn)


def test_low_words_of_rms_values_carry_their_high_byte_only():
    bench = Bench(signals(230.123, 1.2345))
    for name in ("UrmsA", "UrmsB", "IrmsA", "IrmsC"):
        assert bench.read(name + "LSB") & 0xFF == 0
    value = bench.read("IrmsA") + bench.read("IrmsALSB") / 65536
    assert value == pytest.approx(1234.5, abs=1 / 256)


def test_rms_is_unsigned_and_power_and_power_factor_are_signed():
    bench = Bench(signals(230, 10, 120))
    assert bench.read("IrmsA") == 10_000
    assert bench.watts("PmeanA") == pytest.approx(-1150, rel=1e-5)
    assert bench.watts("QmeanA") == pytest.approx(1991.86, rel=1e-5)
    assert bench.signed("PFmeanA") == -500
    assert bench.signed("PFmeanT") == -500


def test_leading_current_has_negative_reactive_power():
    assert Bench(signals(230, 10, -30)).watts("QmeanA") == pytest.approx(-1150, rel=1e-5)


def test_the_power_word_reaches_687_kilowatts():
    assert 2**31 * 0.00032 == pytest.approx(687_194.8, abs=0.1)


def test_neutral_current_comes_from_the_three_samples():
    assert Bench(signals(230, 10)).read("IrmsN") == 0
    assert Bench(signals(230, (10, 10, 0))).read("IrmsN") == 10_000
    third = wave(10 / AMPERES, 0, [(3, 0.5, 0)])
    shifted = wave(10 / AMPERES, -120, [(3, 0.5, 0)])
    last = wave(10 / AMPERES, -240, [(3, 0.5, 0)])
    bench = Bench(Signals(50, (wave(0.2),) * 3, (third, shifted, last)))
    assert bench.read("IrmsN") == 15_000  # the third harmonics add up


# frequency, angles


@pytest.mark.parametrize("hz", [45.0, 49.97, 50.0, 52.31, 60.0, 65.0])
def test_frequency_is_in_hundredths_of_a_hertz(hz):
    assert Bench(signals(230, 1, hz=hz)).read("Freq") == round(hz * 100)


@pytest.mark.parametrize(
    ("hz", "bits"),
    [(48.98, 0x0800), (49.01, 0), (50.99, 0), (51.02, 0x8000)],
)
def test_the_default_frequency_limits_are_49_and_51_hertz(hz, bits):
    assert Bench(signals(230, 1, hz=hz)).read("EMMState1") & 0x8800 == bits


def test_frequency_is_zero_when_all_phases_are_lost():
    bench = Bench(signals((0, 0, 230), 1))
    assert bench.read("Freq") == 5000
    bench.apply(signals(0, 1))
    bench.wait(1)
    assert bench.read("Freq") == 0


@pytest.mark.parametrize(("lag", "word"), [(0, 0), (30, 300), (90, 900), (180, 1800), (-30, 3300)])
def test_the_phase_angle_is_in_tenths_of_a_degree_up_to_360(lag, word):
    assert Bench(signals(230, 10, lag)).read("PAngleB") == word


def test_the_voltage_angles_count_from_phase_a():
    bench = Bench()
    assert [bench.read("UAngle" + phase) for phase in "ABC"] == [0, 1200, 2400]


# wiring


def test_channels_can_be_exchanged_and_switched_off():
    bench = Bench(signals((210, 220, 230), (1, 2, 3)), started=False)
    bench.configure(ChannelMapI=0x0312, ChannelMapU=0x0745, MeterEn=1)
    bench.wait(1.5)
    names = ("IrmsA", "IrmsB", "IrmsC", "UrmsA", "UrmsB", "UrmsC")
    readings = [bench.read(name) for name in names]
    assert readings == [3000, 2000, 0, 22000, 21000, 0]


def test_a_current_transformer_on_the_wrong_phase_shows_half_the_power_reversed():
    bench = Bench(signals(230, 10), started=False)
    bench.configure(ChannelMapI=0x0021, MeterEn=1)  # A sees B, B sees C, C sees A
    bench.wait(1.5)
    assert bench.watts("PmeanA") == pytest.approx(-1150, rel=1e-5)
    assert bench.watts("SmeanA") == pytest.approx(2300, rel=1e-5)


def test_a_voltage_input_can_serve_as_a_current():
    first = Signals(50, (wave(0.1),) * 3, (wave(0),) * 3)
    bench = Bench(first, started=False)
    bench.configure(ChannelMapI=0x0214, MeterEn=1)
    bench.wait(1.5)
    assert bench.rms("IrmsA") == pytest.approx(0.1 * AMPERES, abs=0.0001)
    assert bench.rms("UrmsA") == pytest.approx(0.1 * VOLTS, abs=0.001)
