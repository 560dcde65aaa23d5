"""Short errands: an energy register fetched alone, a write, a register read for certain."""

from drivers.atm90e32.wire import Wire
from tests.fake_atm90e32 import FakeChip, flip, stuck, unheard

ENERGY = 0x81
ASKED, FIRST, SECOND = 1, 2, 3  # frames of `take`: a known word, the register, two witnesses


def taken(count=300, **spoilt):
    """(what `take` says, what the chip holds afterwards) when these frames are hit."""
    fake = FakeChip()
    fake.data[ENERGY] = count
    for part, frame in (("asked", ASKED), ("first", FIRST), ("second", SECOND)):
        if part in spoilt:
            fake.spoil[frame] = spoilt[part]
    return Wire(fake).take(ENERGY), fake.data[ENERGY]


def test_a_count_is_taken_and_cleared():
    assert taken() == (300, 0)
    assert taken(0) == (0, 0)


def test_an_answer_that_was_hit_is_what_both_witnesses_say():
    assert taken(asked=flip(0x0400)) == (300, 0)
    assert taken(asked=stuck(0)) == (300, 0)


def test_one_witness_that_was_hit_changes_nothing():
    assert taken(first=flip(0x0001)) == (300, 0)
    assert taken(second=flip(0x8000)) == (300, 0)


def test_a_read_that_never_arrived_is_no_count():
    """The witnesses repeat the word before it, 0x0654, which must not be billed."""
    for answer in (0x0000, 0xFFFF, 0x1234):
        assert taken(asked=unheard(answer)) == (None, 300)


def test_three_answers_that_disagree_are_no_count():
    assert taken(asked=flip(1), first=flip(2)) == (None, 0)


def test_all_ones_are_no_count():
    assert taken(0xFFFF) == (None, 0)


def test_what_was_written_is_what_most_witnesses_say():
    for frame in (1, 2, 3):
        fake = FakeChip()
        fake.spoil[frame] = flip(0x0100)
        assert Wire(fake).tell(0x7F, 0x55AA) == 0x55AA


def test_a_register_is_what_most_readings_say():
    for frame in (0, 1, 2):
        fake = FakeChip()
        fake.spoil[frame] = flip(0x0004)
        assert Wire(fake).read(0x02) == 0x0654
