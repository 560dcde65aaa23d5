"""When a rule charges: conditions on quantities, all of which must hold."""

from tariffs.errors import TariffError, expect
from tariffs.fields import NAME, QUANTITY, REQUIRED, Object

MILLION = 1000000
MONTH = "month"
RANGES = {MONTH: (MILLION, 12 * MILLION + 1), "days": (MILLION, 366 * MILLION + 1)}
"""What the bill itself knows: the least it can be, and what it is always below."""
CONDITION = Object(
    ("quantity", NAME, REQUIRED),
    ("at_least", QUANTITY, None),
    ("above", QUANTITY, None),
    ("below", QUANTITY, None),
    ("at_most", QUANTITY, None),
)
"""Months at least 11 and below 5, or at most 4, go over the new year, as seasons do."""


class Condition:
    """`source` has a quantity in millionths, or is the name of something that the bill knows."""

    def __init__(self, source, least_e6, end_e6):
        self.source = source
        self._least_e6 = least_e6
        self._end_e6 = end_e6
        self._goes_over = source == MONTH and _goes_over(least_e6, end_e6)

    def holds(self, bill):
        source = self.source
        if source == MONTH:
            value_e6 = bill.month * MILLION
        elif source == "days":
            value_e6 = bill.days * MILLION
        else:
            value_e6 = source.quantity_e6
        enough = self._least_e6 is None or value_e6 >= self._least_e6
        little = self._end_e6 is None or value_e6 < self._end_e6
        return enough or little if self._goes_over else enough and little


def read_conditions(given, plan):
    """The conditions of a rule."""
    ranges = {}
    for number, each in enumerate(given):
        _narrow(ranges, each, f"{plan.path}.when[{number}]")
    return tuple(_condition(each, plan, f"when[{n}]") for n, each in enumerate(given))


def _bounds(given, path):
    """(the least that fits, what is too much), None for no bound."""
    expect(given.at_least is None or given.above is None, path, "both", "at_least or above")
    expect(given.below is None or given.at_most is None, path, "both", "below or at_most")
    least, end = given.at_least, given.below
    if given.above is not None:
        least = given.above + 1
    if given.at_most is not None:
        end = given.at_most + 1
    bounded = least is not None or end is not None
    expect(bounded, path, None, "at_least or above, below or at_most, or one of each")
    return least, end


def _goes_over(least, end):
    return None not in (least, end) and least > end


def _narrow(ranges, given, path):
    """Keep what the conditions leave of each quantity; TariffError where that is nothing."""
    lower, upper = _bounds(given, path)
    name = given.quantity
    if name == MONTH and _goes_over(lower, upper):
        lower, upper = MILLION, 12 * MILLION + 1
    least, end = ranges.get(name) or RANGES.get(name, (None, None))
    if lower is not None:
        least = lower if least is None else max(least, lower)
    if upper is not None:
        end = upper if end is None else min(end, upper)
    if None not in (least, end) and least >= end:
        raise TariffError(
            f"{path}: got conditions on {name} that never hold, expected some that can:"
            " this rule would never charge"
        )
    ranges[name] = least, end


def _condition(given, plan, field):
    source = given.quantity
    if source not in RANGES:
        source = plan.quantity(source, field + ".quantity")
    return Condition(source, *_bounds(given, f"{plan.path}.{field}"))
