"""A percentage of named lines: adder, discount, tax."""

from tariffs.fields import AMOUNT, NAMES, PERCENT, REQUIRED
from tariffs.rules.base import BaseRule

_WHOLE = 100000000
"""All of it, in 10^-6 of a percent."""


class Adder(BaseRule):
    """`percent` of that part of the base which is over `over`, within at_least and at_most."""

    SIGN = 1
    UNIT = "%"
    FIELDS = (
        ("base", NAMES, REQUIRED),
        ("percent", PERCENT, REQUIRED),
        ("over", AMOUNT, 0),
        ("at_least", AMOUNT, None),
        ("at_most", AMOUNT, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._percent_e6 = given.percent * self.SIGN
        self._over_u = given.over
        self._at_least_u = given.at_least
        self._at_most_u = given.at_most

    def measure(self, bill):
        return self._percent_e6

    def of_base(self, bill, base_u):
        share = max(base_u - self._over_u, 0) if self._over_u else base_u
        dividend = share * self._percent_e6
        if self._at_least_u is not None:
            dividend = max(dividend, self._at_least_u * _WHOLE)
        if self._at_most_u is not None:
            dividend = min(dividend, self._at_most_u * _WHOLE)
        return dividend, _WHOLE


class Discount(Adder):
    """The percentage is taken off."""

    SIGN = -1


class Tax(Adder):
    """A percentage that counts among taxes."""

    GROUP = "tax"
