"""Energy charges: at a price by period, or in tiers.

One total of the month is cut into tiers where all periods of the month have the same limits; such
periods are one rule. Where a month has periods with different limits there is no limit for its
total, and SAM refuses the rate; here each of these periods then has tiers of its own.
"""

from decimal import localcontext

from host.urdb.item import UrdbError, wanted
from host.urdb.schedule import used_by_month
from host.urdb.units import KW_PER_HP

RUNNING, PRO_RATA, PER_PERIOD = "running", "pro_rata", "per_period"
MODES = {"running": RUNNING, "pro-rata": PRO_RATA}
RUNNING_RULES = ("Net Billing Instantaneous", "Net Billing Hourly", "Buy All Sell All")
"""dgrules under which SAM cuts a running total; under all others it shares tiers pro rata."""
PER_DEMAND = ("kWh/kW", "kWh/kVA")
UNITS = {
    "kwh": ("kWh", None),
    "kwh daily": ("kWh/day", None),
    "kwh/kw": ("kWh/kW", "import"),
    "kwh/kw daily": ("kWh/kW", "import"),
    "kwh/hp": ("kWh/kW", "import"),
    "kwh/kva": ("kWh/kVA", "apparent"),
}
"""Unit of a limit: that of the document, and the demand that it multiplies."""


class Mode:
    """How tiers meet periods: `name`; `is_forced` where it was asked for, not read off a rate."""

    def __init__(self, tier_mode, dgrules):
        if tier_mode not in (None, *MODES):
            raise UrdbError(f"tier mode: got {tier_mode}, expected {' or '.join(MODES)}")
        self.is_forced = tier_mode is not None
        self.name = MODES.get(tier_mode, RUNNING if dgrules in RUNNING_RULES else PRO_RATA)


def energy_rules(item, table, mode, demands):
    """The rules of a Table of energy prices; `demands` measures what kWh/kW is of."""
    classes = {}
    for number, period in table.periods.items():
        classes.setdefault(_key(period), []).append(number)
    mixed = _mixed(table)
    rules = []
    for (limits, unit), numbers in classes.items():
        if not limits:
            rules.append(_flat(item, table, numbers))
        else:
            own = mixed.intersection(numbers)
            rules += Tiered(item, table, numbers, unit, demands).rules(mode, bool(own))
    return _named(rules)


def _key(period):
    """What periods have in common that are cut together: limits and their unit."""
    if not period.limits:
        return (), None
    units = {(tier.unit or "kWh").strip().lower() for tier in period.tiers[:-1]}
    field = period.tiers[0].field + ".unit"
    wanted(len(units) == 1, field, sorted(units), "one unit for all limits of a period")
    unit = units.pop()
    wanted(unit in UNITS, field, unit, "one of " + ", ".join(UNITS))
    return period.limits, unit


def _mixed(table):
    """Periods with tiers that share a month with periods of other limits."""
    found = set()
    for numbers in used_by_month(table.hours).values():
        if len({_key(table.periods[number]) for number in numbers}) > 1:
            found |= {number for number in numbers if table.periods[number].limits}
    return found


def _flat(item, table, numbers):
    """Periods without tiers."""
    prices = {
        table.names[number]: item.price(table.periods[number].prices[0], _field(table, number, 0))
        for number in numbers
    }
    rule = {"rule": "energy", "kind": "energy", "calendar": table.calendar}
    return {**rule, **_price_or_prices(prices, len(table.periods))}


class Tiered:
    """Periods with the same limits, all in `unit`."""

    def __init__(self, item, table, numbers, unit, demands):
        self._item = item
        self._table = table
        self._numbers = numbers
        self._unit = unit
        self._demands = demands
        self._field = table.periods[numbers[0]].tiers[0].field

    def rules(self, mode, is_mixed):
        tiers = self._tiers()
        rule = {"kind": "tiers", "calendar": self._table.calendar}
        if len(self._numbers) < len(self._table.periods):
            rule["periods"] = [self._table.names[number] for number in self._numbers]
        rule["mode"] = PER_PERIOD if is_mixed else mode.name
        if is_mixed:
            why = "its months have other limits too, so each period is taken to have its own tiers"
            self._item.lose(self._field, [number + 1 for number in self._numbers], why)
        elif mode.name == RUNNING and self._is_same_pro_rata():
            rule["mode"] = PRO_RATA
        elif mode.name == RUNNING and UNITS[self._unit][0] in PER_DEMAND:
            rule["mode"] = self._instead_of_running(mode)
        return [*self._per(rule), {"rule": "energy", **rule, "tiers": tiers}]

    def _tiers(self):
        return [self._tier(place) for place in range(len(self._limits) + 1)]

    @property
    def _limits(self):
        return self._table.periods[self._numbers[0]].limits

    def _tier(self, place):
        tier = {}
        if place < len(self._limits):
            tier["up_to"] = self._item.quantity(self._limit(place), f"{self._field}.max")
            tier["unit"] = UNITS[self._unit][0]
        prices = {
            self._table.names[number]: self._item.price(
                self._table.periods[number].prices[place], _field(self._table, number, place)
            )
            for number in self._numbers
        }
        return {**tier, **_price_or_prices(prices, len(prices))}

    def _limit(self, place):
        limit = self._limits[place]
        if self._unit != "kwh/hp":
            return limit
        self._item.lose(self._field + ".unit", "kWh/hp", f"assumed: 1 hp is {KW_PER_HP} kW")
        with localcontext(prec=60):
            return limit / KW_PER_HP

    def _is_same_pro_rata(self):
        """Whether no month has periods at different prices; a total then needs no order."""
        periods = self._table.periods
        return all(
            len({periods[number].prices for number in used.intersection(self._numbers)}) < 2
            for used in used_by_month(self._table.hours).values()
        )

    def _instead_of_running(self, mode):
        field, unit = self._field + ".unit", UNITS[self._unit][0]
        why = "such limits follow from the month's demand, which is known when it ends"
        wanted(not mode.is_forced, field, unit, f"tier mode pro-rata: {why}")
        self._item.lose(field, unit, f"tiers are shared pro rata, not running: {why}")
        return PRO_RATA

    def _per(self, rule):
        """The rules that measure what a limit is per; their name goes into `rule`."""
        _, channel = UNITS[self._unit]
        if channel is None:
            return []
        rule["per"] = self._demands.of(channel)
        if not self._unit.endswith("daily"):
            return []
        days = {"rule": "kW-days", "kind": "fixed", "price": "0", "per": "day", "of": rule["per"]}
        rule.update(per=days["rule"], part_period="full")
        return [
            {**days, "text": "Demand times days, for limits; costs nothing.", "group": "other"}
        ]


def _price_or_prices(prices, count):
    """One `price` where all `count` periods of a rule have the same."""
    if len(prices) == count and len(set(prices.values())) == 1:
        return {"price": next(iter(prices.values()))}
    return {"prices": prices}


def _field(table, number, place):
    return f"{table.field}[{number}][{place}].rate"


def _named(rules):
    """The same with "energy 2" and so on where several are called energy."""
    taken = []
    for rule in rules:
        twins = taken.count(rule["rule"])
        taken.append(rule["rule"])
        if twins:
            rule["rule"] += f" {twins + 1}"
    return rules
