"""Status and interrupts of the simulated chip: sags, limits, directions, latches, pins."""

import pytest

from tests.host.simulated_chip import Bench, signals

# sag and loss


@pytest.mark.parametrize("fidelity", ["auto", "waveform"])
def test_a_sag_is_asserted_when_its_window_has_passed(fidelity):
    bench = Bench(fidelity=fidelity)
    bench.apply(signals((40, 230, 230), 10))
    bench.wait(0.055)
    assert bench.read("EMMState1") & 0x7700 == 0
    bench.wait(0.012)  # 63 ms after the last samples above the threshold
    assert bench.read("EMMState1") & 0x7700 == 0x4000


@pytest.mark.parametrize("fidelity", ["auto", "waveform"])
def test_a_dip_shorter_than_the_window_is_not_a_sag(fidelity):
    bench = Bench(fidelity=fidelity)
    bench.apply(signals(0, 10))
    bench.wait(0.05)
    bench.apply(signals(230, 10))
    bench.wait(0.5)
    assert bench.read("EMMIntState1") & 0x7700 == 0


@pytest.mark.parametrize("fidelity", ["auto", "waveform"])
def test_a_sag_is_cleared_by_the_third_sample_above(fidelity):
    bench = Bench(fidelity=fidelity)
    bench.apply(signals(0, 10))
    bench.wait(0.5)
    assert bench.read("EMMState1") & 0x7700 == 0x7700
    bench.apply(signals(230, 10))
    bench.wait(0.012)
    assert bench.read("EMMState1") & 0x7700 == 0


def test_the_window_is_set_in_milliseconds():
    bench = Bench()
    bench.configure(SagPeakDetCfg=0x14C8)  # 200 ms
    bench.wait(0.5)
    bench.apply(signals(0, 10))
    bench.wait(0.19)
    assert bench.read("EMMState1") & 0x7000 == 0
    bench.wait(0.02)
    assert bench.read("EMMState1") & 0x7000 == 0x7000


def test_a_sag_that_came_and_went_stays_latched():
    bench = Bench()
    bench.apply(signals((0, 230, 230), 10))
    bench.wait(0.1)
    bench.apply(signals(230, 10))
    bench.wait(5)
    assert bench.read("EMMState1") & 0x7700 == 0
    assert bench.read("EMMIntState1") & 0x7700 == 0x4400


# latches and interrupts


def test_both_edges_are_latched_as_changes_and_a_written_one_clears():
    bench = Bench()
    bench.write("EMMIntState1", 0xFFFF)
    bench.apply(signals(0, 10))
    bench.wait(0.5)
    assert bench.read("EMMIntState1") & 0x7000 == 0x7000
    bench.write("EMMIntState1", 0x4000)
    assert bench.read("EMMIntState1") & 0x7000 == 0x3000
    bench.write("EMMIntState1", 0xFFFF)
    assert bench.read("EMMIntState1") == 0
    bench.apply(signals(230, 10))
    bench.wait(0.5)
    assert bench.read("EMMIntState1") & 0x7000 == 0x7000


def test_changes_latch_even_where_the_interrupt_is_disabled():
    bench = Bench()
    bench.apply(signals(0, 10))
    bench.wait(0.5)
    assert bench.read("EMMIntState1") & 0x7000
    assert bench.chip.pins(bench.now) == (False, False, False)


def test_irq1_is_high_while_an_enabled_change_of_state_1_is_latched():
    bench = Bench()
    bench.write("EMMIntEn1", 0x7000)
    assert not bench.chip.irq1
    bench.apply(signals(0, 10))
    bench.wait(0.5)
    assert bench.chip.pins(bench.now) == (False, True, False)
    bench.write("EMMIntState1", 0xFFFF)
    assert not bench.chip.irq1


def test_irq1_can_be_merged_into_irq0():
    bench = Bench()
    bench.configure(IRQ0MergeCfg=1)
    bench.write("EMMIntEn1", 0x7000)
    bench.apply(signals(0, 10))
    bench.wait(0.5)
    assert bench.chip.pins(bench.now) == (True, True, False)


def test_irq0_follows_state_0():
    bench = Bench()
    bench.write("EMMIntEn0", 0x0008)
    bench.apply(signals(230, 10, 180))
    bench.wait(0.5)
    assert bench.read("EMMState0") & 0x000F == 0x000A  # CF1 and CF3 reverse
    assert bench.chip.irq0


def test_the_enables_everybody_copies_leave_phase_b_out():
    """0xB76F and 0xDDFD: over-current, over-voltage, sag and loss of B, and the neutral."""
    assert 0xB76F & (1 << 14 | 1 << 11 | 1 << 7) == 0
    assert 0xDDFD & (1 << 13 | 1 << 9) == 0


# over-limit bits


def test_over_voltage_comes_and_goes_within_the_cycle():
    bench = Bench(signals(700, 10))
    seen = set()
    for _ in range(100):
        seen.add(bench.read("EMMState0") & 0x1000)
        bench.now += 300
    assert seen == {0, 0x1000}


@pytest.mark.parametrize("fidelity", ["auto", "waveform"])
def test_a_short_over_current_stays_latched(fidelity):
    bench = Bench(fidelity=fidelity)
    bench.apply(signals(230, (10, 75, 10)))
    bench.wait(0.02)
    bench.apply(signals(230, 10))
    bench.wait(0.5)
    assert bench.read("EMMState0") & 0xFC00 == 0
    assert bench.read("EMMIntState0") & 0xFC00 == 0x4000


def test_chatter_latches_again_after_clearing():
    bench = Bench(signals(700, 10))
    bench.write("EMMIntState0", 0xFFFF)
    bench.wait(0.1)
    assert bench.read("EMMIntState0") & 0x1C00 == 0x1C00


def test_the_neutral_threshold_is_in_milliamperes():
    for word, bit in ((9_999, 0x80), (10_001, 0)):
        bench = Bench(signals(230, (10, 0, 0)), started=False)
        bench.configure(InWarnTh=word, MeterEn=1)
        bench.wait(1)
        assert bench.read("EMMState0") & 0x80 == bit


# directions and sequence


@pytest.mark.parametrize(
    ("lags", "bits"),
    [
        ((0, 0, 0), 0),
        ((180, 0, 0), 0b0000_0100),
        ((0, 180, 180), 0b0000_1011),
        ((-90, 0.001, 0.001), 0b1100_0000),
    ],
)
def test_the_signs_of_power_show_per_phase_and_total(lags, bits):
    first = signals(230, 10, tuple(lag + 0.0005 for lag in lags))
    state = Bench(first).read("EMMState1") & 0x00FF
    assert state & 0x0F == bits & 0x0F
    if bits & 0xF0:
        assert state & 0xF0 == bits & 0xF0


def test_a_wrong_voltage_sequence_shows_in_both_sequence_bits():
    good, bad = Bench(), Bench(signals(230, 10, order=(0, -240, -120)))
    assert good.read("EMMState0") & 0x0300 == 0
    assert bad.read("EMMState0") & 0x0300 == 0x0300


def test_with_three_wires_c_leads_a_by_less_than_half_a_turn():
    """Uab and Ucb of a system A-B-C are 60 degrees apart."""
    for order, bits in (((30, 0, 90), 0), ((30, 0, -30), 0x0300)):
        bench = Bench(signals(230, 10, order=order), started=False)
        bench.configure(MMode0=0x0185, MeterEn=1)
        bench.wait(1)
        assert bench.read("EMMState0") & 0x0300 == bits
