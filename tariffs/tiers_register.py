"""Energy in tiers of a running total: which tier a period's energy falls into is decided as it
comes, and kept.
"""

from tariffs.limits import cut


class RunningTiers:
    """Energy of one channel by tier and period, in time order, in milli-units.

    `slots` names the slot of each period, None for none. `bounds_of(bill)` has the limits,
    `before(bill)` the total at which the bill begins. A step that crosses a limit is divided
    there; within a step of one period it does not matter which mWh came first.
    """

    def __init__(self, channel, calendar, slots, tiers, bounds_of, before):
        self._channel = channel
        self._calendar = calendar
        self._slots = slots
        self._count = max([slot for slot in slots if slot is not None]) + 1
        self._bounds_of = bounds_of
        self._before = before
        self._first = tiers + 2
        # the running total; where each tier begins and the last ends; energy by tier and slot
        self.values = [0] * (self._first + tiers * self._count)

    def begin(self, bill):
        """The limits of a bill are those of the time it was to last when it began."""
        self.values[: self._first] = [self._before(bill)] + self._bounds_of(bill)

    def take(self, step):
        values = self.values
        slot = self._slots[step.periods[self._calendar]]
        energy = step.energies[self._channel]
        if slot is None or not energy:
            return
        start = values[0]
        values[0] = end = start + energy
        place = self._first + slot
        bounds, sign = values[1 : self._first], 1
        if energy < 0:  # what was sent takes back what was drawn last (tariffs.netting)
            start, end, sign = end, start, -1
        for part in cut(start, end, bounds):
            values[place] += sign * part
            place += self._count

    def clear(self):
        for place in range(len(self.values)):
            self.values[place] = 0

    def rows(self):
        """For each tier the energy of each slot."""
        return [
            self.values[place : place + self._count]
            for place in range(self._first, len(self.values), self._count)
        ]
