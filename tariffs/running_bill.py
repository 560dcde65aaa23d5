"""The running bill: the lines of all rules in their order, and where its time stands.

Rating is a pure function of the engine's state. Times are UTC seconds, days are local days.
"""

from tariffs.calendar import DAY_S


class RunningBill:
    """What rules ask for: how long the bill is, how much of that is over, whether it is final.

    `is_part`: it covers only `covered_s` of a cycle of `cycle_s`. `months` is the cycle's length.
    `version` grows when any of this has changed, or when the state was changed otherwise than by
    a step: all rules are rated anew then.
    """

    def __init__(self, tariff):
        self.tariff = tariff
        self.months = tariff.cycle.months
        self.is_final = False
        self.accrued_u = self.carried_u = 0
        self.days_begun = 0
        self.version = 0
        self._times = None

    def rate(self, start_s, end_s, now_s, carried_u, final):
        """Rate every rule, and sum up what has accrued."""
        self.place(start_s, end_s, now_s)
        if final != self.is_final:
            self.is_final = final
            self.version += 1
        self.carried_u = accrued_u = carried_u
        for rule in self.tariff.rules:
            rule.rate(self)
            accrued_u += rule.accrued_u
        self.accrued_u = self.total_u if final else accrued_u

    @property
    def total_u(self):
        """What the bill comes to as it stands, rounded."""
        return self.tariff.total_rounding.divide(self._amount_u(), 1)

    @property
    def carry_u(self):
        """What rounding has cut off, where the tariff carries it into the next bill."""
        return self._amount_u() - self.total_u if self.tariff.carries else 0

    def _amount_u(self):
        return self.carried_u + sum([rule.amount_u for rule in self.tariff.rules])

    def lines(self):
        """Every `Line`, in order."""
        for rule in self.tariff.rules:
            for line in rule.lines(self):
                yield Line(rule, *line)

    def reserved_u(self):
        """What the bill comes to as it stands, but is not debited yet."""
        return self.total_u - self.accrued_u

    def place(self, start_s, end_s, now_s):
        """Take over the bill's times; what follows from its ends is computed once."""
        if (start_s, end_s) != self._times:
            self._times = start_s, end_s
            self._measure(start_s, end_s)
            self.version += 1
        day_now = self._day(min(max(now_s, start_s + 1), end_s) - 1)
        days_begun = day_now + 1 - self._first_day
        if days_begun != self.days_begun:
            self.days_begun = days_begun
            self.version += 1

    def _measure(self, start_s, end_s):
        zone, cycle = self.tariff.zone, self.tariff.cycle
        self.start_s, self.end_s = start_s, end_s
        self._first_day = self._day(start_s)
        # At least one day and second: a bill closed at its begin may hold what came before that.
        self.days = max(1, self._day(end_s - 1) + 1 - self._first_day)
        self.year, self.month = cycle.month_of(zone, start_s)
        cycle_start_s, cycle_end_s = cycle.bounds(zone, start_s)
        # On the local clock, so that a day counts as a day when the clock changes on it.
        self.covered_s = max(1, zone.local_s(end_s) - zone.local_s(start_s))
        self.cycle_s = zone.local_s(cycle_end_s) - zone.local_s(cycle_start_s)
        self.is_part = (start_s, end_s) != (cycle_start_s, cycle_end_s)

    def _day(self, utc_s):
        return self.tariff.zone.local_s(utc_s) // DAY_S


class Line:
    """One line of a bill: quantity in millionths of `unit`, amounts in micro-units.

    `part` is a price period or the like where the rule has several lines, `accrued_u` what of the
    amount is debited by now.
    """

    def __init__(self, rule, part, quantity_e6, amount_u, accrued_u):
        self.rule = rule.name
        self.kind = rule.kind
        self.group = rule.group
        self.unit = rule.unit
        self.part = part
        self.quantity_e6 = quantity_e6
        self.amount_u = amount_u
        self.accrued_u = accrued_u
