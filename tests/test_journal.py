"""The stored state survives a cut at every byte of every write, and what rots is noticed."""

import struct
from binascii import crc32

from firmware.journal import recovery
from firmware.journal.start import shape_of
from firmware.store import Row
from tests.expect import raises
from tests.fakes import Memory, PowerCut
from tests.stored_state import BASE, BYTES, END, PITCH, committed, found_in, store_on, wiped

HEAP_KIB = 320  # sources are compiled here, and a memory is copied whole


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
    for length in (0, 1, 5, 240):
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
    assert reader.lost == 0
    memory.bytes[reader.ring.address + 100] ^= 1
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
    memory.bytes[BASE + 200] ^= 4
    assert not store_on(memory)[1].load()


def test_the_newest_whole_frame_is_the_state():
    memory, store = committed(10, 20, 30)
    assert found_in(memory) == (30, 0)
    memory.bytes[store.ring.address + 20] ^= 1
    assert found_in(memory) == (20, 0), "as if it had been torn by a cut"


def test_frames_go_round_and_as_many_as_fit_are_kept():
    places = (END - BASE) // PITCH
    memory, store = committed(*range(places * 2 + 3))
    assert store.ring.places(BYTES) == places
    shape = shape_of(store)
    found = recovery.whole_frames(memory.read, BASE, END, shape)
    assert [each[0] for each in found[0]] == list(range(places * 2 + 3, places + 3, -1))
    assert {(each[2] - BASE) % PITCH for each in found[0]} == {0}
    assert found_in(memory) == (places * 2 + 2, 0)


def test_a_cut_at_any_byte_leaves_the_last_state_or_the_new_one():
    memory, _ = committed(*range(100, 200))
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
        assert found_in(memory) in ((199, 0), (300, 0))
        torn_states.add(found_in(memory)[0])
    assert cut == BYTES
    assert 199 in torn_states


def test_a_cut_and_then_a_cut_of_what_comes_next_lose_nothing_more():
    memory, _ = committed(*range(100, 170))
    whole = bytes(memory.bytes)
    for first in range(0, BYTES, 17):
        for second in range(0, BYTES, 13):
            memory.bytes[:] = whole
            for cut, balance_u in ((first, 200), (second, 300)):
                state, store = store_on(memory)
                assert store.load()
                state.balance_u = balance_u
                memory.cut_after = cut
                raises(PowerCut, store.commit)
                memory.cut_after = None
            assert found_in(memory) == (169, 0)


def test_a_cut_at_any_byte_where_the_length_changes_leaves_the_one_or_the_other():
    """As where another tariff takes over, with a shorter or a longer state."""
    memory = Memory()
    for before, after in ((3, 60), (60, 3), (30, 200), (200, 2), (3, 4)):
        for earlier in (1, 2, 7, 70):
            _switch_under_cuts(memory, before, after, earlier)


def _switch_under_cuts(memory, before, after, earlier):
    state, store = store_on(wiped(memory), before)
    for number in range(earlier):
        state.balance_u = number
        store.commit()
    whole = bytes(memory.bytes)
    length = BYTES - 24 + 8 * after
    for cut in list(range(0, length, 37)) + [length - 1, length]:
        memory.bytes[:] = whole
        memory.cut_after = cut
        state, store = store_on(memory, before)
        store.load()
        state.balance_u = 300
        store.attach(Row([7] * after, "q"))
        try:
            store.commit()
        except PowerCut:
            assert cut < length
        memory.cut_after = None
        state, store = store_on(memory)
        assert store.load()
        got = state.balance_u, len(store.rest) // 8
        assert got == ((300, after) if cut == length else (earlier - 1, before))
        assert store.lost == 0


def test_frames_of_a_length_that_was_there_before_are_not_taken_for_new_ones():
    memory = Memory()
    state, store = store_on(memory, 3)
    lengths = [3] * 9 + [60] * 3 + [3] * 2 + [200] * 5 + [3] * 4 + [60] * 1
    for number, length in enumerate(lengths):
        state.balance_u = number
        store.attach(Row([number] * length, "q"))
        assert store.commit()
        state_found, found = store_on(memory)
        assert found.load()
        assert (state_found.balance_u, len(found.rest) // 8) == (number, length)
        assert (found.lost, found.sequence) == (0, number + 1)


def test_any_flipped_bit_of_a_frame_is_noticed():
    memory, store = committed(100)
    for byte in range(BYTES):
        for bit in (byte % 8, (byte + 4) % 8):  # all of them: tests/host/test_journal_bit_flips.py
            memory.bytes[BASE + byte] ^= 1 << bit
            assert found_in(memory) is None
            memory.bytes[BASE + byte] ^= 1 << bit
    assert store.load()


def test_a_frame_that_is_missing_among_the_last_is_said():
    memory, store = committed(*range(90))
    newest = store.ring.address
    for back in (1, 2, 7):
        memory.bytes[newest - back * PITCH + 30] ^= 1
    assert found_in(memory) == (89, 3)
    memory.bytes[newest + 30] ^= 1
    assert found_in(memory) == (86, 3), "the newest may have been torn, the second may not"


def test_what_is_secured_is_still_there_when_any_one_place_is_lost():
    memory, store = committed(*range(90))
    state, store = store_on(memory)
    store.load()
    state.balance_u = 5000
    store.secure()
    newest = store.ring.address
    for at in range(BASE, END, PITCH):
        memory.bytes[at + 40] ^= 1
        assert found_in(memory)[0] == 5000
        memory.bytes[at + 40] ^= 1
    memory.bytes[newest + 40] ^= 1
    memory.bytes[newest - PITCH + 40] ^= 1
    assert found_in(memory)[0] == 89


def test_a_whole_frame_of_another_shape_is_not_the_state():
    for place, what in (
        (0, "mark"),
        (2, "layout"),
        (3, "sections"),
        (4, "length"),
        (13, "since"),
        (14, "who"),
    ):
        memory, _ = committed(100)
        end = BASE + BYTES - 4
        memory.bytes[BASE + place] ^= 1
        sealed = crc32(bytes(memory.bytes[BASE:end])) & 0xFFFFFFFF
        memory.bytes[end : end + 4] = sealed.to_bytes(4, "little")
        assert found_in(memory) is None, what


def test_a_state_that_does_not_fit_is_a_programmers_mistake():
    _, store = store_on(Memory(), 510)
    assert "expected at most 2048" in str(raises(ValueError, store.commit))


def test_a_tag_vouches_for_all_from_the_section_on_that_is_named():
    seen = []

    def tag(view):
        seen.append(bytes(view))
        return struct.pack("<Q", crc32(view) * 7)

    memory = Memory()
    state, store = store_on(memory)
    store.tag, store._credit_at = tag, 18 + 12
    store.prepare(BYTES)
    state.balance_u, state.row[0], state.last[2] = 100, 3, -9
    store.commit()
    assert seen[0] == struct.pack("<7Q3q", 3, 0, 0, 0, 0, 0, 0, 0, 0, -9)
    state.balance_u = 101
    store.commit()
    assert store.load()
    assert state.balance_u == 101
    forged = store.ring.address
    memory.bytes[forged + 30] ^= 1
    sealed = crc32(bytes(memory.bytes[forged : forged + BYTES - 4])) & 0xFFFFFFFF
    memory.bytes[forged + BYTES - 4 : forged + BYTES] = sealed.to_bytes(4, "little")
    store.lost = 0
    assert store.load()
    assert (state.balance_u, store.lost) == (100, 1)
