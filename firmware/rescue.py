"""What the last gasp has left (`firmware.last_gasp`) is taken over; loaded at a start only."""

import struct
from binascii import crc32

from firmware import last_gasp


class Reading:
    """What of a snapshot the energy registers need: its counts, and which way power flowed."""

    def __init__(self, exports, counts):
        self.counts = counts
        self._exports = exports

    def power_is_export(self, scope):
        return bool(self._exports >> scope & 1)


def found(memory, sequence, boots):
    """(UTC second, Reading) of the record that belongs to the state of this sequence; or None."""
    record = bytearray(last_gasp.RECORD_BYTES)
    memory.read(last_gasp.PLACE, record)
    mark, version, exports, *state = struct.unpack_from(last_gasp.HEAD, record, 0)
    if (mark, version) != (last_gasp.MARK, last_gasp.VERSION) or state[:2] != [sequence, boots]:
        return None
    sealed, stored = record[: last_gasp.SEALED_BYTES], record[last_gasp.SEALED_BYTES :]
    if struct.unpack("<I", stored)[0] != crc32(sealed):
        return None
    return state[2], Reading(exports, struct.unpack_from("<36H", record, last_gasp.HEAD_BYTES))


def take_over(meter, memory):
    """Add what was read before the supply ended, and not stored, to the state as it was stored."""
    rescued = found(memory, meter.store.sequence, meter.stored.boots)
    if rescued is None:
        return
    utc_s, reading = rescued
    meter.settlement.expect(utc_s)
    meter.registers.add(reading)
    meter.settlement.take(utc_s)
    meter.health.rescued = 1
