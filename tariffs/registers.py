"""What a tariff measures: registers that grow with each step and start anew with each bill.

Rules that need the same energy or the same windows share one register (`tariffs.plan`). All state
is whole numbers in `values`, which the engine stores; `take(step)` adds a step, `clear()` begins a
new bill.
"""

MINUTE_S = 60


class EnergyRegister:
    """Energy of one channel by period of one calendar, in milli-units (mWh, mvarh, mVAh)."""

    def __init__(self, channel, calendar, periods):
        self._channel = channel
        self._calendar = calendar
        self.values = [0] * periods

    def take(self, step):
        self.values[step.periods[self._calendar]] += step.energies[self._channel]

    def clear(self):
        for period in range(len(self.values)):
            self.values[period] = 0

    def total(self, periods=None):
        """Energy of these periods, of all where none are named."""
        values = self.values
        if periods is None:
            return sum(values)
        return sum([values[period] for period in periods])


class Windows:
    """Mean power of a channel over block or sliding windows (IEC 62056-6-2, class 5).

    A window is `parts` sub-intervals of `part_min` minutes; with one part it is a block. Windows
    align to standard local time. Each finished window is told to `listeners` as its mean in
    milli-units of power and the period that holds at its end. With `cut` a window also ends where
    the period changes, its energy still spread over the whole window.
    """

    def __init__(self, channel, calendar, part_min, parts, cut=False):
        self._channel = channel
        self._calendar = calendar
        self._cut = cut
        self.part_s = part_min * MINUTE_S
        self._parts = parts
        self._to_power = 60 // (part_min * parts)
        self.listeners = []
        # index of the running sub-interval, its energy, its period, the last sub-intervals
        self.values = [0, 0, 0] + [0] * (parts - 1)

    def take(self, step):
        values = self.values
        part = step.standard_s // self.part_s
        if part != values[0]:
            self._begin_part(part, step)
        period = step.periods[self._calendar]
        if self._cut and period != values[2]:
            self._end_part(step)
            self._forget()
        values[1] += step.energies[self._channel]
        values[2] = period
        if (step.standard_s + step.seconds) % self.part_s == 0:
            self._end_part(step)
            values[0] = part + 1

    def clear(self):
        """A bill begins where a window begins: nothing is left but sliding history."""

    def _begin_part(self, part, step):
        """Time went on, or was set: what was left of the sub-interval before counts as it is."""
        values = self.values
        if values[1]:
            self._end_part(step)
        if part != values[0] + 1:
            self._forget()
        values[0] = part

    def _end_part(self, step):
        values = self.values
        energy = values[1]
        for older in range(3, len(values)):
            energy += values[older]
        if len(values) > 3:
            values[3:] = values[4:] + [values[1]]
        values[1] = 0
        mean = energy * self._to_power
        for listener in self.listeners:
            listener.note(mean, values[2], step.day)

    def _forget(self):
        for older in range(3, len(self.values)):
            self.values[older] = 0


class PeakDemand:
    """The highest mean power of each slot; `slots` names the slot of each period, None for none.

    Demands are in milli-units of power (mW, mvar, mVA).
    """

    def __init__(self, slots, count):
        self._slots = slots
        self.values = [0] * count

    def note(self, mean, period, day):
        slot = self._slots[period]
        if slot is not None and mean > self.values[slot]:
            self.values[slot] = mean

    def clear(self):
        for slot in range(len(self.values)):
            self.values[slot] = 0

    def demand(self, slot):
        return self.values[slot]


class DailyDemand:
    """The sum over days of the highest mean power of each day ("as used"), by slot."""

    def __init__(self, slots, count):
        self._slots = slots
        self.values = [0] * (1 + 2 * count)  # the running day; sum and highest of each slot

    def note(self, mean, period, day):
        values = self.values
        if day != values[0]:
            self._end_day(day)
        slot = self._slots[period]
        if slot is not None and mean > values[2 + 2 * slot]:
            values[2 + 2 * slot] = mean

    def clear(self):
        for place in range(len(self.values)):
            self.values[place] = 0

    def demand(self, slot):
        return self.values[1 + 2 * slot] + self.values[2 + 2 * slot]

    def _end_day(self, day):
        values = self.values
        values[0] = day
        for place in range(1, len(values), 2):
            values[place] += values[place + 1]
            values[place + 1] = 0


class TopDemand:
    """The mean of the `count` highest windows, or of the highest windows of `count` days.

    Where fewer have been seen, the mean is over those; the result is rounded down to a milli-unit.
    """

    def __init__(self, slots, count, by_day):
        self._slots = slots
        self._by_day = by_day
        self.values = [0] * (2 + count)  # running day, its highest, the highest so far

    def note(self, mean, period, day):
        values = self.values
        if self._slots[period] is None:
            return
        if not self._by_day:
            self._rank(mean)
            return
        if day != values[0]:
            self._rank(values[1])
            values[0], values[1] = day, 0
        values[1] = max(values[1], mean)

    def clear(self):
        for place in range(len(self.values)):
            self.values[place] = 0

    def demand(self, slot):
        count = len(self.values) - 2
        ranked = sorted(self.values[1:], reverse=True)[:count]
        seen = sum([1 for mean in ranked if mean])
        return sum(ranked) // seen if seen else 0

    def _rank(self, mean):
        """Put `mean` among the highest, which stand in falling order."""
        ranked = sorted(self.values[2:] + [mean], reverse=True)
        self.values[2:] = ranked[:-1]
