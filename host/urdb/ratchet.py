"""Billing demand: the highest demand of the bill, or a share of that of earlier months.

lookbackpercent is a fraction, of the months in lookbackmonths (all, where that is missing) among
the last lookbackrange months; a range that is missing or 0 is 11 where months are named, else no
ratchet. demandratchetpercentage, the old field, has twelve fractions and looks back 11 months. The
month's own demand always counts in full. A fraction belongs to the month whose demand it is of.
"""

from dataclasses import dataclass

from host.urdb.item import decimal, decimal_text, wanted, whole
from host.urdb.schedule import MONTHS

PERCENT, RANGE, NAMED = "lookbackpercent", "lookbackrange", "lookbackmonths"
OLD = "demandratchetpercentage"
BILLING = "billing demand"
YEAR_LESS_ONE = 11
MOST_FRACTION = 10
"""Above it a percentage was meant."""


@dataclass(frozen=True)
class Ratchet:
    """`months_of`: {fraction: months whose demand it is of}; `field` is where it stands."""

    field: str
    range_months: int
    months_of: dict


def read_ratchet(item):
    """The Ratchet of an item, None where it has none."""
    fraction, months = _fraction(item), item.number(RANGE)
    named = _named(item)
    old = _old(item)
    if fraction:
        months = whole(months, RANGE) if months else YEAR_LESS_ONE if named else 0
        if old:
            item.lose(OLD, item.take(OLD), f"{PERCENT} is there, which takes its place")
        wanted(0 <= months <= YEAR_LESS_ONE + 1, RANGE, months, "0 to 12 months")
        if not months:
            item.lose(PERCENT, fraction, f"{RANGE} is 0 and {NAMED} are not told: no ratchet")
        return Ratchet(PERCENT, months, {fraction: tuple(named or MONTHS)}) if months else None
    if months or named:
        item.lose(RANGE if months else NAMED, months or named, f"no {PERCENT} says of how much")
    return Ratchet(OLD, YEAR_LESS_ONE, old) if old else None


def _fraction(item):
    fraction = item.number(PERCENT)
    if fraction:
        wanted(0 < fraction <= MOST_FRACTION, PERCENT, fraction, "a fraction, such as 0.8")
    return fraction


def _named(item):
    """The months named, None where none or all are."""
    found = item.take(NAMED)
    if found is None:
        return None
    wanted(isinstance(found, list) and len(found) == 12, NAMED, found, "a list of 12 months")
    for each in found:
        wanted(each in (0, 1), NAMED, each, "true or false")
    named = [month for month, counts in zip(MONTHS, found, strict=True) if counts]
    return named if 0 < len(named) < 12 else None


def _old(item):
    """{fraction: months} of the old field, None where all are 0."""
    found = item.take(OLD)
    if found is None:
        return None
    wanted(isinstance(found, list) and len(found) == 12, OLD, found, "a list of 12 fractions")
    months_of = {}
    for month, each in zip(MONTHS, found, strict=True):
        fraction = decimal(each, OLD)
        wanted(0 <= fraction <= MOST_FRACTION, OLD, each, "a fraction, such as 0.8")
        if fraction:
            months_of.setdefault(fraction, []).append(month)
    if len(months_of) > 1:
        item.lose(OLD, found, "assumed: each fraction is of the demand of its own month")
    return months_of or None


def ratchet_rules(ratchet, highest, suffix):
    """The rules of a Ratchet of the demand of the rule `highest`, the last one BILLING."""
    terms, rules = [{"of": highest}], []
    for number, (fraction, months) in enumerate(ratchet.months_of.items()):
        history = _history(f"earlier demand{suffix}", highest, ratchet.range_months, months)
        if number:
            history["rule"] += f" {number + 1}"
        rules.append(history)
        terms.append({"of": history["rule"], "percent": decimal_text(fraction * 100, 6)})
    return [*rules, {"rule": BILLING + suffix, "kind": "billing_demand", "greatest": terms}]


def _history(name, highest, range_months, months):
    rule = {"rule": name, "kind": "history", "of": highest, "bills": range_months}
    return rule if len(months) == 12 else {**rule, "in_months": list(months)}
