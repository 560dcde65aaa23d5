"""What goes beyond contracted power, window by window; these listen to demand windows."""

from tariffs.roots import isqrt
from tariffs.wide import joined, split


class Excess:
    """By slot; `over` are the limits that a window must exceed, `base` what its excess is from."""

    def __init__(self, slot_of, over, base, size):
        self._slot_of = slot_of
        self._over = over
        self._base = base
        self.values = [0] * size

    def note(self, mean, period, day):
        slot = self._slot_of[period]
        if slot is not None and mean > self._over.at(day)[slot]:
            self.count(slot, mean - self._base.at(day)[slot])

    def clear(self):
        for place in range(len(self.values)):
            self.values[place] = 0


class ExcessSquares(Excess):
    """The sum over windows of the squared excess.

    Exact to the square milli-watt: each sum is kept in two values, because a year of windows of
    250 MW comes to 2^91.
    """

    def __init__(self, slot_of, over, base, count):
        super().__init__(slot_of, over, base, 2 * count)
        self._roots = [(0, 0)] * count  # kept, because a sum changes with few windows only

    def count(self, slot, excess):
        total = self.total(slot) + excess * excess
        self.values[2 * slot : 2 * slot + 2] = split(total)

    def total(self, slot):
        return joined(self.values[2 * slot], self.values[2 * slot + 1])

    def root(self, slot):
        """The root of the sum, in milli-units of power, rounded down."""
        total = self.total(slot)
        if self._roots[slot][0] != total:
            self._roots[slot] = total, isqrt(total)
        return self._roots[slot][1]


class ExcessWindows(Excess):
    """How many windows went beyond the limit."""

    def count(self, slot, excess):
        self.values[slot] += 1

    def total(self, slot):
        return self.values[slot]
