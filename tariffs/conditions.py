"""When a rule charges: conditions on quantities, all of which must hold."""

from tariffs.errors import TariffError, expect
from tariffs.fields import NAME, QUANTITY, REQUIRED, Object

MILLION = 1000000
RANGES = {"month": (MILLION, 12 * MILLION + 1), "days": (MILLION, 366 * MILLION + 1)}
"""What the bill itself knows: the least it can be, and what it is always below."""
CONDITION = Object(
    ("quantity", NAME, REQUIRED),
    ("at_least", QUANTITY, None),
    ("below", QUANTITY, None),
)


class Condition:
    """`source` has a quantity in millionths, or is the name of something that the bill knows."""

    def __init__(self, source, at_least_e6, below_e6):
        self._source = source
        self._at_least_e6 = at_least_e6
        self._below_e6 = below_e6

    def holds(self, bill):
        source = self._source
        if source == "month":
            value_e6 = bill.month * MILLION
        elif source == "days":
            value_e6 = bill.days * MILLION
        else:
            value_e6 = source.quantity_e6
        enough = self._at_least_e6 is None or value_e6 >= self._at_least_e6
        return enough and (self._below_e6 is None or value_e6 < self._below_e6)


def read_conditions(given, plan):
    """The conditions of a rule."""
    ranges = {}
    for number, each in enumerate(given):
        _narrow(ranges, each, f"{plan.path}.when[{number}]")
    return tuple(_condition(each, plan, f"when[{n}]") for n, each in enumerate(given))


def _narrow(ranges, given, path):
    """Keep what the conditions leave of each quantity; TariffError where that is nothing."""
    bounded = given.at_least is not None or given.below is not None
    expect(bounded, path, None, "at_least, below or both")
    least, end = ranges.get(given.quantity) or RANGES.get(given.quantity, (None, None))
    if given.at_least is not None:
        least = given.at_least if least is None else max(least, given.at_least)
    if given.below is not None:
        end = given.below if end is None else min(end, given.below)
    if None not in (least, end) and least >= end:
        raise TariffError(
            f"{path}: got conditions on {given.quantity} that never hold, expected some that can:"
            " this rule would never charge"
        )
    ranges[given.quantity] = least, end


def _condition(given, plan, field):
    source = given.quantity
    if source not in RANGES:
        source = plan.quantity(source, field + ".quantity")
    return Condition(source, given.at_least, given.below)
