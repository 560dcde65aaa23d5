"""Commits the sections of the stored state, all in one frame, and takes the newest over again.

The length of the last section is not known before the others have been read: it is the state of
the tariff that they name. `load` takes over the others and keeps it as `rest`; `attach` gives the
journal the section that it is for.
"""

import struct
from binascii import crc32

from drivers.fram import HEADER
from firmware.compat import forget
from firmware.errors import MeterError
from firmware.journal import ring as frames

LEAST_PLACES = 4
"""Frames of the largest size that the ring has room for."""
_FOR_THE_MOMENT = ("start", "recovery", "copies", "blocks", "fram_map")
"""Modules that are needed now and then."""


class NotStored(MeterError):
    """The memory does not take what is to be stored; nothing may be promised on it."""


class Journal:
    """Commits `sections` (objects with size, pack_into, unpack_from) to `memory` together.

    `settled` says by its `changed` whether a commit carries more than the next second: money, a
    bill, an order. Such a frame is read back whole. `tag`, a function of bytes, makes the 8 bytes
    that vouch for what concerns credit: all from the section number `credit_from` on. The more
    `subjects` there are, the smaller is the ring.

    `meter` is the one whose high-water marks are kept, if they are, `who` its number. `copies` is
    a ring of records in the `flash`, `backup` what of the processor's memory outlives a reset;
    None where there is none.

    `sequence` counts commits since the meter was new, `since` is that of the first of this row, 0
    where the last was not taken by the memory; `unstored` counts those. What `load` finds is told
    by `lost`, how many frames were missing; `restored`, 1 where the state is that of a copy;
    `is_rollback`, 1 where it is older than it must be; `found`, its sequence; `behind`, the
    high-water marks that it has not reached, or None; `refusal`, why the memory is left alone.
    """

    def __init__(self, memory, sections, settled=None, tag=None, credit_from=0, subjects=1):
        self.memory = memory
        self.sections = sections
        self.tag = tag
        from firmware.journal import fram_map  # here, so that it can be let go

        self.ring = frames.Ring(memory, *fram_map.ring(subjects))
        self.sequence = self.since = self.found = self.who = 0
        self.lost = self.restored = self.is_rollback = self.unstored = self.copies_missed = 0
        self.meter = self.flash = self.copies = self.backup = self.behind = None
        self.refusal = ""
        self.rest = b""
        self._settled = settled
        self._last = None
        self._credit_at = _size(sections[:credit_from])
        self.last_at = _size(sections)
        self.frame = bytearray(self.last_at)
        self._buffer = None
        self.prepare(self.last_at + frames.TAIL_BYTES)

    def attach(self, section):
        """From now on `section` is the last one; its size may change from commit to commit."""
        self._last = section

    @property
    def most_bytes(self):
        """Of a frame."""
        ring = self.ring
        return (ring.end - ring.base) // (LEAST_PLACES * frames.GRAIN_BYTES) * frames.GRAIN_BYTES

    def load(self):
        """Take over the newest state that is whole; False where there is none."""
        return self._at_start("load")

    def is_blank(self):
        """Whether the ring is as it left the factory: nothing but one value."""
        return self._at_start("is_blank")

    def _at_start(self, name):
        from firmware.journal import start

        try:
            return getattr(start, name)(self)
        finally:
            _let_go()

    def commit(self, copy=True):
        """Store the state as it is now; True when it is safe. A memory that is refused is not
        written. With `copy` copies are kept where a minute was settled.
        """
        if self.refusal:
            return False
        whole = self._settled is None or self._settled.changed
        length = self.last_at + (self._last.size if self._last else 0) + frames.TAIL_BYTES
        if length != len(self.frame):
            self.prepare(length)
        self._pack(whole)
        if not self.ring.write(self.frame, self._buffer, whole):
            self.unstored += 1
            self.since = 0  # what comes next begins a row of its own
            return False
        if whole and copy and self.meter:
            self._keep()
        return True

    def secure(self):
        """Store the state twice, so that no single place of the memory can lose it again.

        For what somebody is told that it is done: raises NotStored where it is not.
        """
        for is_second in (False, True):
            if not self.commit(is_second):
                raise NotStored(self.refusal or "memory: does not hold what is written; try again")
            if self._settled is not None and not is_second:
                self._settled.changed = True

    def expect_stored(self):
        """See that the state is stored if it was not taken last; raises NotStored."""
        if not self.since:
            self.secure()

    def _keep(self):
        """Keep copies in other places; what finds no memory for that is done a minute later."""
        try:
            from firmware.journal import copies

            copies.keep(self)
        except MemoryError:
            self.copies_missed += 1
        _let_go()

    def _pack(self, whole):
        frame = self.frame
        self.sequence += 1
        if self.ring.length != len(frame) or not self.since:
            self.since = self.sequence
        head = (frames.MARK, frames.LAYOUT, len(self.sections) + 1, len(frame))
        struct.pack_into(frames.HEAD, frame, 0, *head, self.sequence, self.since, self.who)
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
        if length > self.most_bytes:
            raise ValueError(f"state: got {length} bytes, expected at most {self.most_bytes}")
        before = self.frame
        self._buffer = bytearray(HEADER + length)
        self.frame = view = memoryview(self._buffer)[HEADER:]
        view[: self.last_at] = before[: self.last_at]
        self._sealed = view[: -frames.CRC_BYTES]
        self.credit = view[self._credit_at : -frames.TAIL_BYTES]


def _let_go():
    for each in _FOR_THE_MOMENT:
        forget("firmware.journal." + each)


def _size(sections):
    return frames.HEAD_BYTES + sum([section.size for section in sections])
