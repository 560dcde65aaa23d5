"""One quantity over another: off-peak over on-peak demand, reactive over active demand."""

from tariffs.fields import NAME, PERCENT, PRICE, REQUIRED, Anything
from tariffs.rounding import divide, read_rounding
from tariffs.rules.base import DAILY, Rule, priced

WHOLE = 100000000
"""100 % in 10^-6 of a percent."""


class Difference(Rule):
    """`percent` of the quantity `of` less `less_percent` of the quantity `less`, at least zero.

    Both are rules above or site facts. `quantity_rounding` rounds the difference, which is exact
    to a millionth, before it is priced; without `price` the rule only measures.
    """

    GROUP = "demand_flat"
    ACCRUAL = DAILY
    MONTHLY = True
    FIELDS = (
        ("of", NAME, REQUIRED),
        ("percent", PERCENT, WHOLE),
        ("less", NAME, REQUIRED),
        ("less_percent", PERCENT, WHOLE),
        ("quantity_rounding", Anything("a rounding"), None),
        ("price", PRICE, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._read_pair(given, plan)
        self.unit = self._of.unit
        self._rounding = read_rounding(given.quantity_rounding, plan.path + ".quantity_rounding")
        self._price_e9 = given.price

    def _read_pair(self, given, plan):
        self._of = plan.quantity(given.of, "of")
        self._less = plan.quantity(given.less, "less")
        self._percents_e6 = given.percent, given.less_percent

    def measure(self, bill):
        percent_e6, less_percent_e6 = self._percents_e6
        over = self._of.quantity_e6 * percent_e6 - self._less.quantity_e6 * less_percent_e6
        if over <= 0:
            return 0
        if self._rounding is None:
            return divide(over, WHOLE)
        return self._rounding.divide(over, WHOLE)

    def charges(self, bill):
        if self._price_e9 is not None:
            yield priced("", self.quantity_e6, self._price_e9)
