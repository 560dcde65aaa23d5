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
3.  If no single register explains it, two were hit: every count that lies outside of what the
    second before and the power say is brought to the nearer end of that. Doubtful.

A foreign number smaller than those few steps does not upset a sum. In a register that was idle,
whose direction is not that of the power, and whose three neighbours all stayed idle, it is
withheld.

A sum that was off by the same amount the second before, or for four seconds on end, is no hit
frame: it is flagged and left alone. Nothing above the plausible is ever delivered.
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
_LASTING = const(4)  # seconds on end after which a difference is no accident
_SKEW_SHIFT = const(6)  # and 1/64 of what was counted: a block takes 1/100 s

# Index in `counts` of the forward and the reverse total; apparent energy has no direction.
_QUANTITIES = ((0, 4), (8, 12), (16, None), (20, 24), (28, 32))

# Kinds of energy as in ENERGY_KINDS.
_FORWARD = (0, 2, 5)  # those that the power words measure
_APPARENT = const(4)
_HARMONIC = const(7)  # and above


def _power_word(index):
    """Return the word that holds the power of the register `index`."""
    return (W_REACTIVE if index // 8 == 1 else W_POWER) + 3 * (index % 4)


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
        self._elapsed_s = 1
        self._limit = 0
        self._was_off = array("i", bytes(4 * len(_QUANTITIES)))  # by how much, the second before
        self._times_off = bytearray(len(_QUANTITIES))  # seconds on end

    def check(self, elapsed_s, limit):
        """Put right what hit addresses have done to any quantity; allocates only then.

        `elapsed_s` passed since the counts before; none can be above `limit`.
        """
        if not self._phases:
            return
        self._elapsed_s = elapsed_s
        self._limit = limit
        for quantity in range(len(_QUANTITIES)):
            forward, reverse = _QUANTITIES[quantity]
            if self._fits(forward, reverse):
                self._times_off[quantity] = 0
            else:
                self._examine(forward, reverse, quantity)
            if reverse is not None:
                self._withhold_stray(forward, reverse)
                self._withhold_stray(reverse, forward)

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

    def _examine(self, forward, reverse, quantity):
        members = self._members(forward, reverse)
        for index in members:
            self._look_again(index)
        if self._fits(forward, reverse):
            self._shot.flags |= REPAIRED
            self._times_off[quantity] = 0
        elif self._lasts(quantity):
            self._shot.flags |= UNBALANCED
        else:
            self._rebuild(members, forward)

    def _lasts(self, quantity):
        """Note that a sum is off; True if that is no accident."""
        off = self._off
        times = min(self._times_off[quantity] + 1, _LASTING)
        change = abs(off - self._was_off[quantity])
        self._was_off[quantity] = off
        self._times_off[quantity] = times
        return times == _LASTING or (times > 1 and 4 * change <= abs(off))

    def _withhold_stray(self, first, other):
        """Withhold a small count that came alone and against the direction of the power."""
        counts = self._shot.counts
        stray = None
        for index in range(first, first + 4):
            if counts[index]:
                if stray is not None:
                    return
                stray = index
        if stray is None or self.before[stray] or counts[stray] > self._slack:
            return
        twin = stray - first + other
        if min(counts[twin], self.before[twin]) > _STEPS and self._opposes(stray):
            counts[stray] = 0
            self._shot.flags |= DOUBTFUL

    def _opposes(self, index):
        """True if the power flows against the direction of a register; never of a harmonic."""
        kind = index // 4
        if kind >= _HARMONIC:
            return False
        negative = self._shot.words[_power_word(index)] >= 0x8000
        return negative == (kind in _FORWARD)

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
        if late is None or late > self._limit:
            return
        if 16 * late > max(self.before[index], self._expected(index)) + 16 * _STEPS:
            counts[index] = late
        else:
            counts[index] = min(counts[index] + late, self._limit)

    def _rebuild(self, members, forward):
        """Give one register the count that balances the sum, or confine them all."""
        best = None
        for index in members:
            count = self._shot.counts[index]
            solution = self._solution(index, forward)
            if not 0 <= solution <= self._limit:
                continue
            strange = self._strangeness(index, solution)
            gain = self._strangeness(index, count) - strange
            emptied = count <= _STEPS  # where two explain it, the one that counted next to nothing
            if best is None or (gain, emptied) > best[0]:
                best = ((gain, emptied), index, solution, strange)
        self._shot.flags |= DOUBTFUL
        self.rebuilt += 1
        if best and best[3] <= self._slack:
            self._shot.counts[best[1]] = best[2]
        else:
            self._confine(members)

    def _confine(self, members):
        """Bring each count within what the second before and the power say."""
        counts = self._shot.counts
        for index in members:
            low, high = self._range(index)
            if counts[index] > high + _STEPS:
                counts[index] = min(high, self._limit)
            elif counts[index] < low - _STEPS:
                counts[index] = min(low, self._limit)

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
        low, high = self._range(index)
        return max(low - count, count - high, 0)

    def _range(self, index):
        """Return (least, most) of what it was before and what power makes of it."""
        before = self.before[index]
        now = self._expected(index)
        return min(before, now), max(before, now)

    def _expected(self, index):
        """Counts that the power of now makes; harmonics: what they were before."""
        kind = index // 4
        if kind >= _HARMONIC:
            return self.before[index]
        if kind == _APPARENT:
            steps = self._apparent(index % 4)
        else:
            word = _power_word(index)
            steps = signed32(self._shot.words[word], self._shot.words[word + 1])
            if kind not in _FORWARD:
                steps = -steps
        # 250 power steps x us make a unit of PLconst
        return max(steps, 0) * 4000 * self._elapsed_s // self._pl_constant

    def _apparent(self, phase):
        """Apparent power in steps of 0.00032 VA, from rms voltage and current."""
        words = self._shot.words
        steps = 0
        for one in self._phases if phase == 0 else (phase,):
            steps += words[W_VOLTAGE - 3 + 3 * one] * words[W_CURRENT - 3 + 3 * one] // 32
        return steps
