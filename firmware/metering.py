"""Energy registers: counts of the metering chip to primary energy, as integers.

A register holds whole mWh (mvarh, mVAh) and the remainder of the division that made them, so that
no fraction of a count is ever dropped. There are eleven quantities for the total and each phase;
register `4 * quantity + scope`, scope 0 being the total. They only grow.

Reactive energy is split into quadrants by the direction of active energy in the same second,
phase by phase: Q1 inductive and Q4 capacitive while drawing, Q3 and Q2 while delivering.
"""

import struct

from firmware.errors import SettingsError

(
    IMPORT,
    EXPORT,
    Q1,
    Q2,
    Q3,
    Q4,
    APPARENT,
    IMPORT_FUNDAMENTAL,
    EXPORT_FUNDAMENTAL,
    IMPORT_HARMONIC,
    EXPORT_HARMONIC,
) = range(11)
QUANTITIES = 11
SCOPES = 4
REGISTERS = QUANTITIES * SCOPES

# The quantity of each kind of count while energy is drawn, and while it is delivered; kinds are
# those of the chip's snapshot: P+, P-, Q+, Q-, S, P1+, P1-, Ph+, Ph-.
_DRAWING = (IMPORT, EXPORT, Q1, Q4, APPARENT) + tuple(range(IMPORT_FUNDAMENTAL, QUANTITIES))
_DELIVERING = (IMPORT, EXPORT, Q2, Q3, APPARENT) + tuple(range(IMPORT_FUNDAMENTAL, QUANTITIES))
KINDS = len(_DRAWING)

_NANOJOULES_PER_MWH = 3_600_000_000
_SLOT = "<QI"
_SLOT_BYTES = 12


class Scale:
    """mWh of primary energy for one count, as the fraction `numerator` / `divisor`.

    `count_nj` is the energy of one count as the chip sees it (nJ), `ratio` how many times more
    the primary energy is: current ratio times voltage ratio.
    """

    def __init__(self, count_nj, ratio):
        if count_nj <= 0 or ratio <= 0:
            raise SettingsError(
                f"energy scale: got {count_nj} nJ a count and a ratio of {ratio},"
                " expected more than zero"
            )
        common = _common_divisor(count_nj * ratio, _NANOJOULES_PER_MWH)
        self.numerator = count_nj * ratio // common
        self.divisor = _NANOJOULES_PER_MWH // common


def _common_divisor(a, b):
    while b:
        a, b = b, a % b
    return a


class EnergyRegisters:
    """All energy registers of one meter; a section of the stored state."""

    size = REGISTERS * _SLOT_BYTES

    def __init__(self, scale):
        self._scale = scale
        self.divisor = scale.divisor
        self.mwh = [0] * REGISTERS
        self._remainders = [0] * REGISTERS
        self._changed = [True] * REGISTERS
        self._maps = [_DRAWING] * SCOPES

    def add(self, snapshot):
        """Take on the counts of one snapshot of the chip."""
        counts = snapshot.counts
        for scope in range(SCOPES):
            self._maps[scope] = _DELIVERING if _delivers(snapshot, scope) else _DRAWING
        for k in range(KINDS * SCOPES):
            if counts[k]:
                self._add(self._maps[k & 3][k >> 2] * SCOPES + (k & 3), counts[k])

    def _add(self, register, count):
        scale = self._scale
        whole, rest = divmod(count * scale.numerator + self._remainders[register], scale.divisor)
        self.mwh[register] += whole
        self._remainders[register] = rest
        self._changed[register] = True

    def rescale(self, divisor):
        """Remainders of a scale with this `divisor` become parts of the present one's."""
        if divisor == self.divisor:
            return
        for register in range(REGISTERS):
            rest = self._remainders[register]
            self._remainders[register] = rest * self.divisor // divisor
            self._changed[register] = True

    def pack_into(self, buffer, offset):
        """Bring the registers that have changed into a stored frame at `offset`."""
        changed = self._changed
        for register in range(REGISTERS):
            if changed[register]:
                at = offset + register * _SLOT_BYTES
                struct.pack_into(_SLOT, buffer, at, self.mwh[register], self._remainders[register])
                changed[register] = False

    def unpack_from(self, buffer, offset):
        for register in range(REGISTERS):
            slot = struct.unpack_from(_SLOT, buffer, offset + register * _SLOT_BYTES)
            self.mwh[register], self._remainders[register] = slot
            self._changed[register] = True


def _delivers(snapshot, scope):
    """Whether active energy was delivered rather than drawn in this snapshot."""
    drawn, delivered = snapshot.counts[scope], snapshot.counts[SCOPES + scope]
    if drawn != delivered:
        return delivered > drawn
    return snapshot.power_is_export(scope)


class PhaseCheck:
    """Whether the phases add up to the total, over all snapshots since the start.

    Each phase holds back less than one count, and so does the total; and the registers are read
    one after the other, so that at a high load the first misses what the last has. Net sums that
    differ by more mean that counts were lost, doubled or misread. The difference is then counted
    from where it stands, so that each disagreement is told once.

    `phases` are those that the total is made of: 1, 2 and 3, or 1 and 3 with three wires.
    """

    HELD_BACK = 4
    SKEW_SHIFT = 6  # a snapshot takes less than 1/64 of a second

    def __init__(self, phases=(1, 2, 3)):
        self._phases = phases
        self._difference = 0
        self._gross_before = 0
        self.disagreements = 0

    def add(self, snapshot):
        """True where this snapshot does not fit; it is counted in `disagreements`."""
        counts = snapshot.counts
        gross = counts[0] + counts[SCOPES]
        net = counts[0] - counts[SCOPES]
        for phase in self._phases:
            net -= counts[phase] - counts[SCOPES + phase]
        self._difference += net
        tolerance = self.HELD_BACK + (max(gross, self._gross_before) >> self.SKEW_SHIFT)
        self._gross_before = gross
        if -tolerance <= self._difference <= tolerance:
            return False
        self._difference = 0
        self.disagreements += 1
        return True
