"""Bills begin where a search through the days of datetime and zoneinfo finds that they begin."""

import calendar
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.cycle import read_cycle
from tariffs.zone import read_zone
from tests.host.local_time import ST_JOHNS, ZONES, first_instant, first_of, zone_of

EVERY_ZONE = [*((name, *ZONES[name]) for name in ZONES), ("America/St_Johns", *ST_JOHNS)]


def begins(day, found):
    """Whether a bill begins on a date."""
    last = calendar.monthrange(day.year, day.month)[1]
    return (day.month - 1) % found["months"] == 0 and day.day == min(found["day"], last)


def search(name, day, found, step):
    """The first date from `day` on, in steps of one day, on which a bill begins."""
    while not begins(day, found):
        day += step
    return day


@settings(deadline=None)
@given(st.data(), st.integers(1, 31), st.sampled_from((1, 2, 3, 4, 6, 12)))
def test_bills_hold_the_days_that_they_should(data, day, months):
    name, document, years = data.draw(st.sampled_from(EVERY_ZONE))
    found = {"day": day, "months": months}
    utc_s = data.draw(st.integers(first_of(years[0] + 1), first_of(years[-1]) - 1))
    start, end = bounds(name, found, utc_s)
    zone = read_zone(document, "zone")
    cycle = read_cycle(found, "cycle")
    wanted_s = (first_instant(name, start), first_instant(name, end))
    for each_s in (utc_s, wanted_s[0], wanted_s[1] - 1):
        assert cycle.bounds(zone, each_s) == wanted_s
    assert cycle.month_of(zone, wanted_s[0]) == (start.year, start.month)


def bounds(name, found, utc_s):
    """The local dates on which the bill that holds a second begins and ends."""
    one = timedelta(days=1)
    here = datetime.fromtimestamp(utc_s, zone_of(name)).date()
    start = search(name, here + one, found, -one)
    while first_instant(name, start) > utc_s:
        start = search(name, start - one, found, -one)
    return start, search(name, start + one, found, one)


def test_a_bill_has_begun_though_the_clock_went_back_over_its_midnight():
    """On 1 November 2009 at 00:01 the clock of St. John's went back to 31 October, 23:01."""
    zone = read_zone(ST_JOHNS[0], "zone")
    start_s = first_instant("America/St_Johns", date(2009, 11, 1))
    end_s = first_instant("America/St_Johns", date(2009, 12, 1))
    for utc_s in (start_s, start_s + 60, start_s + 1800, start_s + 3660):
        assert read_cycle(None, "cycle").bounds(zone, utc_s) == (start_s, end_s)
    assert datetime.fromtimestamp(start_s + 60, zone_of("America/St_Johns")).day == 31


def test_the_search_itself_finds_what_is_known():
    utc_s = int(datetime(2024, 2, 10, tzinfo=UTC).timestamp())
    found = {"day": 31, "months": 1}
    assert bounds("Asia/Seoul", found, utc_s) == (date(2024, 1, 31), date(2024, 2, 29))
