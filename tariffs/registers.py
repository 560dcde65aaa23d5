"""What a tariff measures: registers that grow with each step and start anew with each bill.

Rules that need the same energy or the same windows share one register (`tariffs.plan`). All state
is whole numbers in `values`, which the engine stores; `take(step)` adds a step, `clear()` begins a
new bill.
"""

MINUTE_S = 60
DIVISORS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""Minutes that divide an hour, so that windows of them begin on the clock."""
_RING = 6
WHOLE_WEIGHT = 1000000


class EnergyRegister:
    """Energy of one channel by period of one calendar, in milli-units (mWh, mvarh, mVAh).

    `version` grows with each step that had energy; the last of them was `grown` in `period`.
    """

    def __init__(self, channel, calendar, periods):
        self._channel = channel
        self._calendar = calendar
        self.values = [0] * periods
        self.version = self.period = self.grown = 0

    def take(self, step):
        grown = step.energies[self._channel]
        if grown:
            period = step.periods[self._calendar]
            self.values[period] += grown
            self.period, self.grown = period, grown
            self.version += 1

    def clear(self):
        for period in range(len(self.values)):
            self.values[period] = 0

    def total(self, periods=None):
        """Energy of these periods, of all where none are named."""
        values = self.values
        if periods is None or len(periods) == len(values):
            return sum(values)
        return sum([values[period] for period in periods])


class Windows:
    """Mean power of a channel over block or sliding windows (IEC 62056-6-2, class 5).

    A window is `parts` sub-intervals of `part_min` minutes; with one part it is a block. Windows
    align to standard local time. Each window is told to `listeners` when it ends: its mean in
    milli-units of power, the period of its last instant and that instant's local day. With `cut`
    a window also ends where the period changes, its energy still spread over the whole window.

    Time that was not seen has no energy, so that a window which was seen in part, because power
    came back or the bill ended within it, counts with what was seen of it. A clock that is set
    back ends the window and begins another.
    """

    def __init__(self, channel, calendar, part_min, parts, cut=False):
        self._channel = channel
        self._calendar = calendar
        self._cut = cut
        self.part_s = part_min * MINUTE_S
        self.window_min = part_min * parts
        self._to_power = 60 // self.window_min
        self.listeners = []
        # end of the last step on the standard clock; energy, period and local day of the running
        # sub-interval; place of the oldest of those before it, their sum, their energies in a ring
        self.values = [0] * (_RING + parts - 1)

    def take(self, step):
        values = self.values
        if step.standard_s != values[0]:
            self._leap(step.standard_s)
        period = step.periods[self._calendar]
        if self._cut and period != values[2]:
            self.finish()
            self._pass(len(values))
        values[0] = step.standard_end_s
        values[1] += step.energies[self._channel]
        values[2] = period
        values[3] = step.day
        if not step.past_hour_s % self.part_s:
            self._tell()
            self._pass(1)

    def finish(self):
        """The bill ends within a sub-interval: what was seen of it counts in this bill."""
        if self.values[1]:
            self._tell()
            self.values[1] = 0

    def clear(self):
        """A window that ends in the new bill belongs to it, so its energy stays."""

    def _leap(self, standard_s):
        """Time was lost, or the clock was set."""
        last_s = self.values[0]
        passed = standard_s // self.part_s - (last_s - 1) // self.part_s
        if standard_s < last_s:
            passed = len(self.values)
        elif last_s % self.part_s == 0:
            passed -= 1
        if passed:
            if self.values[1]:
                self._tell()
            self._pass(passed)

    def _tell(self):
        values = self.values
        mean = (values[1] + values[5]) * self._to_power
        for listener in self.listeners:
            listener.note(mean, values[2], values[3])

    def _pass(self, count):
        """So many sub-intervals have passed, the first of them with the energy that was seen."""
        values = self.values
        older = len(values) - _RING
        if older:
            for _ in range(min(count, older + 1)):
                place = values[4]
                values[5] += values[1] - values[_RING + place]
                values[_RING + place] = values[1]
                values[1] = 0
                values[4] = (place + 1) % older
        values[1] = 0


class Weighted:
    """Stands between windows and a register of demands: each mean counts with the weight of its
    period, in millionths, rounded down to a milli-unit.
    """

    def __init__(self, register, weights):
        self._register = register
        self._weights = weights

    def note(self, mean, period, day):
        self._register.note(mean * self._weights[period] // WHOLE_WEIGHT, period, day)


class PeakDemand:
    """The highest mean power of each slot; `slots` names the slot of each period, None for none.

    Demands are in milli-units of power (mW, mvar, mVA).
    """

    version = 0

    def __init__(self, slots, count):
        self._slots = slots
        self.values = [0] * count

    def note(self, mean, period, day):
        slot = self._slots[period]
        if slot is not None and mean > self.values[slot]:
            self.values[slot] = mean
            self.version += 1

    def clear(self):
        for slot in range(len(self.values)):
            self.values[slot] = 0

    def demand(self, slot):
        return self.values[slot]


class DailyDemand:
    """The sum over days of the highest mean power of each day ("as used"), by slot.

    A day is a local day; after a clock was set back it goes on until time has passed it, so that
    no day counts twice.
    """

    version = 0

    def __init__(self, slots, count):
        self._slots = slots
        self.values = [0] * (1 + 2 * count)  # the running day; sum and highest of each slot

    def note(self, mean, period, day):
        values = self.values
        if day > values[0]:
            self._end_day(day)
        slot = self._slots[period]
        if slot is not None and mean > values[2 + 2 * slot]:
            values[2 + 2 * slot] = mean
            self.version += 1

    def clear(self):
        for place in range(len(self.values)):
            self.values[place] = 0

    def demand(self, slot):
        return self.values[1 + 2 * slot] + self.values[2 + 2 * slot]

    def _end_day(self, day):
        values = self.values
        values[0] = day
        self.version += 1
        for place in range(1, len(values), 2):
            values[place] += values[place + 1]
            values[place + 1] = 0


class TopDemand:
    """The mean of the `count` highest windows, or of the highest windows of `count` days.

    Where fewer windows or days have been seen, the mean is over those; it is rounded down to a
    milli-unit.
    """

    version = 0

    def __init__(self, slots, count, by_day):
        self._slots = slots
        self._by_day = by_day
        # the running day, its highest, how many ended days or windows there were (no more than
        # count), the highest of them in falling order
        self.values = [0] * (3 + count)

    def note(self, mean, period, day):
        values = self.values
        if self._slots[period] is None:
            return
        self.version += 1
        if not self._by_day:
            self._rank(mean)
            return
        if day > values[0]:
            if values[0]:
                self._rank(values[1])
            values[0], values[1] = day, 0
        values[1] = max(values[1], mean)

    def clear(self):
        for place in range(len(self.values)):
            self.values[place] = 0

    def demand(self, slot):
        values = self.values
        count = len(values) - 3
        running = values[0] > 0
        highest = sorted(values[3:] + [values[1]], reverse=True)[:count]
        seen = min(values[2] + running, count)
        return sum(highest) // seen if seen else 0

    def _rank(self, mean):
        values = self.values
        values[2] = min(values[2] + 1, len(values) - 3)
        if mean > values[-1]:
            values[3:] = sorted(values[3:-1] + [mean], reverse=True)
