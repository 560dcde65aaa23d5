"""What all rules have in common.

A rule is a pure function of registers, site facts and the rules above it. `rate(bill)` computes
its lines as if the bill were closed now, and what of each has accrued. A rule that remembers
something beyond the bill keeps it as whole numbers in `values`, which the engine stores, and
changes it in `close(bill)` only.

A subclass has `kind`, FIELDS (its own fields), GROUP, UNIT, ACCRUAL, MONTHLY, and

    measure(bill)   the quantity in millionths of `unit`, which other rules may use
    charges(bill)   (part, quantity_e6, dividend, divisor) of each line: the exact amount in
                    micro-units as a fraction, divisor > 0
"""

from tariffs.conditions import CONDITION, read_conditions
from tariffs.fields import REQUIRED, Anything, Choice, ListOf, Text
from tariffs.money import PER_LINE
from tariffs.rounding import read_rounding

AT_ONCE, DAILY, AT_CLOSE, RESERVED = ACCRUALS = ("at_once", "daily", "at_close", "reserved")
GROUPS = (
    "energy",
    "demand_flat",
    "demand_tou",
    "fixed",
    "minimum",
    "power_factor",
    "reactive",
    "tax",
    "other",
)
COMMON = (
    ("rule", Text(40), REQUIRED),
    ("kind", Anything("a kind of rule"), REQUIRED),
    ("text", Text(1000), None),
    ("when", ListOf(CONDITION, 8), ()),
    ("accrual", Choice(*ACCRUALS), None),
    ("rounding", Anything("a rounding"), None),
    ("part_period", Choice("prorate", "full"), "prorate"),
    ("group", Choice(*GROUPS), None),
)
"""Fields that every rule may have."""


class Rule:
    """Made from what the document gave (`given`) in the course of a `plan`."""

    FIELDS = ()
    GROUP = "other"
    UNIT = ""
    ACCRUAL = AT_ONCE
    MONTHLY = False
    """Whether the price is for a whole billing cycle, and so is prorated in a part of one."""

    def __init__(self, given, plan):
        self.name = given.rule
        self.kind = given.kind
        self.group = given.group or self.GROUP
        self.unit = self.UNIT
        self.accrual = given.accrual or self.ACCRUAL
        self.rounding = read_rounding(given.rounding, plan.path + ".rounding") or plan.rounding
        self.prorated = self.MONTHLY and given.part_period == "prorate"
        self.conditions = read_conditions(given.when, plan)
        self.values = []
        self.quantity_e6 = 0
        self.amount_u = 0
        self.accrued_u = 0
        self.lines = []

    def rate(self, bill):
        """Compute quantity, lines, amount and what has accrued of it."""
        self.quantity_e6 = self.measure(bill)
        self.lines = []
        self.amount_u = self.accrued_u = 0
        if all([condition.holds(bill) for condition in self.conditions]):
            for part, quantity_e6, dividend, divisor in self.charges(bill):
                self._charge(bill, part, quantity_e6, dividend, divisor)

    def _charge(self, bill, part, quantity_e6, dividend, divisor):
        if self.prorated and bill.is_part:
            dividend *= bill.covered_s
            divisor *= bill.cycle_s
        amount_u = self.rounding.divide(dividend, divisor)
        accrued_u = self.accrue(bill, amount_u)
        self.amount_u += amount_u
        self.accrued_u += accrued_u
        self.lines.append((part, quantity_e6, amount_u, accrued_u))

    def accrue(self, bill, amount_u):
        """What of a line's amount is debited by now."""
        if bill.is_final or self.accrual == AT_ONCE:
            return amount_u
        if self.accrual == DAILY:
            return amount_u * bill.days_begun // bill.days
        return 0

    def measure(self, bill):
        """The quantity in millionths of `unit`."""
        return 0

    def charges(self, bill):
        """(part, quantity_e6, dividend, divisor) of each line."""
        return ()

    def close(self, bill):
        """The bill has been rated for the last time; keep what the next ones need."""


class BaseRule(Rule):
    """A rule whose amount is a function of other lines: tax, discount, power factor, minimum.

    A subclass has `of_base(bill, base_u)`, a fraction in micro-units. At once accrues what the
    rule makes of that which its base has accrued.
    """

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self.base = plan.base(given.base)

    def base_u(self):
        return sum([rule.amount_u for rule in self.base])

    def charges(self, bill):
        dividend, divisor = self.of_base(bill, self.base_u())
        if dividend:
            yield "", self.quantity_e6, dividend, divisor

    def accrue(self, bill, amount_u):
        if bill.is_final or self.accrual != AT_ONCE:
            return super().accrue(bill, amount_u)
        base_u = sum([rule.accrued_u for rule in self.base])
        return self.rounding.divide(*self.of_base(bill, base_u))


def priced(part, quantity_e6, price_e9):
    """One charge: quantity times price."""
    return part, quantity_e6, quantity_e6 * price_e9, PER_LINE
