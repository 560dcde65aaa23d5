"""Calendars: which period holds and until when; tests in tests/host try whole years."""

from tariffs.calendar import days_from_civil
from tariffs.errors import TariffError
from tariffs.events import read_events
from tariffs.schedule import read_calendars
from tariffs.seasons import read_seasons
from tariffs.special_days import read_special_days
from tariffs.zone import read_zone
from tests.expect import allocates_nothing, raises

HOUR_S = 3600
WEEK = ["mon", "tue", "wed", "thu", "fri"]
SEASONS = {"summer": ["06-01..09-30"], "winter": ["11-15..02-14", "03-20"]}
SPECIAL = [{"name": "holiday", "dates": ["12-25", "2024-05-01"]}]
EVENTS = [{"name": "critical"}, {"name": "spare"}]
BERLIN = {
    "utc_offset_min": 60,
    "dst": {
        "clock": "utc",
        "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
        "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
    },
}


class Scene:
    """One calendar of periods low, high and peak with these rows, otherwise low."""

    def __init__(self, *rows):
        self.zone = read_zone(BERLIN, "zone")
        self.events = read_events(EVENTS, "events")
        found = {
            "name": "energy",
            "periods": sorted({"low"} | {row["period"] for row in rows}),
            "otherwise": "low",
            "schedule": list(rows),
        }
        self.calendar = calendars(found, events=self.events, zone=self.zone)[0]

    def day(self, year, month, day):
        """[(hours since midnight, period), ...] of one local day, as `at` leads through it."""
        days = days_from_civil(year, month, day)
        start_s, end_s = self.zone.utc_of_midnight(days), self.zone.utc_of_midnight(days + 1)
        stretches = []
        utc_s = start_s
        while utc_s < end_s:
            period, until_s = self.calendar.at(utc_s)
            assert until_s <= end_s
            stretches.append(((utc_s - start_s) / HOUR_S, self.calendar.periods[period]))
            utc_s = until_s
        return stretches


def calendars(*found, events=None, zone=None):
    return read_calendars(
        list(found),
        "calendars",
        read_seasons(SEASONS, "seasons"),
        read_special_days(SPECIAL, "special_days"),
        events or read_events(EVENTS, "events"),
        zone or read_zone(BERLIN, "zone"),
    )


def row(period, **fields):
    """A row of the schedule; `begin` is its `from`."""
    found = dict(fields)
    if "begin" in found:
        found["from"] = found.pop("begin")
    found["period"] = period
    return found


def test_a_document_without_calendars_has_one_period():
    (only,) = read_calendars(
        None,
        "calendars",
        read_seasons(None, "seasons"),
        read_special_days(None, "special_days"),
        read_events(None, "events"),
        read_zone({"utc_offset_min": 540}, "zone"),
    )
    assert (only.name, only.periods) == ("all", ("all",))
    assert only.at(1719792000) == (0, 1719792000 + 15 * HOUR_S)


def test_the_first_row_that_fits_decides_else_otherwise():
    scene = Scene(row("peak", begin="10:00", to="11:00"), row("high", begin="09:30", to="12:00"))
    assert scene.day(2024, 7, 1) == [
        (0, "low"),
        (9.5, "high"),
        (10, "peak"),
        (11, "high"),
        (12, "low"),
    ]


def test_stretches_of_one_period_are_one():
    scene = Scene(row("high", begin="09:00", to="12:00"), row("high", begin="12:00", to="15:00"))
    assert scene.day(2024, 7, 1) == [(0, "low"), (9, "high"), (15, "low")]


def test_the_periods_need_not_be_in_the_order_of_the_rows():
    (calendar,) = calendars(
        {
            "name": "c",
            "periods": ["b", "a"],
            "otherwise": "b",
            "schedule": [row("a", days=["sun"])],
        }
    )
    assert calendar.at(1719792000)[0] == 0


