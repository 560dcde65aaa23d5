"""Demand or energy of a year: all so far has its price, and what was charged is taken off."""

from tariffs.fields import NAME, PRICE, REQUIRED, Anything, Choice, Whole
from tariffs.money import PER_LINE
from tariffs.rounding import read_rounding
from tariffs.rules.base import AT_ONCE, DAILY, Rule
from tariffs.running_bill import MONTH_E12

YEAR_E12 = 12 * MONTH_E12
SUM = "sum"


class AnnualDemand(Rule):
    """`price` for each kW of the year's highest `demand` (a rule above), a twelfth each month.

    Each bill charges price x highest of the year so far x its months so far / 12, less what the
    year's earlier bills have charged, so that a new peak is paid for from the year's beginning
    (Germany: annual peak of quarter-hours). A year begins with the first bill that begins in the
    month `year_begins`; a bill that covers part of a cycle counts as that part of its months.
    The quantity is the highest demand, rounded by `quantity_rounding`. With `statistic` "sum" it
    is the year's sum of the quantities of `demand`, such as an energy, and has its price whole.
    `site.past` of the rule's name says what the bills of this year before the first one came to,
    the latest first; they are paid for, and so are those before a change of the price, whatever
    comes: a new peak is then paid for from the first bill on that has the new price.

    While `when` does not hold, nothing is due for the year: what its bills have charged is given
    back. So two such rules with contrary conditions switch between two prices for all of the
    year (Germany: below and from 2500 hours of use, from memory, not checked). Without `price`
    the rule only measures, for such conditions.
    """

    GROUP = "demand_flat"
    UNIT = "kW"
    ACCRUAL = DAILY
    FIELDS = (
        ("demand", NAME, REQUIRED),
        ("statistic", Choice("max", SUM), "max"),
        ("price", PRICE, None),
        ("year_begins", Whole(1, 12), 1),
        ("quantity_rounding", Anything("a rounding"), None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._demand = plan.rule(given.demand, "demand")
        self.unit = self._demand.unit
        self._price_e9 = given.price
        self._sums = given.statistic == SUM
        if self._sums:
            self.accrual = given.accrual or AT_ONCE
        self._terms, self.conditions = self.conditions, ()
        self._first_month = given.year_begins
        self._prorates = given.part_period == "prorate"
        self._rounding = read_rounding(given.quantity_rounding, plan.path + ".quantity_rounding")
        self._past = plan.site.past.get(given.rule, ())
        # the year, its highest demand or sum; of its closed bills at this price: months in
        # 10^-12, amount; the price; the sum before it
        self.values = [0, 0, 0, 0, self._price_e9 or 0, 0]

    def measure(self, bill):
        found_e6 = self._demand.quantity_e6
        if self._rounding is not None:
            found_e6 = self._rounding.divide(found_e6, 1)
        so_far_e6 = self._so_far(bill)[0]
        return so_far_e6 + found_e6 if self._sums else max(so_far_e6, found_e6)

    def charges(self, bill):
        if self._price_e9 is None:
            return
        charged_u = self._so_far(bill)[2]
        due, per = self._due(bill)
        if due or charged_u:
            yield "", self.quantity_e6, due - charged_u * per, per

    def _due(self, bill):
        """What the year so far comes to, a fraction in micro-units."""
        if not all([condition.holds(bill) for condition in self._terms]):
            return 0, 1
        _, months_e12, _, before_e6 = self._so_far(bill)
        if self._sums:
            return (self.quantity_e6 - before_e6) * self._price_e9, PER_LINE
        due = self.quantity_e6 * self._price_e9
        return due * (months_e12 + self._months_e12(bill)), YEAR_E12 * PER_LINE

    def close(self, bill):
        _, months_e12, charged_u, before_e6 = self._so_far(bill)
        months_e12 += self._months_e12(bill)
        charged_u += self.amount_u
        year, price_e9 = self._year(bill), self._price_e9 or 0
        self.values[:] = [year, self.quantity_e6, months_e12, charged_u, price_e9, before_e6]

    def _so_far(self, bill):
        """Of the closed bills of the bill's year: highest or sum; at this price: months in
        10^-12, amount; the sum before it.
        """
        year, found_e6, months_e12, charged_u, price_e9, before_e6 = self.values
        if year == 0:
            found_e6 = self._past_e6(bill)
            return found_e6, 0, 0, found_e6
        if year != self._year(bill):
            return 0, 0, 0, 0
        if price_e9 != (self._price_e9 or 0):
            return found_e6, 0, 0, found_e6
        return found_e6, months_e12, charged_u, before_e6

    def _past_e6(self, bill):
        """What the site says of the bills of this year before the first one."""
        bills = (bill.month - self._first_month) % 12 // bill.months
        past = self._past[:bills]
        return sum(past) if self._sums else max([0] + list(past))

    def _year(self, bill):
        return bill.year - (bill.month < self._first_month)

    def _months_e12(self, bill):
        return bill.months_e12() if self._prorates else bill.months * MONTH_E12
