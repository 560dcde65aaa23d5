"""What the driver does about brown-out, silence and damage of the chip."""

from drivers.atm90e32 import (
    CRC_ERROR,
    DOUBTFUL,
    GAP,
    METER_OFF,
    NO_ANSWER,
    REPAIRED,
    SETTLING,
    setup,
)
from drivers.errors import ChipLost, SetupError
from tests.expect import raises
from tests.fake_atm90e32 import FakeChip, before, flip, unheard
from tests.running_atm90e32 import draw, make, running


def test_a_brown_out_is_cured_and_the_gap_told_once():
    fake, chip = running()
    digest = chip.digest
    fake.power_on()
    shot = chip.snapshot(4)
    assert shot.flags & (METER_OFF | GAP) == METER_OFF | GAP
    assert chip.gap == (3, 4, "metering was off")
    assert fake.data[0x00] == 1 and chip.digest == digest
    draw(fake, 12)
    shot = chip.snapshot(5)
    assert shot.flags == SETTLING and shot.counts[0] == 12
    assert chip.snapshot(6).flags == 0
    assert chip.gap == (3, 4, "metering was off")


def test_a_brown_out_in_the_middle_of_a_block_keeps_what_was_read():
    fake, chip = running()
    for address in range(0x80, 0x94):
        fake.data[address] = 100
    fake.spoil[fake.sent + 40] = before(FakeChip.power_on)
    shot = chip.snapshot(4)
    assert list(shot.counts[:10]) == [100] * 10 and list(shot.counts[10:]) == [0] * 26
    assert shot.flags & GAP and chip.gap == (3, 4, "metering was off")


def test_what_a_brown_out_left_unread_is_not_made_up_from_the_sums():
    fake, chip = running()
    for address, count in ((0x80, 600), (0x81, 100), (0x82, 200), (0x83, 300)):
        fake.data[address] = count
    fake.spoil[fake.sent + 12] = before(FakeChip.power_on)  # phase C is read by frame 13
    shot = chip.snapshot(4)
    assert list(shot.counts[:5]) == [600, 100, 200, 0, 0]
    assert shot.flags & GAP and not shot.flags & DOUBTFUL


def test_a_chip_deaf_from_the_middle_of_a_block_keeps_what_was_read():
    def die(chip):
        chip.alive = False

    fake, chip = running()
    for address in range(0x80, 0x94):
        fake.data[address] = 100
    fake.spoil[fake.sent + 40] = before(die)
    shot = chip.snapshot(4)
    assert list(shot.counts[:10]) == [100] * 10 and list(shot.counts[10:]) == [0] * 26
    assert shot.flags & NO_ANSWER
    fake.alive = True
    fake.power_on()
    shot = chip.snapshot(5)
    assert shot.flags & GAP and chip.gap == (3, 5, "metering was off")


def test_a_silent_bus_is_a_transient_first_and_lost_later():
    fake, chip = running()
    fake.alive = False
    for second in (4, 5):
        shot = chip.snapshot(second)
        assert shot.flags & NO_ANSWER and list(shot.counts) == [0] * 36
    for second in (6, 7):
        assert "ChannelMapU" in str(raises(ChipLost, chip.snapshot, second))
    fake.alive = True
    draw(fake, 50)  # it has been metering all the time
    shot = chip.snapshot(8)
    assert shot.flags == 0 and shot.counts[0] == 50 and chip.gap is None


def test_a_silent_chip_is_asked_gently():
    fake, chip = running()
    fake.alive = False
    chip.snapshot(4)
    sent, seen = fake.sent, dict(fake.seen)
    chip.snapshot(5)
    assert fake.sent - sent <= 24
    for address in range(0x80, 0xB0):  # no energy register is read into the void
        assert fake.seen.get(address) == seen.get(address)


def test_one_flipped_word_of_supervision_restarts_nothing():
    for word in (59, 60, 61, 62):  # MeterEn, CRC status, digest, channel map
        fake, chip = running()
        resets = fake.seen[0x70]
        fake.spoil[fake.sent + 108 + word] = flip(0x0001)
        shot = chip.snapshot(4)
        assert shot.flags == REPAIRED and fake.seen[0x70] == resets


def test_a_damaged_configuration_is_written_anew():
    fake, chip = running()
    fake.data[0x61] ^= 0x0100
    shot = chip.snapshot(4)
    assert shot.flags & (CRC_ERROR | GAP) == CRC_ERROR | GAP
    assert chip.gap == (3, 4, "configuration damaged")
    assert fake.data[0x61] == 0x8100