def test_a_row_is_for_its_months_weekdays_and_seasons():
    scene = Scene(
        row("peak", months=[6, 7], seasons=["summer"], days=WEEK, begin="09:00", to="10:00"),
        row("high", seasons=["winter"]),
    )
    assert scene.day(2024, 7, 1) == [(0, "low"), (9, "peak"), (10, "low")]
    assert scene.day(2024, 7, 6) == scene.day(2024, 8, 1) == [(0, "low")]
    for date in ((2023, 12, 31), (2024, 1, 1), (2024, 2, 14), (2024, 3, 20), (2024, 11, 15)):
        assert scene.day(*date) == [(0, "high")]
    for date in ((2024, 2, 15), (2024, 3, 19), (2024, 3, 21), (2024, 11, 14)):
        assert scene.day(*date) == [(0, "low")]


def test_a_special_day_is_not_its_weekday():
    scene = Scene(row("high", days=WEEK), row("peak", days=["holiday"], begin="12:00"))
    assert scene.day(2024, 4, 30) == [(0, "high")]
    assert scene.day(2024, 5, 1) == [(0, "low"), (12, "peak")]


def test_a_row_over_midnight_belongs_to_the_day_it_began():
    scene = Scene(row("high", days=["fri"], months=[5], begin="22:00", to="06:00"))
    assert scene.day(2024, 5, 3) == [(0, "low"), (22, "high")]
    assert scene.day(2024, 5, 4) == [(0, "high"), (6, "low")]
    assert scene.day(2024, 5, 31) == [(0, "low"), (22, "high")]
    assert scene.day(2024, 6, 1) == [(0, "high"), (6, "low")]
    assert scene.day(2024, 4, 27) == [(0, "low")]


def test_a_row_from_a_time_to_the_same_is_a_day_long():
    scene = Scene(row("high", days=["sat"], begin="06:00", to="06:00"))
    assert scene.day(2024, 5, 4) == [(0, "low"), (6, "high")]
    assert scene.day(2024, 5, 5) == [(0, "high"), (6, "low")]
    midnight = Scene(row("high", days=["sat"], begin="00:00", to="00:00"))
    assert midnight.day(2024, 5, 4) == [(0, "high")]
    assert midnight.day(2024, 5, 5) == [(0, "low")]


def test_a_row_to_midnight_ends_there():
    for end in ("24:00", "00:00"):
        scene = Scene(row("high", days=["sat"], begin="22:00", to=end))
        assert scene.day(2024, 5, 4) == [(0, "low"), (22, "high")]
        assert scene.day(2024, 5, 5) == [(0, "low")]


def test_the_skipped_hour_does_not_occur():
    scene = Scene(row("high", begin="02:00", to="03:00"), row("peak", begin="03:00", to="04:00"))
    assert scene.day(2024, 3, 31) == [(0, "low"), (2, "peak"), (3, "low")]


def test_the_doubled_hour_goes_by_its_label():
    scene = Scene(row("high", begin="02:00", to="02:30"))
    assert scene.day(2024, 10, 27) == [
        (0, "low"),
        (2, "high"),
        (2.5, "low"),
        (3, "high"),
        (3.5, "low"),
    ]


def test_a_row_over_midnight_holds_through_the_change_of_the_clock():
    scene = Scene(row("high", days=["sat"], begin="22:00", to="04:00"))
    assert scene.day(2024, 3, 31) == [(0, "high"), (2, "high"), (3, "low")]
    assert scene.day(2024, 10, 27) == [(0, "high"), (3, "high"), (5, "low")]


def test_a_row_with_events_holds_while_one_of_them_does():
    scene = Scene(
        row("peak", events=["critical", "spare"], days=WEEK, begin="10:00", to="15:00"),
        row("high", days=WEEK, begin="08:00", to="12:00"),
    )
    plain = [(0, "low"), (8, "high"), (12, "low")]
    assert scene.day(2024, 7, 1) == plain
    scene.events.push({"critical": ["2024-07-01T11:00/14:00", "2024-07-06"]}, scene.zone)
    assert scene.day(2024, 7, 1) == [
        (0, "low"),
        (8, "high"),
        (11, "peak"),
        (14, "low"),
    ]
    assert scene.day(2024, 7, 6) == [(0, "low")]
    scene.events.push({"spare": ["2024-07-02"]}, scene.zone)
    assert scene.day(2024, 7, 1) == plain
    assert scene.day(2024, 7, 2) == [(0, "low"), (8, "high"), (10, "peak"), (15, "low")]


