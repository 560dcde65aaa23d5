"""How an amount is rounded: to a unit of money, by one of four modes.

The exact amount comes as a fraction in micro-units, dividend / divisor with divisor > 0, so that
it is rounded once.
"""

from tariffs.errors import expect
from tariffs.fields import REQUIRED, Choice, Decimal, read_fields

MODES = ("half_up", "half_even", "truncate", "up")
"""half_up: halves away from zero; truncate: towards zero; up: away from zero (a ceiling)."""
FIELDS = (
    ("to", Decimal(6, 0, 1000000), REQUIRED),
    ("mode", Choice(*MODES), "half_up"),
)


class Rounding:
    """To the nearest multiple of `unit_u` micro-units."""

    def __init__(self, unit_u, mode="half_up"):
        self.unit_u = unit_u
        self.mode = mode

    def divide(self, dividend, divisor):
        """The rounded quotient in micro-units."""
        if self.unit_u == 1:
            return divide(dividend, divisor, self.mode)
        return divide(dividend, divisor * self.unit_u, self.mode) * self.unit_u

    def row(self, dividend, divisor):
        """Four numbers for amounts that are made each minute: `n` times the fraction, rounded, is
        (n * row[0] + row[1]) // row[2] * row[3], for n from 0 on; None for half_even.
        """
        dividend, divisor = reduced(dividend, divisor)
        divisor *= self.unit_u
        offset = {"half_up": divisor >> 1, "truncate": 0, "up": divisor - 1}.get(self.mode)
        if offset is None:
            return None
        return abs(dividend), offset, divisor, -self.unit_u if dividend < 0 else self.unit_u


def divide(dividend, divisor, mode="half_up"):
    """The whole quotient, rounded by `mode`; divisor > 0."""
    if dividend < 0:
        return -divide(-dividend, divisor, mode)
    if mode == "half_up":
        return (dividend + (divisor >> 1)) // divisor  # right for odd divisors too: no halves
    whole, rest = divmod(dividend, divisor)
    if mode == "up":
        return whole + (rest > 0)
    if mode == "half_even":
        twice = 2 * rest
        return whole + (twice > divisor or twice == divisor and whole & 1)
    return whole


def reduced(dividend, divisor):
    """The same fraction in small numbers, with which a board reckons faster; divisor > 0."""
    a, b = abs(dividend), divisor
    while b:
        a, b = b, a % b
    return dividend // a, divisor // a


EXACT = Rounding(1)
"""To the micro-unit, where the document says nothing."""


def read_rounding(found, path):
    """The Rounding of {"to": "0.01", "mode": "half_up"}; None stays None."""
    if found is None:
        return None
    given = read_fields(found, FIELDS, path)
    expect(given.to, path + ".to", "0", "more than 0")
    return Rounding(given.to, given.mode)
