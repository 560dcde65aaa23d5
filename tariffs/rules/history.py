"""What a rule came to over the past bills: for ratchets, protected slabs, rolling means."""

from tariffs.fields import AMOUNT, NAME, PERCENT, REQUIRED, Choice, Flag, ListOf, Whole
from tariffs.rules.base import Rule

MOST_BILLS = 36
UNKNOWN = -(1 << 62)
"""In place of a bill that was not, and of which site.past says nothing."""
_WHOLE = 100000000
"""All of it, in 10^-6 of a percent."""


class History(Rule):
    """The `statistic` (max, min, mean, sum) of `what` the rule `of` came to in the last `bills`
    bills: its quantity, or the amount of its lines in currency.

    `include_current` adds the running bill as it stands. With `in_months` only bills that began
    in these months count, each in its place of the billing cycle (a ratchet of summer peaks). A
    bill that came to less than `floor` counts as that (Flanders: a mean of at least 2.5 kW).
    `percent` is taken of the result, rounded down to a millionth. Bills before the first one come
    from `site.past`, under this rule's name or, for quantities, that of the rule `of`, the latest
    first; what is still unknown counts as `missing`, or not at all where that is not given.
    Without any bill the quantity is 0. Parts of one billing cycle, as where a tariff changes
    within it, are one bill: energies and amounts add up, of demands the highest counts.

    It charges nothing: billing demands, minima and conditions use it. 80 % of the highest demand
    of the last 11 bills: {"kind": "history", "of": "demand", "bills": 11, "percent": "80"}.
    """

    FIELDS = (
        ("of", NAME, REQUIRED),
        ("what", Choice("quantity", "amount"), "quantity"),
        ("bills", Whole(1, MOST_BILLS), 12),
        ("statistic", Choice("max", "min", "mean", "sum"), "max"),
        ("in_months", ListOf(Whole(1, 12), 12), None),
        ("include_current", Flag(), False),
        ("floor", AMOUNT, None),
        ("missing", AMOUNT, None),
        ("percent", PERCENT, _WHOLE),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._of = plan.rule(given.of, "of")
        self._is_amount = given.what == "amount"
        self.unit = "" if self._is_amount else self._of.unit
        self._statistic = given.statistic
        self._months = given.in_months
        self._current = given.include_current
        self._floor = given.floor
        self._missing = given.missing
        self._percent_e6 = given.percent
        self._adds = self._is_amount or self._of.ADDS
        past = list(_past(given, plan)[: given.bills + 1])
        # in which cycle the latest bill was; what the bills came to, the latest first: one more
        # than count, because the latest may be a part of the running cycle
        self.values = [0] + past + [UNKNOWN] * (given.bills + 1 - len(past))

    def measure(self, bill):
        counted = self._counted(bill)
        if not counted:
            return 0
        if self._statistic == "max":
            found = max(counted)
        elif self._statistic == "min":
            found = min(counted)
        else:
            found = sum(counted)
        divisor = len(counted) if self._statistic == "mean" else 1
        return found * self._percent_e6 // (divisor * _WHOLE)

    def close(self, bill):
        values = self.values
        if values[0] == _cycle(bill):
            values[1] = self._with_part(bill)
        else:
            values[:] = [_cycle(bill), self._now()] + values[1:-1]

    def _now(self):
        return self._of.amount_u if self._is_amount else self._of.quantity_e6

    def _with_part(self, bill):
        """What the running bill comes to, with an earlier part of its cycle that has closed."""
        now, part = self._now(), self.values[1]
        if self.values[0] != _cycle(bill) or part == UNKNOWN:
            return now
        return now + part if self._adds else max(now, part)

    def _counted(self, bill):
        """What each bill that counts came to."""
        found = []
        if self._current and self._is_month(bill, 0):
            found.append(self._floored(self._with_part(bill)))
        first = 2 if self.values[0] == _cycle(bill) else 1
        for place, known in enumerate(self.values[first : first + len(self.values) - 2]):
            value = self._missing if known == UNKNOWN else known
            if value is not None and self._is_month(bill, place + 1):
                found.append(self._floored(value))
        return found

    def _floored(self, value):
        return value if self._floor is None else max(value, self._floor)

    def _is_month(self, bill, bills_ago):
        """Whether the bill that began so many cycles before this one counts."""
        month = (bill.month - 1 - bills_ago * bill.months) % 12 + 1
        return self._months is None or month in self._months


def _cycle(bill):
    """A number of the billing cycle, never 0."""
    return bill.year * 12 + bill.month


def _past(given, plan):
    past = plan.site.past
    if given.rule not in past and given.what == "quantity":
        return past.get(given.of, ())
    return past.get(given.rule, ())
