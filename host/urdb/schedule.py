"""Hours of the year to periods: the 12 x 24 maps of a rate, and the calendar that says the same.

A map is {(month, is_weekend): 24 period numbers}, months from 1. URDB has no more day types than
weekday and weekend, and no times finer than an hour.
"""

from host.urdb.item import UrdbError, wanted, whole
from tariffs.schedule import MOST_PERIODS, MOST_ROWS

MONTHS = range(1, 13)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
WEEKEND = ["sat", "sun"]


def read_map(item, weekday_name, weekend_name, periods):
    """The map of two schedules, which may be missing together where there is only one period."""
    found = [item.take(name) for name in (weekday_name, weekend_name)]
    if found == [None, None] and periods == 1:
        item.lose(weekday_name, None, "missing: the only period is taken to hold at all times")
        return level_map([0] * 12)
    hours = {}
    for is_weekend, name in enumerate((weekday_name, weekend_name)):
        matrix = found[is_weekend]
        wanted(_is_list(matrix, 12), name, matrix, "a list of 12 months")
        for month in MONTHS:
            day = matrix[month - 1]
            where = f"{name}[{month - 1}]"
            wanted(_is_list(day, 24), where, day, "a list of 24 hours")
            hours[month, bool(is_weekend)] = tuple(whole(each, where) for each in day)
    return hours


def level_map(by_month):
    """The map of periods that change with the month only."""
    return {
        (month, is_weekend): (by_month[month - 1],) * 24
        for month in MONTHS
        for is_weekend in (False, True)
    }


def used_periods(hours):
    """The numbers of all periods of a map."""
    return sorted({period for day in hours.values() for period in day})


def used_by_month(hours):
    """{month: numbers of its periods}."""
    return {month: set(hours[month, False]) | set(hours[month, True]) for month in MONTHS}


def calendar(name, hours, names):
    """The calendar of a map; `names` are those of its periods by number."""
    used = used_periods(hours)
    if len(used) > MOST_PERIODS:
        raise UrdbError(f"{name}: got {len(used)} periods in use, expected at most {MOST_PERIODS}")
    otherwise = min(used, key=lambda each: (len(_rows(hours, each)), -_hours(hours, each)))
    rows = _rows(hours, otherwise)
    if len(rows) > MOST_ROWS:
        raise UrdbError(
            f"{name}: got a schedule of {len(rows)} rows, expected at most {MOST_ROWS}; give"
            " months the same hours"
        )
    found = {"name": name, "periods": [names[each] for each in used]}
    if len(used) > 1:
        found["otherwise"] = names[otherwise]
        found["schedule"] = [_row(row, names) for row in rows]
    return found


def _rows(hours, otherwise):
    """(months, days or None, from, to, period) of all hours that are not `otherwise`.

    Equal stretches of a day are one row for all their months, so rows never meet and their order
    does not matter.
    """
    days_of = {}
    for day, periods in hours.items():
        for stretch in _stretches(periods):
            if stretch[2] != otherwise:
                days_of.setdefault(stretch, set()).add(day)
    rows = [
        (months, days, *stretch)
        for stretch, found in days_of.items()
        for months, days in _months_and_days(found)
    ]
    return sorted(rows, key=lambda row: (row[0], row[2], row[1] or []))


def _stretches(periods):
    """(from, to, period) of each run of hours with one period."""
    start = 0
    for hour in range(1, 25):
        if hour == 24 or periods[hour] != periods[start]:
            yield start, hour, periods[start]
            start = hour


def _months_and_days(found):
    """The (month, is_weekend) pairs as few pairs of months and days; None is every day."""
    week = {month for month, is_weekend in found if not is_weekend}
    weekend = {month for month, is_weekend in found if is_weekend}
    both = week & weekend
    parts = [(both, None), (week - both, WEEKDAYS), (weekend - both, WEEKEND)]
    if all(months for months, _ in parts):
        parts = [(week, WEEKDAYS), (weekend, WEEKEND)]
    return [(sorted(months), days) for months, days in parts if months]


def _row(row, names):
    months, days, start, end, period = row
    found = {}
    if len(months) < 12:
        found["months"] = months
    if days is not None:
        found["days"] = days
    if start > 0:
        found["from"] = f"{start:02}:00"
    if end < 24:
        found["to"] = f"{end:02}:00"
    return {**found, "period": names[period]}


def _hours(hours, period):
    return sum(day.count(period) for day in hours.values())


def _is_list(found, length):
    return isinstance(found, list) and len(found) == length
