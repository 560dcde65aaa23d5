"""Sampled and closed form mean the same: at most one count a register and stretch, never more.

The strongest witness is neither path but an integral: volts times amperes, summed finely over
the waves as described, without anything of the chip.
"""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host.simulator.atm90e32.registers import ACCUMULATORS
from host.simulator.signals import Stretch
from tests.host.simulated_chip import AMPERES, VOLTS, Bench, Script, Signals, signals, wave

SETTLE_US = 200_000  # silence at both ends, so that the filters are empty
FREQUENCIES = (50.0, 50.0, 50.3, 49.1, 60.0, 47.77)


def random_signals(random, most_amperes):
    """Unbalanced, distorted, importing or exporting, leading or lagging; some phases idle."""
    voltages, currents = [], []
    for angle in (0, -120, -240):
        volts, lag = random.uniform(180, 260), random.choice([0, random.uniform(0, 360)])
        amperes = random.choice([0, random.uniform(0, 2), random.uniform(1, most_amperes)])
        voltages.append(distorted(random, volts / VOLTS, angle, 0.05))
        currents.append(distorted(random, amperes / AMPERES, angle - lag, 0.9))
    return Signals(random.choice(FREQUENCIES), tuple(voltages), tuple(currents))


def distorted(random, rms, degrees, share):
    orders = random.sample(range(2, 25), random.randint(0, 4))
    harmonics = [(h, random.uniform(0, share) / h, random.uniform(0, 360)) for h in orders]
    return wave(rms, degrees, harmonics)


def random_script(seed, stretches, most_amperes=60.0, longest_ms=400):
    """(script, ends of its stretches); it begins and ends in silence."""
    random = Random(seed)
    script, now, ends = Script(signals(0, 0)), SETTLE_US, [SETTLE_US]
    for _ in range(stretches):
        script.add(now, random_signals(random, most_amperes))
        now += int(random.uniform(5, longest_ms) * 1000)
        ends.append(now)
    script.add(now, signals(0, 0))
    return script, [*ends, now + SETTLE_US]


def counts_at(script, moments, fidelity, **registers):
    """Rows of all forward and reverse counts at the given moments."""
    bench = Bench(script, started=False, fidelity=fidelity)
    bench.configure(MeterEn=1, **registers)
    rows = [bench.chip.energy_counts(moment) for moment in moments]
    return np.array([[row[name] for name in ACCUMULATORS] for row in rows])


def assert_equal_to_a_count(script, ends, fidelity, **registers):
    sampled = counts_at(script, ends, "waveform", **registers)
    other = counts_at(script, ends, fidelity, **registers)
    difference = other - sampled
    assert abs(np.diff(difference, axis=0, prepend=0)).max() <= 1  # in each stretch
    assert abs(difference).max() <= 1  # and since the beginning


@pytest.mark.parametrize("fidelity", ["envelope", "auto"])
@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1 << 32))
def test_the_paths_agree_to_a_count_in_every_register_and_stretch(fidelity, seed):
    assert_equal_to_a_count(*random_script(seed, 10), fidelity)


@pytest.mark.parametrize("mode", [0x008F, 0x0097, 0x0185])
def test_they_agree_with_absolute_totals_and_three_wires(mode):
    assert_equal_to_a_count(*random_script(mode, 12), "envelope", MMode0=mode)


def test_they_agree_where_the_converters_clip():
    assert_equal_to_a_count(*random_script(1, 12, most_amperes=110), "envelope")


def test_they_agree_where_no_load_gates_open_and_close():
    gates = {"PStartTh": 0xFFFF, "QStartTh": 0xFFFF, "PPhaseTh": 0xFFFF, "SPhaseTh": 0xFFFF}
    assert_equal_to_a_count(*random_script(2, 12, most_amperes=0.3), "envelope", **gates)


def test_the_difference_does_not_grow_over_hundreds_of_stretches():
    assert_equal_to_a_count(*random_script(3, 200, longest_ms=120), "envelope")


def test_the_difference_does_not_grow_over_a_long_stretch():
    script, ends = Script(signals(231, 17, 33, hz=49.93)), [30_000_000, 60_000_000]
    assert_equal_to_a_count(script, ends, "envelope")


# the integral as witness