def test_the_order_of_questions_does_not_matter():
    scene = Scene(
        row("high", days=WEEK, begin="22:00", to="06:00"), row("peak", begin="12:00", to="13:00")
    )
    times = [1711800000 + step * 5003 for step in range(60)]
    forward = [scene.calendar.at(utc_s) for utc_s in times]
    assert [scene.calendar.at(utc_s) for utc_s in reversed(times)] == list(reversed(forward))


def test_asking_again_within_a_stretch_takes_no_heap():
    scene = Scene(row("high", begin="09:00", to="12:00"))
    utc_s = 1719792000
    allocates_nothing(lambda: scene.calendar.at(utc_s))


def test_a_calendar_of_all_the_rows_there_may_be_answers():
    rows = [
        row(
            "high",
            months=[1 + number % 12],
            begin="%02d:%02d" % divmod(11 * number, 60),
            to="%02d:%02d" % divmod(11 * number + 7, 60),
        )
        for number in range(128)
    ]
    assert len(Scene(*rows).day(2024, 1, 1)) == 22


def test_seasons_are_in_the_order_of_their_names():
    seasons = read_seasons(SEASONS, "seasons")
    assert seasons.names == ("summer", "winter")
    assert [seasons.mask_of(2026, *date) for date in ((6, 1), (12, 31), (3, 20), (10, 1))] == [
        1,
        2,
        2,
        0,
    ]


def refused(found, message):
    assert str(raises(TariffError, calendars, *found)) == message


def calendar(*rows, **more):
    found = {"name": "c", "periods": ["low", "high"], "otherwise": "low", "schedule": list(rows)}
    found.update(more)
    return found


def row_refused(found, message):
    refused([calendar(row("high"), found)], "calendars[0].schedule[1]" + message)


def test_a_row_with_unknown_words_is_refused():
    row_refused(row("hi"), '.period: got "hi", expected one of low, high')
    row_refused(
        row("low", days=["mon", "Sun"]),
        '.days[1]: got "Sun", expected one of mon, tue, wed, thu, fri, sat, sun, holiday',
    )
    row_refused(
        row("low", seasons=["fall"]), '.seasons[0]: got "fall", expected one of summer, winter'
    )
    row_refused(
        row("low", events=["hot"]), '.events[0]: got "hot", expected one of critical, spare'
    )
    row_refused(
        row("low", months=[13]), ".months[0]: got 13, expected a whole number from 1 to 12"
    )
    row_refused(
        row("low", month=[1]),
        ': got the key "month", expected one of months, seasons, days, events, from, to, period',
    )


def test_a_row_without_a_day_or_with_a_wrong_time_is_refused():
    row_refused(row("low", days=[]), ".days: got [], expected a list of 1 to 16")
    row_refused(row("low", to="24:01"), '.to: got "24:01", expected "00:00" to "24:00"')
    row_refused(row("low", begin="24:00"), '.from: got "24:00", expected "00:00" to "23:59"')
    row_refused(row("low", begin="9:00"), '.from: got "9:00", expected "00:00" to "23:59"')


def test_doubled_names_are_refused():
    new = "expected a name that none before it has"
    plain = {"name": "c", "periods": ["low"]}
    refused([plain, plain], 'calendars[1].name: got "c", ' + new)
    refused(
        [{"name": "c", "periods": ["a", "b", "a"]}], 'calendars[0].periods[2]: got "a", ' + new
    )


def test_a_period_for_the_rest_is_wanted_where_there_are_several():
    refused(
        [{"name": "c", "periods": ["low", "high"], "schedule": [row("high", days=["sun"])]}],
        "calendars[0].otherwise: got nothing, expected one of low, high",
    )


