"""What the journal does when the processor starts; it takes memory only then.

The state is that of the newest frame in FRAM, or of the newest copy in the flash: the higher
sequence counts, but never a lower total energy. What the high-water marks say that neither has
reached is a rollback, and the meter goes on from the marks.
"""

import struct

from firmware.journal import fram_map, recovery, ring
from firmware.journal.blocks import BLOCK_BYTES, LAYOUT, read_marks, read_superblock
from firmware.journal.copies import reached

_SCANS = 4  # of the memory before the last is believed: the bus may have been hit
_OLD_FRAMES_AT, _MOST_OLD_BYTES, _OLD_HEAD = (0x0000, 0x1000), 4096, "<2sBBH"
_MOST_COPIES = 8  # that are looked at until one is of use


def load(store):
    """Let a Journal take over what is known; False where nothing is, or nothing may be touched.

    A memory of a newer layout, or of another meter, is left alone: `store.refusal` says so.
    """
    store.refusal = _refusal(store)
    if store.refusal:
        bus = store.memory.lock()
        if store.meter:
            store.meter.events.bus = bus
        return False
    whole, torn = _scanned(store)
    found = _load_frame(store, whole, torn)
    highest = max([store.sequence] + [each[0] for each in torn])
    copied = _load_copy(store, found)
    store.restored = int(copied)
    marks = _newest_marks(store)
    store.found = store.sequence
    store.behind = marks if marks and _is_rollback(store, marks, found or copied) else None
    if copied or store.behind:
        store.sequence = max(highest, store.sequence, marks.sequence if marks else 0)
        store.since = 0  # a row of its own begins
    return found or copied


def is_blank(store):
    """Whether the ring of a Journal holds nothing but one value."""
    piece = bytearray(ring.PIECE_BYTES)
    values = set()
    for at in range(store.ring.base, store.ring.end, ring.PIECE_BYTES):
        store.memory.read(at, piece)
        values.update(piece)
    return len(values) == 1


def shape_of(store):
    """What the frames of a Journal look like."""
    least_bytes = store.last_at + ring.TAIL_BYTES
    return recovery.Shape(len(store.sections) + 1, least_bytes, store.most_bytes, store.who)


def _refusal(store):
    """Why a memory must be left alone, or nothing."""
    block, layout = bytearray(BLOCK_BYTES), 0
    for at in fram_map.SUPERBLOCKS_AT:
        store.memory.read(at, block)
        found = read_superblock(block)
        if found and found[1] != store.who:
            return "memory: got that of another meter; fit its own, or an empty one"
        if found:
            layout = max(layout, found[0])
    layout = layout or _old_layout(store)
    if layout > LAYOUT:
        return "memory: got layout %d, expected %d; install newer firmware" % (layout, LAYOUT)
    if 0 < layout < LAYOUT:
        return "memory: got layout %d, expected %d; read it out with firmware of its time" % (
            layout,
            LAYOUT,
        )
    return ""


def _old_layout(store):
    """The layout of a whole frame where they were before there was a superblock, or 0."""
    piece, read = bytearray(ring.PIECE_BYTES), store.memory.read
    for at in _OLD_FRAMES_AT:
        read(at, piece)
        mark, layout, _, length = struct.unpack_from(_OLD_HEAD, piece, 0)
        is_old = mark == ring.MARK and layout < LAYOUT and 0 < length <= _MOST_OLD_BYTES
        if is_old and recovery.is_whole(read, (0, 0, at, length), piece):
            return layout
    return 0


def _scanned(store):
    """What is found, as two scans in a row find it."""
    shape, before = shape_of(store), None
    for _ in range(_SCANS):
        places = store.ring
        found = recovery.whole_frames(store.memory.read, places.base, places.end, shape)
        if found == before and found[0]:
            break
        before = found
    return found


def _load_frame(store, whole, torn):
    """Take over the newest frame whose tag is right; whether there is one."""
    while whole and not _take_frame(store, *whole[0]):
        store.lost += 1
        whole = whole[1:]
    if whole:
        places, pitch = store.ring, ring.pitch_of(len(store.frame))
        store.lost += recovery.lost_frames(whole, torn, places.base, places.end, pitch)
    return bool(whole)


def _take_frame(store, sequence, since, address, length):
    """The state becomes that of a frame that was found; False where its tag is wrong."""
    _prepare(store, length)
    for begin in range(0, length, ring.PIECE_BYTES):
        at = min(begin, length - ring.PIECE_BYTES)
        store.memory.read(address + at, store.frame[at : at + ring.PIECE_BYTES])
    if not _unpack(store):
        return False
    store.sequence, store.since = sequence, since
    store.ring.address, store.ring.length = address, length
    return True


def _load_copy(store, found):
    """Take over the newest copy in the flash where it is better than the frame that was found."""
    copies, shape = store.copies, shape_of(store)
    if copies is None or not (copies.is_open or copies.open()):
        return False
    head = bytearray(ring.HEAD_BYTES + 8)
    for number in range(copies.newest, max(copies.newest - _MOST_COPIES, -1), -1):
        known = copies.read(number, head) and shape.head_of(head, 0)
        if known:
            if found and not _is_better(store, known[1], head):
                return False
            _prepare(store, known[0])
            if copies.read(number, store.frame) and _unpack(store):
                store.sequence = known[1]
                return True
    return False


def _is_better(store, sequence, head):
    """Whether a copy with this head is to be preferred to the frame that was taken over."""
    here, there = _energy_mwh(store.frame), _energy_mwh(head)
    return there > here or (sequence > store.sequence and there == here)


def _energy_mwh(frame):
    """Total energy drawn, which is what a frame begins with."""
    return struct.unpack_from("<Q", frame, ring.HEAD_BYTES)[0]


def _prepare(store, length):
    if length != len(store.frame):
        store.prepare(length)


def _unpack(store):
    """Take over what is in the frame; False where its tag is wrong."""
    frame = store.frame
    if store.tag and store.tag(store.credit) != frame[-ring.TAIL_BYTES : -ring.CRC_BYTES]:
        return False
    offset = ring.HEAD_BYTES
    for section in store.sections:
        section.unpack_from(frame, offset)
        offset += section.size
    store.rest = bytes(memoryview(frame)[store.last_at : -ring.TAIL_BYTES])
    return True


def _newest_marks(store):
    """The high-water marks of the highest sequence, or None."""
    block, best = bytearray(BLOCK_BYTES), None
    for read, at in _places_of_marks(store):
        read(at, block)
        marks = read_marks(block, store.who)
        if marks and (best is None or marks.sequence > best.sequence):
            best = marks
    return best


def _places_of_marks(store):
    if store.meter is None:
        return
    for at in fram_map.MARKS_AT:
        yield store.memory.read, at
    if store.backup is not None:
        yield store.backup.read, fram_map.BACKUP_AT


def _is_rollback(store, marks, found):
    """Whether the marks are above what was taken over; with nothing taken over they are."""
    if not found:
        return True
    boots, energy_mwh = reached(store.meter)[:2]
    if not marks.is_above(store.sequence, boots, energy_mwh):
        return False
    store.is_rollback = 1
    return True
