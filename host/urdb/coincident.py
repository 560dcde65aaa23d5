"""Coincident demand: prices of what is drawn while the whole system has its peak.

The moments are told later, as site facts that name the rule; the schedule of a rate only says in
which hours they may be.
"""

from host.urdb.item import UrdbError, wanted, whole
from host.urdb.structure import read_periods, take_structure
from host.urdb.units import take_unit, take_window_min

STRUCTURE = "coincidentratestructure"
SCHEDULES = ("coincidentrateschedule", "coincidentschedule")
WINDOW_MIN = 60
"""Of a rate that has none: system peaks are told by the hour."""


def coincident_rules(item):
    """A rule for each period with a price."""
    found = take_structure(item, STRUCTURE)
    hours = _hours(item, None if found is None else len(found))
    if found is None:
        return []
    periods = read_periods(item, STRUCTURE, found, hours, SCHEDULES[0])
    priced = [period for period in periods.values() if not period.is_free]
    if not priced:
        return []
    unit = take_unit(item, ("coincidentrateunit",), priced[0].tiers, STRUCTURE)
    if unit.of != "import" or unit.is_daily:
        raise UrdbError(f"{STRUCTURE}: got a price of kVA or of a day, expected one of kW or hp")
    return [_rule(item, period, unit, len(priced)) for period in priced]


def _hours(item, count):
    """The periods that the schedule names; all of them where there is none."""
    found = [item.take(name) for name in SCHEDULES]
    schedule = next((each for each in found if each is not None), None)
    if schedule is None:
        return range(count or 0)
    if count is None:
        item.lose(SCHEDULES[0], None, f"no {STRUCTURE} has prices for it")
        return ()
    is_map = isinstance(schedule, list) and all(isinstance(day, list) for day in schedule)
    wanted(is_map, SCHEDULES[0], schedule, "a list of 12 lists of 24 hours")
    item.lose(SCHEDULES[0], None, "the site fact `coincident` tells when the peaks were")
    return sorted({whole(each, SCHEDULES[0]) for day in schedule for each in day})


def _rule(item, period, unit, count):
    field = period.tiers[0].field
    if period.limits:
        raise UrdbError(f"{field}: got tiers, expected one price of coincident demand")
    return {
        "rule": "coincident demand" + (f" period {period.number + 1}" if count > 1 else ""),
        "kind": "coincident",
        "price": item.price(unit.price(period.prices[0]), field + ".rate"),
        "window_min": take_window_min(item, WINDOW_MIN),
    }
