"""Energy: twenty bidirectional accumulators that count 0.01 CF.

Each integrates its power at 1 MHz; forward and reverse energy cancel inside one step, and when
+0.01 or -0.01 CF is reached the forward or the reverse register counts (DS 12-13). Everything
is a whole number: nanowatts times microseconds, so an hour in one stroke equals an hour in
microseconds, and nothing is ever rounded on the way.

While the rates stand still an accumulator is brought up to date only when it is looked at.
"""

import numpy as np

from .registers import ACCUMULATORS, ENERGY
from .settings import SAMPLE_US

COUNT = len(ACCUMULATORS)
_FAR = 0xFFFF


class Accumulators:
    """`counts[d][k]` are all counts of accumulator k ever made, forward (0) and reverse (1);
    a register shows those since it was read, wrapped or saturated at 16 bits.
    """

    def __init__(self, saturate=False):
        self.saturate = saturate
        self.reset(0)

    def reset(self, t_us):
        self.levels = [0] * COUNT
        self.counts = ([0] * COUNT, [0] * COUNT)
        self.taken = ([0] * COUNT, [0] * COUNT)
        self.rates = [0] * COUNT
        self.since = [t_us] * COUNT
        self.step = 1

    def hold(self, t_us, rates, step):
        """From now on these rates (nanowatts) and this step (one count) hold."""
        self.settle(t_us)
        self.rates, self.step = rates, max(1, step)

    def settle(self, t_us):
        for k in range(COUNT):
            self.advance(k, t_us)

    def advance(self, k, t_us):
        """Bring accumulator `k` up to `t_us`."""
        level = self.levels[k] + self.rates[k] * (t_us - self.since[k])
        self.since[k] = t_us
        self.levels[k] = level
        if not -self.step < level < self.step:
            self.count(k)

    def count(self, k):
        """Whole steps in the level become counts; the remainder keeps its sign."""
        count, rest = divmod(abs(self.levels[k]), self.step)
        reverse = self.levels[k] < 0
        self.counts[reverse][k] += count
        self.levels[k] = -rest if reverse else rest

    def add(self, rates, until_us):
        """Rows of rates, one per sample, as a whole; the last ends at `until_us`."""
        mixed = ((rates > 0).any(axis=0) & (rates < 0).any(axis=0)).tolist()
        sums = rates.sum(axis=0).tolist()
        for k in range(COUNT):
            if mixed[k]:
                self._add_runs(k, rates[:, k])
            else:
                self._add(k, sums[k])
        self.since = [until_us] * COUNT

    def _add_runs(self, k, rates):
        """Stroke by stroke between the turns: within one the level moves one way only."""
        turns = np.flatnonzero(np.diff(rates > 0)) + 1
        for total in np.add.reduceat(rates, np.concatenate(([0], turns))).tolist():
            self._add(k, total)

    def _add(self, k, rate):
        self.levels[k] += rate * SAMPLE_US
        if not -self.step < self.levels[k] < self.step:
            self.count(k)

    def register(self, address, t_us):
        """What the energy register `address` shows at `t_us`."""
        k, reverse = ENERGY[address]
        self.advance(k, t_us)
        return self.shown(self.counts[reverse][k] - self.taken[reverse][k])

    def shown(self, count):
        """Sixteen bits of a count."""
        return min(count, _FAR) if self.saturate else count & _FAR

    def take(self, address):
        """Clear the register as a read does."""
        k, reverse = ENERGY[address]
        self.taken[reverse][k] = self.counts[reverse][k]

    def pulses(self, k):
        """Whole CF of accumulator `k` so far, forward and reverse alike."""
        return (self.counts[0][k] + self.counts[1][k]) // 100
