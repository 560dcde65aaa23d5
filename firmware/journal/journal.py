"""Commits the sections of the stored state, all in one frame, and takes the newest over again.

The length of the last section is not known before the others have been read: it is the state of
the tariff that they name. `load` takes over the others and keeps it as `rest`; `attach` gives the
journal the section that it is for.
"""

import struct
from binascii import crc32

from firmware.compat import forget
from firmware.errors import MeterError
from firmware.journal import frame as frames
from firmware.journal.ring import Ring, pitch_of

MOST_BYTES = 4096
"""Of a frame."""
BASE, END = 0, 8192
"""Where the ring is in the memory."""
_SCANS = 4  # of the memory before the last is believed: the bus may have been hit
_PIECE_BYTES = 256


class NotStored(MeterError):
    """The memory does not take what is to be stored; nothing may be promised on it."""


class Journal:
    """Commits `sections` (objects with size, pack_into, unpack_from) to `memory` together.

    `settled` says by its `changed` whether a commit carries more than the next second: money, a
    bill, an order. Such a frame is read back whole. `tag`, a function of bytes, makes the 8 bytes
    that vouch for what concerns credit: all from the section number `credit_from` on.

    `sequence` counts commits since the meter was new, `unstored` those that the memory did not
    take; `lost` is how many frames were found missing by `load`.
    """

    def __init__(self, memory, sections, settled=None, tag=None, credit_from=0):
        self._memory = memory
        self._sections = sections
        self._settled = settled
        self._tag = tag
        self._last = None
        self._credit_at = _size(sections[:credit_from])
        self._last_at = _size(sections)
        self._frame = bytearray(self._last_at)
        self.ring = Ring(memory, BASE, END)
        self.sequence = self._since = 0
        self.lost = self.unstored = 0
        self.rest = b""
        self._prepare(self._last_at + frames.TAIL_BYTES)

    def attach(self, section):
        """From now on `section` is the last one; its size may change from commit to commit."""
        self._last = section

    def load(self):
        """Take over the newest whole frame; False where there is none."""
        from firmware.journal import recovery  # here, so that it can be let go

        whole, torn = self._scanned(recovery)
        while whole and not self._take_over(*whole[0]):
            self.lost += 1
            whole = whole[1:]
        if whole:
            ring, pitch = self.ring, pitch_of(len(self._frame))
            self.lost += recovery.lost_frames(whole, torn, ring.base, ring.end, pitch)
        forget("firmware.journal.recovery")
        return bool(whole)

    def is_blank(self):
        """Whether the ring is as it left the factory: nothing but one value."""
        piece = bytearray(_PIECE_BYTES)
        values = set()
        for at in range(self.ring.base, self.ring.end, _PIECE_BYTES):
            self._memory.read(at, piece)
            values.update(piece)
        return len(values) == 1

    def commit(self):
        """Store the state as it is now; True when it is safe."""
        whole = self._settled is None or self._settled.changed
        length = self._last_at + (self._last.size if self._last else 0) + frames.TAIL_BYTES
        if length != len(self._frame):
            self._prepare(length)
        self._pack(whole)
        if self.ring.write(self._frame, whole):
            return True
        self.unstored += 1
        self._since = 0  # what comes next begins a row of its own
        return False

    def secure(self):
        """Store the state twice, so that no single place of the memory can lose it again.

        For what somebody is told that it is done: raises NotStored where it is not.
        """
        if not (self.commit() and self._again()):
            raise NotStored("memory: does not hold what is written; nothing was done, try again")

    def expect_stored(self):
        """See that the state is stored if it was not taken last; raises NotStored."""
        if not self._since:
            self.secure()

    def _again(self):
        if self._settled is not None:
            self._settled.changed = True
        return self.commit()

    def _pack(self, whole):
        frame = self._frame
        self.sequence += 1
        if self.ring.length != len(frame) or not self._since:
            self._since = self.sequence
        head = (frames.MARK, frames.LAYOUT, len(self._sections) + 1, len(frame))
        struct.pack_into(frames.HEAD, frame, 0, *head, self.sequence, self._since)
        offset = frames.HEAD_BYTES
        for section in self._sections:
            section.pack_into(frame, offset)
            offset += section.size
        if self._last:
            self._last.pack_into(frame, offset)
        if self._tag and whole:
            frame[-frames.TAIL_BYTES : -frames.CRC_BYTES] = self._tag(self._credit)
        struct.pack_into("<I", frame, len(frame) - frames.CRC_BYTES, crc32(self._sealed))

    def _prepare(self, length):
        """Make the frame's buffer so long; sections may leave in it what has not changed."""
        if length > MOST_BYTES:
            raise ValueError(f"state: got {length} bytes, expected at most {MOST_BYTES}")
        before = self._frame
        self._frame = bytearray(length)
        self._frame[: self._last_at] = before[: self._last_at]
        view = memoryview(self._frame)
        self._sealed = view[: -frames.CRC_BYTES]
        self._credit = view[self._credit_at : -frames.TAIL_BYTES]

    def _scanned(self, recovery):
        """What is found, as two scans in a row find it."""
        shape = self._shape()
        before = None
        for _ in range(_SCANS):
            ring = self.ring
            found = recovery.whole_frames(self._memory.read, ring.base, ring.end, shape)
            if found == before and found[0]:
                break
            before = found
        return found

    def _shape(self):
        least_bytes = self._last_at + frames.TAIL_BYTES
        return frames.Shape(len(self._sections) + 1, least_bytes, MOST_BYTES)

    def _take_over(self, sequence, since, address, length):
        """The state becomes that of a frame that was found; False where its tag is wrong."""
        if length != len(self._frame):
            self._prepare(length)
        view = memoryview(self._frame)
        for at in range(0, length, _PIECE_BYTES):
            self._memory.read(address + at, view[at : at + _PIECE_BYTES])
        if self._tag and self._tag(self._credit) != self._frame[-12:-4]:
            return False
        self.sequence, self._since = sequence, since
        self.ring.address, self.ring.length = address, length
        offset = frames.HEAD_BYTES
        for section in self._sections:
            section.unpack_from(self._frame, offset)
            offset += section.size
        self.rest = bytes(view[self._last_at : -frames.TAIL_BYTES])
        return True


def _size(sections):
    return frames.HEAD_BYTES + sum([section.size for section in sections])
