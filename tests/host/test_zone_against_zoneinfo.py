"""The meter's local time is that of the IANA time-zone database, which zoneinfo reads."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.zone import NEVER_S, read_zone
from tests.host.local_time import (
    ST_JOHNS,
    STEP_S,
    ZONES,
    days_of,
    first_instant,
    first_of,
    offset_s,
)

EVERY_ZONE = [(name, *ZONES[name]) for name in ZONES]
EVERY_ZONE.append(("America/St_Johns", *ST_JOHNS))


@pytest.mark.parametrize(("name", "document", "years"), EVERY_ZONE)
def test_every_quarter_of_an_hour_has_its_offset(name, document, years):
    zone = read_zone(document, "zone")
    for year in (years[0], years[0] + 1, years[-1]):
        for utc_s in range(first_of(year), first_of(year + 1), STEP_S):
            assert zone.offset_s(utc_s) == offset_s(name, utc_s)


@pytest.mark.parametrize(("name", "document", "years"), EVERY_ZONE)
def test_each_change_is_found_to_the_second(name, document, years):
    zone = read_zone(document, "zone")
    start_s, end_s = first_of(years[0]), first_of(years[-1] + 1)
    count = 0
    utc_s = zone.next_change(start_s)
    while utc_s < end_s:
        assert offset_s(name, utc_s - 1) == zone.offset_s(utc_s - 1)
        assert offset_s(name, utc_s) == zone.offset_s(utc_s) != zone.offset_s(utc_s - 1)
        count += 1
        utc_s = zone.next_change(utc_s)
    assert count == (2 * len(years) if "dst" in document else 0)
    assert utc_s == NEVER_S or "dst" in document


@settings(deadline=None)
@given(st.data())
def test_any_second_in_any_order_has_its_offset(data):
    name, document, years = data.draw(st.sampled_from(EVERY_ZONE))
    zone = read_zone(document, "zone")
    seconds = st.integers(first_of(years[0]), first_of(years[-1] + 1) - 1)
    for utc_s in data.draw(st.lists(seconds, max_size=20)):
        assert zone.local_s(utc_s) == utc_s + offset_s(name, utc_s)


@pytest.mark.parametrize(("name", "document", "years"), EVERY_ZONE)
def test_each_day_begins_at_its_first_instant(name, document, years):
    zone = read_zone(document, "zone")
    day = date(years[-1], 1, 1)
    while day.year == years[-1]:
        assert zone.utc_of_midnight(days_of(day)) == first_instant(name, day), day
        day += timedelta(days=1)
