"""What the meter keeps in its flash, read back from the chip as the specification has it."""

import re
from pathlib import Path

import pytest

from firmware import event_kinds
from firmware.profile import ESTIMATED
from host.run import archive
from host.simulator.world import FLASH
from tests.host.scenes import final_points, life_of, live_apart, scene_of

ROOT = Path(__file__).resolve().parents[2]
BEFORE_S = 900
MIDNIGHT_S = 1517410800


LOAD = """start,kwh,kvarh_lag
2018-01-31T23:30,100,10
2018-01-31T23:45,120,10
2018-02-01T00:00,90,10
2018-02-01T00:15,80,10
"""


@pytest.fixture(scope="module")
def month_end_words(tmp_path_factory):
    path = tmp_path_factory.mktemp("load") / "load.csv"
    path.write_text(LOAD)
    return ("--days", "0.02", "--start", "2018-01-31T23:45", "--load", str(path))


def cells(scene):
    return scene.world.devices["metering"][FLASH].memory


@pytest.fixture(scope="module")
def two_hours():
    scene = scene_of("--days", "0.1", "--start", "2018-01-18T11:00")
    return scene, live_apart(scene)


def test_the_profile_adds_up_to_the_registers(two_hours):
    scene, points = two_hours
    intervals = archive.profile(cells(scene))
    assert [each["start_s"] for each in intervals] == [
        1516240800 - 900 + 900 * k for k in range(len(intervals))
    ]
    assert [each["covered_s"] for each in intervals[1:]] == [900] * (len(intervals) - 1)
    assert points["profile_records"] == len(intervals) >= 9
    running = points["import_mwh_total"] - sum(each["import_mwh"] for each in intervals)
    assert 0 < running < max(each["import_mwh"] for each in intervals)
    assert points["flash_fault"] == points["profile_lost"] == points["flash_skipped"] == 0


def test_the_profile_knows_the_voltage_and_the_highest_minute(two_hours):
    scene, _ = two_hours
    for each in archive.profile(cells(scene))[1:]:
        assert all(225 < volts < 235 for volts in each["mean_volts"])
        mean_mwh = each["import_mwh"] / 15
        assert mean_mwh <= each["peak_minute_mwh"] < 3 * mean_mwh


def test_the_profile_outlasts_any_kills():
    """Of each interval one record holds, and all of them add up to the registers."""
    scene = scene_of("--days", "0.05", "--start", "2018-01-18T11:00")
    life = life_of(scene)
    for k in range(12):
        edge_s = 900 * (1 + k % 4)
        at_us = scene.begin_us + round((edge_s - 0.5 + k * 0.097) * 1e6)
        scene.world.at(at_us, life.slots[0].kill)
    life.live()
    points = final_points(scene)
    intervals = archive.profile(cells(scene))
    starts = [each["start_s"] for each in intervals]
    assert starts == [starts[0] + 900 * k for k in range(len(starts))]
    assert points["boots"] > 4
    assert all(each["covered_s"] == 900 for each in intervals[1:])
    running = points["import_mwh_total"] - sum(each["import_mwh"] for each in intervals)
    assert 0 <= running < max(each["import_mwh"] for each in intervals)
    assert any(each["flags"] & ESTIMATED for each in intervals)


@pytest.fixture(scope="module")
def month_end(month_end_words):
    scene = scene_of(*month_end_words)
    return scene, live_apart(scene)


def test_a_day_is_frozen_at_local_midnight(month_end):
    scene, _ = month_end
    days, _ = archive.history(cells(scene))
    (day,) = days
    assert (day["start_s"], day["end_s"]) == (MIDNIGHT_S - 86400, MIDNIGHT_S)
    assert (day["recorded_s"], day["late"]) == (MIDNIGHT_S, False)
    intervals = [each for each in archive.profile(cells(scene)) if each["start_s"] < MIDNIGHT_S]
    assert day["import_mwh"] == sum(each["import_mwh"] for each in intervals)
    highest = max(intervals, key=lambda each: each["import_mwh"])
    assert (day["peak_s"], day["peak_w"]) == (
        highest["start_s"],
        round(highest["import_mwh"] * 4 / 1000),
    )


def test_a_bill_that_closes_has_a_snapshot(month_end):
    scene, points = month_end
    days, bills = archive.history(cells(scene))
    (bill,) = bills
    assert (bill["number"], bill["end_s"], bill["late"]) == (1, MIDNIGHT_S, False)
    assert bill["total_u"] == points["closed_u"] > 0
    assert bill["import_mwh"] == days[0]["import_mwh"]
    assert bill["balance_u"] == days[0]["balance_u"] == 3 * 10**12 - bill["debited_u"]
    assert (bill["peak_w"], bill["peak_s"]) == (days[0]["peak_w"], days[0]["peak_s"])


def test_kills_around_midnight_make_no_second_record(month_end_words):
    scene = scene_of(*month_end_words)
    life = life_of(scene, restart_s=0.1)
    for k in range(8):
        at_us = scene.begin_us + round((BEFORE_S - 0.3 + k * 0.3) * 1e6)
        scene.world.at(at_us, life.slots[0].kill)
    life.live()
    days, bills = archive.history(cells(scene))
    assert len(days) == len(bills) == 1
    assert final_points(scene)["boots"] > 3
    assert bills[0]["total_u"] == final_points(scene)["closed_u"]


def test_a_meter_that_was_away_at_midnight_says_so(month_end_words):
    scene = scene_of(*month_end_words)
    life = life_of(scene, restart_s=120)
    scene.world.at(scene.begin_us + (BEFORE_S - 60) * 1_000_000, life.slots[0].kill)
    life.live()
    days, bills = archive.history(cells(scene))
    assert [each["late"] for each in days + bills] == [True, True]
    assert days[0]["end_s"] == MIDNIGHT_S < days[0]["recorded_s"] < MIDNIGHT_S + 120


def test_events_of_the_flash_have_the_numbers_of_the_table():
    source = (ROOT / "firmware" / "archive.py").read_text(encoding="utf-8")
    numbers = re.findall(r"^_([A-Z_]+[A-Z]) = const\((\d{2})\)$", source, re.MULTILINE)
    numbers = [row for row in numbers if not row[0].endswith("BYTES")]
    assert len(numbers) == 4
    assert all(getattr(event_kinds, name) == int(number) for name, number in numbers)
