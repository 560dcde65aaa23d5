"""Finds the whole frames of a ring: a pure function of what the memory holds.

Nothing is believed but the frames themselves: neither where the ring stood last nor how long its
frames are. Frames of another tariff, of another length and pitch, may lie among them; each is
found where it stands, and what has been written over is no whole frame any more.

It is needed only when the processor starts, and takes memory only then.
"""

import struct
from binascii import crc32

from firmware.journal import ring

_FIRST, _SECOND = ring.MARK
_WITH_ITS_CRC = 0x2144DF1C
"""CRC-32 of anything that its own CRC-32 follows, low byte first."""


class Shape:
    """What a meter's own frames look like: how many sections, how many bytes at least and most,
    and whose they are.
    """

    def __init__(self, sections, least_bytes, most_bytes, who):
        self.sections = sections
        self.least_bytes = least_bytes
        self.most_bytes = most_bytes
        self.who = who

    def head_of(self, block, at):
        """(length, sequence, since) of the head at `block[at:]`; None where it is none of ours."""
        head = struct.unpack_from(ring.HEAD, block, at)
        mark, layout, sections, length, sequence, since, who = head
        if (mark, layout, sections, who) != (ring.MARK, ring.LAYOUT, self.sections, self.who):
            return None
        if not self.least_bytes <= length <= self.most_bytes or not 0 < since <= sequence:
            return None
        return length, sequence, since


def whole_frames(read, base, end, shape, piece_bytes=ring.PIECE_BYTES):
    """(whole, torn): [(sequence, since, address, length)] of all frames from `base` to `end`,
    newest first; torn are those of which the head is sound and the checksum is not.

    `read(address, buf)` fills a buffer, and may read so many bytes beyond `end`; `shape` says what
    a head may be.
    """
    piece = bytearray(ring.PIECE_BYTES)
    heads = []
    for at in range(base, end, ring.GRAIN_BYTES):
        read(at, piece)
        if piece[0] == _FIRST and piece[1] == _SECOND:
            head = shape.head_of(piece, 0)
            if head and at + head[0] <= end:
                heads.append((head[1], head[2], at, head[0]))
    piece = bytearray(piece_bytes)
    whole, torn = [], []
    for head in sorted(heads, reverse=True):
        (whole if is_whole(read, head, piece) else torn).append(head)
    return whole, torn


def is_whole(read, frame, piece):
    """Whether the checksum of a frame that was found is right; `piece` is a buffer to use."""
    at, left, checksum = frame[2], frame[3], 0
    while left > 0:
        read(at, piece)
        checksum = crc32(piece if left >= len(piece) else memoryview(piece)[:left], checksum)
        at += len(piece)
        left -= len(piece)
    return checksum == _WITH_ITS_CRC


def lost_frames(whole, torn, base, end, pitch):
    """How many places of the newest row should hold a frame, and do not.

    `whole` (at least one) and `torn` are what `whole_frames` gives; frames of the newest one's
    length are `pitch` apart. A cut leaves one frame torn, the one after the newest: where its head
    is whole, what lies under it is not missed; where not, one of the older half is not. What is
    torn and later still was whole once.
    """
    sequence, since, at, _ = whole[0]
    places = (end - base) // pitch
    flying = [(each[2], each[2] + each[3]) for each in torn if each[0] == sequence + 1]
    later = {each[2] for each in torn if each[0] > sequence + 1}
    there = {each[2] for each in whole if each[1] == since}
    newer = older = 0
    for back in range(1, min(places, sequence - since + 1)):
        at = at - pitch if at > base else base + (places - 1) * pitch
        if at not in there and not any([begin < at + pitch and at < to for begin, to in flying]):
            later.discard(at)
            newer += back <= places // 2
            older += back > places // 2
    return newer + len(later) + (older if flying else max(older - 1, 0))
