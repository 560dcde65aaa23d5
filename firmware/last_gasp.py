"""The last gasp: a record of what was read and is not stored yet, written as the supply ends.

Reading the metering chip clears it. From then until the state is stored, what was read is in this
processor's memory only. It is packed into a record at once, with its CRC, so that the interrupt of
a failing supply has nothing to do but to send it; what takes memory or time is done before. One
that comes before the record is ready has it sent when it is.

A start takes the record over (`firmware.rescue`) where it belongs to the very state that was
stored last, by sequence and number of the start. The commit that follows has another sequence: so
it is used once, however often the meter dies in between, and one that was not needed never is.

It saves up to a second of energy beyond what the journal promises, and nothing rests on it.
"""

import struct
from binascii import crc32

from drivers.fram import HEADER
from firmware.compat import const, forget

PLACE = 0x7F00
HEAD = "<2sBBIII"
HEAD_BYTES = 16
SEALED_BYTES = 88
RECORD_BYTES = 92
MARK = b"LG"
VERSION = 1
_COUNTS = const(36)
_SCOPES = const(4)


class LastGasp:
    """`fire` is for a hard interrupt. `memory` is a driver that has `message` and `urgent`."""

    def __init__(self, memory):
        self._memory = memory
        self._message = memory.message(PLACE, RECORD_BYTES)
        self._sealed = memoryview(self._message)[HEADER : HEADER + SEALED_BYTES]
        self._is_ready = False
        self._has_fired = False

    def fire(self, line=None):
        """The supply is about to end; called by an interrupt, at any moment. Allocates nothing."""
        self._has_fired = True
        if self._is_ready:
            self._memory.urgent(self._message)

    def arm(self, snapshot, utc_s, sequence, boots):
        """This was read at `utc_s`, and is to be added to the stored state of that sequence."""
        message, counts = self._message, snapshot.counts
        exports = 0
        for scope in range(_SCOPES):
            exports |= snapshot.power_is_export(scope) << scope
        self._is_ready = False
        struct.pack_into(HEAD, message, HEADER, MARK, VERSION, exports, sequence, boots, utc_s)
        for k in range(_COUNTS):
            at = HEADER + HEAD_BYTES + 2 * k
            message[at] = counts[k] & 0xFF
            message[at + 1] = counts[k] >> 8
        struct.pack_into("<I", message, HEADER + SEALED_BYTES, crc32(self._sealed))
        self._is_ready = True
        if self._has_fired:
            self._memory.urgent(message)

    def disarm(self):
        """The state is stored: it holds what was read."""
        self._is_ready = self._has_fired = False

    def rescue(self, meter):
        """Take over what the last gasp before this start has left, if anything."""
        from firmware import rescue  # here, so that it can be let go

        rescue.take_over(meter, self._memory)
        forget("firmware.rescue")

    def clear(self):
        """Write a record that is none, by the interrupt's way: what takes memory on it the first
        time has then taken it.
        """
        self._message[HEADER] = 0
        self._memory.urgent(self._message)
