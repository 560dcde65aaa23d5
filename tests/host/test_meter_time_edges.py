"""Whole meters over edges of time: ticks that wrap under real MicroPython, clocks that are set."""

import pytest

from host.run.result import UNREPEATABLE
from tests.host.scenes import clock_of, final_points, life_of, live_apart, live_here, scene_of
from tests.host.test_meter_starts import Site, owed

TICKS = 1 << 30
DAYS = ("--days", "0.003", "--start", "2018-01-18T11:00")
YEAR_S = 366 * 86_400


@pytest.mark.parametrize("live", [live_here, live_apart])
@pytest.mark.parametrize("before_ms", [10_004, 1_004, 123_444])
def test_ticks_wrap_in_the_middle_of_a_life(live, before_ms):
    """The firmware's clock and asyncio's queue both go by them. They are whole steps of the search
    for a second's begin away from where they begin otherwise, so that ticks fall alike.
    """
    undisturbed = live(scene_of(*DAYS))
    scene = scene_of(*DAYS)
    scene.world.settings["first_ticks_ms"] = TICKS - before_ms
    points = live(scene)
    assert {name for name in points if points[name] != undisturbed[name]} <= set(UNREPEATABLE)


def test_ticks_wrap_and_the_firmware_is_killed_around_it():
    scene = scene_of(*DAYS)
    scene.world.settings["first_ticks_ms"] = TICKS - 60_000
    life = life_of(scene)
    for second in (45.3, 58.9, 61.2):
        scene.world.at(round(second * 1e6), life.slots[0].kill)
    life.live()
    points, undisturbed = final_points(scene), live_apart(scene_of(*DAYS))
    assert 0 <= undisturbed["import_mwh_total"] - points["import_mwh_total"] <= 3 * 170_000
    assert points["boots"] == 4 and points["bill_u"] == points["debited_u"]


@pytest.mark.parametrize(
    "leap_s",
    [
        1,
        -1,
        5,
        -5,
        6,
        -6,
        61,
        -61,
        3600,
        -3600,
        86_400,
        -86_400,
        31 * 86_400,
        YEAR_S,
        -10 * YEAR_S,
    ],
)
def test_a_meter_whose_clock_is_set_bills_all_that_it_counts(leap_s):
    """The chip is set while the meter runs, and again while it is off."""
    site, twin = Site("--tariff", "demo-flat"), Site("--tariff", "demo-flat")
    meter = site.start(70)
    clock_of(site.scene).leap(site.world.now_us, leap_s)
    meter.time.compare()
    meter.time.compare()
    site.live(meter, 70)
    clock_of(site.scene).leap(site.world.now_us, -leap_s)
    meter = site.start(70)
    expected_mwh = twin.start(210).registers.mwh[0]
    assert abs(meter.registers.mwh[0] - expected_mwh) <= 3000
    due_u, debited_u = owed(meter)
    assert due_u == debited_u
    assert meter.settlement.settled_mwh[0] == meter.registers.mwh[0]
    assert meter.account.balance_u == 3_000_000_000_000 - debited_u
