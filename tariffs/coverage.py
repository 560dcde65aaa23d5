"""Whether each row of a schedule can ever take effect: one that cannot is a slip of the pen.

A row is tried on every kind of day that it is for (month and season, day type, one event at a
time). What a day before or after it would be is left open, so a few odd rows pass that could be
found out; none is refused that could take effect on a day of some kind.
"""

from tariffs.calendar import month_length_days
from tariffs.errors import TariffError
from tariffs.rows import ANY, DAY_MIN, fits, is_in, unpacked
from tariffs.seasons import LEAP_YEAR


class Coverage:
    """The kinds of day that a tariff has; `type_count` is how many day types there are."""

    def __init__(self, seasons, type_count):
        self._stretches = {
            (1 << date[0], seasons.mask_of(year, *date))
            for year in seasons.kinds_of_year()
            for date in _turns(seasons.in_year(year))
        }
        self._types = [1 << number for number in range(type_count)]

    def check(self, rows, otherwise, periods, path):
        """TariffError where a row or a period of a calendar is never reached."""
        used = 1 << otherwise
        schedule = _Schedule(rows, self._stretches, self._types)
        for number, row in enumerate(unpacked(rows)):
            used |= 1 << row[6]
            schedule.expect_effect(row, number, f"{path}.schedule[{number}]")
        for number, name in enumerate(periods):
            if not used >> number & 1:
                where = f"{path}.periods[{number}]"
                raise TariffError(f"{where}: got {name}, which no row has, expected a row for it")
        if not any(row[6] == otherwise for row in unpacked(rows)):
            schedule.expect_remainder(path)


class _Schedule:
    """Packed rows and, of all kinds of day, one of each that some row tells from the others."""

    def __init__(self, rows, stretches, types):
        self._rows = rows
        stretches = _distinct(stretches, rows, is_in)
        types = _distinct(types, rows, lambda row, day_type: row[2] & day_type)
        self._days = [(month, season, each) for month, season in stretches for each in types]
        self._every_day = [all(fits(row, d) for d in self._days) for row in unpacked(rows)]

    def expect_effect(self, row, number, path):
        """TariffError where the row of that number has no minute."""
        if not any(fits(row, marks) for marks in self._days):
            raise TariffError(
                f"{path}: got months and seasons that have no day in common, "
                "expected a row that can take effect"
            )
        if not self._takes_effect(row, number):
            raise TariffError(
                f"{path}: got a row that the rows above cover wholly, "
                "expected one that can take effect"
            )

    def expect_remainder(self, path):
        """TariffError where all rows together leave no minute to `otherwise`."""
        if not self._takes_effect((ANY, 0, ANY, 0, 0, DAY_MIN, 0), None):
            raise TariffError(
                f"{path}.otherwise: got a period that is never reached, since the rows cover "
                "every day wholly, expected one that a row has"
            )

    def _takes_effect(self, row, number):
        """Whether a minute of `row` is left over by the first `number` rows, None for all."""
        above = [
            (each, every_day)
            for each, every_day in zip(unpacked(self._rows, number), self._every_day)
            if _can_meet(each, row)
        ]
        if not _cover(_spans(above), row[4], row[5]):
            return True  # whatever the days; so it is with most rows, and soon found
        for marks in self._days:
            if fits(row, marks):
                for event in _bits_of(row[3]):
                    there = [each for each in above if _holds(each[0], marks, event)]
                    if not _cover(_spans(there), row[4], row[5]):
                        return True
        return False


def _distinct(kinds, rows, is_for):
    """Of kinds of day, one of each that some row tells from the others."""
    found = {}
    for kind in sorted(kinds):
        seen = 0
        for row in unpacked(rows):
            seen = seen << 1 | bool(is_for(row, kind))
        found[seen] = kind
    return sorted(found.values())


def _turns(ranges):
    """A (month, day) of each stretch of a year that has one month and one season."""
    for month in range(1, 13):
        yield month, 1
    for first, (month, day), _ in ranges:
        yield first
        if day < month_length_days(LEAP_YEAR, month):
            yield month, day + 1


def _can_meet(one, other):
    """Whether two rows are for days and events in common."""
    events = not one[3] or one[3] & other[3]
    seasons = not one[1] or not other[1] or one[1] & other[1]
    return one[0] & other[0] and seasons and one[2] & other[2] and events


def _bits_of(mask):
    """Each single bit of a mask, or 0 where there is none."""
    if not mask:
        yield 0
    for number in range(8):
        if mask >> number & 1:
            yield 1 << number


def _holds(row, marks, event):
    """Whether a row is for a day and for what happens on it."""
    return fits(row, marks) and (not row[3] or row[3] & event)


def _spans(above):
    """(from, to) of rows, and if a row is for every day, also of its day before and after."""
    spans = []
    for row, is_every_day in above:
        spans.append((row[4], row[5]))
        if is_every_day:
            spans.append((row[4] - DAY_MIN, row[5] - DAY_MIN))
            spans.append((row[4] + DAY_MIN, row[5] + DAY_MIN))
    return spans


def _cover(spans, start, end):
    """Whether the spans together hold every minute from `start` to `end`."""
    while start < end:
        furthest = max([last for first, last in spans if first <= start] + [start])
        if furthest == start:
            return False
        start = furthest
    return True
