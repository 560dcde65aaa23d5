"""A calendar painted minute by minute, for whoever looks at it: which row decides, which period.

A meter works out one day at a time (`tariffs.schedule`); here whole years are looked at.
"""

from collections import Counter
from dataclasses import dataclass

from tariffs.calendar import civil_date, days_from_civil, year_days
from tariffs.rows import DAY_MIN, fits, unpacked

OTHERWISE = -1
"""Stands for a row where no row decides."""
_NO_EVENT = 0


@dataclass(frozen=True)
class Day:
    """A local day since 1970 and the marks (month, season, day type) of the day before and its."""

    day: int
    before: tuple
    marks: tuple

    @property
    def type(self):
        """The number of its day type."""
        return self.marks[2].bit_length() - 1


def days_of(calendar, year):
    """Every Day of a year."""
    first = days_from_civil(year, 1, 1)
    marks = calendar.days.marks
    before = marks(first - 1)
    for day in range(first, first + year_days(year)):
        today = marks(day)
        yield Day(day, before, today)
        before = today


def deciding_rows(calendar, before, marks, event=_NO_EVENT):
    """The number of the row that decides each minute of a day, or OTHERWISE.

    `event` has the bits of the events that hold all day.
    """
    minutes = [OTHERWISE] * DAY_MIN
    rows = list(unpacked(calendar.rows))
    for number in reversed(range(len(rows))):
        _, _, _, events, start, end, _ = row = rows[number]
        if events and not events & event:
            continue
        if fits(row, marks):
            _paint(minutes, start, min(end, DAY_MIN), number)
        if end > DAY_MIN and fits(row, before):
            _paint(minutes, 0, end - DAY_MIN, number)
    return minutes


def _paint(minutes, start, end, number):
    minutes[start:end] = [number] * (end - start)


def stretches(values):
    """(start, end, value) of each run of equal values."""
    start = 0
    for place in range(1, len(values) + 1):
        if place == len(values) or values[place] != values[start]:
            yield start, place, values[start]
            start = place


def period_names(calendar):
    """A function from the number of a row, or OTHERWISE, to the name of its period."""
    names = [calendar.periods[row[6]] for row in unpacked(calendar.rows)]
    names.append(calendar.periods[calendar.otherwise])
    return lambda number: names[number]


class Painter:
    """The periods of days of a calendar; days of the same marks are painted once.

    `name_of` names what the row of a number stands for, its period unless given.
    """

    def __init__(self, calendar, name_of=None):
        self.calendar = calendar
        self._name = name_of or period_names(calendar)
        self._kept = {}

    def periods(self, before, marks, event=_NO_EVENT):
        """The name of the period of each minute."""
        key = before, marks, event
        if key not in self._kept:
            rows = deciding_rows(self.calendar, before, marks, event)
            self._kept[key] = tuple(map(self._name, rows))
        return self._kept[key]

    def plan(self, before, marks, event=_NO_EVENT):
        """((start, end, name of the period), ...) of a day."""
        return tuple(stretches(self.periods(before, marks, event)))


@dataclass(frozen=True)
class Part:
    """Days of the year that are alike: ((month, day), (month, day)) of each range, first and last;
    `plans` has the usual plan of each day type, by its name.
    """

    ranges: tuple
    plans: dict


def parts_of_year(calendar, year, name_of=None):
    """The Parts of a year, in the order of their first days."""
    painter = Painter(calendar, name_of)
    found = []
    for days in _like_days(calendar, year):
        plans = _plans(painter, days)
        span = tuple(civil_date(each.day)[1:] for each in (days[0], days[-1]))
        twin = next((each for each in found if each[1] == plans), None)
        if twin is None:
            found.append(([span], plans))
        else:
            twin[0].append(span)
    return [Part(tuple(_joined(ranges)), plans) for ranges, plans in found]


def _like_days(calendar, year):
    """The Days of each run of days that the same rows are for, but for the day type."""
    rows = list(unpacked(calendar.rows))

    def likeness(day):
        return tuple(fits((row[0], row[1], -1), day.marks) for row in rows)

    run, common = [], None
    for day in days_of(calendar, year):
        alike = likeness(day)
        if run and alike != common:
            yield run
            run = []
        run.append(day)
        common = alike
    yield run


def _plans(painter, days):
    """{name of the day type: the plan that most such days have}."""
    names = painter.calendar.days.types
    counts = {name: Counter() for name in names}
    for day in days:
        counts[names[day.type]][painter.plan(day.before, day.marks)] += 1
    month, season, _ = days[0].marks
    found = {}
    for number, name in enumerate(names):
        if not counts[name]:  # no such day this year: as if the day before were like it
            marks = month, season, 1 << number
            counts[name][painter.plan(marks, marks)] += 1
        found[name] = counts[name].most_common(1)[0][0]
    return found


def _joined(ranges):
    """Ranges of dates, of which the last and the first are one where they meet at New Year."""
    joined = list(ranges)
    if len(joined) > 1 and joined[0][0] == (1, 1) and joined[-1][1] == (12, 31):
        first = joined.pop(0)
        joined[-1] = joined[-1][0], first[1]
    return joined


def types_with_one_plan(plans):
    """[(names of day types, plan)] of those that share one, in the order of the types."""
    found = {}
    for name, plan in plans.items():
        found.setdefault(plan, []).append(name)
    return [(names, plan) for plan, names in found.items()]
