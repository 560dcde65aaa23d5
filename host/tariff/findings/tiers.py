"""Gaps between slabs, gaps and overlaps between slices, which stand in rows of their own.

Tiers, steps and brackets cannot have either: the compiler wants rising limits and an open end.
"""

from decimal import Decimal

from host.tariff.findings.finding import warning
from host.tariff.words import plain

HUNDREDTH = Decimal("0.01")


def findings(document, tariff, site):
    for number, rule in enumerate(document["rules"]):
        yield from _slabs(rule, f"rules[{number}].slabs")
    yield from _slices(document["rules"])


def _slabs(rule, path):
    """Slabs that leave out a hundredth between them; those that overlap the compiler refuses."""
    slabs = [(Decimal(each["from"]), Decimal(each["to"])) for each in rule.get("slabs", ())]
    for start, end in slabs:
        for number, (other_start, other_end) in enumerate(slabs):
            goes_on = (end > start) == (other_end > other_start)
            if goes_on and abs(other_start - end) == HUNDREDTH and other_start != start:
                yield warning(
                    f"{path}[{number}].from",
                    f"nothing counts from {plain(end)} to {plain(other_start)}, where the slab"
                    " before has ended; begin at the limit itself",
                )


def _slices(rules):
    """Slices of the same energy that do not meet."""
    groups = {}
    for number, rule in enumerate(rules):
        if "slice" in rule:
            asked = tuple(str(rule.get(name)) for name in ("of", "calendar", "periods", "per"))
            span = Decimal(rule["slice"].get("over", "0")), rule["slice"].get("up_to"), number
            groups.setdefault((*asked, rule["slice"]["unit"], str(rule.get("when"))), []).append(
                span
            )
    for (*_, unit, _when), spans in groups.items():
        end = Decimal(0)
        for over, up_to, number in sorted(spans, key=lambda each: each[0]):
            if over != end:
                what = "nobody bills" if over > end else "two rules bill"
                low, high = sorted((over, end))
                yield warning(
                    f"rules[{number}].slice.over",
                    f"{what} the energy from {plain(low)} to {plain(high)} {unit}",
                )
            end = Decimal(up_to) if up_to is not None else Decimal("1e12")
        if end < Decimal("1e12"):
            yield warning(
                f"rules[{number}].slice.up_to", f"nobody bills the energy over {plain(end)} {unit}"
            )
