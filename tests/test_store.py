"""The stored state survives a cut at every byte of every write."""

import struct
from binascii import crc32

from firmware.store import SLOT_BYTES, Fields, Row, Store
from tests.expect import raises
from tests.fakes import Memory, PowerCut


class State:
    balance_u = 0
    boots = 0


def store_on(memory, last=3):
    """A store whose last section has so many numbers."""
    state = State()
    state.row = [0] * 7
    sections = (Fields(state, "qI", ("balance_u", "boots")), Row(state.row, "Q"))
    store = Store(memory, sections)
    state.last = [0] * last
    store.attach(Row(state.last, "q"))
    return state, store


def test_a_new_memory_holds_no_state():
    _, store = store_on(Memory())
    assert store.is_blank()
    assert not store.load()


def test_what_was_committed_is_loaded():
    memory = Memory()
    state, store = store_on(memory)
    state.balance_u, state.boots, state.row[6] = -5000000000, 3, 1 << 60
    store.commit()
    again, reader = store_on(memory)
    assert reader.load()
    assert not reader.is_blank()
    assert (again.balance_u, again.boots, again.row[6]) == (-5000000000, 3, 1 << 60)
    assert reader.sequence == 1


def test_the_last_section_may_be_of_any_length_and_comes_as_it_was():
    for length in (0, 1, 5, 300):
        memory = Memory()
        state, store = store_on(memory, length)
        state.last[:] = [-7 * place for place in range(length)]
        store.commit()
        again, reader = store_on(memory, 2)
        assert reader.load()
        assert len(reader.rest) == 8 * length
        assert list(struct.unpack("<%dq" % length, reader.rest)) == state.last
        assert again.last == [0, 0], "it is for others to say what the rest means"


def test_frames_of_two_lengths_stand_side_by_side():
    """As after another tariff has begun."""
    memory = Memory()
    state, store = store_on(memory, 5)
    state.balance_u = 1
    store.commit()
    state.balance_u, state.row[6], longer = 2, 77, [9] * 40
    store.attach(Row(longer, "q"))
    store.commit()
    again, reader = store_on(memory)
    assert reader.load()
    assert (again.balance_u, again.row[6], len(reader.rest)) == (2, 77, 320)
    memory.bytes[100] ^= 1  # the second frame, of sequence 2
    assert reader.load()
    assert (again.balance_u, again.row[6], len(reader.rest)) == (1, 0, 40)


class Lazy:
    """A section that leaves in the frame what has not changed."""

    size = 8

    def __init__(self):
        self.value, self.changed, self.packed = 5, True, 0

    def pack_into(self, buffer, offset):
        if self.changed:
            struct.pack_into("<q", buffer, offset, self.value)
            self.changed = False
            self.packed += 1


def test_what_a_section_leaves_in_the_frame_is_stored_again():
    memory = Memory()
    _, store = store_on(memory)
    lazy = Lazy()
    store.attach(lazy)
    for _ in range(3):
        store.commit()
    assert lazy.packed == 1
    _, reader = store_on(memory)
    assert reader.load()
    assert struct.unpack("<q", reader.rest)[0] == 5


def test_a_bit_flipped_in_the_rest_is_noticed():
    memory = Memory()
    _, store = store_on(memory, 40)
    store.commit()
    memory.bytes[SLOT_BYTES + 200] ^= 4
    assert not store_on(memory)[1].load()


def test_the_newest_whole_frame_is_the_state():
    memory = Memory()
    state, store = store_on(memory)
    for balance_u in (10, 20, 30):
        state.balance_u = balance_u
        store.commit()
    again, reader = store_on(memory)
    assert reader.load()
    assert again.balance_u == 30
    memory.bytes[SLOT_BYTES + 20] ^= 1  # the third frame went to slot 1
    assert reader.load()
    assert again.balance_u == 20


def test_a_cut_at_any_byte_leaves_the_last_state_or_the_new_one():
    memory = Memory()
    state, store = store_on(memory)
    state.balance_u = 100
    store.commit()
    state.balance_u = 200
    store.commit()
    whole = bytes(memory.bytes)
    torn_states = set()
    for cut in range(200):
        memory.bytes[:] = whole
        memory.cut_after = cut
        state, store = store_on(memory)
        store.load()
        state.balance_u = 300
        try:
            store.commit()
            break
        except PowerCut:
            memory.cut_after = None
        again, reader = store_on(memory)
        assert reader.load()
        torn_states.add(again.balance_u)
        assert again.balance_u in (200, 300)
    assert cut == len(store._frame) == 106
    assert 200 in torn_states


def test_any_flipped_bit_of_a_frame_is_noticed():
    memory = Memory()
    state, store = store_on(memory)
    state.balance_u = 100
    store.commit()
    for byte in range(len(store._frame)):
        for bit in range(8):
            memory.bytes[SLOT_BYTES + byte] ^= 1 << bit
            assert not store_on(memory)[1].load()
            memory.bytes[SLOT_BYTES + byte] ^= 1 << bit
    assert store.load()


def test_a_whole_frame_of_another_shape_is_not_the_state():
    for place, what in ((0, "mark"), (2, "layout"), (3, "sections"), (4, "length")):
        memory = Memory()
        state, store = store_on(memory)
        state.balance_u = 100
        store.commit()
        end = SLOT_BYTES + len(store._frame) - 4
        memory.bytes[SLOT_BYTES + place] ^= 1
        sealed = crc32(bytes(memory.bytes[SLOT_BYTES:end])) & 0xFFFFFFFF
        memory.bytes[end : end + 4] = sealed.to_bytes(4, "little")
        assert not store_on(memory)[1].load(), what


def test_a_state_that_does_not_fit_is_a_programmers_mistake():
    _, store = store_on(Memory(), 510)
    assert "expected at most 4096" in str(raises(ValueError, store.commit))


class Flaky(Memory):
    """A memory whose first readings of each slot are spoilt by the bus."""

    def __init__(self, spoilt):
        super().__init__()
        self.spoilt = spoilt

    def read(self, address, buf):
        super().read(address, buf)
        if self.spoilt:
            self.spoilt -= 1
            buf[5] ^= 0x10


def test_a_reading_that_the_bus_spoilt_is_read_again():
    memory = Flaky(0)
    state, store = store_on(memory)
    state.balance_u = 77
    store.commit()
    for spoilt in (1, 2):
        memory.spoilt = spoilt
        again, reader = store_on(memory)
        assert reader.load()
        assert again.balance_u == 77


def test_a_frame_in_the_wrong_slot_is_still_the_newest():
    """A write whose address was hit lands in the other slot."""
    memory = Memory()
    state, store = store_on(memory)
    for balance_u in (10, 20):
        state.balance_u = balance_u
        store.commit()
    length = len(store._frame)
    newest = bytes(memory.bytes[0:length])  # sequence 2 is in slot 0
    memory.bytes[SLOT_BYTES : SLOT_BYTES + length] = newest
    memory.bytes[0:length] = bytes(length)
    again, reader = store_on(memory)
    assert reader.load()
    assert again.balance_u == 20
