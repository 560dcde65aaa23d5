"""Charges that depend on no energy: fixed, minimum, reactive, fuel adjustments by month."""

from host.urdb.item import decimal, wanted
from host.urdb.schedule import level_map
from host.urdb.structure import Period, Tier
from host.urdb.table import Table

PER = {"$/month": "month", "$/day": "day", "$/year": "year"}
FIXED, OLD_FIXED = "fixedchargefirstmeter", "fixedmonthlycharge"
MINIMUM, OLD_MINIMUM, ANNUAL = "mincharge", "minmonthlycharge", "annualmincharge"
FUEL = "fueladjustmentsmonthly"
GROUPS = {
    "energy": "energy",
    "tiers": "energy",
    "export": "energy",
    "coincident": "demand_flat",
    "fixed": "fixed",
}
IN_MINIMUM = ("energy", "demand_flat", "demand_tou", "fixed")
"""Groups that count towards a minimum."""


def fixed_rules(item):
    """The charge of the first meter, by the month where no units are given."""
    amount, per = _amount(item, FIXED, "fixedchargeunits", OLD_FIXED)
    more = item.number("fixedchargeeaaddl")
    if more is not None:
        item.lose("fixedchargeeaaddl", more, "for further meters of a customer; this is the first")
    if not amount:
        return []
    price = item.price(amount, FIXED)
    return [{"rule": "fixed charge", "kind": "fixed", "price": price, "per": per}]


def _amount(item, name, units_name, old_name):
    """(amount, per) of a field with units, else of its old name, which is by the month."""
    amount, old = item.number(name), item.number(old_name)
    if amount is None:
        return old, "month"
    if old is not None:
        item.lose(old_name, old, f"{name} is there, which takes its place")
    if not amount:
        return amount, "month"
    units = item.take(units_name)
    if units is None:
        item.lose(units_name, None, "missing: taken as $/month")
        return amount, "month"
    wanted(isinstance(units, str) and units in PER, units_name, units, "one of " + ", ".join(PER))
    return amount, PER[units]


def reactive_rules(item, window_min):
    """The highest kvar of the bill at a price."""
    price = item.number("demandreactivepowercharge")
    if not price:
        return []
    why = "assumed: for the highest lagging kvar of the bill, all of it, by the demand window"
    item.lose("demandreactivepowercharge", price, why)
    return [
        {
            "rule": "reactive demand",
            "kind": "demand",
            "of": "lag",
            "window_min": window_min,
            "price": item.price(price, "demandreactivepowercharge"),
            "group": "reactive",
        }
    ]


def fuel_table(item):
    """Adjustments to the price of a kWh by month, as a Table; None where there are none."""
    found = item.take(FUEL)
    if found is None:
        return None
    wanted(isinstance(found, list) and len(found) == 12, FUEL, found, "a list of 12 prices")
    prices = [decimal(each, FUEL) for each in found]
    if not any(prices):
        return None
    numbers = [prices.index(price) for price in prices]
    tiers = {n: (Tier(None, prices[n], None, None, FUEL),) for n in numbers}
    periods = {n: Period(n, tier) for n, tier in tiers.items()}
    names = {n: _months_name(numbers, n) for n in periods}
    return Table("fuel", FUEL, level_map(numbers), periods, names)


def _months_name(numbers, number):
    """ "months 1, 2, 12"; twelve of them are as long as a name can be."""
    months = [str(month) for month, each in enumerate(numbers, 1) if each == number]
    return ("month " if len(months) == 1 else "months ") + ",".join(months)


def fuel_rules(item, table):
    """Each month's adjustment of all energy."""
    prices = {
        table.names[number]: item.price(period.prices[0], FUEL)
        for number, period in table.periods.items()
    }
    rule = {"rule": "fuel adjustment", "kind": "energy", "calendar": table.calendar}
    return [{**rule, "prices": prices}]


def minimum_rules(item, rules):
    """What energy, demand and fixed charges come to at least, by the month, day or year."""
    base = [rule["rule"] for rule in rules if _group(rule) in IN_MINIMUM]
    amount, per = _amount(item, MINIMUM, "minchargeunits", OLD_MINIMUM)
    annual = item.number(ANNUAL)
    asked = [(amount, per, MINIMUM)] if amount else []
    if annual and amount and per == "year":
        item.lose(ANNUAL, annual, f"{MINIMUM} is by the year, which takes its place")
    elif annual:
        asked.append((annual, "year", ANNUAL))
    if not base:
        for amount, _, field in asked:
            item.lose(field, amount, "there is no charge that could come to less")
        return []
    return [rule for each in asked for rule in _minimum(item, base, *each)]


def _group(rule):
    return rule.get("group", GROUPS.get(rule["kind"]))


def _minimum(item, base, amount, per, field):
    """A minimum and what it needs; that of a day is times the days of the bill."""
    if per == "day":
        days = {
            "rule": "billed days",
            "kind": "fixed",
            "price": "0",
            "per": "day",
            "group": "other",
        }
        each = {"of": "billed days", "price": item.price(amount, field), "part_period": "full"}
        return [days, {"rule": "minimum", "kind": "minimum", "base": base, **each}]
    name = "minimum of the year" if per == "year" else "minimum"
    text = item.quantity(amount, field)
    return [{"rule": name, "kind": "minimum", "base": base, "amount": text, "per": per}]
