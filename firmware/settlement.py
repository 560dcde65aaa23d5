"""Settlement: every mWh is put into a minute of the tariff and an interval of the load profile.

The registers grow each second. What they have grown by since `utc_s` is the running minute; it is
handed to engine and profile when the minute ends, and the bill is debited. Prices, windows, bills
and intervals begin on whole minutes, so no edge divides it.

After a gap (the processor was down while the chip went on counting) the energy is shared out over
the gap in proportion to time, edge by edge, the last part taking the remainder: nothing is lost,
and each part is priced by the period in which it was taken, as well as can be known. Such profile
records are flagged ESTIMATED.

A clock that steps moves no energy: what was counted is settled at the time last known. A step is
told from a gap by the monotonic clock, and after a start by its length: back, or more than a day.
"""

from firmware.metering import SCOPES
from firmware.profile import ESTIMATED, QUANTITIES

TOTALS = tuple([quantity * SCOPES for quantity in range(QUANTITIES)])
"""The registers of what is settled: those of the total."""
WITH_PHASES = tuple([q * SCOPES + scope for scope in range(SCOPES) for q in range(QUANTITIES)])
"""Those of the total, then of each phase."""
MINUTE_S = 60
ORDINARY_GAP_S = 2
"""A gap up to this length is a late tick, not an estimate."""
LONGEST_MINUTE_S = 2 * MINUTE_S
"""What is settled later than that was not looked at minute by minute: an estimate."""
LONGEST_GAP_S = 86400
"""Over a longer one nothing is shared out: the registers have filled, or the clock is wrong."""


class Settlement:
    """What is settled: the registers import, export, Q1 to Q4, apparent, of the total and, where
    they are billed by themselves, of each phase; `places` says which.

    `settled_mwh` are their values at `utc_s`, up to which all is settled; `seen_s` is when they
    were last read. All three belong to the stored state. `tariff` is the `Billing`.
    """

    def __init__(self, registers, tariff, profile, places=TOTALS):
        self._registers = registers
        self._tariff = tariff
        self._profile = profile
        self._places = places
        self.settled_mwh = [0] * len(places)
        self._left = [0] * len(places)
        self._part = [0] * len(places)
        self.utc_s = 0
        self.seen_s = 0

    def begin(self, utc_s):
        """All that the registers hold is settled, up to `utc_s`."""
        for number, place in enumerate(self._places):
            self.settled_mwh[number] = self._registers.mwh[place]
        self._set_clock(utc_s)

    def expect(self, utc_s, elapsed_s=None):
        """A reading of `utc_s` is at hand; to be called before the registers take it on.

        `elapsed_s` is what a monotonic clock says of the time since the last reading, None if
        that was before the processor started. Where it is not the next second, the minute is
        closed first, so that only what is new is shared out.
        """
        if not self._goes_on(utc_s, elapsed_s):
            self.close()

    def take(self, utc_s, elapsed_s=None):
        """The registers have been read at `utc_s`; settle the minute if it is over."""
        if self._goes_on(utc_s, elapsed_s):
            self.seen_s = utc_s
            if utc_s // MINUTE_S > self.utc_s // MINUTE_S:
                self.close()
            return
        gap_s = utc_s - self.seen_s
        if _is_step(gap_s, elapsed_s):
            self._take_before_step(elapsed_s)
            self._tariff.clock_was_set(utc_s)
        elif self._unsettled() or gap_s <= ORDINARY_GAP_S:
            self._share_out(utc_s, gap_s > ORDINARY_GAP_S)
        self._set_clock(utc_s)

    def _take_before_step(self, elapsed_s):
        """Energy that came since the last reading, by the clock as it was then."""
        if self._unsettled():
            estimated = elapsed_s is None or elapsed_s > ORDINARY_GAP_S
            self._share_out(self.utc_s + max(elapsed_s or 1, 1), estimated)

    def close(self):
        """Settle the running minute as far as it was seen.

        Energy that came in no time at all, by two readings of one second, waits for the next.
        """
        if self.seen_s > self.utc_s:
            self._unsettled()
            self._share_out(self.seen_s, self.seen_s - self.utc_s > LONGEST_MINUTE_S)

    def _goes_on(self, utc_s, elapsed_s):
        """Whether `utc_s` is the second of the last reading, or the next."""
        gap_s = utc_s - self.seen_s
        return 0 <= gap_s <= 1 and (elapsed_s is None or abs(gap_s - elapsed_s) <= ORDINARY_GAP_S)

    def _unsettled(self):
        """Bring the growth of each register into `_left`; True where there is any."""
        mwh, settled, left = self._registers.mwh, self.settled_mwh, self._left
        any_energy = False
        for number, place in enumerate(self._places):
            now = mwh[place]
            left[number] = now - settled[number]
            if left[number]:
                any_energy = True
                settled[number] = now
        return any_energy

    def _share_out(self, utc_s, estimated):
        """Settle what is left over the time up to `utc_s`, part by part in proportion to time."""
        parts, left = self._part, self._left
        self._tariff.reach(self.utc_s)
        while self.utc_s < utc_s:
            edge_s = self._tariff.next_edge(self.utc_s)
            edge_s = min(utc_s, edge_s, self._profile.next_edge(self.utc_s, estimated))
            part_s, whole_s = edge_s - self.utc_s, utc_s - self.utc_s
            for number in range(len(parts)):
                parts[number] = left[number] * part_s // whole_s
                left[number] -= parts[number]
            self._tariff.take(self.utc_s, edge_s, parts)
            self._profile.add(self.utc_s, edge_s, parts, ESTIMATED if estimated else 0)
            self._set_clock(edge_s)
            self._tariff.reach(edge_s)
        self._tariff.settle()

    def _set_clock(self, utc_s):
        self.utc_s = self.seen_s = utc_s


def _is_step(gap_s, elapsed_s):
    """Whether the wall clock has stepped, rather than time has passed."""
    if elapsed_s is None:
        return not 0 < gap_s <= LONGEST_GAP_S
    return gap_s <= 0 or abs(gap_s - elapsed_s) > ORDINARY_GAP_S
