"""Reactive energy that is metered is what passed at the terminals, harmonics included.

It is not what the load file says: see docs/DESIGN.md, "The simulated world".
"""

from drivers.atm90e32 import REPAIRED, TORN_REPAIRED
from firmware.health import Health
from tests.host.scenes import live_here, scene_of

WORDS = ("--days", "0.05", "--start", "2018-01-18T09:00")
COUNT_MVARH = 1_000_000


def passed_mvarh(scene):
    """(lagging reactive energy at the terminals, that of the load file), from phasors."""
    terminals = scene.world.terminals
    passed = asked = 0
    t_us = scene.begin_us
    while t_us < scene.end_us:
        stretch = terminals.stretch_at(t_us)
        span_h = (min(stretch.end_us, scene.end_us) - t_us) / 3.6e9
        passed += reactive_w(stretch.signals) * span_h
        asked += terminals.load.power_at(t_us / 1e6)[1] * span_h
        t_us = stretch.end_us
    return passed * 1000, asked * 1000


def reactive_w(signals):
    total = 0
    for voltage, current in zip(signals.voltages, signals.currents, strict=True):
        amperes = dict(current.harmonics)
        total += sum((u * amperes[order].conjugate()).imag for order, u in voltage.harmonics)
    return total


def test_reactive_energy_is_that_of_the_terminals_and_not_of_the_load_file():
    passed, asked = passed_mvarh(scene_of(*WORDS))
    found = live_here(scene_of(*WORDS))["q1_mvarh_total"]
    assert abs(found - passed) <= 3 * COUNT_MVARH
    assert 1.001 < passed / asked < 1.003


def test_a_pair_of_words_that_was_read_again_is_no_repair():
    health = Health()
    health.note(TORN_REPAIRED)
    assert (health.snapshots, health.repaired) == (1, 0)
    health.note(TORN_REPAIRED | REPAIRED)
    assert (health.snapshots, health.repaired) == (2, 1)
