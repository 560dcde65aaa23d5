"""The stored state: two frames in FRAM, written in turn, so that one of them is always whole.

A frame is (docs/SPEC.md, "Stored state"):

    mark "MW" 2, layout 1, sections 1, length 2, sequence 4, the sections, CRC-32 4

The newest whole frame is the state. A cut at any byte of a write tears the frame that is being
written, and the other one, a second older, still stands.

The length of the last section is not known before the others have been read: it is the state of
the tariff that they name. `load` takes over the others and keeps it as `rest`; `attach` gives the
store the section that it is for.
"""

import struct
from binascii import crc32

from tariffs.wide import WIDE, take_over, words_of

LAYOUT = 4
_HEAD = "<2sBBHI"
_HEAD_BYTES = 10
_MARK = b"MW"
_CRC_BYTES = 4
_TRIES = 3  # readings of a frame before it is called torn: the bus may have been hit
SLOT_BYTES = 4096
"""Room for each of the two frames, from address 0 on."""
END = 2 * SLOT_BYTES
SCHEME_BYTES = 199
"""What an account with a prepaid scheme and its switch store beyond balance and debits."""


class Store:
    """Commits `sections` (objects with size, pack_into, unpack_from) to `memory` together."""

    def __init__(self, memory, sections):
        self._memory = memory
        self._sections = sections
        self._last = None
        self._last_at = _HEAD_BYTES + sum([section.size for section in sections])
        self._frame = bytearray(self._last_at)
        self._prepare(self._last_at + _CRC_BYTES)
        self.sequence = 0
        self.rest = b""

    def attach(self, section):
        """From now on `section` is the last one; its size may change from commit to commit."""
        self._last = section

    def load(self):
        """Take over the newest whole frame; False where there is none."""
        found = [self._read(slot) for slot in (0, 1)]
        newest = max(found)
        if newest < 0 or self._read(found.index(newest)) != newest:
            return False
        self.sequence = newest
        self._unpack()
        self.rest = bytes(memoryview(self._frame)[self._last_at : -_CRC_BYTES])
        return True

    def is_blank(self):
        """Whether the memory is as it left the factory: nothing but one value in both frames."""
        for slot in (0, 1):
            self._memory.read(slot * SLOT_BYTES, self._frame)
            if len(set(self._frame)) > 1:
                return False
        return True

    def commit(self):
        """Store the state as it is now; it is safe when this returns."""
        self.sequence += 1
        length = self._last_at + (self._last.size if self._last else 0) + _CRC_BYTES
        if length != len(self._frame):
            self._prepare(length)
        frame = self._frame
        head = (_MARK, LAYOUT, len(self._sections) + 1, length, self.sequence)
        struct.pack_into(_HEAD, frame, 0, *head)
        offset = _HEAD_BYTES
        for section in self._sections:
            section.pack_into(frame, offset)
            offset += section.size
        if self._last:
            self._last.pack_into(frame, offset)
        struct.pack_into("<I", frame, length - _CRC_BYTES, crc32(self._sealed))
        self._memory.write((self.sequence & 1) * SLOT_BYTES, frame)

    def _prepare(self, length):
        """Make the frame's buffer so long; sections may leave in it what has not changed."""
        if length > SLOT_BYTES:
            raise ValueError(f"state: got {length} bytes, expected at most {SLOT_BYTES}")
        before = self._frame
        self._frame = bytearray(length)
        self._frame[: self._last_at] = before[: self._last_at]
        self._sealed = memoryview(self._frame)[:-_CRC_BYTES]

    def _read(self, slot):
        """The sequence of the whole frame in `slot`, or -1; what the bus spoilt is read again."""
        sequence = -1
        for _ in range(_TRIES):
            if sequence < 0:
                sequence = self._read_once(slot * SLOT_BYTES)
        return sequence

    def _read_once(self, address):
        head = bytearray(_HEAD_BYTES)
        self._memory.read(address, head)
        mark, layout, sections, length, sequence = struct.unpack(_HEAD, head)
        if (mark, layout, sections) != (_MARK, LAYOUT, len(self._sections) + 1):
            return -1
        if not self._last_at + _CRC_BYTES <= length <= SLOT_BYTES:
            return -1
        if length != len(self._frame):
            self._prepare(length)
        self._memory.read(address, self._frame)
        stored = struct.unpack_from("<I", self._frame, length - _CRC_BYTES)[0]
        whole = self._frame[:_HEAD_BYTES] == head and stored == crc32(self._sealed)
        return sequence if whole else -1

    def _unpack(self):
        offset = _HEAD_BYTES
        for section in self._sections:
            section.unpack_from(self._frame, offset)
            offset += section.size


class Fields:
    """A section of whole numbers: `names` of `owner`'s attributes, in the struct format."""

    def __init__(self, owner, layout, names):
        self._owner = owner
        self._layout = "<" + layout
        self._names = names
        self.size = struct.calcsize(self._layout)

    def pack_into(self, buffer, offset):
        owner = self._owner
        values = [getattr(owner, name) for name in self._names]
        struct.pack_into(self._layout, buffer, offset, *values)

    def unpack_from(self, buffer, offset):
        values = struct.unpack_from(self._layout, buffer, offset)
        for name, value in zip(self._names, values):
            setattr(self._owner, name, value)


class Money:
    """A section of sums of money, of `names` of `owner`'s attributes: 12 bytes each, so that none
    wraps in the life of a meter.
    """

    def __init__(self, owner, *names):
        self._owner = owner
        self._names = names
        self._layout = "<" + WIDE * len(names)
        self.size = struct.calcsize(self._layout)

    def pack_into(self, buffer, offset):
        struct.pack_into(self._layout, buffer, offset, *words_of(self._owner, self._names))

    def unpack_from(self, buffer, offset):
        take_over(self._owner, self._names, struct.unpack_from(self._layout, buffer, offset))


class Row:
    """A section that is one list of equal whole numbers, changed in place."""

    def __init__(self, values, code):
        self._values = values
        self._layout = f"<{len(values)}{code}"
        self.size = struct.calcsize(self._layout)

    def pack_into(self, buffer, offset):
        struct.pack_into(self._layout, buffer, offset, *self._values)

    def unpack_from(self, buffer, offset):
        self._values[:] = struct.unpack_from(self._layout, buffer, offset)


class Kept:
    """A section whose bytes mean nothing here: they stay as they were stored."""

    def __init__(self, size):
        self._bytes = bytearray(size)
        self.size = size

    def pack_into(self, buffer, offset):
        buffer[offset : offset + self.size] = self._bytes

    def unpack_from(self, buffer, offset):
        self._bytes[:] = buffer[offset : offset + self.size]


class Seldom:
    """Sections that change only where `owner.changed` says so; else they stay in the frame."""

    def __init__(self, owner, sections):
        self._owner = owner
        self._sections = sections
        self.size = sum([section.size for section in sections])

    def pack_into(self, buffer, offset):
        if self._owner.changed:
            for section in self._sections:
                section.pack_into(buffer, offset)
                offset += section.size

    def unpack_from(self, buffer, offset):
        for section in self._sections:
            section.unpack_from(buffer, offset)
            offset += section.size