def joules(script, ends, phase):
    """Energy of one phase in register units, summed at 40 kHz from the waves themselves."""
    total = 0.0
    for start, end in zip(ends, ends[1:], strict=False):
        stretch = script.stretch_at(start)
        step = 25
        first = -(-start // 125) * 125  # the chip's samples hold for 125 us
        moments = np.arange(first, -(-end // 125) * 125, step) + step / 2
        theta = stretch.theta(moments)
        u = stretch.signals.voltages[phase].sample(theta) * VOLTS
        i = stretch.signals.currents[phase].sample(theta) * AMPERES
        total += float((u * i).sum()) * step * 1e-6
    return total


@pytest.mark.parametrize("fidelity", ["envelope", "auto", "waveform"])
@pytest.mark.parametrize("seed", [11, 12])
def test_energy_is_the_integral_of_volts_times_amperes(fidelity, seed):
    script, ends = random_script(seed, 15)
    counts = counts_at(script, ends[-1:], fidelity)[0]
    for phase, slot in enumerate("ABC"):
        forward, reverse = counts[ACCUMULATORS.index(("P", slot))]
        energy = joules(script, ends, phase)
        # a sample held for 125 us is not the wave: a little ripple at each of the 15 edges
        assert (forward - reverse) * 11.25 == pytest.approx(energy, abs=11.25 + 15 * 0.8)


@pytest.mark.parametrize("fidelity", ["envelope", "waveform"])
def test_long_steady_energy_is_power_times_time_from_the_phasors(fidelity):
    random = Random(21)
    first = random_signals(random, 60)
    bench = Bench(first, fidelity=fidelity)
    for phase, slot in enumerate("ABC"):
        watts = first.power(phase) * VOLTS * AMPERES
        got = bench.counted("P", slot, 10)
        assert got == pytest.approx(watts * 10 / 11.25, abs=1)


def test_steady_readings_are_those_of_the_phasors():
    first = random_signals(Random(22), 60)
    bench = Bench(first)
    for phase, slot in enumerate("ABC"):
        assert bench.rms("Urms" + slot) == pytest.approx(
            first.voltages[phase].rms() * VOLTS, abs=2e-4
        )
        amperes = first.currents[phase].rms() * AMPERES
        assert bench.rms("Irms" + slot) == pytest.approx(amperes, abs=1e-5)
        watts = first.power(phase) * VOLTS * AMPERES
        assert bench.watts(f"Pmean{slot}") == pytest.approx(watts, abs=4e-4)


# status and readings on both paths


@pytest.mark.parametrize("seed", range(4))
def test_auto_latches_the_same_sags_and_over_limits_as_the_samples_do(seed):
    random = Random(seed)
    results = []
    levels = [random.choice([230, 230, 50, 10, 700]) for _ in range(12)]
    loads = [random.choice([5, 5, 5, 75]) for _ in range(12)]
    lengths = [random.uniform(0.005, 0.3) for _ in range(12)]
    for fidelity in ("auto", "waveform"):
        bench = Bench(fidelity=fidelity)
        trace = []
        for volts, amperes, seconds in zip(levels, loads, lengths, strict=True):
            bench.apply(signals((volts, 230, 230), (5, amperes, 5)))
            bench.wait(seconds)
            trace.append(
                (bench.read("EMMIntState0") & 0xFC00, bench.read("EMMIntState1") & 0x7700)
            )
            bench.write("EMMIntState0", 0xFFFF)
            bench.write("EMMIntState1", 0xFFFF)
        results.append(trace)
    assert results[0] == results[1]


@pytest.mark.parametrize("fidelity", ["envelope", "auto"])
def test_published_readings_agree_on_both_paths(fidelity):
    names = ("UrmsA", "IrmsB", "PmeanC", "PmeanCLSB", "QmeanALSB", "PFmeanB", "IrmsN", "Freq")
    script, ends = random_script(5, 4, longest_ms=2000)
    readings = []
    for path in (fidelity, "waveform"):
        bench = Bench(script, started=False, fidelity=path)
        bench.configure(MeterEn=1)
        bench.now = ends[-2] - 1000
        readings.append([bench.read(name) for name in names])
    assert np.array(readings[0]) == pytest.approx(np.array(readings[1]), abs=1)


def test_a_source_that_ends_before_it_begins_is_refused():
    class Late:
        def stretch_at(self, t_us):
            return Stretch(0, t_us, signals(0, 0))

    bench = Bench(Late(), started=False)
    bench.configure(MeterEn=1)
    with pytest.raises(ValueError, match="source asked at .* us: got an end at"):
        bench.read("UrmsA")
        bench.wait(1)
        bench.read("UrmsA")


def test_the_same_seed_and_the_same_calls_give_the_same_chip():
    script, ends = random_script(9, 10)
    assert (counts_at(script, ends, "auto") == counts_at(script, ends, "auto")).all()
