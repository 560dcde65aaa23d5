"""A percentage of named lines: adder, discount, tax."""

from tariffs.errors import expect
from tariffs.fields import AMOUNT, NAME, NAMES, REQUIRED, Choice, Decimal, shown
from tariffs.rules.base import BaseRule
from tariffs.slabs import SLABS, of_slabs, read_slabs

PERCENT_E9 = Decimal(9, -10000, 10000)
"""Spain's tax on electricity has eight decimals: 5.11269632 %."""
MILLI = 1000
WHOLE = 100000000000
"""All of it, in 10^-9 of a percent."""
NET, GROSS = "net", "gross"


class Adder(BaseRule):
    """`percent` of that part of the base which is over `over`, within at_least and at_most.

    With `basis` "gross" it is that percentage of the base and itself together: base x percent /
    (100 - percent) (Brazil's ICMS, "por dentro", from memory, not checked). Instead of `percent`,
    `slabs` make it of a factor between 0 and 1, the quantity `of`: so much for each 0.01 that it
    is from `from` towards `to`, cumulated (India: rebates by load factor).
    """

    SIGN = 1
    UNIT = "%"
    FIELDS = (
        ("base", NAMES, REQUIRED),
        ("percent", PERCENT_E9, None),
        ("basis", Choice(NET, GROSS), NET),
        ("of", NAME, None),
        ("slabs", SLABS, None),
        ("over", AMOUNT, 0),
        ("at_least", AMOUNT, None),
        ("at_most", AMOUNT, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        ways = [each for each in ("percent", "of", "slabs") if getattr(given, each) is not None]
        expect(ways in (["percent"], ["of", "slabs"]), plan.path, ways, "percent, or of and slabs")
        self._of = plan.quantity(given.of, "of") if given.of else None
        self.depends_on(self._of, *self.base)
        self._slabs = read_slabs(given.slabs, plan.path + ".slabs")
        self._percent = given.percent, 1
        self._is_gross = given.basis == GROSS
        fits = not self._is_gross or given.percent is not None and given.percent < WHOLE
        expect(fits, plan.path + ".basis", given.basis, "net, or a percent below 100")
        self._over_u = given.over
        self._at_least_u = given.at_least
        self._at_most_u = given.at_most
        fits = None in (given.at_least, given.at_most) or given.at_least <= given.at_most
        expect(fits, plan.path + ".at_most", shown(given.at_most), "at_least or more")
        self._is_plain = not (self._of or self._is_gross or self._over_u)
        self._is_plain = self._is_plain and self._at_least_u is None and self._at_most_u is None
        if self._is_plain:
            self.takes_share(given.percent * self.SIGN, WHOLE)

    def measure(self, bill):
        """The percentage, rounded down to a millionth."""
        if self._of is not None:
            dividend, divisor = of_slabs(self._slabs, self._of.quantity_e6)
            self._percent = dividend * MILLI, divisor
        dividend, divisor = self._percent
        return self.SIGN * (dividend // (divisor * MILLI))

    def of_base(self, bill, base_u):
        share = max(base_u - self._over_u, 0) if self._over_u else base_u
        percent_e9, divisor = self._percent
        dividend = share * percent_e9 * self.SIGN
        divisor *= WHOLE - percent_e9 if self._is_gross else WHOLE
        if self._at_least_u is not None:
            dividend = max(dividend, self._at_least_u * divisor)
        if self._at_most_u is not None:
            dividend = min(dividend, self._at_most_u * divisor)
        return dividend, divisor


class Discount(Adder):
    """The percentage is taken off."""

    SIGN = -1


class Tax(Adder):
    """A percentage that counts among taxes."""

    GROUP = "tax"
