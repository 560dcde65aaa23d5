"""Totals against phases: the check that sees what three witnesses cannot.

A hit address makes the chip answer, and clear, another register than the one asked. All three
witnesses then agree on a foreign number, and the register that was meant keeps its count. But
the chip counts every total beside its phases (DS 56), so of each quantity, forward minus
reverse,

    off = total - (A + B + C)

stays within a few steps: the parts of a step that four accumulators hold, and what is counted
between reading the first and the last of them. When it does not,

1.  the registers of the quantity are looked at again. One that had not been read shows a whole
    second's counts and not the few of a millisecond; it takes them instead of the foreign number.
2.  If the sum still is off, one register was emptied by a read that was meant for another, or
    was idle and took a foreign number. One unknown, one equation: the register that gains most
    takes the count that balances the sum. What a register should show lies between what it
    counted the second before and what the power at the end of this second makes of a second;
    gain is how much less the solution lies outside of that than the count that was read.
    Doubtful, and right to the few steps above.

A sum that was off the second before as well is no hit frame: it is flagged and left alone.
"""

from array import array

from drivers.atm90e32.frames import signed32
from drivers.atm90e32.layout import (
    ENERGIES,
    W_CURRENT,
    W_POWER,
    W_REACTIVE,
    W_VOLTAGE,
    energy_address,
)
from drivers.atm90e32.snapshot import DOUBTFUL, REPAIRED, UNBALANCED
from drivers.compat import const

_STEPS = const(8)  # four accumulators, each off by less than a step before and after
_SKEW_SHIFT = const(6)  # and 1/64 of what was counted: a block takes 1/100 s

# Index in `counts` of the forward and the reverse total; apparent energy has no direction.
_QUANTITIES = ((0, 4), (8, 12), (16, None), (20, 24), (28, 32))


class Balance:
    """Watches the counts of `shot`.

    `phases` (of 1 to 3) are those that make up the totals, `pl_constant` is PLconst as set.
    """

    def __init__(self, wire, shot, phases, pl_constant):
        self.rebuilt = 0  # counts solved from the others
        self.before = array("H", bytes(2 * ENERGIES))  # counts of the second before
        self._wire = wire
        self._shot = shot
        self._phases = phases
        self._pl_constant = pl_constant
        self._off = 0
        self._slack = 0
        self._was_off = 0  # quantities that were off the second before, one bit each

    def check(self):
        """Put right what one hit address has done to any quantity; allocates only then."""
        if not self._phases:
            return
        bit = 1
        for forward, reverse in _QUANTITIES:
            if self._fits(forward, reverse):
                self._was_off &= ~bit
            else:
                self._examine(forward, reverse, bit)
            bit <<= 1

    def _fits(self, forward, reverse):
        """True if the total is the sum of its phases, but for the usual few steps."""
        self._weigh(forward, reverse)
        return abs(self._off) <= self._slack

    def _weigh(self, forward, reverse):
        """Set `_off`, by how much the total exceeds its phases, and `_slack`, what it may."""
        counts = self._shot.counts
        off = counts[forward]
        gross = off
        for phase in self._phases:
            off -= counts[forward + phase]
            gross += counts[forward + phase]
        if reverse is not None:
            off -= counts[reverse]
            for phase in self._phases:
                off += counts[reverse + phase]
                gross += counts[reverse + phase]
        self._off = off
        self._slack = _STEPS + (gross >> _SKEW_SHIFT)

    def _examine(self, forward, reverse, bit):
        members = self._members(forward, reverse)
        for index in members:
            self._look_again(index)
        if self._fits(forward, reverse):
            self._shot.flags |= REPAIRED
        elif self._was_off & bit:
            self._shot.flags |= UNBALANCED
        else:
            self._was_off |= bit
            self._rebuild(members, forward)

    def _members(self, forward, reverse):
        """Indexes of the registers of one quantity, totals first."""
        members = [forward] + [forward + phase for phase in self._phases]
        if reverse is not None:
            members += [reverse] + [reverse + phase for phase in self._phases]
        return members

    def _look_again(self, index):
        """Add what has come since, or take it instead if it cannot be of a millisecond."""
        counts = self._shot.counts
        late = self._wire.take(energy_address(index))
        if late is None:
            return
        if 16 * late > max(self.before[index], self._expected(index)) + 16 * _STEPS:
            counts[index] = late
        else:
            counts[index] = min(counts[index] + late, 0xFFFE)

    def _rebuild(self, members, forward):
        """Give one register the count that balances the sum."""
        best = None
        for index in members:
            count = self._shot.counts[index]
            solution = self._solution(index, forward)
            gain = self._strangeness(index, count) - self._strangeness(index, solution)
            emptied = count <= _STEPS  # where two explain it, the one that counted next to nothing
            if 0 <= solution < 0xFFFF and (best is None or (gain, emptied) > best[0]):
                best = ((gain, emptied), index, solution)
        self._shot.flags |= DOUBTFUL
        if best:
            self.rebuilt += 1
            self._shot.counts[best[1]] = best[2]

    def _solution(self, index, forward):
        """What a register would have to count for the sum to balance."""
        is_total = index % 4 == 0
        is_forward = index < forward + 4
        off = self._off if is_total == is_forward else -self._off
        solution = self._shot.counts[index] - off
        if -self._slack <= solution < 0:
            return 0  # an idle register, and the few steps by which a sum may be off
        return solution

    def _strangeness(self, index, count):
        """By how much a count lies outside of what it was before and what power makes of it."""
        before = self.before[index]
        now = self._expected(index)
        return max(min(before, now) - count, count - max(before, now), 0)

    def _expected(self, index):
        """Counts of a second of the power that flows now; harmonics: what they were before."""
        kind = index // 4
        phase = index % 4
        if kind >= 7:
            return self.before[index]
        if kind == 4:
            steps = self._apparent(phase)
        else:
            word = (W_REACTIVE if kind in (2, 3) else W_POWER) + 3 * phase
            steps = signed32(self._shot.words[word], self._shot.words[word + 1])
            if kind in (1, 3, 6):
                steps = -steps
        return max(steps, 0) * 4000 // self._pl_constant  # 250 power steps x us a unit of PLconst

    def _apparent(self, phase):
        """Apparent power in steps of 0.00032 VA, from rms voltage and current."""
        words = self._shot.words
        steps = 0
        for one in self._phases if phase == 0 else (phase,):
            steps += words[W_VOLTAGE - 3 + 3 * one] * words[W_CURRENT - 3 + 3 * one] // 32
        return steps
