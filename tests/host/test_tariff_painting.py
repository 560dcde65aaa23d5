"""A calendar that is painted for people has the periods by which the meter bills."""

import pytest

from host.run.tariff_file import TEMPLATES
from host.tariff.calendar_text import whens
from host.tariff.painting import Painter, days_of, parts_of_year, stretches
from host.templates.catalogue import template
from tariffs.calendar import DAY_S, civil_date, weekday
from tariffs.compiler import compile_tariff
from tariffs.rows import DAY_MIN

NAMES = sorted(path.stem for path in TEMPLATES.glob("*.json"))
YEAR = 2025


def calendars(name):
    """The compiled calendars of a template, on a clock that is never set."""
    document = {**template(name).document, "zone": {"utc_offset_min": 0}}
    return compile_tariff({**document, "rules": [{"rule": "e", "kind": "energy"}]}).calendars


@pytest.mark.parametrize("name", NAMES)
def test_a_painted_year_is_the_year_of_the_meter(name):
    for calendar in calendars(name):
        painter = Painter(calendar)
        for day in days_of(calendar, YEAR):
            utc_s = day.day * DAY_S
            for start, end, period in painter.plan(day.before, day.marks):
                found, until_s = calendar.at(utc_s + start * 60)
                assert calendar.periods[found] == period
                assert until_s <= utc_s + end * 60 or end == DAY_MIN


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_all_periods_cover_each_day_once(name):
    """Each kind of day of each part of the year has every minute in just one period."""
    for calendar in calendars(name):
        minutes = {}
        for rows in whens(calendar, YEAR).values():
            for ranges, names, spans in rows:
                for key in ((span, each) for span in ranges for each in names):
                    minutes.setdefault(key, []).extend(spans)
        for spans in minutes.values():
            spans.sort()
            assert (spans[0][0], spans[-1][1]) == (0, DAY_MIN)
            assert all(one[1] == two[0] for one, two in zip(spans, spans[1:], strict=False))


def test_parts_of_the_year_begin_where_the_document_says():
    (calendar, _) = calendars("kr-kepco-industrial-a2")
    winter, mild, summer = parts_of_year(calendar, YEAR)
    assert winter.ranges == (((11, 1), (2, 28)),)
    assert mild.ranges == (((3, 1), (5, 31)), ((9, 1), (10, 31)))
    assert summer.ranges == (((6, 1), (8, 31)),)
    assert summer.plans["sun"] == ((0, DAY_MIN, "summer light"),)


def test_days_of_a_year_have_their_own_day_before():
    (calendar, _) = calendars("kr-kepco-industrial-a2")
    days = list(days_of(calendar, 2024))
    assert len(days) == 366
    assert civil_date(days[0].day) == (2024, 1, 1)
    assert all(one.marks == two.before for one, two in zip(days, days[1:], strict=False))
    assert days[1].type == weekday(days[1].day)
    assert calendar.days.types[days[0].type] == "sun", "a holiday counts as one"


def test_runs_of_equal_values():
    assert list(stretches("aabccc")) == [(0, 2, "a"), (2, 3, "b"), (3, 6, "c")]
    assert list(stretches("")) == []
