"""A commit frame: everything of the meter that belongs together, under one checksum.

A frame is (docs/SPEC.md, "Stored state"):

    mark "MW" 2, layout 1, sections 1, length 2, sequence 4, since 4, the sections, tag 8, CRC-32 4

Sequences count up by one from commit to commit. `since` is the sequence of the first frame of an
unbroken row: a new row begins where the length of the frame changes, or where the state was not
the last one that was stored. So a hole in a row means that something was lost.
"""

import struct

LAYOUT = 4
MARK = b"MW"
HEAD = "<2sBBHII"
HEAD_BYTES = 14
TAG_BYTES = 8
"""Room for a tag over what concerns credit; zeros where nobody makes one."""
CRC_BYTES = 4
TAIL_BYTES = TAG_BYTES + CRC_BYTES
GRAIN_BYTES = 128
"""Frames begin at multiples of it, counted from the beginning of their ring."""


class Shape:
    """What a meter's own frames look like: how many sections, how many bytes at least and most."""

    def __init__(self, sections, least_bytes, most_bytes):
        self.sections = sections
        self.least_bytes = least_bytes
        self.most_bytes = most_bytes

    def head_of(self, block, at):
        """(length, sequence, since) of the head at `block[at:]`; None where it is none of ours."""
        mark, layout, sections, length, sequence, since = struct.unpack_from(HEAD, block, at)
        if (mark, layout, sections) != (MARK, LAYOUT, self.sections):
            return None
        if not self.least_bytes <= length <= self.most_bytes or not 0 < since <= sequence:
            return None
        return length, sequence, since
