"""One quantity in another: hours of use, load factor, shares."""

from tariffs.fields import NAME, REQUIRED, Anything, Choice
from tariffs.rounding import read_rounding
from tariffs.rules.base import Rule

MILLION = 1000000
_SECONDS = {"hour": 3600, "day": 86400}


class Ratio(Rule):
    """The quantity `of` divided by the quantity `per`, each a rule above or "site:FACT".

    Energy per demand gives hours of use. `by` "hour" or "day" divides by the hours or days of the
    whole bill too: energy per demand by hour is the load factor, 0 to 1. Rounded down to a
    millionth, or as `quantity_rounding` says ({"to": "0.01"}); 0 where `per` is 0.

    It charges nothing; it is for `when`: a rebate from 0.75 of load factor, a price below 2500
    hours of use. While a bill runs, its energy stands against the hours of all of it.
    """

    FIELDS = (
        ("of", NAME, REQUIRED),
        ("per", NAME, REQUIRED),
        ("by", Choice("one", "hour", "day"), "one"),
        ("quantity_rounding", Anything("a rounding"), None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._of = plan.quantity(given.of, "of")
        self._per = plan.quantity(given.per, "per")
        self._by_s = _SECONDS.get(given.by)
        self._rounding = read_rounding(given.quantity_rounding, plan.path + ".quantity_rounding")

    def measure(self, bill):
        divisor = self._per.quantity_e6
        if divisor <= 0:
            return 0
        dividend = self._of.quantity_e6 * MILLION
        if self._by_s is not None:
            dividend, divisor = dividend * self._by_s, divisor * bill.covered_s
        if self._rounding is None:
            return dividend // divisor
        return self._rounding.divide(dividend, divisor)