def test_more_than_there_is_room_for_is_refused():
    many = [{"name": "c%d" % number, "periods": ["low"]} for number in range(5)]
    assert str(raises(TariffError, calendars, *many)).endswith("expected a list of 1 to 4")
    rows = calendar(*[row("high")] * 129)
    assert str(raises(TariffError, calendars, rows)).endswith("expected a list of 0 to 128")
    periods = calendar(periods=["p%d" % number for number in range(17)])
    assert str(raises(TariffError, calendars, periods)).endswith("expected a list of 1 to 16")


def seasons_refused(found, message):
    assert str(raises(TariffError, read_seasons, found, "seasons")) == message


def test_seasons_that_overlap_are_refused():
    message = "seasons.%s: got %s, which is also in %s, expected seasons that do not overlap"
    seasons_refused({"a": ["01-01..06-01"], "b": ["06-01..09-30"]}, message % ("a", "06-01", "b"))
    seasons_refused({"a": ["11-01..02-28"], "b": ["02-01..03-31"]}, message % ("a", "02-01", "b"))
    seasons_refused({"a": ["12-25", "12-25"]}, message % ("a", "12-25", "a"))
    seasons_refused({"a": ["12-01..01-31"], "b": ["11-01..03-01"]}, message % ("b", "12-01", "a"))


def test_a_season_of_no_date_is_refused():
    date = 'expected a date of the year, "01-01" to "12-31"'
    seasons_refused({"a": ["06-01..06-31"]}, 'seasons.a[0]: got "06-31", ' + date)
    seasons_refused({"a": ["2026-06-01"]}, 'seasons.a[0]: got "2026-06-01", ' + date)
    seasons_refused({"a": []}, "seasons.a: got [], expected a list of 1 to 12")
    seasons_refused({}, "seasons: got {}, expected an object of 1 to 12 names")


MEXICO = {
    "summer": [
        {
            "from": {"month": 4, "weekday": "sun", "nth": 1},
            "to": {"month": 10, "weekday": "sun", "nth": -1, "plus_days": -1},
        }
    ]
}
FIRST_AND_LAST = {2024: ((4, 7), (10, 26)), 2025: ((4, 6), (10, 25)), 2026: ((4, 5), (10, 24))}


def test_a_season_begins_and_ends_by_weekdays_of_each_year():
    seasons = read_seasons(MEXICO, "seasons")
    for year, (first, last) in FIRST_AND_LAST.items():
        assert [seasons.mask_of(year, 4, first[1] + off) for off in (-1, 0)] == [0, 1]
        assert [seasons.mask_of(year, 10, last[1] + off) for off in (0, 1)] == [1, 0]


def test_a_season_that_moves_over_another_in_some_year_only_is_refused():
    read_seasons(dict(MEXICO, autumn=["10-31..11-30"]), "seasons")
    found = dict(MEXICO, autumn=["10-30..11-30"])  # the last Sunday of October can be the 31st
    season_refused(found, "seasons.summer: got 10-30, which is also in autumn, expected seasons")


def season_refused(found, message):
    refusal = str(raises(TariffError, read_seasons, found, "seasons"))
    assert refusal.startswith(message), refusal


def test_season_days_that_are_none_are_refused():
    first = {"month": 1, "weekday": "sun", "nth": 1, "plus_days": -10}
    found = {"s": [{"from": first, "to": "03-01"}]}
    season_refused(found, "seasons.s[0].from.plus_days: got -10, expected days that stay within")
    first = {"month": 1, "weekday": "sun", "nth": 5}
    season_refused(
        {"s": [{"from": first, "to": "03-01"}]}, "seasons.s[0].from.nth: got 5, expected"
    )
    season_refused({"s": [{"from": "03-01"}]}, "seasons.s[0].to: got nothing, expected a date")
    season_refused({"s": [7]}, "seasons.s[0]: got 7, expected a date of the year")
