"""The stored state: two frames in FRAM, written in turn, so that one of them is always whole.

A frame is (docs/SPEC.md, "Stored state"):

    mark "MW" 2, layout 1, sections 1, length 2, sequence 4, the sections, CRC-32 4

The newest whole frame is the state. A cut at any byte of a write tears the frame that is being
written, and the other one, a second older, still stands.
"""

import struct
from binascii import crc32

LAYOUT = 1
_HEAD = "<2sBBHI"
_HEAD_BYTES = 10
_MARK = b"MW"
_CRC_BYTES = 4
_TRIES = 3  # readings of a frame before it is called torn: the bus may have been hit
SLOT_BYTES = 2048
"""Room for each of the two frames, from address 0 on."""
END = 2 * SLOT_BYTES


class Store:
    """Commits `sections` (objects with size, pack_into, unpack_from) to `memory` together."""

    def __init__(self, memory, sections):
        self._memory = memory
        self._sections = sections
        self._frame = bytearray(frame_bytes(sections))
        self._sealed = memoryview(self._frame)[:-_CRC_BYTES]
        self.sequence = 0
        if len(self._frame) > SLOT_BYTES:
            raise ValueError(f"state: got {len(self._frame)} bytes, expected at most {SLOT_BYTES}")

    def load(self):
        """Take over the newest whole frame; False where there is none."""
        found = [self._read(slot) for slot in (0, 1)]
        newest = max(found)
        if newest < 0 or self._read(found.index(newest)) != newest:
            return False
        self.sequence = newest
        self._unpack()
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
        frame = self._frame
        head = (_MARK, LAYOUT, len(self._sections), len(frame), self.sequence)
        struct.pack_into(_HEAD, frame, 0, *head)
        offset = _HEAD_BYTES
        for section in self._sections:
            section.pack_into(frame, offset)
            offset += section.size
        struct.pack_into("<I", frame, offset, crc32(self._sealed))
        self._memory.write((self.sequence & 1) * SLOT_BYTES, frame)

    def _read(self, slot):
        """The sequence of the whole frame in `slot`, or -1; what the bus spoilt is read again."""
        sequence = -1
        for _ in range(_TRIES):
            if sequence < 0:
                self._memory.read(slot * SLOT_BYTES, self._frame)
                sequence = self._sequence()
        return sequence

    def _sequence(self):
        """The sequence of the frame that was read, or -1 where it is not whole."""
        frame = self._frame
        mark, layout, sections, length, sequence = struct.unpack_from(_HEAD, frame, 0)
        expected = (_MARK, LAYOUT, len(self._sections), len(frame))
        if (mark, layout, sections, length) != expected:
            return -1
        stored = struct.unpack_from("<I", frame, length - _CRC_BYTES)[0]
        return sequence if stored == crc32(self._sealed) else -1

    def _unpack(self):
        offset = _HEAD_BYTES
        for section in self._sections:
            section.unpack_from(self._frame, offset)
            offset += section.size


def frame_bytes(sections):
    """The length of a frame that holds these sections."""
    return _HEAD_BYTES + sum(section.size for section in sections) + _CRC_BYTES


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
