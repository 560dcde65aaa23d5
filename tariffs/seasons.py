"""Seasons: ranges of days of the year, whose ends may be a weekday of a month.

A year's ranges are worked out when a day of it is asked for; so a season that begins on the first
Sunday of April needs no list of years.
"""

from tariffs.calendar import DAYS, civil_date, nth_weekday
from tariffs.dates import DayOfYear, Span
from tariffs.errors import TariffError, expect
from tariffs.fields import REQUIRED, Choice, ListOf, MapOf, Whole, read_fields

MOST_SEASONS = 12
MOST_SEASON_RANGES = 12
"""Of one season."""
LEAP_YEAR = 2000
_EACH_KIND_OF_YEAR = range(LEAP_YEAR, LEAP_YEAR + 28)
"""Each weekday that a year can begin with, in leap years and others."""
MOST_PLUS_DAYS = 20
WEEKDAY_FIELDS = (
    ("month", Whole(1, 12), REQUIRED),
    ("weekday", Choice(*DAYS), REQUIRED),
    ("nth", Choice(1, 2, 3, 4, -1), REQUIRED),
    ("plus_days", Whole(-MOST_PLUS_DAYS, MOST_PLUS_DAYS), 0),
)


class SeasonDay:
    """ "MM-DD", or the nth weekday of a month and some days more or less; read as (month, day) or
    (month, weekday, nth, days).
    """

    expected = DayOfYear.expected + ', or an object with "month", "weekday", "nth"'

    def read(self, found, path):
        if not isinstance(found, dict):
            return DayOfYear().read(found, path)
        given = read_fields(found, WEEKDAY_FIELDS, path)
        weekday = DAYS.index(given.weekday)
        for year in _EACH_KIND_OF_YEAR:
            days = nth_weekday(year, given.month, weekday, given.nth) + given.plus_days
            stays = civil_date(days)[0] == year
            expect(stays, path + ".plus_days", given.plus_days, "days that stay within the year")
        return given.month, weekday, given.nth, given.plus_days


RANGE_FIELDS = (("from", SeasonDay(), REQUIRED), ("to", SeasonDay(), REQUIRED))


class SeasonRange:
    """ "FIRST..LAST", or an object with `from` and `to`; both days are in it."""

    span = Span(DayOfYear())
    expected = span.expected + ', or an object with "from" and "to"'

    def read(self, found, path):
        if not isinstance(found, dict):
            return self.span.read(found, path)
        given = read_fields(found, RANGE_FIELDS, path)
        return getattr(given, "from"), given.to


SEASONS = MapOf(ListOf(SeasonRange(), MOST_SEASON_RANGES), MOST_SEASONS)


def read_seasons(found, path):
    """The seasons of a document's object; none where there is no object."""
    given = {} if found is None else SEASONS.read(found, path)
    names = tuple(sorted(given))  # the order of an object differs between runtimes
    ranges = []
    for number, name in enumerate(names):
        for first, last in given[name]:
            ranges.append((first, last, number))
    seasons = Seasons(names, tuple(ranges))
    for year in seasons.kinds_of_year():
        _expect_apart(seasons.in_year(year), names, path)
    return seasons


def _expect_apart(ranges, names, path):
    """Two ranges overlap just where one holds the first day of the other."""
    for one in ranges:
        for other in ranges:
            if one is not other and _holds(one, other[0]):
                raise TariffError(
                    f"{path}.{names[one[2]]}: got {_month_day(other[0])}, which is also in "
                    f"{names[other[2]]}, expected seasons that do not overlap"
                )


def _month_day(date):
    return "%02d-%02d" % date


def _holds(span, date):
    """Whether a range, which may go over the new year, holds a (month, day)."""
    first, last, _ = span
    if first <= last:
        return first <= date <= last
    return date >= first or date <= last


class Seasons:
    """`names` in the order of the bits; ranges are (first day, last day, number of the name)."""

    def __init__(self, names=(), ranges=()):
        self.names = names
        self._ranges = ranges
        self._moves = any([len(day) > 2 for span in ranges for day in span[:2]])
        self._year, self._of_year = None, ranges

    def in_year(self, year):
        """The ranges of a year: ((month, day), (month, day), number), ..."""
        if self._moves and year != self._year:
            self._of_year = [
                (_in_year(first, year), _in_year(last, year), number)
                for first, last, number in self._ranges
            ]
            self._year = year
        return self._of_year

    def mask_of(self, year, month, day):
        """The bit of the season that holds a date, 0 for none."""
        for span in self.in_year(year):
            if _holds(span, (month, day)):
                return 1 << span[2]
        return 0

    def kinds_of_year(self):
        """Years of which each may have other seasons."""
        return _EACH_KIND_OF_YEAR if self._moves else (LEAP_YEAR,)


def _in_year(day, year):
    """The (month, day) of a season's day in a year."""
    if len(day) == 2:
        return day
    month, weekday, nth, plus_days = day
    return civil_date(nth_weekday(year, month, weekday, nth) + plus_days)[1:]
