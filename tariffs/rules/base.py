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
from tariffs.rounding import EXACT, read_rounding

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
    NEEDS = ()
    """(field, other field, its value or None for any): the field means nothing without that."""
    GROUP = "other"
    UNIT = ""
    ACCRUAL = AT_ONCE
    MONTHLY = False
    """Whether the price is for a whole billing cycle, and so is prorated in a part of one."""

    ADDS = False
    """Whether quantities of two parts of a bill add up, as energies do; else the higher counts."""

    ACCRUES_AS_IT_IS = True
    """Whether what accrues at once does so as it stands; not where `accrue` is overridden."""
    sources = None
    """What a rating depends on beside the time of the bill: registers and rules, whose `version`
    grows when they change. None: rated each time."""

    def __init__(self, given, plan):
        self.name = given.rule
        self.kind = given.kind
        self.group = given.group or self.GROUP
        self.unit = self.UNIT
        self.accrual = given.accrual or self.ACCRUAL
        self.rounding = read_rounding(given.rounding, plan.path + ".rounding") or plan.rounding
        self._is_exact = self.rounding is EXACT
        self.prorated = self.MONTHLY and given.part_period == "prorate"
        self.conditions = read_conditions(given.when, plan)
        self.values = []
        self.quantity_e6 = 0
        self.amount_u = 0
        self.accrued_u = 0
        self.version = 0
        self._rated = -1
        self._looks = False

    def depends_on(self, *sources):
        """Rate only when one of these, or a condition's quantity, has changed; None is no source,
        and a site fact never changes."""
        named = list(sources) + [each.source for each in self.conditions]
        self.sources = tuple([each for each in named if hasattr(each, "version")])
        self._looks = any([isinstance(each, Rule) for each in self.sources])

    def rate(self, bill):
        """Compute quantity, amount and what has accrued of it, unless nothing has changed.

        A rule that depends on registers alone is called only when one has changed; one that
        depends on other rules looks whether they came to anything else. The meter does this each
        minute for most rules, which is why it is written out.
        """
        version = bill.version
        if self._looks:
            for source in self.sources:
                version += source.version
            if version == self._rated:
                return
        quantity_e6 = self.measure(bill)
        is_other = quantity_e6 != self.quantity_e6
        self.quantity_e6 = quantity_e6
        amount_u, accrued_u = self.amounts_u(bill)
        if is_other or amount_u != self.amount_u or accrued_u != self.accrued_u:
            self.version += 1
            self.amount_u = amount_u
            self.accrued_u = accrued_u
        self._rated = version  # last, because a rating may fail

    def forget_rating(self):
        """Rate anew the next time, whether or not a source has changed."""
        self._rated = -1

    def amounts_u(self, bill):
        """The sum of the rounded lines, and what has accrued of it."""
        as_it_is = self.ACCRUES_AS_IT_IS and (self.accrual == AT_ONCE or bill.is_final)
        amount_u = accrued_u = 0
        for charge in self._charged(bill) if self.conditions else self.charges(bill):
            line_u = self._rounded_u(bill, charge[2], charge[3])
            amount_u += line_u
            if not as_it_is:
                accrued_u += self.accrue(bill, line_u)
        return amount_u, amount_u if as_it_is else accrued_u

    def lines(self, bill):
        """(part, quantity_e6, amount_u, accrued_u) of each line of the bill that was rated."""
        for charge in self._charged(bill):
            line_u = self._rounded_u(bill, charge[2], charge[3])
            yield charge[0], charge[1], line_u, self.accrue(bill, line_u)

    def _charged(self, bill):
        return self.charges(bill) if self._holds(bill) else ()

    def _holds(self, bill):
        """Whether all conditions hold."""
        return all([condition.holds(bill) for condition in self.conditions])

    def _rounded_u(self, bill, dividend, divisor):
        """The rounded amount of a charge."""
        if self.prorated and bill.is_part:
            dividend *= bill.covered_s
            divisor *= bill.cycle_s
        if self._is_exact and dividend >= 0:  # most lines: rounded here, without a call
            return (dividend + (divisor >> 1)) // divisor
        return self.rounding.divide(dividend, divisor)

    def accrue(self, bill, amount_u):
        """What of a line's amount is debited by now."""
        if self.accrual == AT_ONCE or bill.is_final:
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
    rule makes of that which its base has accrued. Where the fraction is always the same share of
    the base, a subclass calls `takes_share`.
    """

    ACCRUES_AS_IT_IS = False

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self.base = plan.base(given.base)
        self._row = None

    def takes_share(self, dividend, divisor):
        """The amount is this share of the base: it need not be asked for each time."""
        if self.accrual == AT_ONCE:
            self._row = self.rounding.row(dividend, divisor)
            self.quantity_e6 = self.measure(None)

    def rate(self, bill):
        """A share is made of the sums of the base, and of nothing else."""
        if self._row is None:
            super().rate(bill)
            return
        base_u = accrued_u = 0
        if not self.conditions or self._holds(bill):
            for rule in self.base:
                base_u += rule.amount_u
                accrued_u += rule.accrued_u
        amount_u = share_u(self._row, base_u)
        if base_u and accrued_u != base_u:
            accrued_u = share_u(self._row, accrued_u)
        else:
            accrued_u = amount_u
        if amount_u != self.amount_u or accrued_u != self.accrued_u:
            self.version += 1
            self.amount_u, self.accrued_u = amount_u, accrued_u

    def base_u(self):
        base_u = 0
        for rule in self.base:
            base_u += rule.amount_u
        return base_u

    def charges(self, bill):
        dividend, divisor = self.of_base(bill, self.base_u())
        return (("", self.quantity_e6, dividend, divisor),) if dividend else ()

    def amounts_u(self, bill):
        """As for every rule, but the sums of the base are made once."""
        if not self._holds(bill):
            return 0, 0
        base_u = self.base_u()
        dividend, divisor = self.of_base(bill, base_u)
        if not dividend:
            return 0, 0
        amount_u = self._rounded_u(bill, dividend, divisor)
        return amount_u, self.accrue(bill, amount_u)

    def accrue(self, bill, amount_u):
        if bill.is_final or self.accrual != AT_ONCE:
            return super().accrue(bill, amount_u)
        accrued_u = sum([rule.accrued_u for rule in self.base])
        return self._rounded_u(bill, *self.of_base(bill, accrued_u))


def share_u(row, base_u):
    """The rounded share of an amount (`Rounding.row`); below zero as above it."""
    if base_u < 0:
        return -share_u(row, -base_u)
    amount_u = (base_u * row[0] + row[1]) // row[2]
    return amount_u if row[3] == 1 else amount_u * row[3]


def priced(part, quantity_e6, price_e9):
    """One charge: quantity times price."""
    return part, quantity_e6, quantity_e6 * price_e9, PER_LINE
