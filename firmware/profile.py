"""The load profile: what each interval of the day drew and delivered, in a ring in FRAM.

A record is 40 bytes (docs/SPEC.md, "Load profile"): start in UTC seconds, seconds of it that are
covered, flags, seven energies (import, export, Q1 to Q4, apparent) in mWh, CRC-32. Its place
follows from its start alone, so writing it again after a cut changes nothing.
"""

import struct
from binascii import crc32

from firmware.errors import SettingsError

INTERVAL_S = 900
QUANTITIES = 7
ESTIMATED = 1
"""Flag of a record: part of its energy was shared out by time over a gap."""
CLIPPED = 2
"""Flag of a record: it held more than 2^32 - 1 mWh."""
_LAYOUT = "<IHBB7I"
_CRC = "<I"
_BODY_BYTES = 36
RECORD_BYTES = 40
MOST_COVERED_S = 0xFFFF
_NOTHING = (0,) * QUANTITIES
_INTERVALS_S = (60, 300, 600, 900, 1800, 3600)
MOST_MWH = 0xFFFFFFFF


class LoadProfile:
    """Sums up the running interval and records it when it ends.

    The running interval (`start_s`, `covered_s`, `flags`, `energies_mwh`) belongs to the stored
    state, and so does `newest_s`, the latest start there ever was; `memory` from `base` to `end`
    holds the ring. Where the interval's length is changed, the running one ends as it is.
    """

    def __init__(self, memory, base, end, interval_s=INTERVAL_S):
        if interval_s not in _INTERVALS_S:
            raise SettingsError(
                f"load profile interval: got {interval_s} s, expected one of {_INTERVALS_S}"
            )
        self._memory = memory
        self._base = base
        self.capacity = (end - base) // RECORD_BYTES
        self.interval_s = interval_s
        self.start_s = 0
        self.newest_s = 0
        self.covered_s = 0
        self.flags = 0
        self.energies_mwh = [0] * QUANTITIES
        self.recorded = 0
        self._record = bytearray(RECORD_BYTES)

    def next_edge(self, utc_s):
        """When the interval that holds `utc_s` ends."""
        return utc_s - utc_s % self.interval_s + self.interval_s

    def add(self, start_s, end_s, energies_mwh, flags=0):
        """Take on the energies of the time from `start_s` to `end_s`, within one interval."""
        interval_start_s = start_s - start_s % self.interval_s
        if interval_start_s != self.start_s:
            self._begin(interval_start_s)
        for quantity in range(QUANTITIES):
            self.energies_mwh[quantity] += energies_mwh[quantity]
        self.covered_s = min(self.covered_s + end_s - start_s, MOST_COVERED_S)
        self.flags |= flags
        if end_s - interval_start_s >= self.interval_s:
            self._begin(end_s)

    def record_at(self, start_s):
        """(covered seconds, flags, seven energies) of the interval that began then, or None."""
        record = bytearray(RECORD_BYTES)
        self._memory.read(self._address(start_s), record)
        stored = struct.unpack_from(_CRC, record, _BODY_BYTES)[0]
        fields = struct.unpack_from(_LAYOUT, record, 0)
        if fields[0] != start_s or stored != crc32(record[:_BODY_BYTES]):
            return None
        return fields[1], fields[2], fields[4:]

    def _begin(self, start_s):
        """Record the running interval and begin that of `start_s`.

        Where the clock has stepped back to one that has a record, it is gone on with. A record of
        one that is newer than the stored state was written just before a cut: it is made anew.
        """
        if self.covered_s or any(self.energies_mwh):
            self._write()
        self.start_s = start_s - start_s % self.interval_s
        been_here = self.start_s <= self.newest_s
        self.newest_s = max(self.newest_s, self.start_s)
        known = self.record_at(self.start_s) if been_here else None
        self.covered_s, self.flags, self.energies_mwh[:] = known or (0, 0, _NOTHING)

    def _write(self):
        energies = [min(energy, MOST_MWH) for energy in self.energies_mwh]
        if max(self.energies_mwh) > MOST_MWH:
            self.flags |= CLIPPED
        struct.pack_into(
            _LAYOUT, self._record, 0, self.start_s, self.covered_s, self.flags, 0, *energies
        )
        checksum = crc32(memoryview(self._record)[:_BODY_BYTES])
        struct.pack_into(_CRC, self._record, _BODY_BYTES, checksum)
        self._memory.write(self._address(self.start_s), self._record)
        self.recorded += 1

    def _address(self, start_s):
        return self._base + start_s // self.interval_s % self.capacity * RECORD_BYTES
