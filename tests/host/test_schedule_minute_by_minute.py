"""Random calendars over whole years: the meter's period of each minute is the painted one.

`Calendar.at` leads from one change to the next; numpy compares the minutes between. A leap year,
and days of 23, 23.5, 24.5 and 25 hours, are among them.
"""

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.errors import TariffError
from tariffs.events import read_events
from tariffs.schedule import read_calendars
from tariffs.seasons import read_seasons
from tariffs.special_days import read_special_days
from tariffs.zone import read_zone
from tests.host.local_time import ZONES, first_of, local_minutes
from tests.host.random_calendars import (
    EVENTS,
    SEASONS,
    WHOLE_MONTH_SEASONS,
    calendar,
    places,
    rows,
    site_events,
    special_days,
)
from tests.host.schedule_by_painting import DAY_MIN, NO_ROW, WEEKDAYS, Painting, minute_of

EVENT_LIST = [{"name": name} for name in EVENTS]
ALWAYS = "1970-01-01..2199-12-31"
HAPPENINGS = ({}, {"critical": [ALWAYS]}, {"spare": [ALWAYS]}, {name: [ALWAYS] for name in EVENTS})


class Scene:
    """A document's calendar as the meter reads it, with its events."""

    def __init__(self, document, found, zone, pushed):
        self.zone = read_zone(zone, "zone")
        self.events = read_events(document["events"], "events")
        self.events.push(pushed, self.zone)
        seasons = read_seasons(document["seasons"], "seasons")
        special = read_special_days(document["special_days"], "special_days")
        (self.calendar,) = read_calendars(
            [found], "calendars", seasons, special, self.events, self.zone
        )

    def stretches(self, start_s, end_s):
        """(period, first second, second after the last) as `at` leads from one to the next."""
        utc_s = start_s
        while utc_s < end_s:
            period, until_s = self.calendar.at(utc_s)
            assert until_s > utc_s
            yield period, utc_s, min(until_s, end_s)
            utc_s = until_s


def accepted(document, found, zone, pushed):
    """The Scene of a calendar without the rows that are refused, each of which the painting must
    find never to win; and that calendar."""
    while True:
        try:
            return Scene(document, found, zone, pushed), found
        except TariffError as error:
            number = int(re.match(r"calendars\[0\]\.schedule\[(\d+)\]: got ", str(error)).group(1))
        assert not wins(document, found, number)
        found = calendar(found["schedule"][:number] + found["schedule"][number + 1 :])


def wins(document, found, number):
    """Whether a row wins a minute of a year, whatever happens; before the painting's first day
    there is none whose night could go on into it."""
    winners = (Painting(document, [2024], each).winners(found) for each in HAPPENINGS)
    return any((each[DAY_MIN:] == number).any() for each in winners)


def compare(scene, painting, found, name, year):
    start_s, end_s = first_of(year), first_of(year + 1)
    wanted = painting.by_utc(painting.periods(found), name, start_s, end_s)
    clock = local_minutes(name, start_s, end_s)
    for period, first_s, last_s in scene.stretches(start_s, end_s):
        first, last = (first_s - start_s) // 60, (last_s - start_s) // 60
        assert (wanted[first:last] == period).all(), (first_s, last_s)
        assert clock[first] // DAY_MIN == clock[last - 1] // DAY_MIN, "over a midnight"
        if last < len(clock):
            ends_day = clock[last] % DAY_MIN == 0
            clock_changes = clock[last] != clock[last - 1] + 1
            assert ends_day or clock_changes or wanted[last] != period, "sooner than it must"


@settings(deadline=None, max_examples=25)
@given(st.data(), places(), SEASONS)
def test_each_minute_has_the_period_that_was_painted(data, place, seasons):
    name, zone, year = place
    document = {
        "seasons": seasons,
        "special_days": data.draw(special_days(year)),
        "events": EVENT_LIST,
    }
    drawn = calendar(data.draw(st.lists(rows(), max_size=7)))
    pushed = data.draw(site_events(year))
    scene, found = accepted(document, drawn, zone, pushed)
    compare(scene, Painting(document, [year], pushed), found, name, year)


@settings(deadline=None, max_examples=15)
@given(st.data(), places())
def test_events_hold_in_the_minutes_that_were_painted(data, place):
    name, zone, year = place
    document = {"events": EVENT_LIST}
    pushed = data.draw(site_events(year))
    events = read_events(EVENT_LIST, "events")
    events.push(pushed, read_zone(zone, "zone"))
    painting = Painting(document, [year], pushed)
    start_s, end_s = first_of(year), first_of(year + 1)
    wanted = painting.by_utc(painting.mask_of_events(), name, start_s, end_s)
    utc_s = start_s
    while utc_s < end_s:
        until_s = min(events.next_edge(utc_s), end_s)
        first, last = (utc_s - start_s) // 60, (until_s - start_s) // 60
        assert (wanted[first:last] == events.mask_at(utc_s)).all()
        utc_s = until_s


@settings(deadline=None, max_examples=20)
@given(st.lists(rows(days=WEEKDAYS, overnight=False), min_size=1, max_size=7))
def test_of_plain_rows_each_that_is_accepted_wins_somewhere(drawn):
    """Completely so where days do not reach into each other and each kind of day occurs."""
    document = {"seasons": WHOLE_MONTH_SEASONS, "special_days": [], "events": EVENT_LIST}
    _, found = accepted(document, calendar(drawn), ZONES["Asia/Seoul"][0], {})
    for number in range(len(found["schedule"])):
        assert wins(document, found, number)


@settings(deadline=None, max_examples=20)
@given(st.lists(rows(days=WEEKDAYS, overnight=False), min_size=1, max_size=5))
def test_a_rest_is_refused_just_where_no_minute_is_left(drawn):
    document = {"seasons": WHOLE_MONTH_SEASONS, "special_days": [], "events": EVENT_LIST}
    _, found = accepted(document, calendar(drawn), ZONES["Asia/Seoul"][0], {})
    periods = sorted({row["period"] for row in found["schedule"]})
    rest = {**found, "periods": [*periods, "rest"], "otherwise": "rest"}
    if (Painting(document, [2024]).winners(rest) == NO_ROW).any():
        Scene(document, rest, ZONES["Asia/Seoul"][0], {})
    else:
        with pytest.raises(TariffError, match="otherwise: got a period that is never reached"):
            Scene(document, rest, ZONES["Asia/Seoul"][0], {})


def test_the_painting_itself_is_right_where_we_know():
    special = [{"name": "h", "dates": ["2024-05-01"]}]
    document = {"seasons": {}, "special_days": special, "events": []}
    found = calendar([{"period": "high", "days": ["h"], "from": "22:00", "to": "02:00"}])
    painting = Painting(document, [2024])
    painted = np.flatnonzero(painting.winners(found) == 0) + painting.first_min
    start = minute_of(date(2024, 5, 1)) + 22 * 60
    assert list(painted) == list(range(start, start + 4 * 60))
