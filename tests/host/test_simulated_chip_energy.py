"""Energy of the simulated chip: constants, directions, gates, totals, pulses, overflow."""

import pytest

from host.simulator.atm90e32 import pulses
from tests.host.simulated_chip import AMPERES, PL_3200, VOLTS, Bench, Signals, signals, wave


def pl_words(imp_per_kwh):
    """PL_constant = 450e9 / MC (application note, page 19)."""
    constant = round(450e9 / imp_per_kwh)
    return {"PLconstH": constant >> 16, "PLconstL": constant & 0xFFFF}


def started(first, **registers):
    bench = Bench(first, started=False)
    bench.configure(**registers, MeterEn=1)
    bench.wait(1.5)
    return bench


# constants


def test_the_default_constant_is_that_of_3200_impulses():
    assert 450e9 / 3200 == 140_625_000 == 0x0861C468
    bench = Bench()
    assert (bench.read("PLconstH"), bench.read("PLconstL")) == (0x0861, 0xC468)
    assert pl_words(3200) == {"PLconstH": 0x0861, "PLconstL": 0xC468}


def test_one_kilowatt_hour_is_320000_counts_at_3200_impulses():
    bench = Bench(signals(250, 40 / 3))  # 10 kW
    assert bench.counted("P", "T", 360) == 320_000


def test_a_hundredth_of_an_impulse_is_36000_over_mc_joules():
    bench = started(signals(200, 5), **pl_words(400))  # 1 kW a phase
    assert bench.counted("P", "A", 90) == 1000  # 90 kJ / 90 J
    assert 36000 / 400 == 90


def test_a_count_of_the_constant_is_80_nanojoules_or_250_lsb_microseconds():
    assert 36000 / 3200 / 140_625_000 == pytest.approx(80e-9)
    assert 250 * 0.00032 * 1e-6 == pytest.approx(80e-9)
    bench = started(signals(100, 10), PLconstH=0x00BE, PLconstL=0xBC20)  # 12.5e6 -> 1 J
    assert bench.counted("P", "A", 10) == 10_000


def test_the_misprinted_constant_would_count_0_022_percent_fast():
    assert 0x0861C468 / 0x08614C68 - 1 == pytest.approx(0.00022, abs=0.00001)
    right, wrong = Bench(signals(230, 60)), started(signals(230, 60), PLconstL=0x4C68)
    excess = wrong.counted("P", "T", 100) / right.counted("P", "T", 100) - 1
    assert excess == pytest.approx(0.00022, abs=0.00001)


def test_the_smallest_meter_constant_of_32_bits_is_104_8():
    assert 450e9 / 0xFFFFFFFF == pytest.approx(104.8, abs=0.05)
    bench = started(signals(200, 50), PLconstH=0xFFFF, PLconstL=0xFFFF)
    assert bench.counted("P", "A", 343.6) == pytest.approx(10_000, abs=1)  # 343.6 J each


# the table of overflows: 3 x 230 V x 2400 A on the primary side, 1.656 MW

OVERFLOWS = [
    # register scale, MC, primary Wh in 0.01 CF, counts a second, seconds to 65 535
    (40, 3200, 0.125, 3680, 17.8),
    (40, 400, 1.0, 460, 142),
    (50, 320, 1.5625, 294, 223),
    (400, 3200, 1.25, 368, 178),
]


@pytest.mark.parametrize(("scale", "mc", "watt_hours", "rate", "seconds"), OVERFLOWS)
def test_the_register_overflows_when_the_table_says(scale, mc, watt_hours, rate, seconds):
    assert 10 / mc * scale == pytest.approx(watt_hours)
    bench = started(signals(230, 2400 / scale), **pl_words(mc))
    assert bench.watts() * scale == pytest.approx(1.656e6, rel=1e-6)
    assert bench.counted("P", "T", 10) / 10 == pytest.approx(rate, abs=0.6)
    bench.read("APenergyT")
    bench.wait(seconds * 0.995)
    assert bench.read("APenergyT") > 64_800
    bench.wait(seconds * 1.005)
    assert bench.read("APenergyT") < 1_000


def test_the_default_poll_of_sixty_seconds_overflows_the_first_row():
    assert 60 > OVERFLOWS[0][-1]


def test_overflow_may_be_chosen_to_saturate():
    bench = Bench(signals(230, 60), energy_overflow="saturate")
    bench.wait(20)
    assert bench.read("APenergyT") == 0xFFFF
    assert bench.read("APenergyT") == 0


# directions


def test_export_counts_in_the_reverse_registers():
    bench = Bench(signals(230, 10, 180))
    assert bench.read("APenergyT") == 0
    assert bench.read("ANenergyT") > 0
    assert bench.watts() == pytest.approx(-6900, rel=1e-6)


@pytest.mark.parametrize(
    ("lag", "active", "reactive"),
    [(30, "AP", "RP"), (150, "AN", "RP"), (210, "AN", "RN"), (330, "AP", "RN")],
)
def test_each_quadrant_has_its_registers(lag, active, reactive):
    bench = Bench(signals(230, 10, lag))
    for prefix in ("AP", "AN", "RP", "RN"):
        expected = prefix in (active, reactive)
        assert (bench.read(prefix + "energyA") > 0) == expected, prefix


