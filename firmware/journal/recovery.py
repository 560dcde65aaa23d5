"""Finds the whole frames of a ring: a pure function of what the memory holds.

Nothing is believed but the frames themselves: neither where the ring stood last nor how long its
frames are. Frames of another tariff, of another length and pitch, may lie among them; each is
found where it stands, and what has been written over is no whole frame any more.

It is needed only when the processor starts, and takes memory only then.
"""

import struct
from binascii import crc32

from firmware.journal import journal, ring

_BLOCK_BYTES = 2 * ring.GRAIN_BYTES
_FIRST, _SECOND = ring.MARK
_WITH_ITS_CRC = 0x2144DF1C
"""CRC-32 of anything that its own CRC-32 follows, low byte first."""
_SCANS = 4  # of the memory before the last is believed: the bus may have been hit


class Shape:
    """What a meter's own frames look like: how many sections, how many bytes at least and most."""

    def __init__(self, sections, least_bytes, most_bytes):
        self.sections = sections
        self.least_bytes = least_bytes
        self.most_bytes = most_bytes

    def head_of(self, block, at):
        """(length, sequence, since) of the head at `block[at:]`; None where it is none of ours."""
        head = struct.unpack_from(ring.HEAD, block, at)
        mark, layout, sections, length, sequence, since = head
        if (mark, layout, sections) != (ring.MARK, ring.LAYOUT, self.sections):
            return None
        if not self.least_bytes <= length <= self.most_bytes or not 0 < since <= sequence:
            return None
        return length, sequence, since


def load(store):
    """Let a Journal take over the newest whole frame of its ring; False where there is none."""
    whole, torn = _scanned(store)
    while whole and not _take_over(store, *whole[0]):
        store.lost += 1
        whole = whole[1:]
    if whole:
        places, pitch = store.ring, ring.pitch_of(len(store.frame))
        store.lost += lost_frames(whole, torn, places.base, places.end, pitch)
    return bool(whole)


def is_blank(store):
    """Whether the ring of a Journal holds nothing but one value."""
    piece = bytearray(_BLOCK_BYTES)
    values = set()
    for at in range(store.ring.base, store.ring.end, _BLOCK_BYTES):
        store.memory.read(at, piece)
        values.update(piece)
    return len(values) == 1


def shape_of(store):
    """What the frames of a Journal look like."""
    least_bytes = store.last_at + ring.TAIL_BYTES
    return Shape(len(store.sections) + 1, least_bytes, journal.MOST_BYTES)


def _scanned(store):
    """What is found, as two scans in a row find it."""
    shape, before = shape_of(store), None
    for _ in range(_SCANS):
        found = whole_frames(store.memory.read, store.ring.base, store.ring.end, shape)
        if found == before and found[0]:
            break
        before = found
    return found


def _take_over(store, sequence, since, address, length):
    """The state becomes that of a frame that was found; False where its tag is wrong."""
    if length != len(store.frame):
        store.prepare(length)
    view = memoryview(store.frame)
    for at in range(0, length, _BLOCK_BYTES):
        store.memory.read(address + at, view[at : at + _BLOCK_BYTES])
    if store.tag and store.tag(store.credit) != store.frame[-ring.TAIL_BYTES : -ring.CRC_BYTES]:
        return False
    store.sequence, store.since = sequence, since
    store.ring.address, store.ring.length = address, length
    offset = ring.HEAD_BYTES
    for section in store.sections:
        section.unpack_from(store.frame, offset)
        offset += section.size
    store.rest = bytes(view[store.last_at : -ring.TAIL_BYTES])
    return True


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
        for place in (0, ring.GRAIN_BYTES):
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
