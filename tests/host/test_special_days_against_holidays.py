"""Easter is that of dateutil, and special days are those of the holidays package, by country."""

from datetime import date

import holidays
import pytest
from dateutil.easter import easter as easter_of_dateutil
from dateutil.relativedelta import relativedelta, weekdays

from tariffs.calendar import days_from_civil, easter, nth_weekday
from tariffs.special_days import read_special_days
from tests.host.local_time import days_of

FIRST, LAST = 2023, 2100  # one-off holidays of the years before are no rule


def nth(month, weekday, number):
    return {"month": month, "weekday": weekday, "nth": number}


def moved(on, **observed):
    return {"on": on, "observed": observed}


GERMANY = ["01-01", "05-01", "10-03", "12-25", "12-26"]
GERMANY += [{"easter": days} for days in (-2, 1, 39, 50)]

UNITED_STATES = [moved(on, sat="fri", sun="mon") for on in ("01-01", "06-19", "07-04")]
UNITED_STATES += [moved(on, sat="fri", sun="mon") for on in ("11-11", "12-25")]
UNITED_STATES += [nth(1, "mon", 3), nth(2, "mon", 3), nth(5, "mon", -1), nth(9, "mon", 1)]
UNITED_STATES += [nth(10, "mon", 2), nth(11, "thu", 4)]

ENGLAND = [moved("01-01", sat="mon", sun="mon"), {"easter": -2}, {"easter": 1}]
ENGLAND += [nth(5, "mon", 1), nth(5, "mon", -1), nth(8, "mon", -1)]
ENGLAND += [moved("12-25", sat="mon", sun="tue"), moved("12-26", sat="mon", sun="tue")]


def test_easter_is_on_the_day_of_dateutil():
    for year in range(1583, 4100):
        assert easter(year) == days_of(easter_of_dateutil(year))


def special(dates):
    """All dates on which a document with these has a special day."""
    days = read_special_days([{"name": "holiday", "dates": dates}], "special_days")
    span = range(days_from_civil(FIRST, 1, 1), days_from_civil(LAST + 1, 1, 1))
    return {day for day in span if days.day_type(day) == 7}


def known(country, **options):
    """The names of all public holidays that the package knows, by date."""
    calendar = holidays.country_holidays(country, years=range(FIRST, LAST + 2), **options)
    return {day: name for day, name in calendar.items() if FIRST <= day.year <= LAST}


def test_germany():
    assert special(GERMANY) == {days_of(day) for day in known("DE")}


def test_the_united_states():
    """What falls on a weekend is observed on a weekday, and in our documents moves there."""
    wanted = {days_of(day) for day in known("US") if day.weekday() < 5}
    assert special(UNITED_STATES) == wanted


def test_england():
    wanted = {
        days_of(day)
        for day, name in known("GB", subdiv="ENG").items()
        if day.weekday() < 5 and "Coronation" not in name
    }
    assert special(ENGLAND) == wanted


@pytest.mark.parametrize("number", [1, 2, 3, 4, -1])
def test_nth_weekdays_are_those_of_dateutil(number):
    for year in range(1970, 2101, 7):
        for month in range(1, 13):
            for weekday in range(7):
                edge = relativedelta(day=1 if number > 0 else 31)
                day = date(year, month, 1) + edge
                day += relativedelta(weekday=weekdays[weekday](number))
                assert nth_weekday(year, month, weekday, number) == days_of(day)
