"""The ring of commit frames: what one is, where the next goes, and whether it got there.

A frame is (docs/SPEC.md, "Stored state"):

    mark "MW" 2, layout 1, sections 1, length 2, sequence 4, since 4, who 4, the sections, tag 8,
    CRC-32 4

Sequences count up by one from commit to commit. `since` is the sequence of the first frame of an
unbroken row: a new row begins where the length of the frame changes, or where the state was not
the last one that was stored. So a hole in a row means that something was lost. `who` is the
meter's, so that a memory of another one is not taken over.

The newest frame that is known to be whole is never written over: not by the next frame, not by one
of another length, and not when a place does not take what is written and the next is tried.
"""

LAYOUT = 4
MARK = b"MW"
HEAD = "<2sBBHIII"
HEAD_BYTES = 18
CRC_BYTES = 4
TAIL_BYTES = 8 + CRC_BYTES
"""A tag over what concerns credit, zeros where nobody makes one, and the CRC."""
GRAIN_BYTES = 128
"""Frames begin at multiples of it, counted from the beginning of their ring."""
PIECE_BYTES = 64
"""Read at a time. A frame is written from its beginning on, so that its last piece tells whether
the write went there, and came to its end."""
MOST_PLACES_TRIED = 3
_READINGS = 3  # before a place is given up: the bus may have been hit


class Ring:
    """Places for frames from `base` to `end` of a memory.

    `address` and `length` are of the newest whole frame, `length` 0 where there is none.
    `refused` counts the places that did not hold what was written to them.
    """

    def __init__(self, memory, base, end):
        self._memory = memory
        self.base = base
        self.end = end
        self.address = base
        self.length = 0
        self.refused = 0
        self._found = bytearray(PIECE_BYTES)

    def places(self, length):
        """How many frames of this length the ring has places for."""
        return (self.end - self.base) // pitch_of(length)

    def write(self, frame, buffer, whole):
        """Store a frame behind the newest; False where three places did not take it.

        `buffer` is the frame with room for the driver before it. With `whole` all of it is read
        back, else its end.
        """
        at = self._after_newest(len(frame))
        for _ in range(min(MOST_PLACES_TRIED, self.places(len(frame)) - 1)):
            self._memory.write_in_place(at, buffer)
            if self._holds(at, frame, 0 if whole else len(frame) - PIECE_BYTES):
                self.address, self.length = at, len(frame)
                return True
            self.refused += 1
            at = self._next(at, pitch_of(len(frame)))
        return False

    def _after_newest(self, length):
        """The first place for a frame of this length that the newest one does not reach into."""
        pitch = pitch_of(length)
        if not self.length:
            return self.base
        if pitch == pitch_of(self.length):
            return self._next(self.address, pitch)
        newest_end = self.address + pitch_of(self.length)
        at = self.base + -(-(newest_end - self.base) // pitch) * pitch
        return at if at + pitch <= self.end else self.base

    def _next(self, at, pitch):
        at += pitch
        return at if at + pitch <= self.end else self.base

    def _holds(self, at, frame, begin):
        """Whether the place holds the frame from `begin` on."""
        last = len(frame) - PIECE_BYTES
        for place in range(begin, len(frame), PIECE_BYTES):
            if not self._reads(at, frame, min(place, last)):
                return False
        return True

    def _reads(self, at, frame, place):
        expected = frame[place : place + PIECE_BYTES]
        for _ in range(_READINGS):
            self._memory.read(at + place, self._found)
            if self._found == expected:
                return True
        return False


def pitch_of(length):
    """From a frame of this length to the next."""
    return -(-length // GRAIN_BYTES) * GRAIN_BYTES
