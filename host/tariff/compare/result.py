"""Bills of several tariffs as one dict that JSON can hold; the first is what others differ from.

Amounts are decimals as text. Where currencies differ there are no differences and no cheapest.
"""

from dataclasses import dataclass
from decimal import Decimal

from tariffs.rules.base import GROUPS


@dataclass(frozen=True)
class Billed:
    """The result of `meter bill` for one tariff; `label` is how it was named."""

    label: str
    result: dict

    @property
    def total(self):
        return Decimal(self.result["total"])

    @property
    def currency(self):
        return self.result["currency"]

    @property
    def groups(self):
        """{group: amount} of those that occur, with what rounding of totals made."""
        months = self.result["months"]
        sums = {name: _sum(month["totals"][name] for month in months) for name in GROUPS}
        sums["rounding"] = _sum(month["rounding"] for month in months)
        return {name: amount for name, amount in sums.items() if amount}

    @property
    def rules(self):
        """{rule: amount} in the order of the bill."""
        found = {}
        for month in self.result["months"]:
            for line in month["lines"]:
                found[line["rule"]] = found.get(line["rule"], Decimal(0)) + Decimal(line["amount"])
        return found

    @property
    def months(self):
        """{first day of a bill: amount}."""
        return {month["start"][:10]: Decimal(month["total"]) for month in self.result["months"]}


def _sum(texts):
    return sum(map(Decimal, texts), Decimal(0))


def are_comparable(billed):
    """Whether all have one currency."""
    return len({each.currency for each in billed}) == 1


def cheapest(billed):
    """The labels of those that cost least; none where currencies differ."""
    if not are_comparable(billed):
        return []
    least = min(each.total for each in billed)
    return [each.label for each in billed if each.total == least]


def rows(billed, part):
    """(name, [amount of each tariff, None where it has none]) of `groups`, `rules`, `months`."""
    tables = [getattr(each, part) for each in billed]
    names = list(dict.fromkeys(name for table in tables for name in table))
    if part == "months":
        names.sort()
    missing = Decimal(0) if part == "groups" else None  # a rule of one tariff is not another's 0
    return [(name, [table.get(name, missing) for table in tables]) for name in names]


def difference(amount, first):
    """(difference, percent or None) of two amounts; None where one is missing."""
    if amount is None or first is None:
        return None
    return amount - first, 100 * (amount - first) / abs(first) if first else None


def collected(billed):
    """The whole comparison."""
    first = billed[0].result
    compared = are_comparable(billed)
    return {
        "start": first["start"],
        "end": first["end"],
        "cheapest": cheapest(billed),
        "tariffs": [_tariff(each, billed[0], compared) for each in billed],
        **{part: _table(billed, part) for part in ("groups", "rules", "months")},
    }


def _tariff(each, first, compared):
    found = {
        "label": each.label,
        "tariff": each.result["tariff"],
        "currency": each.currency,
        "total": each.result["total"],
        "notes": each.result["notes"],
    }
    if compared:
        more, percent = difference(each.total, first.total)
        found |= {
            "difference": f"{more:f}",
            "percent": None if percent is None else f"{percent:.2f}",
        }
    return found


def _table(billed, part):
    return [
        {"name": name, "amounts": [None if each is None else f"{each:f}" for each in amounts]}
        for name, amounts in rows(billed, part)
    ]
