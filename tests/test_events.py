"""Events: when they hold and when that changes."""

from tariffs.calendar import DAY_S, days_from_civil
from tariffs.errors import TariffError
from tariffs.events import read_events
from tariffs.zone import NEVER_S, read_zone
from tests.expect import raises

HOUR_S = 3600
KOREA = read_zone({"utc_offset_min": 540}, "zone")
BERLIN = read_zone(
    {
        "utc_offset_min": 60,
        "dst": {
            "clock": "utc",
            "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
            "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
        },
    },
    "zone",
)
HOT = {"name": "hot", "feed": "temperature_c", "at_least": "35", "days": 3}


def midnight_s(year, month, day, zone=KOREA):
    return zone.utc_of_midnight(days_from_civil(year, month, day))


def pushed(*times, zone=KOREA):
    events = read_events([{"name": "peak"}, {"name": "critical"}], "events")
    events.push({"critical": list(times)}, zone)
    return events


def holds(events, start_s, end_s, bit=2):
    """Whether just [start, end) is an event around there, and `next_edge` finds both ends."""
    assert events.mask_at(start_s - 1) == events.mask_at(end_s) == 0
    assert events.mask_at(start_s) == events.mask_at(end_s - 1) == bit
    assert events.next_edge(start_s - 1) == start_s
    return events.next_edge(start_s) == end_s


def test_without_events_nothing_ever_holds():
    none = read_events(None, "events")
    assert none.names == ()
    assert none.mask_at(1700000000) == 0
    assert none.next_edge(1700000000) == NEVER_S


def test_a_pushed_date_is_a_local_day():
    start_s = midnight_s(2018, 7, 1)
    assert start_s % DAY_S == 15 * HOUR_S
    assert holds(pushed("2018-07-01"), start_s, start_s + DAY_S)


def test_pushed_dates_may_be_a_range():
    assert holds(pushed("2018-07-01..2018-07-03"), midnight_s(2018, 7, 1), midnight_s(2018, 7, 4))


def test_pushed_hours_are_those_of_the_local_clock():
    start_s = midnight_s(2018, 7, 2) + 14 * HOUR_S
    assert holds(pushed("2018-07-02T14:00/18:30"), start_s, start_s + 4 * HOUR_S + 1800)


def test_pushed_hours_may_end_on_the_next_day():
    start_s = midnight_s(2018, 7, 2) + 22 * HOUR_S
    assert holds(pushed("2018-07-02T22:00/02:00"), start_s, start_s + 4 * HOUR_S)
    assert holds(pushed("2018-07-02T22:00/24:00"), start_s, start_s + 2 * HOUR_S)
    assert holds(pushed("2018-07-02T22:00/22:00"), start_s, start_s + DAY_S)


def test_two_events_may_hold_at_once():
    events = pushed()
    events.push(
        {"peak": ["2018-07-01T10:00/12:00"], "critical": ["2018-07-01T11:00/13:00"]}, KOREA
    )
    start_s = midnight_s(2018, 7, 1) + 9 * HOUR_S
    assert [events.mask_at(start_s + hour * HOUR_S) for hour in range(5)] == [0, 1, 3, 2, 0]


def test_what_is_pushed_takes_the_place_of_what_was():
    events = pushed("2018-07-01")
    version = events.version
    events.push({}, KOREA)
    assert events.mask_at(midnight_s(2018, 7, 1)) == 0
    assert events.version != version


def test_the_doubled_hour_has_the_event_twice_and_the_skipped_hour_never():
    autumn_s = midnight_s(2024, 10, 27, BERLIN)
    events = pushed("2024-10-27T02:00/03:00", zone=BERLIN)
    masks = [events.mask_at(autumn_s + hour * HOUR_S) for hour in range(5)]
    assert masks == [0, 0, 2, 2, 0]
    spring_s = midnight_s(2024, 3, 31, BERLIN)
    events = pushed("2024-03-31T02:00/03:00", zone=BERLIN)
    assert not any([events.mask_at(spring_s + hour * HOUR_S) for hour in range(5)])


def fed(rule, *days):
    """Events by one rule, when these days of July 2018 had 36 degrees and all others 20."""
    events = read_events([rule], "events")
    values = {"2018-07-%02d" % day: 20000000 for day in range(1, 32)}
    for day in days:
        values["2018-07-%02d" % day] = 36000000
    events.feed("temperature_c", values, KOREA)
    return events


def days_with(events):
    first_s = midnight_s(2018, 7, 1)
    return [day for day in range(1, 40) if events.mask_at(first_s + (day - 1) * DAY_S)]


def test_an_event_by_rule_holds_on_the_day_after_so_many_in_a_row():
    events = fed(HOT, 3, 4, 5, 6, 9, 10, 29, 30, 31)
    assert days_with(events) == [6, 7, 32]
    assert holds(events, midnight_s(2018, 7, 6), midnight_s(2018, 7, 8), 1)