def test_forward_and_reverse_cancel_inside_one_step():
    bench = Bench(signals(0, 0))
    before = bench.counts("P", "A")
    for _ in range(20):  # 10 J forth and back, less than the 11.25 J of a step
        bench.apply(signals(100, 1))
        bench.wait(0.1)
        bench.apply(signals(100, 1, 180))
        bench.wait(0.1)
    assert bench.counts("P", "A") == before


def test_a_whole_step_back_and_forth_counts_in_both_registers():
    bench = Bench(signals(0, 0))
    for _ in range(3):
        bench.apply(signals(100, 10))
        bench.wait(0.03)  # 30 J
        bench.apply(signals(100, 10, 180))
        bench.wait(0.03)
    forward, reverse = bench.counts("P", "A")
    assert forward >= 3
    assert reverse >= 3
    assert abs(forward - reverse) <= 2


def test_a_pure_reactive_load_counts_no_active_energy_within_its_cycle():
    bench = Bench(signals(230, 60, 90))
    before = bench.counts("P", "A")
    bench.wait(100)
    assert bench.counts("P", "A") == before


# totals


def test_the_arithmetic_total_lets_import_and_export_cancel():
    bench = Bench(signals(230, (10, 10, 5), (0, 180, 0)))
    assert bench.watts() == pytest.approx(1150, rel=1e-5)
    assert bench.counted("P", "T", 9) == pytest.approx(1150 * 9 / PL_3200, abs=1)


def test_the_absolute_total_adds_them():
    bench = started(signals(230, (10, 10, 5), (0, 180, 0)), MMode0=0x008F)
    assert bench.watts() == pytest.approx(5750, rel=1e-5)
    assert bench.counted("P", "T", 9) == pytest.approx(5750 * 9 / PL_3200, abs=1)
    assert bench.counted("P", "B", 9) == pytest.approx(-2300 * 9 / PL_3200, abs=1)


def test_absq_does_the_same_for_reactive_energy_alone():
    first = signals(230, 10, (90, 270, 60))
    plain, absolute = Bench(first), started(first, MMode0=0x0097)
    assert plain.watts("QmeanT") == pytest.approx(2300 * 0.8660254, rel=1e-5)
    assert absolute.watts("QmeanT") == pytest.approx(2300 * 2.8660254, rel=1e-5)
    assert absolute.watts("PmeanT") == pytest.approx(1150, rel=1e-4)


@pytest.mark.parametrize(("bit", "phase"), [(2, "A"), (1, "B"), (0, "C")])
def test_a_phase_taken_out_of_the_total_still_counts_for_itself(bit, phase):
    bench = started(signals(230, (1, 2, 4)), MMode0=0x0087 & ~(1 << bit))
    amperes = {"A": 1, "B": 2, "C": 4}
    assert bench.watts() == pytest.approx(230 * (7 - amperes[phase]), rel=1e-5)
    assert bench.counted("P", phase, 100) > 0


def test_three_wire_mode_leaves_phase_b_out_of_the_total():
    bench = started(signals(230, (1, 2, 4)), MMode0=0x0185)
    assert bench.watts() == pytest.approx(230 * 5, rel=1e-5)


def test_apparent_energy_is_the_arithmetic_sum_of_the_phases():
    bench = Bench(signals((230, 220, 210), (1, 2, 4), (0, 60, 180)))
    assert bench.watts("SmeanT") == pytest.approx(230 + 440 + 840, rel=1e-4)
    assert bench.counted("S", "T", 90) == pytest.approx(1510 * 90 / PL_3200, abs=1)


# fundamental and harmonics


def distorted():
    """10 A with 30 % of 5th harmonic on 230 V with 10 %: 69 W of harmonic power a phase."""
    u = wave(230 / VOLTS, 0, [(5, 0.1, 0)])
    i = wave(10 / AMPERES, 0, [(5, 0.3, 0)])
    return Signals(50, (u,) * 3, (i,) * 3)


def test_fundamental_and_harmonic_power_add_up_to_active_power():
    bench = Bench(distorted())
    assert bench.watts("PmeanA") == pytest.approx(2300 + 69, rel=1e-5)
    fundamental = (bench.signed("PmeanAF") << 16 | bench.read("PmeanAFLSB")) * 0.00032
    harmonic = (bench.signed("PmeanAH") << 16 | bench.read("PmeanAHLSB")) * 0.00032
    assert fundamental == pytest.approx(2300, rel=1e-5)
    assert harmonic == pytest.approx(69, rel=1e-4)


def test_fundamental_and_harmonic_energy_have_their_own_registers():
    bench = Bench(distorted())
    assert bench.counted("P1", "T", 90) == pytest.approx(6900 * 90 / PL_3200, abs=1)
    assert bench.counted("Ph", "T", 90) == pytest.approx(207 * 90 / PL_3200, abs=1)
    assert bench.read("APenergyAF") > bench.read("APenergyAH") > 0


# no-load

LSB_W = 0.00032


