"""The running bill: the lines of all rules in their order, and where its time stands.

Rating is a pure function of the engine's state. Times are UTC seconds, days are local days.
"""

from tariffs.calendar import DAY_S

MONTH_E12 = 1000000000000
"""A month in the unit in which months of parts of bills are counted; twelve fit into 64 bits."""
_ALWAYS = 1
"""The bit of rules that are rated each time."""
_MOST_KEPT = 6
"""Sets of registers that change together: energy alone, energy and a demand, ..."""


class RunningBill:
    """What rules ask for: how long the bill is, how much of that is over, whether it is final.

    `is_part`: it covers only `covered_s` of a cycle of `cycle_s`, in seconds of the local clock,
    by which every day has as many. `months` is the cycle's length, `year` and `month` are those
    in which it begins.
    `version` grows when any of this has changed: all rules are rated anew then, else only those
    that a changed register can reach.
    """

    def __init__(self, tariff):
        self.tariff = tariff
        self.months = tariff.cycle.months
        self.is_final = False
        self.accrued_u = self.carried_u = 0
        self.days_begun = 0
        self.version = 0
        self.start_s = self.end_s = None
        self._day_since_s = self._day_until_s = 0
        self._watched, self._reached = _reaches(tariff.rules)
        self._seen = [0] * len(self._watched)
        self._by_change = {}
        self._forgotten = True
        self._rated_version = 0

    def rate(self, start_s, end_s, now_s, carried_u, final):
        """Rate every rule, and sum up what has accrued."""
        self.place(start_s, end_s, now_s)
        if final != self.is_final:
            self.is_final = final
            self.version += 1
        self.carried_u = carried_u
        everything = self._forgotten or self.version != self._rated_version
        self._forgotten = True  # until all is done, because a rating may fail
        if everything:
            self._rules_u = self._rate_all()
        else:
            self._rules_u += self._rate_reached(self._changed())
        self._rated_version = self.version
        self._forgotten = False
        self.accrued_u = self.total_u if final else carried_u + self._rules_u

    def forget(self):
        """The state was changed otherwise than by steps: rate every rule the next time."""
        self._forgotten = True
        for rule in self.tariff.rules:
            rule.forget_rating()

    def _rate_all(self):
        """What has accrued of all rules."""
        self._changed()
        accrued_u = 0
        for rule in self.tariff.rules:
            rule.rate(self)
            accrued_u += rule.accrued_u
        return accrued_u

    def _rate_reached(self, changed):
        """By how much what has accrued has grown."""
        grown_u = 0
        for rule in self._by_change.get(changed) or self._find_reached(changed):
            before_u = rule.accrued_u
            rule.rate(self)
            grown_u += rule.accrued_u - before_u
        return grown_u

    def _find_reached(self, changed):
        """The rules that these changes can reach, kept for the minutes in which it is the same."""
        if len(self._by_change) >= _MOST_KEPT:
            self._by_change.clear()
        rules = tuple([rule for rule, reach in self._reached if reach & changed])
        self._by_change[changed] = rules
        return rules

    def _changed(self):
        """A bit for each register that has changed since it was looked at last, and the first."""
        changed, bit = _ALWAYS, _ALWAYS << 1
        seen = self._seen
        for number, register in enumerate(self._watched):
            if register.version != seen[number]:
                seen[number] = register.version
                changed |= bit
            bit <<= 1
        return changed

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
        """Take over the bill's times; what follows from its ends is computed once, what follows
        from its day once a day.
        """
        if start_s != self.start_s or end_s != self.end_s:
            self._measure(start_s, end_s)
            self.version += 1
        elif self._day_since_s <= now_s <= self._day_until_s:
            return
        last_s = min(max(now_s, start_s + 1), end_s) - 1
        days_begun = self._day(last_s) + 1 - self._first_day
        if days_begun != self.days_begun:
            self.days_begun = days_begun
            self.version += 1
        self._day_since_s, self._day_until_s = now_s, self._same_day_until_s(last_s)

    def _measure(self, start_s, end_s):
        zone, cycle = self.tariff.zone, self.tariff.cycle
        self._first_day = self._day(start_s)
        # At least one day and second: a bill closed at its begin may hold what came before that.
        self.days = max(1, self._day(end_s - 1) + 1 - self._first_day)
        cycle_start_s, cycle_end_s = cycle.bounds(zone, start_s)
        self.year, self.month = cycle.month_of(zone, cycle_start_s)
        # On the local clock, so that a day counts as a day when the clock changes on it.
        self.covered_s = max(1, zone.local_s(end_s) - zone.local_s(start_s))
        self.cycle_s = zone.local_s(cycle_end_s) - zone.local_s(cycle_start_s)
        self.is_part = (start_s, end_s) != (cycle_start_s, cycle_end_s)
        self.cycle_start_s = cycle_start_s
        self._before_s = zone.local_s(start_s) - zone.local_s(cycle_start_s)
        for fact in self.tariff.changing:
            fact.begin(self._day(start_s))
        self.start_s, self.end_s = start_s, end_s  # last, because memory may run out before

    def months_e12(self):
        """How many of its cycle's months the bill covers; those of all its parts add up."""
        whole = self.months * MONTH_E12
        end_s = self._before_s + self.covered_s
        return whole * end_s // self.cycle_s - whole * self._before_s // self.cycle_s

    def _day(self, utc_s):
        return self.tariff.zone.local_s(utc_s) // DAY_S

    def _same_day_until_s(self, last_s):
        """Until when the last second of a bill so far is of the same local day."""
        zone = self.tariff.zone
        midnight_s = last_s + DAY_S - zone.local_s(last_s) % DAY_S
        return min(midnight_s, zone.next_change(last_s), self.end_s)


def _reaches(rules):
    """The registers that rules depend on, and (rule, bits of those that can change it), ...

    A rule that does not say what it depends on is always reached.
    """
    watched, reach_of = [], {}
    for rule in rules:
        reach = _ALWAYS if rule.sources is None else 0
        for source in rule.sources or ():
            if id(source) not in reach_of:
                watched.append(source)
                reach_of[id(source)] = _ALWAYS << len(watched)
            reach |= reach_of[id(source)]
        reach_of[id(rule)] = reach
    return watched, [(rule, reach_of[id(rule)]) for rule in rules]


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
