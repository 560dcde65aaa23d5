"""Dates as the tariff document writes them, and how each is read.

Every type here has `read(found, path)` and `expected`, like those of `tariffs.fields`.
"""

from tariffs.calendar import days_from_civil, month_length_days
from tariffs.errors import expect
from tariffs.money import are_digits

FIRST_YEAR = 1970
LAST_YEAR = 2199
_LEAP_YEAR = 2000
RANGE = ".."


class DayOfYear:
    """ "MM-DD": a date of each year, read as (month, day). "02-29" is there in leap years only."""

    expected = 'a date of the year, "01-01" to "12-31"'

    def read(self, found, path):
        date = _day_of_year(found, _LEAP_YEAR)
        expect(date is not None, path, found, self.expected)
        return date


class Date:
    """ "YYYY-MM-DD", read as days from 1 January 1970."""

    expected = f'a date "YYYY-MM-DD" from {FIRST_YEAR} to {LAST_YEAR}'

    def read(self, found, path):
        date = None
        if isinstance(found, str) and len(found) == 10 and found[4] == "-":
            year = int(found[:4]) if are_digits(found[:4]) else 0
            if FIRST_YEAR <= year <= LAST_YEAR:
                date = _day_of_year(found[5:], year)
        expect(date is not None, path, found, self.expected)
        return days_from_civil(year, date[0], date[1])


class Span:
    """ "FIRST..LAST" of two dates of a type, or one such date; read as (first, last)."""

    def __init__(self, type_):
        self.type = type_
        self.expected = type_.expected + ", or two such with .. between them"

    def read(self, found, path):
        expect(isinstance(found, str), path, found, self.expected)
        first, dots, last = found.partition(RANGE)
        start = self.type.read(first, path)
        return start, self.type.read(last, path) if dots else start


class DateSpan:
    """ "YYYY-MM-DD..YYYY-MM-DD" or one such date; read as (first, last) from 1 January 1970."""

    def __init__(self):
        self._span = Span(Date())
        self.expected = self._span.expected

    def read(self, found, path):
        first, last = self._span.read(found, path)
        expect(first <= last, path, found, "a range that does not end before it begins")
        return first, last


def _day_of_year(text, year):
    """(month, day) of "MM-DD" in a year, or None where there is no such day."""
    if not isinstance(text, str) or len(text) != 5 or text[2] != "-":
        return None
    if not (are_digits(text[:2]) and are_digits(text[3:])):
        return None
    month, day = int(text[:2]), int(text[3:])
    if 1 <= month <= 12 and 1 <= day <= month_length_days(year, month):
        return month, day
    return None
