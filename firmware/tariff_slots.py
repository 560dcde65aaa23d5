"""Tariff documents in FRAM: two slots, so that the next one can wait while one holds.

A slot is (docs/SPEC.md, "Tariff slots"): length 2, CRC-32 4, the document as JSON. Which slot
holds, and from when on the other one will, belongs to the stored state, with the CRC of each: so a
cut leaves one document or the other, and never half of one. A slot is written only while the
stored state does not name it.
"""

import struct
from binascii import crc32

from firmware.errors import MeterError
from tariffs.room import MOST_DOCUMENT_BYTES

_HEAD = "<HI"
_HEAD_BYTES = 6
SLOT_BYTES = _HEAD_BYTES + MOST_DOCUMENT_BYTES
_PIECE_BYTES = 256
_TRIES = 3


class SlotError(MeterError):
    """A document that does not fit, or that is not in its slot as it was written."""


class TariffSlots:
    """`active` is the slot that holds and `active_crc` its document's; `next_s` the UTC second
    from which the other slot holds, with the document of `next_crc`; 0 where none waits.
    A slot has `slot_bytes`.
    """

    def __init__(self, memory, base, slot_bytes=SLOT_BYTES):
        self._memory = memory
        self._base = base
        self._slot_bytes = slot_bytes
        self._most_bytes = slot_bytes - _HEAD_BYTES
        self.active = 1  # so that the first document comes into slot 0
        self.active_crc = 0
        self.next_s = 0
        self.next_crc = 0

    def write_next(self, document):
        """Put a document (bytes) into the slot that does not hold; its CRC."""
        self.check_length(document)
        return self._write(1 - self.active, document)

    def write_again(self, document):
        """Put the document that holds into its slot once more; False if this is another."""
        if crc32(document) != self.active_crc:
            return False
        try:
            self._write(self.active, document)
        except SlotError:
            return False
        return True

    def _write(self, slot, document):
        checksum = crc32(document)
        head = struct.pack(_HEAD, len(document), checksum)
        self._memory.write(self._address(slot), head)
        for at in range(0, len(document), _PIECE_BYTES):
            piece = document[at : at + _PIECE_BYTES]
            self._memory.write(self._address(slot) + _HEAD_BYTES + at, piece)
        self.read(slot, checksum)
        return checksum

    def read(self, slot, checksum):
        """The document (bytearray) in a slot, whose CRC must be `checksum`."""
        for _ in range(_TRIES):  # the bus may have been hit
            found = self._read(slot, checksum)
            if found is not None:
                return found
        raise SlotError(f"tariff slot {slot}: the document is damaged; install it again")

    def check_length(self, document):
        """SlotError where the document is larger than a slot."""
        if not 0 < len(document) <= self._most_bytes:
            raise SlotError(
                f"tariff: got {len(document)} bytes, expected 1 to {self._most_bytes};"
                " shorten its texts or lists"
            )

    def promote(self):
        """The document that waited holds from now on."""
        self.active, self.active_crc = 1 - self.active, self.next_crc
        self.next_s = self.next_crc = 0

    def _read(self, slot, checksum):
        """The document, or None where there is no whole one with this CRC."""
        head = bytearray(_HEAD_BYTES)
        self._memory.read(self._address(slot), head)
        length, stored = struct.unpack(_HEAD, head)
        if stored != checksum or length > self._most_bytes:
            return None
        document = bytearray(length)
        view = memoryview(document)
        for at in range(0, length, _PIECE_BYTES):
            piece = view[at : at + _PIECE_BYTES]
            self._memory.read(self._address(slot) + _HEAD_BYTES + at, piece)
        return document if crc32(document) == checksum else None

    def _address(self, slot):
        return self._base + slot * self._slot_bytes
