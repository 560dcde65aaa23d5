"""A structure with its schedule: which period holds when, and what it costs."""

from dataclasses import dataclass, replace

from host.urdb.item import wanted, whole
from host.urdb.labels import period_names
from host.urdb.schedule import calendar, level_map, read_map, used_periods
from host.urdb.structure import Period, read_periods, take_structure

FLAT_MONTHS = "flatdemandmonths"


@dataclass(frozen=True)
class Table:
    """`calendar` is the name of the one it needs; `field` that of the structure."""

    calendar: str
    field: str
    hours: dict
    periods: dict[int, Period]
    names: dict[int, str]

    @property
    def tiers(self):
        return [tier for period in self.periods.values() for tier in period.tiers]

    @property
    def is_free(self):
        return all(period.is_free for period in self.periods.values())

    def as_calendar(self):
        return calendar(self.calendar, self.hours, self.names)


def hourly_table(item, of):
    """That of "energy" or "demand"; None where there are no prices."""
    field = f"{of}ratestructure"
    schedules = f"{of}weekdayschedule", f"{of}weekendschedule"
    found = take_structure(item, field)
    if found is None:
        _lose_unpriced(item, schedules, field)
        return None
    hours = read_map(item, *schedules, len(found))
    periods = read_periods(item, field, found, used_periods(hours), " or ".join(schedules))
    return Table(of, field, hours, periods, period_names(item, of, len(found)))


def flat_table(item):
    """That of flat demand, in which periods with equal prices are one; None where there is none.

    A structure without months is never billed, as SAM does: nothing says when it holds.
    """
    field = "flatdemandstructure"
    found, months = take_structure(item, field), item.take(FLAT_MONTHS)
    if found is None:
        _lose_unpriced(item, (FLAT_MONTHS,), field)
        return None
    if months is None:
        item.lose(field, found, f"no {FLAT_MONTHS} say when it holds: never billed")
        return None
    is_year = isinstance(months, list) and len(months) == 12
    wanted(is_year, FLAT_MONTHS, months, "a list of 12 periods")
    hours = level_map([whole(each, FLAT_MONTHS) for each in months])
    periods = read_periods(item, field, found, used_periods(hours), FLAT_MONTHS)
    names = period_names(item, "flatdemand", len(found))
    return _merged(Table("flat", field, hours, periods, names))


def _lose_unpriced(item, names, structure):
    for name in names:
        value = item.take(name)
        if value is not None:
            item.lose(name, None, f"no {structure} has prices for it")


def _merged(table):
    """The same with one period for all that have equal tiers."""
    first = {}
    instead = {
        number: first.setdefault((period.limits, period.prices), number)
        for number, period in table.periods.items()
    }
    hours = {day: tuple(instead[each] for each in row) for day, row in table.hours.items()}
    periods = {number: table.periods[number] for number in first.values()}
    return replace(table, hours=hours, periods=periods)
