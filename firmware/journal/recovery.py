"""Finds the whole frames of a ring: a pure function of what the memory holds.

Nothing is believed but the frames themselves: neither where the ring stood last nor how long its
frames are. Frames of another tariff, of another length and pitch, may lie among them; each is
found where it stands, and what has been written over is no whole frame any more.
"""

from binascii import crc32

from firmware.journal.frame import GRAIN_BYTES, MARK

_BLOCK_BYTES = 2 * GRAIN_BYTES
_FIRST, _SECOND = MARK
_WITH_ITS_CRC = 0x2144DF1C
"""CRC-32 of anything that its own CRC-32 follows, low byte first."""


def whole_frames(read, base, end, shape):
    """(whole, torn): [(sequence, since, address, length)] of all frames from `base` to `end`,
    newest first; torn are those of which the head is sound and the checksum is not.

    `read(address, buf)` fills a buffer, and may read a block beyond `end`; `shape` says what a
    head may be.
    """
    block = bytearray(_BLOCK_BYTES)
    heads = []
    for at in range(base, end, _BLOCK_BYTES):
        read(at, block)
        for place in (0, GRAIN_BYTES):
            if block[place] == _FIRST and block[place + 1] == _SECOND:
                head = shape.head_of(block, place)
                if head and at + place + head[0] <= end:
                    heads.append((head[1], head[2], at + place, head[0]))
    whole, torn = [], []
    for head in sorted(heads, reverse=True):
        (whole if is_whole(read, head, block) else torn).append(head)
    return whole, torn


def is_whole(read, frame, block):
    """Whether the checksum of a frame that was found is right; `block` is a buffer to use."""
    at, left = frame[2], frame[3]
    checksum = 0
    while left > 0:
        read(at, block)
        checksum = crc32(block if left >= _BLOCK_BYTES else memoryview(block)[:left], checksum)
        at += _BLOCK_BYTES
        left -= _BLOCK_BYTES
    return checksum == _WITH_ITS_CRC


def lost_frames(whole, torn, base, end, pitch):
    """How many places of the newest row should hold a frame, and do not.

    `whole` (at least one) and `torn` are what `whole_frames` gives; frames of the newest one's
    length are `pitch` apart. A cut leaves one frame torn, the one after the newest: where its head
    is whole, what lies under it is not missed; where not, one of the older half is not.
    """
    sequence, since, at, _ = whole[0]
    places = (end - base) // pitch
    flying = [(each[2], each[2] + each[3]) for each in torn if each[0] == sequence + 1]
    there = {each[2] for each in whole if each[1] == since}
    newer = older = 0
    for back in range(1, min(places, sequence - since + 1)):
        at = at - pitch if at > base else base + (places - 1) * pitch
        if at not in there and not any([begin < at + pitch and at < to for begin, to in flying]):
            newer += back <= places // 2
            older += back > places // 2
    return newer + (older if flying else max(older - 1, 0))
