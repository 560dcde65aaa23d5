"""Blocks of 64 bytes that stand twice: what the memory is, and the high-water marks.

A block is a mark of 4 letters, what it says, zeros, CRC-32 4 (docs/SPEC.md, "Superblock" and
"High-water marks"). Both copies say the same; where one is damaged, the other counts.
"""

import struct
from binascii import crc32

from tariffs.wide import WIDE, joined, split

BLOCK_BYTES = 64
LAYOUT = 4
"""Of the whole memory. One that is newer is left alone."""
_CRC_AT = BLOCK_BYTES - 4
_SUPER, _MARKS = b"MWSB", b"MWHW"
_SUPER_LAYOUT = "<4sB3xIIIHH"
_MARKS_LAYOUT = "<4sIIIQ" + 2 * WIDE


def superblock(who, fram_bytes, flash_bytes, base, end):
    """The block that says whose memory this is, in which layout, and how large the chips are."""
    return _sealed(_SUPER_LAYOUT, _SUPER, LAYOUT, who, fram_bytes, flash_bytes, base, end)


def read_superblock(block):
    """(layout, who, bytes of the FRAM, of the flash, ring from, to), or None."""
    if not _is_whole(block, _SUPER):
        return None
    return struct.unpack_from(_SUPER_LAYOUT, block, 0)[1:]


class Marks:
    """High-water marks: what the meter has certainly been at, as of the commit `sequence`.

    `boots`, and `energy_mwh` drawn in total, never fall; `debited_u` and `balance_u` (10^-6) are
    what they were at that commit.
    """

    def __init__(self, sequence=0, boots=0, energy_mwh=0, debited_u=0, balance_u=0):
        self.sequence = sequence
        self.boots = boots
        self.energy_mwh = energy_mwh
        self.debited_u = debited_u
        self.balance_u = balance_u

    def block(self, who):
        """As it is stored."""
        numbers = self.sequence, self.boots, self.energy_mwh
        money = split(self.debited_u) + split(self.balance_u)
        return _sealed(_MARKS_LAYOUT, _MARKS, who, *numbers, *money)

    def is_above(self, sequence, boots, energy_mwh):
        """Whether a state that says so is an older one."""
        return self.sequence > sequence or self.boots > boots or self.energy_mwh > energy_mwh


def read_marks(block, who):
    """The Marks of a block, or None where it is damaged or another meter's."""
    if not _is_whole(block, _MARKS):
        return None
    found = struct.unpack_from(_MARKS_LAYOUT, block, 0)
    if found[1] != who:
        return None
    return Marks(found[2], found[3], found[4], joined(*found[5:7]), joined(*found[7:9]))


def _sealed(layout, *values):
    block = bytearray(BLOCK_BYTES)
    struct.pack_into(layout, block, 0, *values)
    struct.pack_into("<I", block, _CRC_AT, crc32(memoryview(block)[:_CRC_AT]))
    return block


def _is_whole(block, mark):
    stored = struct.unpack_from("<I", block, _CRC_AT)[0]
    return block[:4] == mark and stored == crc32(memoryview(block)[:_CRC_AT])
