"""When a rule charges: conditions on quantities, all of which must hold."""

from tariffs.errors import expect
from tariffs.fields import NAME, QUANTITY, REQUIRED, Object

MILLION = 1000000
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
    return tuple(_condition(each, plan, f"when[{n}]") for n, each in enumerate(given))


def _condition(given, plan, field):
    bounded = given.at_least is not None or given.below is not None
    expect(bounded, f"{plan.path}.{field}", None, "at_least, below or both")
    source = given.quantity
    if source not in ("month", "days"):
        source = plan.quantity(source, field + ".quantity")
    return Condition(source, given.at_least, given.below)