def test_a_configuration_that_someone_else_has_locked_is_written_anew():
    fake, chip = running()
    fake.data[0x61] ^= 0x0100
    fake.golden = fake.digest()  # the chip itself sees nothing wrong
    shot = chip.snapshot(4)
    assert shot.flags & (CRC_ERROR | GAP) == CRC_ERROR | GAP
    assert chip.gap == (3, 4, "configuration altered")
    assert fake.data[0x61] == 0x8100


def test_a_chip_whose_map_was_altered_is_not_taken_for_a_dead_bus():
    for golden in (False, True):
        for silent_s in (0, 1, 5):
            fake, chip = running()
            fake.alive = False
            for second in range(4, 4 + silent_s):
                try:
                    chip.snapshot(second)
                except ChipLost:
                    pass
            fake.alive = True
            fake.data[0x02] = 0x0000
            if golden:
                fake.golden = fake.digest()  # the chip itself sees nothing wrong
            shot = chip.snapshot(10)
            assert shot.flags & (CRC_ERROR | GAP | NO_ANSWER) == CRC_ERROR | GAP
            assert fake.data[0x02] == 0x0654 and fake.data[0x00] == 1
            assert chip.snapshot(11).flags & ~SETTLING == 0


def test_one_silent_moment_does_not_make_a_counting_chip_be_reset():
    for silent_frames in (1, 4, 24, 40):
        fake, chip = running()
        draw(fake, 777)
        _, heir = make(fake)
        for frame in range(silent_frames):
            fake.spoil[fake.sent + frame] = unheard()
        assert heir.adopt(chip.digest)
        assert heir.snapshot(1000).counts[1] == 777


def test_a_read_that_became_a_write_while_the_chip_was_open_is_found():
    def overwritten(chip, word):
        return chip.frame(word & 0x7FFFFFFF)

    _, good = make()
    good.configure()
    reads_back, proofs = range(26, 732, 80), range(734, 1096, 40)
    for frame in list(reads_back) + list(proofs):  # the last of three: two told the truth
        fake, chip = make()
        fake.spoil[frame] = overwritten
        try:
            chip.configure()
        except SetupError:
            chip.configure()
        assert chip.digest == good.digest, frame


def test_a_chip_that_cannot_be_set_up_is_tried_every_second_and_never_raises():
    fake, chip = running()
    fake.power_on()
    fake.sticky[0x61] = 0x8000
    for second in (4, 5, 6, 7):
        shot = chip.snapshot(second)
        assert shot.flags & (METER_OFF | GAP) == METER_OFF
        assert "UgainA" in str(chip.trouble)
    fake.sticky = {}
    shot = chip.snapshot(8)
    assert shot.flags & GAP and chip.gap[:2] == (3, 8) and chip.trouble is None


def test_a_reset_whose_last_proof_was_spoilt_is_told_as_a_gap():
    fake, chip = running()
    fake.power_on()
    for frame in range(172 + 4 * 64, 172 + 4 * 300):  # all proofs after the lock read nonsense
        fake.spoil[fake.sent + frame] = lambda chip, word: (
            chip.frame(word) ^ 0x0101 if chip.data.get(0x7F) == 0 and chip.golden else None
        )
    shot = chip.snapshot(4)
    assert shot.flags & (METER_OFF | GAP) == METER_OFF and chip.trouble
    resets = fake.seen[0x70]
    fake.spoil = {}
    draw(fake, 12)
    shot = chip.snapshot(5)
    assert shot.flags & GAP and shot.flags & SETTLING and fake.seen[0x70] == resets
    assert chip.gap == (3, 5, "metering was off") and chip.trouble is None
    assert shot.counts[0] == 12


def test_a_snapshot_without_configure_sets_the_chip_up():
    fake, chip = make()
    shot = chip.snapshot(1)
    assert shot.flags & (METER_OFF | GAP | SETTLING) == METER_OFF | GAP | SETTLING
    assert fake.data[0x00] == 1


def test_the_driver_and_the_bus_count_the_same_frames():
    fake, chip = running()
    fake.data[0x74] = 0x8000
    fake.spoil[fake.sent + 5] = flip(0x0400)
    fake.spoil[fake.sent + 4] = flip(0x0400)
    chip.snapshot(4)
    fake.power_on()
    chip.snapshot(5)
    assert chip.frame_counts() == fake.seen


def test_a_remapped_chip_is_recognised_before_and_after_a_reset():
    fake, chip = make(rows=setup.rows({"map_u": 0x0564}))
    chip.configure()
    assert chip.snapshot(1).flags == SETTLING
    fake.power_on()
    assert chip.snapshot(2).flags & GAP
