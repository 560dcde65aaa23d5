"""Units of demand: what is measured, and what one unit of it is in kW or kVA.

A unit of a rate counts only where there is a price: the database fills "kW" in everywhere.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from host.urdb.item import UrdbError, wanted
from tariffs.rules.demand import DIVISORS

KW_PER_HP = Decimal("0.746")
"""As electric motors are rated; the mechanical horsepower is 0.7457 kW. From memory, unchecked."""
MEASURED = {"kw": ("import", 1), "kva": ("apparent", 1), "hp": ("import", KW_PER_HP)}
DAILY = " daily"
DEFAULT_WINDOW_MIN = 15


@dataclass(frozen=True)
class DemandUnit:
    """`of` is the channel, `size` what one unit is in kW or kVA; `is_daily`: price for a day."""

    of: str
    size: Decimal
    is_daily: bool

    def price(self, price):
        """For one kW or kVA."""
        with localcontext(prec=60):
            return price / self.size

    def limit(self, limit):
        return limit * self.size


def take_unit(item, names, tiers, field):
    """The DemandUnit of a structure: that of its tiers, else of the first of these fields."""
    own = {tier.unit for tier in tiers if tier.unit is not None}
    wanted(len(own) < 2, field, sorted(own), "one unit for all tiers")
    told = [(field + ".unit", each) for each in own] + [(name, item.take(name)) for name in names]
    told = [(name, each) for name, each in told if each is not None] or [("", "kW")]
    found = told[0][1]
    for name, each in told[1:]:
        if each != found:
            item.lose(name, each, f"{told[0][0]} is there, which takes its place")
    text = str(found).strip().lower()
    name = text.removesuffix(DAILY)
    known = "kW, kVA or hp, each also with daily"
    wanted(isinstance(found, str) and name in MEASURED, field + ".unit", found, known)
    of, size = MEASURED[name]
    if name == "hp":
        item.lose(field + ".unit", found, f"assumed: 1 hp is {KW_PER_HP} kW")
    if text.endswith(DAILY):
        item.lose(field + ".unit", found, "assumed: each day's highest is charged at this price")
    return DemandUnit(of, Decimal(size), text.endswith(DAILY))


def take_window_min(item, window_min):
    """Minutes of the demand window: the rate's own, else these, else 15."""
    found = item.number("demandwindow")
    if found:
        known = "minutes that divide an hour: " + ", ".join(map(str, DIVISORS))
        wanted(found in DIVISORS, "demandwindow", found, known)
        return int(found)
    if window_min not in (None, *DIVISORS):
        raise UrdbError(f"window: got {window_min}, expected one of {DIVISORS}")
    return window_min or DEFAULT_WINDOW_MIN
