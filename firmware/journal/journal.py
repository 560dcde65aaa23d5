"""Commits the sections of the stored state, all in one frame, and takes the newest over again.

The length of the last section is not known before the others have been read: it is the state of
the tariff that they name. `load` takes over the others and keeps it as `rest`; `attach` gives the
journal the section that it is for.
"""

import struct
from binascii import crc32

from firmware.compat import forget
from firmware.errors import MeterError
from firmware.journal import ring as frames

MOST_BYTES = 4096
"""Of a frame."""
BASE, END = 0, 8192
"""Where the ring is in the memory."""


class NotStored(MeterError):
    """The memory does not take what is to be stored; nothing may be promised on it."""


class Journal:
    """Commits `sections` (objects with size, pack_into, unpack_from) to `memory` together.

    `settled` says by its `changed` whether a commit carries more than the next second: money, a
    bill, an order. Such a frame is read back whole. `tag`, a function of bytes, makes the 8 bytes
    that vouch for what concerns credit: all from the section number `credit_from` on.

    `sequence` counts commits since the meter was new, `since` is that of the first of this row, 0
    where the last was not taken by the memory; `unstored` counts those. `lost` is how many frames
    were found missing by `load`.
    """

    def __init__(self, memory, sections, settled=None, tag=None, credit_from=0):
        self.memory = memory
        self.sections = sections
        self.tag = tag
        self.ring = frames.Ring(memory, BASE, END)
        self.sequence = self.since = 0
        self.lost = self.unstored = 0
        self.rest = b""
        self._settled = settled
        self._last = None
        self._credit_at = _size(sections[:credit_from])
        self.last_at = _size(sections)
        self.frame = bytearray(self.last_at)
        self.prepare(self.last_at + frames.TAIL_BYTES)

    def attach(self, section):
        """From now on `section` is the last one; its size may change from commit to commit."""
        self._last = section

    def load(self):
        """Take over the newest whole frame; False where there is none."""
        return self._at_start("load")

    def is_blank(self):
        """Whether the ring is as it left the factory: nothing but one value."""
        return self._at_start("is_blank")

    def _at_start(self, name):
        from firmware.journal import recovery  # here, so that it can be let go

        try:
            return getattr(recovery, name)(self)
        finally:
            forget("firmware.journal.recovery")

    def commit(self):
        """Store the state as it is now; True when it is safe."""
        whole = self._settled is None or self._settled.changed
        length = self.last_at + (self._last.size if self._last else 0) + frames.TAIL_BYTES
        if length != len(self.frame):
            self.prepare(length)
        self._pack(whole)
        if self.ring.write(self.frame, whole):
            return True
        self.unstored += 1
        self.since = 0  # what comes next begins a row of its own
        return False

    def secure(self):
        """Store the state twice, so that no single place of the memory can lose it again.

        For what somebody is told that it is done: raises NotStored where it is not.
        """
        for _ in (1, 2):
            if not self.commit():
                raise NotStored("memory: does not hold what is written; try again")
            if self._settled is not None:
                self._settled.changed = True

    def expect_stored(self):
        """See that the state is stored if it was not taken last; raises NotStored."""
        if not self.since:
            self.secure()

    def _pack(self, whole):
        frame = self.frame
        self.sequence += 1
        if self.ring.length != len(frame) or not self.since:
            self.since = self.sequence
        head = (frames.MARK, frames.LAYOUT, len(self.sections) + 1, len(frame))
        struct.pack_into(frames.HEAD, frame, 0, *head, self.sequence, self.since)
        offset = frames.HEAD_BYTES
        for section in self.sections:
            section.pack_into(frame, offset)
            offset += section.size
        if self._last:
            self._last.pack_into(frame, offset)
        if self.tag and whole:
            frame[-frames.TAIL_BYTES : -frames.CRC_BYTES] = self.tag(self.credit)
        struct.pack_into("<I", frame, len(frame) - frames.CRC_BYTES, crc32(self._sealed))

    def prepare(self, length):
        """Make the frame's buffer so long; sections may leave in it what has not changed."""
        if length > MOST_BYTES:
            raise ValueError(f"state: got {length} bytes, expected at most {MOST_BYTES}")
        before = self.frame
        self.frame = bytearray(length)
        self.frame[: self.last_at] = before[: self.last_at]
        view = memoryview(self.frame)
        self._sealed = view[: -frames.CRC_BYTES]
        self.credit = view[self._credit_at : -frames.TAIL_BYTES]


def _size(sections):
    return frames.HEAD_BYTES + sum([section.size for section in sections])
