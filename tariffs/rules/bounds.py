"""The least and the most that named lines come to: minimum bills, caps."""

from tariffs.errors import expect
from tariffs.fields import AMOUNT, NAME, NAMES, PERCENT, PRICE, REQUIRED, Choice, Whole
from tariffs.money import PER_LINE
from tariffs.rules.base import DAILY, BaseRule
from tariffs.running_bill import MONTH_E12

YEAR, YEAR_END = "year", "year_end"
_WHOLE = 100000000
"""All of it, in 10^-6 of a percent."""
BOUND_FIELDS = (
    ("base", NAMES, REQUIRED),
    ("amount", AMOUNT, 0),
    ("of", NAME, None),
    ("price", PRICE, None),
    ("percent", PERCENT, None),
)


class _Bound(BaseRule):
    """`amount`, plus `of` times `price` or `percent`."""

    def __init__(self, given, plan):
        super().__init__(given, plan)
        ways = [each for each in ("of", "price", "percent") if getattr(given, each) is not None]
        fits = ways in ([], ["of", "price"], ["of", "percent"])
        expect(fits, plan.path, ways, "of with price or percent, or none of them")
        expect(given.of or given.amount, plan.path + ".amount", None, "an amount, or `of`")
        self._amount_u = given.amount
        self._of = plan.quantity(given.of, "of") if given.of else None
        self._factor, self._per = given.price or 0, PER_LINE
        if given.percent is not None:
            self._factor, self._per = given.percent, _WHOLE
        self._prorates = given.part_period == "prorate"
        self._monthly = given.percent is None

    def _of_u(self):
        """What `of` makes, times `_per`."""
        return 0 if self._of is None else self._of.quantity_e6 * self._factor

    def measure(self, bill):
        """The bound itself, in millionths of the currency."""
        dividend, divisor = self.bound(bill)
        return dividend // divisor


class Minimum(_Bound):
    """What the lines of `base` lack to a least amount: max(0, least - base).

    The least is `amount`, plus `price` times the quantity `of` (a rule above or "site:FACT", so
    much a kVA), or `percent` of it (70 % of a `history` of amounts). Amount and price are for a
    month, times the months of the billing cycle; in a part of a cycle they are prorated.

    With `per` "year" they are for the twelve months from the bill that begins in the month
    `year_from`. `settle` "year_end" charges what the year lacks in its last bill; "each_bill"
    charges what the year lacks so far against a twelfth a month, and gives it back as later bills
    make it up, so that the year ends the same. A year that was metered in part counts with the
    months of its bills, unless `part_period` is full. A tariff that ends before its year does not
    settle it.

    `base` decides what counts: as PySAM has it, the monthly top-ups (another minimum) do not count
    towards the annual one and both together can exceed it; name the monthly minimum in the base of
    the annual one to count it.

    It accrues day by day: the least of the days begun, less what the base has accrued.
    """

    GROUP = "minimum"
    ACCRUAL = DAILY
    FIELDS = BOUND_FIELDS + (
        ("per", Choice("month", YEAR), "month"),
        ("settle", Choice(YEAR_END, "each_bill"), YEAR_END),
        ("year_from", Whole(1, 12), 1),
    )
    NEEDS = (("settle", "per", YEAR), ("year_from", "per", YEAR))

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._is_yearly = given.per == YEAR
        self._at_end = given.settle == YEAR_END
        self._year_from = given.year_from
        if self._is_yearly:
            expect(given.percent is None, plan.path + ".percent", None, "an amount of a year")
            # the year; of its bills so far: base, charged, months in 10^-12
            self.values = [0, 0, 0, 0]

    def bound(self, bill):
        """The least of this bill, of the year so far, or of a year that ends."""
        dividend, divisor = self._amount_u * self._per + self._of_u(), self._per
        if self._is_yearly:
            return dividend * self._months_e12(bill), divisor * 12 * MONTH_E12
        if self._monthly:
            dividend *= bill.months
        else:
            dividend += self._amount_u * self._per * (bill.months - 1)
        if self._prorates and bill.is_part:
            return dividend * bill.covered_s, divisor * bill.cycle_s
        return dividend, divisor

    def of_base(self, bill, base_u):
        dividend, divisor = self.bound(bill)
        if not self._is_yearly:
            return max(0, dividend - base_u * divisor), divisor
        _, before_u, charged_u, _ = self._year(bill)
        if self._at_end and self._place(bill) + bill.months < 12:
            return 0, 1
        short = max(0, dividend - (before_u + base_u) * divisor)
        return short - charged_u * divisor, divisor

    def accrue(self, bill, amount_u):
        if bill.is_final or self._is_yearly or self.accrual != DAILY:
            return super().accrue(bill, amount_u)
        accrued_u = sum([rule.accrued_u for rule in self.base])
        dividend, divisor = self.bound(bill)
        short = dividend * bill.days_begun - accrued_u * divisor * bill.days
        return self.rounding.divide(max(0, short), divisor * bill.days)

    def close(self, bill):
        if self._is_yearly:
            year, base_u, charged_u, months_e12 = self._year(bill)
            base_u += self.base_u()
            charged_u += self.amount_u
            self.values[:] = [year, base_u, charged_u, months_e12 + bill.months_e12()]

    def _year(self, bill):
        """`values`, anew where another year has begun."""
        year = bill.year - (bill.month < self._year_from)
        return self.values if self.values[0] == year else [year, 0, 0, 0]

    def _place(self, bill):
        """Months of the year before this bill's."""
        return (bill.month - self._year_from) % 12

    def _months_e12(self, bill):
        """Months of the year so far."""
        if not self._prorates:
            return (self._place(bill) + bill.months) * MONTH_E12
        return self._year(bill)[3] + bill.months_e12()


class Cap(_Bound):
    """What the lines of `base` are over the most they may come to, as a credit.

    The most is `amount` a month, times the months of the billing cycle and prorated in a part of
    one, plus `price` times the quantity `of` (so much a kWh, whatever the tariff says: name the
    energy rule) or `percent` of it (a `history` of amounts), both as they stand.
    """

    FIELDS = BOUND_FIELDS

    def bound(self, bill):
        """The most."""
        amount = self._amount_u * bill.months * self._per
        if self._prorates and bill.is_part:
            return amount * bill.covered_s + self._of_u() * bill.cycle_s, self._per * bill.cycle_s
        return amount + self._of_u(), self._per

    def of_base(self, bill, base_u):
        dividend, divisor = self.bound(bill)
        return min(0, dividend - base_u * divisor), divisor
