"""A charge that does not depend on energy: by month, day or year, or by a quantity."""

from tariffs.fields import NAME, PRICE, REQUIRED, Choice
from tariffs.money import PER_LINE
from tariffs.rules.base import DAILY, Rule

MILLION = 1000000


class Fixed(Rule):
    """`price` for each `per`, times the quantity `of` (a rule or "site:supply_kva"), if named.

    A month is one of the billing cycle's, a year twelve of them, a day a local day of the bill.
    """

    GROUP = "fixed"
    ACCRUAL = DAILY
    FIELDS = (
        ("price", PRICE, REQUIRED),
        ("per", Choice("day", "month", "year"), "month"),
        ("of", NAME, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self.prorated = given.per != "day" and given.part_period == "prorate"
        self.unit = given.per
        self._per = given.per
        self._price_e9 = given.price
        self._of = plan.quantity(given.of, "of") if given.of else None

    def measure(self, bill):
        """Days, months or years, unless a quantity is named: then times that."""
        count_e6 = (bill.days if self._per == "day" else bill.months) * MILLION
        return count_e6 if self._of is None else count_e6 * self._of.quantity_e6 // MILLION

    def charges(self, bill):
        per = PER_LINE * 12 if self._per == "year" else PER_LINE
        yield "", self.quantity_e6, self.quantity_e6 * self._price_e9, per
