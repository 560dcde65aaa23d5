"""Settlement: every mWh is put into a price period and an interval of the load profile.

`Settlement.take(utc_s)` settles what the registers have grown by since it was last called. In
ordinary running that is one second, which no edge divides. After a gap (the processor was down
while the chip went on counting) the energy is shared out over the gap in proportion to time, edge
by edge, the last part taking the remainder: nothing is lost, and each part is priced by the period
in which it was taken, as well as can be known. Such profile records are flagged ESTIMATED.

A clock that steps back moves no energy: what was counted is settled at the time last known.
"""

from firmware.metering import SCOPES
from firmware.profile import ESTIMATED, QUANTITIES

ORDINARY_GAP_S = 2
"""A gap up to this length is a late tick, not an estimate."""


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

    def take(self, utc_s):
        """Settle the energy counted since the last call, up to `utc_s`; the debit (signed)."""
        energy = self._unsettled()
        flags = ESTIMATED if utc_s - self.utc_s > ORDINARY_GAP_S else 0
        if not energy and flags:
            self.utc_s = utc_s
        if utc_s <= self.utc_s:
            self._settle_at_once(utc_s)
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

    def _settle_at_once(self, utc_s):
        """No time has passed, or the clock has stepped back to `utc_s`."""
        self._bill.add(self._period_at(self.utc_s), self._left[0])
        self._profile.add(self.utc_s, self.utc_s, self._left)
        self.utc_s = utc_s
        self._period_until_s = 0

    def _period_at(self, utc_s):
        if utc_s >= self._period_until_s:
            tariff = self._bill.tariff
            self.period = tariff.period_at(utc_s)
            self._period_until_s = tariff.next_edge(utc_s)
        return self.period
