"""A charge that does not depend on energy: by month, day or year, or by a quantity."""

from tariffs.calendar import DAY_S, year_days
from tariffs.fields import NAME, PRICE, REQUIRED, Choice
from tariffs.money import PER_LINE
from tariffs.rules.base import DAILY, Rule

MILLION = 1000000
YEAR, YEAR_BY_DAYS = "year", "year_by_days"


class Fixed(Rule):
    """`price` for each `per`, times the quantity `of` (a rule or "site:supply_kva"), if named.

    A month is one of the billing cycle's, a year twelve of them, a day a local day of the bill,
    of which a bill that begins or ends within it pays the part it covers on the local clock.
    With "year_by_days" a year's price is shared out over its 365 or 366 days, the year being that
    of the bill's first day (Spain, France).
    """

    GROUP = "fixed"
    ACCRUAL = DAILY
    FIELDS = (
        ("price", PRICE, REQUIRED),
        ("per", Choice("day", "month", YEAR, YEAR_BY_DAYS), "month"),
        ("of", NAME, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._by_days = given.per in ("day", YEAR_BY_DAYS)
        self.prorated = not self._by_days and given.part_period == "prorate"
        self.unit = "day" if self._by_days else given.per
        self._per = given.per
        self._price_e9 = given.price
        self._of = plan.quantity(given.of, "of") if given.of else None
        self.depends_on(self._of)

    def measure(self, bill):
        """Days, months or years, unless a quantity is named: then times that."""
        count, per = self._count(bill)
        return count * self._of_e6() // per

    def charges(self, bill):
        count, per = self._count(bill)
        per *= PER_LINE * self._parts_of_year(bill)
        yield "", self.quantity_e6, count * self._of_e6() * self._price_e9, per

    def _count(self, bill):
        """Days or months of the bill, a fraction."""
        return (bill.covered_s, DAY_S) if self._by_days else (bill.months, 1)

    def _of_e6(self):
        return MILLION if self._of is None else self._of.quantity_e6

    def _parts_of_year(self, bill):
        """How many of these make the time of the price."""
        if self._per == YEAR_BY_DAYS:
            return year_days(bill.year)
        return 12 if self._per == YEAR else 1
