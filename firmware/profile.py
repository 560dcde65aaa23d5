"""The load profile: what each interval of the day drew and delivered, in a ring of the flash.

    profile.add(start_s, end_s, energies_mwh)       # within one interval; recorded when it ends
    profile.record_at(start_s)                      # the ProfileRecord of an interval, or None
    profile.records(from_s, to_s)                   # those of a time, one after the other

The running interval belongs to the stored state and is committed with all else; it is recorded
before the state that begins the next one is. So a cut between the two makes the record again: it
changes nothing, because of two records with one start the later one holds.

What has to do with records is done a few times an hour, and takes memory only then.
"""

from drivers.atm90e32.snapshot import UNMEASURED
from firmware.compat import const, forget
from firmware.errors import SettingsError
from firmware.record_ring import RecordRing
from firmware.store import Fields, Row

_AT = const(0x200000)
_LENGTH = const(0x300000)
_SLOT_BYTES = const(64)
"""The ring's place in the flash: 510 days of quarter hours."""
INTERVAL_S = const(900)
QUANTITIES = const(7)
"""Import, export, Q1 to Q4, apparent."""
_PHASES = const(3)
ESTIMATED, CLIPPED, CLOCK_INVALID = 1, 2, 4
"""Flags: part of the energy was shared out by time over a gap; a number was larger than its field;
the clock was no better than the last time that was stored.
"""
_INTERVALS_S = (60, 300, 600, 900, 1800, 3600)
_MINUTE_S = const(60)
_MOST_U16 = const(0xFFFF)
_MOST_U32 = const(0xFFFFFFFF)


def profile_of(flash, interval_s):
    """The load profile in its ring of the flash."""
    return LoadProfile(RecordRing(flash, _AT, _LENGTH, _SLOT_BYTES), interval_s)


class LoadProfile:
    """Sums up the running interval and records it when it ends.

    The running interval (`start_s`, `covered_s`, `flags`, `peak_mwh`, `energies_mwh`) belongs to
    the stored state, and so does `newest_s`, the latest start there ever was: `rows` and
    `peak_row` are its sections. `volts_cv` are sums of `readings`, in hundredths of a volt.
    `recorded` and `lost` count since the start. `history` sees each interval that was measured.
    Where the interval's length is changed, the running one ends as it is.
    """

    def __init__(self, ring, interval_s=INTERVAL_S):
        if interval_s not in _INTERVALS_S:
            raise SettingsError(
                f"load profile interval: got {interval_s} s, expected one of {_INTERVALS_S}"
            )
        self.ring = ring
        self.interval_s = interval_s
        self.start_s = self.newest_s = 0
        self.covered_s = self.flags = self.peak_mwh = 0
        self.energies_mwh = [0] * QUANTITIES
        self.rows = (
            Fields(self, "IIHB", ("start_s", "newest_s", "covered_s", "flags")),
            Row(self.energies_mwh, "Q"),
        )
        self.peak_row = Fields(self, "I", ("peak_mwh",))
        self.recorded = self.lost = 0
        self.history = None
        self.volts_cv = [0] * _PHASES
        self.readings = 0

    def take_over(self):
        """There is no stored state: time has come as far as the records say, and nobody is known
        to have read any.
        """
        self.ring.read_to = self.ring.oldest
        self.newest_s = self._with_records("latest_start")

    def next_edge(self, utc_s, in_gap=False):
        """When the interval that holds `utc_s` ends. In a gap, of which only the sum is known,
        quarter hours will do, so that a day of it is written in one second.
        """
        is_quarter = in_gap and utc_s % INTERVAL_S == 0
        interval_s = max(self.interval_s, INTERVAL_S) if is_quarter else self.interval_s
        return utc_s - utc_s % interval_s + interval_s

    def see(self, snapshot, is_clock_invalid=False):
        """A reading: voltages are averaged over those of an interval since the start."""
        if is_clock_invalid:
            self.flags |= CLOCK_INVALID
        if not snapshot.flags & UNMEASURED:
            for phase in range(_PHASES):
                self.volts_cv[phase] += snapshot.voltage_mv(phase + 1) // 10
            self.readings += 1

    def add(self, start_s, end_s, energies_mwh, flags=0):
        """Take on the energies of the time from `start_s` to `end_s`, within one interval, or, in
        a gap, up to `next_edge`.
        """
        interval_start_s = start_s - start_s % self.interval_s
        if interval_start_s != self.start_s:
            self._begin(interval_start_s)
        for quantity in range(QUANTITIES):
            self.energies_mwh[quantity] += energies_mwh[quantity]
        if end_s - start_s == _MINUTE_S and not flags & ESTIMATED:
            self.peak_mwh = min(max(self.peak_mwh, energies_mwh[0]), _MOST_U32)
        self.covered_s = min(self.covered_s + end_s - start_s, _MOST_U16)
        self.flags |= flags
        if end_s - interval_start_s >= self.interval_s:
            self._begin(end_s)

    def record_at(self, start_s):
        """The record of the interval that began then, or None."""
        return self._with_records("record_at", start_s)

    def records(self, from_s, to_s):
        """Yields the records that began from `from_s` on and before `to_s`, in the order of time;
        each is overwritten by the next.
        """
        return self._with_records("records", from_s, to_s)

    def _begin(self, start_s):
        """Record the running interval and begin that of `start_s`.

        Where the clock has stepped back to one that has a record, it is gone on with. A record of
        one that is newer than the stored state was written just before a cut: it is made anew.
        """
        if self.covered_s or any(self.energies_mwh):
            is_kept = self._with_records("write", self)
            self.recorded += int(is_kept)
            self.lost += int(not is_kept)
            if self.history and not self.flags & ESTIMATED:
                self.history.see(self.start_s, self.energies_mwh[0])
        self.start_s = start_s - start_s % self.interval_s
        been_here = self.start_s <= self.newest_s
        self.newest_s = max(self.newest_s, self.start_s)
        known = self.record_at(self.start_s) if been_here else None
        self.covered_s = known.covered_s if known else 0
        self.flags = known.flags if known else 0
        self.peak_mwh = known.peak_mwh if known else 0
        for quantity in range(QUANTITIES):
            self.energies_mwh[quantity] = known.energies_mwh[quantity] if known else 0

    def _with_records(self, name, *given):
        """What the function of that name in `firmware.profile_records` does with the ring."""
        from firmware import profile_records

        try:
            return getattr(profile_records, name)(self.ring, *given)
        finally:
            forget("firmware.profile_records")
