"""Marginal prices in steps of one quantity: the first so much at one price, then another."""

from tariffs.errors import TariffError
from tariffs.fields import PRICE, QUANTITY, REQUIRED, Object, shown
from tariffs.money import PER_LINE

STEP = Object(
    ("up_to", QUANTITY, None),
    ("price", PRICE, REQUIRED),
)


def read_steps(given, path):
    """((up to, price), ...); the last one is open, its `up_to` None. Limits must rise."""
    check_limits(given, path, "step", 0)
    return tuple((step.up_to, step.price) for step in given)


def check_limits(given, path, what, below):
    """TariffError unless each `up_to` is more than `below` and the one before, the last None."""
    for number, step in enumerate(given):
        last = number == len(given) - 1
        where, found = f"{path}[{number}].up_to", shown(step.up_to)
        if last != (step.up_to is None):
            expected = f"no up_to in the last {what}" if last else "up_to in all but the last"
            raise TariffError(f"{where}: got {found}, expected {expected}")
        if not last and step.up_to <= below:
            raise TariffError(f"{where}: got {found}, expected more than in the {what} before")
        below = step.up_to


def stepped(quantity_e6, steps):
    """(dividend, divisor) of the amount in micro-units."""
    dividend = below = 0
    for up_to, price_e9 in steps:
        top = quantity_e6 if up_to is None else min(quantity_e6, up_to)
        if top > below:
            dividend += (top - below) * price_e9
            below = top
    return dividend, PER_LINE
