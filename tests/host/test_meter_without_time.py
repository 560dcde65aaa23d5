"""A meter whose clock chip is absent, has stopped or talks nonsense meters and bills on."""

import csv
from datetime import UTC, datetime

import pytest

from firmware.clock_chip import ABSENT, STOPPED, UNREADABLE
from firmware.event_kinds import CLOCK_INVALID, CLOCK_SET
from host.run.result import UNREPEATABLE
from tests.host.scenes import clock_of, final_points, life_of, live_apart, live_here, scene_of
from tests.host.test_meter_starts import Site, owed

DAYS = ("--days", "0.004", "--start", "2018-01-18T11:00")
FAULTS = {"absent": ABSENT, "stopped": STOPPED, "babbles": UNREADABLE}


@pytest.mark.parametrize("state", FAULTS)
def test_a_new_meter_without_a_time_meters_and_bills(state):
    """Its settings say when its first bill begins, so it is off by a lead of ten seconds only."""
    good, bad = live_apart(scene_of(*DAYS)), live_apart(scene_of(*DAYS, "--clock", state))
    assert bad["import_mwh_total"] == pytest.approx(good["import_mwh_total"], abs=100_000)
    assert bad["bill_u"] == bad["debited_u"] > 0
    assert bad["clock_invalid"] == 1
    if state != "babbles":  # whose every answer is another
        assert bad["clock_fault"] == FAULTS[state]
    assert (good["clock_invalid"], good["clock_fault"], good["clock_steps"]) == (0, 0, 0)


@pytest.mark.parametrize("state", FAULTS)
def test_both_runtimes_agree_where_there_is_no_time(state):
    here, apart = (live(scene_of(*DAYS, "--clock", state)) for live in (live_here, live_apart))
    assert {name for name in here if here[name] != apart[name]} <= set(UNREPEATABLE)


def test_kills_without_a_time_lose_none_and_double_no_energy():
    scene = scene_of(*DAYS, "--clock", "absent")
    life = life_of(scene)
    for k in range(8):
        scene.world.at(scene.begin_us + 20_000_500 + k * 37_113_000, life.slots[0].kill)
    life.live()
    points = final_points(scene)
    undisturbed = live_apart(scene_of(*DAYS))
    loss_mwh = undisturbed["import_mwh_total"] - points["import_mwh_total"]
    assert 0 <= loss_mwh <= 8 * 170_000
    assert points["bill_u"] == points["debited_u"]
    assert (points["boots"], points["outages_unknown"]) == (9, 8)
    assert points["outage_s"] is None and points["overflow_risk"] == 1


def test_the_time_away_is_known_at_each_start():
    site = Site()
    site.start(20)
    site.second += 7
    meter = site.start(1)
    assert meter.time.last_s == 7
    site.second += 400
    meter = site.start(1)
    told = (meter.time.short, meter.time.long, meter.time.total_s, meter.time.longest_s)
    assert told == (1, 1, 407, 400) and meter.time.last_s == 400


def test_a_chip_that_stops_while_the_meter_is_off_stops_no_bill():
    site = Site()
    first = site.start(80)
    clock_of(site.scene).stop(site.world.now_us)
    site.second += 30
    meter = site.start(60)
    assert meter.clock.is_invalid == 1
    assert first.settlement.seen_s <= meter.settlement.seen_s <= first.settlement.seen_s + 70
    assert meter.registers.mwh[0] > first.registers.mwh[0]
    due_u, debited_u = owed(meter)
    assert due_u == debited_u > owed(first)[1]
    utc_s = first.settlement.seen_s + 90
    meter.set_clock(utc_s)
    site.live(meter, 5)
    assert meter.clock.is_invalid == 0
    assert meter.settlement.seen_s in (utc_s + 4, utc_s + 5), "seconds begin where it was set"
    kinds = [(event[1], event[2]) for event in meter.events.recent]
    assert (CLOCK_INVALID, 1) in kinds and (CLOCK_INVALID, 2) in kinds and (CLOCK_SET, 0) in kinds
    assert site.start(2).clock.is_invalid == 0, "the chip keeps it"


def scene_with_commands(folder, *rows):
    """A prepaid meter that is sent commands: local time, kind, local time to be set, id."""
    path = folder / "commands.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("at", "kind", "to", "id"), *rows])
    tariff = ("--tariff", "gb-economy-7-prepay", "--scheme", "gb-emergency-credit")
    return scene_of(*DAYS, *tariff, "--topups", str(path), "--prepaid", "900")


def chip_ahead_s(scene):
    """By how much the clock chip is ahead of the truth."""
    now_us = scene.world.now_us
    true_us = scene.begin_utc_s * 1_000_000 + now_us - scene.begin_us
    return (clock_of(scene).utc_us(now_us) - true_us) / 1e6


def test_a_command_sets_the_clock_once_and_the_run_stays_right(tmp_path):
    scene = scene_with_commands(
        tmp_path,
        ("2018-01-18T11:01:00", "set_clock", "2018-01-18T11:04:00", 1),
        ("2018-01-18T11:03:00", "set_clock", "2018-01-18T09:00:00", 1),
    )
    points = live_apart(scene)
    assert points["clock_steps"] == 1
    assert [answer["said"][:30] for _, _, answer in scene.world.answers] == [
        "",
        "set_clock: got id 1, expected ",
    ]
    assert chip_ahead_s(scene) == pytest.approx(180, abs=1)
    assert points["bill_u"] == points["debited_u"] > 0


@pytest.mark.parametrize("requests", [1, 4, 9, 14, 20, 30])
def test_a_kill_while_the_clock_is_set_leaves_it_set(tmp_path, requests):
    """The command is answered once; where it had to be done again, by a few seconds late."""
    scene = scene_with_commands(
        tmp_path, ("2018-01-18T11:01:00", "set_clock", "2018-01-18T11:04:00", 1)
    )
    life = life_of(scene)
    served = 0

    def count():
        nonlocal served
        served += scene.world.now_us >= scene.begin_us + 60_000_000
        if served == requests:
            life.slots[0].kill()

    life.live(count)
    points = final_points(scene)
    assert len(scene.world.answers) == 1
    assert 175 <= chip_ahead_s(scene) <= 181
    assert points["boots"] == 2
    assert points["bill_u"] == points["debited_u"] > 0


def test_a_chip_in_the_cold_is_followed_and_costs_no_energy():
    """2.4 % of the parabola at -40 C make 3.4 ppm; a day of it is 0.3 s."""
    scene = scene_of(*DAYS)
    chip = clock_of(scene)
    chip.uncorrected = 0.024
    chip.warm(0, -40)
    points = live_here(scene)
    assert chip.error_ppm == pytest.approx(-3.4, abs=0.1)
    assert points["clock_steps"] == 0
    assert points["bill_u"] == points["debited_u"]


def test_the_last_second_of_the_chip_ends_no_bill():
    """Behind 2099 it shows none; the meter counts on, and says so."""
    site = Site("--days", "0.1", "--tariff", "demo-flat")
    end_s = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
    meter = site.start(1)
    clock_of(site.scene).leap(site.world.now_us, end_s - 3700 - meter.clock.utc_s())
    meter.time.compare()
    meter.time.compare()
    site.live(meter, 3600 + 60)  # until the leap is believed
    assert meter.doubt.ahead_s == 0
    before_mwh = meter.registers.mwh[0]
    site.live(meter, 120)
    meter.time.compare()
    assert meter.clock.fault == UNREADABLE
    assert meter.clock.utc_s() > end_s
    assert meter.registers.mwh[0] > before_mwh
    due_u, debited_u = owed(meter)
    assert due_u == debited_u
