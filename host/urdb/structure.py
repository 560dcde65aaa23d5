"""Prices of a rate: its periods, each with one or more tiers, checked and exact.

A tier is open where it has no `max`, or one of 0 or of 10^9 and more (rates have 1e14, 1e38 and
9.999999680285692e+37). The last tier is always open, since what lies above it must have a price.
"""

from dataclasses import dataclass
from decimal import Decimal

from host.urdb.item import decimal, wanted

OPEN_FROM = 10**9
TIER_FIELDS = ("max", "unit", "rate", "adj", "sell")


@dataclass(frozen=True)
class Tier:
    """`price` is rate + adj; `limit` None is an open tier, `sell` None no price of export."""

    limit: Decimal | None
    price: Decimal
    sell: Decimal | None
    unit: str | None
    field: str


@dataclass(frozen=True)
class Period:
    """`number` counts from 0, as schedules do."""

    number: int
    tiers: tuple[Tier, ...]

    @property
    def limits(self):
        """Those of all tiers but the last."""
        return tuple(tier.limit for tier in self.tiers[:-1])

    @property
    def prices(self):
        return tuple(tier.price for tier in self.tiers)

    @property
    def is_free(self):
        return not any(self.prices)


def take_structure(item, name):
    """The list of periods in a field, None where there is none or an empty one."""
    found = item.take(name)
    if found is None or found == []:
        return None
    wanted(isinstance(found, list), name, found, "a list of periods")
    return found


def read_periods(item, name, found, used, schedule):
    """{number: Period} of those that `schedule` uses; others are lost."""
    for number in used:
        is_there = 0 <= number < len(found)
        wanted(is_there, schedule, number, f"a period that {name} has: 0 to {len(found) - 1}")
    for number, tiers in enumerate(found):
        if number not in used:
            item.lose(f"{name}[{number}]", tiers, f"{schedule} has this period at no time")
    return {number: _period(item, number, found[number], f"{name}[{number}]") for number in used}


def _period(item, number, found, field):
    wanted(isinstance(found, list) and found, field, found, "a list of one or more tiers")
    tiers = []
    for place, tier in enumerate(found):
        where = f"{field}[{place}]"
        limit = _limit(item, tier, where, place == len(found) - 1)
        if limit is not None:
            below = tiers[-1].limit if tiers else 0
            wanted(limit > below, where + ".max", tier["max"], f"more than {below}")
        tiers.append(_tier(item, tier, where, limit))
    return Period(number, tuple(tiers))


def _limit(item, found, field, is_last):
    """The limit of a tier, None where it is open, which only the last one may be."""
    wanted(isinstance(found, dict), field, found, "an object with a rate")
    given = found.get("max")
    limit = None if given is None else decimal(given, field + ".max")
    is_open = limit is None or limit == 0 or limit >= OPEN_FROM
    if is_last:
        if not is_open:
            item.lose(field + ".max", given, "no price above it: the last tier is taken as open")
        return None
    wanted(not is_open, field + ".max", given, "a limit, since tiers follow")
    return limit


def _tier(item, found, field, limit):
    parts = {name: _price(found, name, field) for name in ("rate", "adj", "sell")}
    has_price = any(part is not None for part in parts.values())
    wanted(has_price, field + ".rate", None, "a price, since a schedule has this period")
    if parts["rate"] is None:
        item.lose(field + ".rate", None, "missing: taken as 0")
    for name in found:
        if name not in TIER_FIELDS:
            item.lose(f"{field}.{name}", found[name], "no field of a tier that is known here")
    unit = found.get("unit")
    wanted(unit is None or isinstance(unit, str), field + ".unit", unit, "text")
    price = Decimal((parts["rate"] or 0) + (parts["adj"] or 0))
    return Tier(limit, price, parts["sell"], unit, field)


def _price(found, name, field):
    value = found.get(name)
    return None if value is None else decimal(value, f"{field}.{name}")
