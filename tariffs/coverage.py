"""Whether each row of a schedule can ever take effect: one that cannot is a slip of the pen.

A row is tried on every kind of day that it is for (month and season, day type, one event at a
time). What a day before or after it would be is left open, so a few odd rows pass that could be
found out; none is refused that could take effect on a day of some kind.
"""

from tariffs.calendar import month_length_days
from tariffs.errors import TariffError
from tariffs.rows import ANY, DAY_MIN, fits, unpacked

_LEAP_YEAR = 2000


class Coverage:
    """The kinds of day that a tariff has; `type_count` is how many day types there are."""

    def __init__(self, seasons, type_count):
        self._type_count = type_count
        self._stretches = tuple(
            {(1 << date[0], seasons.mask_of(*date)) for date in _turns(seasons)}
        )

    def check(self, rows, otherwise, periods, path):
        """TariffError where a row or a period of a calendar is never reached."""
        used = 1 << otherwise
        for number, row in enumerate(unpacked(rows)):
            used |= 1 << row[6]
            self._expect_effect(row, rows, number, f"{path}.schedule[{number}]")
        for number, name in enumerate(periods):
            if not used >> number & 1:
                where = f"{path}.periods[{number}]"
                raise TariffError(f"{where}: got {name}, which no row has, expected a row for it")
        if not any(row[6] == otherwise for row in unpacked(rows)):
            self._expect_remainder(rows, path)

    def _expect_effect(self, row, rows, number, path):
        if not any(fits(row, marks) for marks in self._days()):
            raise TariffError(
                f"{path}: got months and seasons that have no day in common, "
                "expected a row that can take effect"
            )
        if not self._takes_effect(row, rows, number):
            raise TariffError(
                f"{path}: got a row that the rows above cover wholly, "
                "expected one that can take effect"
            )

    def _expect_remainder(self, rows, path):
        """A period that stands in `otherwise` alone needs a minute without a row."""
        remainder = (ANY, 0, ANY, 0, 0, DAY_MIN, 0)
        if not self._takes_effect(remainder, rows, None):
            raise TariffError(
                f"{path}.otherwise: got a period that is never reached, since the rows cover "
                "every day wholly, expected one that a row has"
            )

    def _takes_effect(self, row, rows, number):
        """Whether a minute of `row` is left over by the first `number` of `rows`, None for all."""
        above = [each for each in unpacked(rows, number) if _can_meet(each, row)]
        every_day = [self._is_every_day(each) for each in above]
        for marks in self._days():
            if fits(row, marks):
                for event in _bits_of(row[3]):
                    spans = _spans(above, every_day, marks, event)
                    if not _cover(spans, row[4], row[5]):
                        return True
        return False

    def _is_every_day(self, row):
        return all(fits(row, marks) for marks in self._days())

    def _days(self):
        """(bit of the month, of the season, of the day type) of each kind of day."""
        for month, season in self._stretches:
            for number in range(self._type_count):
                yield month, season, 1 << number


def _turns(seasons):
    """A (month, day) of each stretch of the year that has one month and one season."""
    for month in range(1, 13):
        yield month, 1
    for first, (month, day), _ in seasons.ranges:
        yield first
        if day < month_length_days(_LEAP_YEAR, month):
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


def _spans(rows, every_day, marks, event):
    """(from, to) of the rows for such a day and event; where any day is, its neighbours'."""
    spans = []
    for row, is_every_day in zip(rows, every_day):
        if (not row[3] or row[3] & event) and fits(row, marks):
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
