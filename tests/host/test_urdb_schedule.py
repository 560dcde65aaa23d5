"""Calendars from maps of hours: each hour of a year has its period, in few rows."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host.urdb.item import Item, UrdbError
from host.urdb.schedule import calendar, level_map, read_map, used_periods
from tariffs.compiler import compile_tariff
from tests.host.oracles import random_urdb, year

NAMES = {number: f"period {number + 1}" for number in range(36)}
BEGIN_S = int(datetime(2018, 1, 1, tzinfo=UTC).timestamp())


def compiled(found):
    rules = [{"rule": "energy", "kind": "energy", "price": "1"}]
    zone = {"utc_offset_min": 0}
    document = {"format": 2, "name": "test", "currency": "USD", "zone": zone, "rules": rules}
    return compile_tariff({**document, "calendars": [found]}).calendars[0]


def hours_of(urdb):
    return read_map(Item(urdb), "energyweekdayschedule", "energyweekendschedule", 4)


@settings(max_examples=40, deadline=None)
@given(random_urdb.tariffs())
def test_each_hour_of_the_year_has_its_period(urdb):
    made = compiled(calendar("energy", hours_of(urdb), NAMES))
    wanted = year.periods(urdb, "energy", 1)
    found = [made.periods[made.at(BEGIN_S + 3600 * hour)[0]] for hour in range(year.HOURS)]
    assert found == [NAMES[period] for period in wanted]


def schedule_of(weekday, weekend):
    """The rows of a map in which all months are alike."""
    hours = {(month, False): weekday for month in range(1, 13)}
    hours |= {(month, True): weekend for month in range(1, 13)}
    return calendar("energy", hours, NAMES)


def test_a_level_map_needs_no_rows():
    assert calendar("flat", level_map([3] * 12), NAMES) == {
        "name": "flat",
        "periods": ["period 4"],
    }


def test_rows_leave_out_what_is_any():
    found = schedule_of([0] * 8 + [1] * 12 + [0] * 4, [0] * 24)
    week = ["mon", "tue", "wed", "thu", "fri"]
    row = {"days": week, "from": "08:00", "to": "20:00", "period": "period 2"}
    assert found["otherwise"] == "period 1"
    assert found["schedule"] == [row]


def test_otherwise_is_what_saves_most_rows():
    found = schedule_of([0, 1] * 3 + [1] * 18, [1] * 24)
    assert found["otherwise"] == "period 2"
    assert len(found["schedule"]) == 3


def test_seasons_are_lists_of_months():
    found = calendar("flat", level_map([0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0]), NAMES)
    assert found["schedule"] == [{"months": [6, 7, 8], "period": "period 2"}]


@given(st.lists(st.integers(0, 2), min_size=24, max_size=24))
def test_days_of_the_week_are_never_split_in_three(day):
    for row in schedule_of(day, [0] * 24).get("schedule", ()):
        assert row.get("days") in (None, ["mon", "tue", "wed", "thu", "fri"], ["sat", "sun"])


def test_what_a_meter_has_no_room_for_is_refused():
    with pytest.raises(UrdbError, match="got 24 periods in use, expected at most 16"):
        schedule_of(list(range(24)), list(range(24)))
    days = {
        (month, end): [(hour + month) % 2 for hour in range(24)]
        for month in range(1, 13)
        for end in (False, True)
    }
    assert len(calendar("energy", days, NAMES)["schedule"]) == 24
    busy = {(month, end): [(hour * month + end) % 7 for hour in range(24)] for month, end in days}
    with pytest.raises(UrdbError, match="expected at most 128"):
        calendar("energy", busy, NAMES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"energyweekdayschedule": None}, "energyweekdayschedule: got nothing"),
        ({"energyweekendschedule": [[0] * 24] * 11}, "expected a list of 12 months"),
        ({"energyweekendschedule": [[0] * 24] * 11 + [[0] * 23]}, r"\[11\].*24 hours"),
        ({"energyweekendschedule": [["0"] * 24] * 12}, r'got "0", expected a number'),
        ({"energyweekendschedule": [[0.5] * 24] * 12}, "expected a whole number"),
        ({"energyweekendschedule": [[True] * 24] * 12}, "expected a number"),
    ],
)
def test_a_schedule_that_is_none_is_refused(change, message):
    urdb = {**year.schedules("energy", 0), **change}
    with pytest.raises(UrdbError, match=message):
        hours_of(urdb)


def test_numbers_of_periods_may_be_written_as_floats():
    urdb = json.loads(json.dumps(year.schedules("energy", 1.0)))
    assert used_periods(hours_of(urdb)) == [1]