def test_an_event_of_no_days_holds_on_the_day_itself():
    rule = {"name": "hot", "feed": "temperature_c", "at_least": "36"}
    assert days_with(fed(rule, 3, 5)) == [3, 5]
    assert days_with(fed(dict(HOT, days=0), 3, 4)) == [3, 4]
    assert days_with(fed(dict(HOT, days=1), 3, 4)) == [4, 5]


def test_a_day_without_a_value_is_no_hot_day():
    events = read_events([HOT], "events")
    values = {"2018-07-01": 36000000, "2018-07-02": 36000000, "2018-07-04": 36000000}
    events.feed("temperature_c", values, KOREA)
    assert days_with(events) == []


def test_a_feed_is_compared_with_a_threshold_to_its_last_decimal():
    rule = {"name": "cold", "feed": "temperature_c", "at_least": "-0.000001"}
    events = read_events([rule], "events")
    events.feed("temperature_c", {"2018-07-01": -1, "2018-07-03": -2}, KOREA)
    assert days_with(events) == [1]


def test_the_feed_of_another_name_makes_no_event():
    events = read_events([HOT], "events")
    events.feed("price", {"2018-07-0%d" % day: 10**9 for day in range(1, 9)}, KOREA)
    assert days_with(events) == []


def refused(found, message):
    assert str(raises(TariffError, read_events, found, "events")) == message


def test_an_event_that_is_half_a_rule_is_refused():
    refused(
        [{"name": "hot", "at_least": "35"}],
        "events[0].feed: got nothing, expected the feed that `at_least` is about",
    )
    refused(
        [{"name": "hot", "days": 0}],
        "events[0].feed: got nothing, expected the feed that `days` is about",
    )
    refused(
        [{"name": "hot", "feed": "temperature_c"}],
        'events[0].at_least: got nothing, expected a decimal as text, such as "35"',
    )


def test_two_events_of_one_name_are_refused():
    refused(
        [{"name": "hot"}, {"name": "hot"}],
        'events[1].name: got "hot", expected a name that none before it has',
    )


def test_more_events_than_a_mask_has_bits_are_refused():
    many = [{"name": "event %d" % number} for number in range(9)]
    assert str(raises(TariffError, read_events, many, "events")).endswith("a list of 0 to 8")


def push_refused(site_events, message):
    events = read_events([{"name": "critical"}, HOT], "events")
    error = raises(TariffError, events.push, site_events, KOREA, "site.events")
    assert str(error) == message


def test_pushing_what_is_no_pushed_event_is_refused():
    push_refused({"peak": []}, 'site.events: got "peak", expected one of critical')
    push_refused({"hot": []}, 'site.events: got "hot", expected one of critical')
    push_refused([], "site.events: got [], expected an object")
    events = read_events(None, "events")
    error = raises(TariffError, events.push, {"peak": []}, KOREA, "site.events")
    assert str(error) == 'site.events: got "peak", expected none at all'


def test_a_pushed_time_that_does_not_exist_is_refused():
    date = 'a date "YYYY-MM-DD" from 1970 to 2199'
    where = "site.events.critical[0]"
    push_refused({"critical": ["2018-02-29"]}, where + ': got "2018-02-29", expected ' + date)
    push_refused(
        {"critical": ["2018-02-28T14:00"]},
        where + ': got "2018-02-28T14:00", expected "YYYY-MM-DD", two such with .. between them, '
        'or "YYYY-MM-DDTHH:MM/HH:MM"',
    )
    push_refused(
        {"critical": ["2018-02-28T14:00/25:00"]},
        where + ': got "25:00", expected "00:00" to "24:00"',
    )
    push_refused(
        {"critical": ["2018-02-28T24:00/24:00"]},
        where + ': got "24:00", expected "00:00" to "23:59"',
    )
    push_refused(
        {"critical": "2018-02-28"},
        'site.events.critical: got "2018-02-28", expected a list of 0 to 64',
    )


def test_more_pushed_times_than_there_is_room_for_are_refused():
    events = read_events([{"name": "a"}, {"name": "b"}], "events")
    times = ["2018-07-01"] * 32
    events.push({"a": times, "b": times}, KOREA)
    error = raises(TariffError, events.push, {"a": times, "b": times + times[:1]}, KOREA)
    assert str(error) == "events: got 65 times, expected at most 64 of all events"


def test_a_feed_that_is_none_is_refused():
    events = read_events([HOT], "events")
    error = raises(TariffError, events.feed, "temperature_c", {"2018-02-30": 0}, KOREA)
    assert str(error).startswith('feed: got "2018-02-30", expected a date')
    error = raises(TariffError, events.feed, "temperature_c", {"2018-02-03": "1"}, KOREA)
    assert str(error) == 'feed.2018-02-03: got "1", expected a whole number of millionths'