def test_a_phase_below_its_threshold_is_forced_to_zero():
    watts = 2.3
    word = round(watts / LSB_W)
    for amperes, runs in ((0.0099, False), (0.0101, True)):
        bench = started(signals(230, (amperes, 1, 1)), PPhaseTh=word)
        assert (bench.watts("PmeanA") > 0) == runs
        assert (bench.counted("P", "A", 90) > 0) == runs
        assert bench.watts("PmeanB") == pytest.approx(230, rel=1e-4)


def test_the_phase_threshold_looks_at_active_plus_reactive_power():
    word = round(3.0 / LSB_W)
    reactive = started(signals(230, (0.01, 1, 1), (60, 0, 0)), PPhaseTh=word)
    assert reactive.watts("PmeanA") == pytest.approx(1.15, rel=1e-3)  # |1.15| + |1.99| > 3


@pytest.mark.parametrize(
    ("register", "power"),
    [("PPhaseTh", "PmeanA"), ("QPhaseTh", "QmeanA"), ("SPhaseTh", "SmeanA")],
)
def test_each_kind_has_its_own_phase_threshold(register, power):
    bench = started(signals(230, 0.01, 45), **{register: 0xFFFF})
    others = {"PmeanA", "QmeanA", "SmeanA"} - {power}
    assert bench.watts(power) == 0
    assert all(bench.watts(name) > 1 for name in others)


def test_the_largest_threshold_is_20_97_watts():
    assert 0xFFFF * LSB_W == pytest.approx(20.97, abs=0.005)
    for amperes, runs in ((0.0911, False), (0.0913, True)):
        bench = started(signals(230, (amperes, 0, 0)), PStartTh=0xFFFF)
        assert (bench.counted("P", "T", 30) > 0) == runs


def test_below_the_start_threshold_the_phases_do_not_count_either():
    bench = started(signals(230, (0.05, 0, 0)), PStartTh=0xFFFF)
    assert bench.counted("P", "A", 90) == 0
    assert bench.counted("P1", "A", 90) == 0
    assert bench.watts("PmeanA") == pytest.approx(11.5, rel=1e-3)  # shown all the same
    assert bench.counted("S", "A", 90) > 0


def test_cancelling_phases_can_stop_all_energy_at_the_total_threshold():
    bench = started(signals(230, (10, 10, 0), (0, 180, 0)), PStartTh=1000)
    assert bench.counted("P", "A", 10) == bench.counted("P", "B", 10) == 0


@pytest.mark.parametrize(("register", "bit"), [("QStartTh", 6), ("PStartTh", 5), ("SStartTh", 4)])
def test_no_load_shows_in_the_status(register, bit):
    bench = started(signals(230, 0.005, 45), **{register: 0xFFFF})
    assert bench.read("EMMState0") & 0x0070 == 1 << bit


def test_start_thresholds_of_a_house_meter_block_a_scaled_down_one():
    """2.4 W total in register units is 960 W behind a ratio of 400."""
    bench = started(signals(230, 0.0034), PStartTh=round(2.4 / LSB_W))
    assert bench.counted("P", "T", 100) == 0


# pulses


def test_a_pulse_is_80_milliseconds_wide_while_the_period_allows():
    assert pulses.width_ms(1000) == pulses.width_ms(160) == 80
    assert pulses.width_ms(159) == 79.5
    assert pulses.width_ms(20) == 10


def test_pulses_end_at_100_hertz():
    assert 1000 / pulses.SHORTEST_PERIOD_MS == 100
    assert pulses.follows(10)
    assert not pulses.follows(9.99)


def test_cf1_gives_a_pulse_for_a_hundred_counts_in_either_direction():
    bench = Bench(signals(230, 60))
    bench.wait(10)
    bench.apply(signals(230, 60, 180))
    bench.wait(10)
    forward, reverse = bench.counts("P")
    assert reverse > 1000
    assert bench.chip.cf_pulses(bench.now)[0] == (forward + reverse) // 100


@pytest.mark.parametrize(("mode", "kind"), [(0x0087, "Q"), (0x0007, "S")])
def test_cf2_is_reactive_or_apparent(mode, kind):
    bench = started(signals(230, 60, 30), MMode0=mode)
    bench.wait(10)
    assert bench.chip.cf_pulses(bench.now)[1] == bench.counts(kind)[0] // 100


def test_cf3_and_cf4_are_fundamental_and_harmonic():
    bench = Bench(distorted())
    bench.wait(100)
    counts = bench.counts("P1")[0] // 100, bench.counts("Ph")[0] // 100
    assert bench.chip.cf_pulses(bench.now)[2:] == counts


# time


def test_an_hour_in_one_stroke_equals_an_hour_in_small_steps():
    one, many = (Bench(signals(231.7, 7.3, 17)) for _ in range(2))
    one.wait(100)
    for _ in range(1000):
        many.wait(0.1)
        many.chip.energy_counts(many.now)
    assert one.chip.energy_counts(one.now) == many.chip.energy_counts(many.now)


def test_a_day_is_exact_to_the_count():
    bench = Bench(signals(200, 10))
    assert bench.counted("P", "A", 86_400) == 2000 * 86_400 / 11.25
