"""Records of the load profile: written, and found by their time.

A record is 56 bytes (docs/SPEC.md, "Load profile"). Time mostly goes on from record to record.
Where it does not, because the clock was set back or a record had to be made again after a cut, a
new run of records begins. Within a run a moment is found by halving, so that the ring is read at a
few places only; runs are followed back from the newest one. The record that was written later
holds.
"""

import struct

from firmware.compat import const
from firmware.profile import CLIPPED, QUANTITIES

RECORD_BYTES = 56
_MOST_RUNS = const(32)
"""Runs that one search looks at, the newest; each more is a clock that was set back, or a cut."""
_MOST_SPOILT = const(64)
"""Records that may be unreadable in a row."""
_MOST_U16 = const(0xFFFF)
MOST_U32 = 0xFFFFFFFF
_PHASES = const(3)
_LAYOUT = "<IIIHBB7II3HH"


class ProfileRecord:
    """The interval from `start_s` (UTC) on, `interval_s` long, of which `covered_s` are known.

    `energies_mwh` in the order of QUANTITIES, `peak_mwh` the most that was drawn in one minute,
    `volts_cv` the mean voltage of each phase in hundredths of a volt at the meter.

    `run_at` is the sequence of the first record of its run, `before_s` the latest start of all
    records before that, 0 if there are none.
    """

    def __init__(self):
        self.start_s = self.covered_s = self.flags = 0
        self.interval_s = 900
        self.energies_mwh = [0] * QUANTITIES
        self.peak_mwh = 0
        self.volts_cv = [0] * _PHASES
        self.run_at = self.before_s = 0

    def pack_into(self, buffer):
        """Into RECORD_BYTES of a buffer."""
        energies = [min(energy, MOST_U32) for energy in self.energies_mwh]
        struct.pack_into(
            _LAYOUT,
            buffer,
            0,
            self.start_s,
            self.before_s,
            self.run_at,
            self.covered_s,
            self.flags,
            self.interval_s // 60,
            *energies,
            min(self.peak_mwh, MOST_U32),
            *[min(volts, _MOST_U16) for volts in self.volts_cv],
            0,
        )

    def unpack_from(self, buffer):
        fields = struct.unpack_from(_LAYOUT, buffer, 0)
        self.start_s, self.before_s, self.run_at, self.covered_s, self.flags = fields[:5]
        self.interval_s = fields[5] * 60
        self.energies_mwh[:] = fields[6:13]
        self.peak_mwh = fields[13]
        self.volts_cv[:] = fields[14:17]
        return self

    def follow(self, newest, sequence):
        """Go on with the run of the newest record, or begin one at `sequence`."""
        if newest and newest.start_s < self.start_s:
            self.run_at, self.before_s = newest.run_at, newest.before_s
        else:
            self.run_at = sequence
            self.before_s = max(newest.start_s, newest.before_s) if newest else 0


class Cursor:
    """Reads records of a ring one after another, into the same `record`."""

    def __init__(self, ring):
        self.ring = ring
        self.record = ProfileRecord()
        self._body = bytearray(RECORD_BYTES)

    def read(self, sequence):
        """Whether there is such a record."""
        if not self.ring.read(sequence, self._body):
            return False
        self.record.unpack_from(self._body)
        return True

    def forwards(self, sequence, end):
        """The first sequence from there on, below `end`, that has a record; `end` for none."""
        while sequence < end and not self.read(sequence):
            sequence += 1
        return sequence

    def backwards(self, sequence):
        """The same, looking back; -1 for none."""
        lowest = max(self.ring.oldest, sequence - _MOST_SPOILT)
        while sequence >= lowest:
            if self.read(sequence):
                return sequence
            sequence -= 1
        return -1

    def first_from(self, sequence, end, start_s):
        """The first sequence of a run's part whose record begins at `start_s` or later."""
        low, high = sequence, end
        while low < high:
            middle = (low + high) // 2
            found = self.forwards(middle, high)
            if found == high or self.record.start_s >= start_s:
                high = middle
            else:
                low = found + 1
        return low


def latest_start(ring):
    """The latest start of all records, UTC seconds; 0 where there are none."""
    newest = _newest_of(ring)
    return max(newest.start_s, newest.before_s) if newest else 0


def write(ring, profile):
    """Record the running interval of a profile; whether the ring has taken it."""
    record, body = _finished(profile), bytearray(RECORD_BYTES)
    record.follow(_newest_of(ring), ring.next)
    record.pack_into(body)
    return ring.append_now(body) >= 0


def _finished(profile):
    record = ProfileRecord()
    record.start_s, record.covered_s = profile.start_s, profile.covered_s
    record.interval_s, record.peak_mwh = profile.interval_s, profile.peak_mwh
    record.energies_mwh = profile.energies_mwh
    is_clipped = max(profile.energies_mwh) > MOST_U32
    record.flags = profile.flags | (CLIPPED if is_clipped else 0)
    for phase in range(_PHASES):
        record.volts_cv[phase] = profile.volts_cv[phase] // max(profile.readings, 1)
        profile.volts_cv[phase] = 0
    profile.readings = 0
    return record


def _newest_of(ring):
    """The newest record that can be read, or None."""
    cursor = Cursor(ring)
    return cursor.record if cursor.backwards(ring.newest) >= 0 else None


def runs(ring, from_s=0):
    """(first sequence, behind the last) of each run that may hold a start of `from_s` or later,
    the newest first.
    """
    cursor, end, found = Cursor(ring), ring.newest + 1, []
    for _ in range(_MOST_RUNS):
        if cursor.backwards(end - 1) < 0:
            break
        first = max(ring.oldest, min(cursor.record.run_at, end - 1))
        found.append((first, end))
        end = first
        if cursor.record.before_s < from_s:
            break
    return found


def record_at(ring, start_s):
    """The record of the interval that began then, the one that holds; None if there is none."""
    cursor = Cursor(ring)
    for first, end in runs(ring, start_s):
        sequence = cursor.forwards(cursor.first_from(first, end, start_s), end)
        if sequence < end and cursor.record.start_s == start_s:
            return cursor.record
    return None


def records(ring, from_s, to_s):
    """Yields the records that began from `from_s` on and before `to_s`, in the order of time.

    Of two with one start the one that was recorded later. What is yielded is overwritten by the
    next one.
    """
    heads = []
    for first, end in runs(ring, from_s):
        cursor = Cursor(ring)
        heads.append(_Head(cursor, cursor.first_from(first, end, from_s), end))
    while heads:
        heads = [head for head in heads if head.start_s() < to_s]
        if not heads:
            return
        start_s = min([head.start_s() for head in heads])
        is_told = False
        for head in heads:
            if head.start_s() == start_s:
                if not is_told:
                    yield head.cursor.record
                is_told = True
                head.go_on()


class _Head:
    """How far one run has been read."""

    def __init__(self, cursor, sequence, end):
        self.cursor = cursor
        self._end = end
        self._sequence = cursor.forwards(sequence, end)

    def start_s(self):
        """Of the record that is next; beyond all time where there is none."""
        return self.cursor.record.start_s if self._sequence < self._end else 1 << 32

    def go_on(self):
        self._sequence = self.cursor.forwards(self._sequence + 1, self._end)
