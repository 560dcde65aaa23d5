"""The firmware is the same in this process and in a MicroPython process, bit for bit."""

import pytest

from host.run.result import UNREPEATABLE
from tests.host.scenes import live_apart, live_here, scene_of

MAY_DIFFER = set(UNREPEATABLE)


@pytest.mark.parametrize("seed", ["3", "4", "5"])
def test_both_runtimes_say_the_same_of_the_same_world(seed):
    words = ("--days", "0.01", "--seed", seed, "--bus-faults", "0.0005", "--brown-out-at", "500")
    here, apart = live_here(scene_of(*words)), live_apart(scene_of(*words))
    assert {k for k in here if here[k] != apart[k]} <= MAY_DIFFER
    assert apart["gaps"] == 1
    assert apart["repaired"] > 0
    assert apart["import_mwh_total"] > 30_000_000


def test_an_hour_is_metered_within_fifty_ppm():
    scene = scene_of("--days", "0.0417")
    points = live_here(scene)
    true_mwh = scene.world.terminals.true_energy(scene.power_fail_us).import_mwh
    assert abs(points["import_mwh_total"] - true_mwh) < 50e-6 * true_mwh
    assert points["commits"] == points["snapshots"] + 1
    assert points["bill_u"] == points["debited_u"] == 3_000_000_000_000 - points["balance_u"]
    assert points["disagreements"] == points["doubtful"] == points["gaps"] == 0
