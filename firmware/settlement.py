"""Settlement: every mWh is put into a price period and an interval of the load profile.

`Settlement.take(utc_s)` settles what the registers have grown by since it was last called. In
ordinary running that is one second, which no edge divides. After a gap (the processor was down
while the chip went on counting) the energy is shared out over the gap in proportion to time, edge
by edge, the last part taking the remainder: nothing is lost, and each part is priced by the period
in which it was taken, as well as can be known. Such profile records are flagged ESTIMATED.

A clock that steps moves no energy: what was counted is settled at the time last known. A step is
told from a gap by the monotonic clock, and after a start by its length: back, or more than a day.
"""

from firmware.metering import SCOPES
from firmware.profile import ESTIMATED, QUANTITIES

ORDINARY_GAP_S = 2
"""A gap up to this length is a late tick, not an estimate."""
LONGEST_GAP_S = 86400
"""Over a longer one nothing is shared out: the registers have filled, or the clock is wrong."""


class Settlement:
    """`utc_s` is the time up to which all energy is settled; it belongs to the stored state.

    Settled are the total registers: import, export, Q1 to Q4, apparent. Import is billed.
    """

    def __init__(self, registers, bill, account, profile):
        self._registers = registers
        self._bill = bill
        self._account = account
        self._profile = profile
        self._parts = [0] * QUANTITIES
        self._left = [0] * QUANTITIES
        self._settled = [0] * QUANTITIES
        self.utc_s = 0
        self.period = 0
        self._period_until_s = 0

    def begin(self, utc_s):
        """Go on from `utc_s`, to which all that the registers hold is settled."""
        self._unsettled()
        self.utc_s = utc_s

    def take(self, utc_s, elapsed_s=None):
        """Settle the energy counted since the last call, up to `utc_s`; the debit (signed).

        `elapsed_s` is what a monotonic clock says of the time since the last call, None if that
        was before the processor started. Where the wall clock says otherwise it has stepped.
        """
        gap_s = utc_s - self.utc_s
        energy = self._unsettled()
        flags = ESTIMATED if gap_s > ORDINARY_GAP_S else 0
        stepped = _is_step(gap_s, elapsed_s)
        if stepped and energy:
            self._settle_at_once(flags)
        if stepped or flags and not energy:
            self._set_clock(utc_s)
        while self.utc_s < utc_s:
            self._settle_part(self._next_edge(utc_s), utc_s, flags)
        return self._account.settle(self._bill.total_u())

    def _unsettled(self):
        """Bring the growth of each quantity into `_left`; True where there is any."""
        mwh, settled, left = self._registers.mwh, self._settled, self._left
        any_energy = False
        for quantity in range(QUANTITIES):
            now = mwh[quantity * SCOPES]
            left[quantity] = now - settled[quantity]
            if left[quantity]:
                any_energy = True
                settled[quantity] = now
        return any_energy

    def _next_edge(self, utc_s):
        """The end of the part that begins at `self.utc_s`."""
        if self.utc_s + 1 == utc_s:
            return utc_s
        tariff_edge_s = self._bill.tariff.next_edge(self.utc_s)
        return min(utc_s, tariff_edge_s, self._profile.next_edge(self.utc_s))

    def _settle_part(self, edge_s, utc_s, flags):
        """Settle the share of what is left that falls before `edge_s`."""
        parts, left = self._parts, self._left
        part_s, whole_s = edge_s - self.utc_s, utc_s - self.utc_s
        for quantity in range(QUANTITIES):
            parts[quantity] = left[quantity] * part_s // whole_s
            left[quantity] -= parts[quantity]
        self._bill.add(self._period_at(self.utc_s), parts[0])
        self._profile.add(self.utc_s, edge_s, parts, flags)
        self.utc_s = edge_s

    def _settle_at_once(self, flags):
        """No time has passed, or the clock has stepped: the time last known counts."""
        self._bill.add(self._period_at(self.utc_s), self._left[0])
        self._profile.add(self.utc_s, self.utc_s, self._left, flags)

    def _set_clock(self, utc_s):
        self.utc_s = utc_s
        self._period_until_s = 0

    def _period_at(self, utc_s):
        if utc_s >= self._period_until_s:
            tariff = self._bill.tariff
            self.period = tariff.period_at(utc_s)
            self._period_until_s = tariff.next_edge(utc_s)
        return self.period


def _is_step(gap_s, elapsed_s):
    """Whether the wall clock has stepped, rather than time has passed."""
    if elapsed_s is None:
        return not 0 < gap_s <= LONGEST_GAP_S
    return gap_s <= 0 or abs(gap_s - elapsed_s) > ORDINARY_GAP_S
