"""The life of the chip under the driver: start, warm start, brown-out, silence, damage."""

from drivers.atm90e32 import (
    ATM90E32,
    CRC_ERROR,
    DOUBTFUL,
    GAP,
    METER_OFF,
    NO_ANSWER,
    REPAIRED,
    SETTLING,
    UNMEASURED,
    setup,
)
from drivers.errors import ChipAbsent, ChipLost, SetupError
from tests.expect import raises
from tests.fake_atm90e32 import FakeChip, before, flip

ROWS = setup.rows({"ugain": (0x8100, 0x8200, 0x8300)})


def make(fake=None, rows=ROWS):
    fake = fake or FakeChip()
    waits = []
    chip = ATM90E32(fake, waits.append, rows)
    chip.waits = waits
    return fake, chip


def draw(fake, count):
    """Phase A draws; the total counts what the phase does."""
    fake.data[0x80] = fake.data[0x81] = count


def running():
    fake, chip = make()
    chip.configure()
    for second in (1, 2, 3):
        chip.snapshot(second)
    return fake, chip


def test_making_one_says_nothing_on_the_bus():
    fake, _ = make()
    assert fake.sent == 0


def test_probe_knows_the_chip_by_its_reset_values():
    _, chip = make()
    chip.probe()


def test_probe_tells_a_silent_bus_from_another_chip():
    for level in (0x0000, 0xFFFF):
        fake, chip = make()
        fake.alive, fake.dead_word = False, level
        message = str(raises(ChipAbsent, chip.probe))
        assert "silent" in message and "%04X" % level in message
    fake, chip = make()
    fake.data[0x02] = 0x1234
    message = str(raises(ChipAbsent, chip.probe))
    assert "ChannelMapU" in message and "0x1234" in message and "0x0654" in message


def test_configure_writes_every_row_and_waits_for_reset_and_digest():
    fake, chip = make()
    chip.configure()
    assert (fake.data[0x61], fake.data[0x65], fake.data[0x69]) == (0x8100, 0x8200, 0x8300)
    assert (fake.data[0x31], fake.data[0x32]) == (0x0861, 0xC468)
    assert fake.data[0x00] == 1 and fake.data[0x7F] == 0
    assert chip.waits[0] >= 40 and chip.waits[1] >= 14
    assert chip.digest == fake.digest()


def test_configure_resets_what_was_there():
    fake, chip = make()
    fake.data[0x1F] = 0x7777
    chip.configure()
    assert 0x1F not in fake.data


def test_a_register_that_keeps_nothing_is_named():
    fake, chip = make()
    fake.sticky[0x62] = 0x1234
    message = str(raises(SetupError, chip.configure))
    for part in ("calibration", "IgainA", "0x62", "wrote 0x8000", "read 0x1234"):
        assert part in message, message


def test_one_hit_write_is_repeated():
    fake, chip = make()
    fake.spoil[40] = lambda chip, word: chip.frame(word ^ 0x0008)  # whatever is written there
    fake.spoil[41] = flip(0x0100)
    chip.configure()
    twin, other = make()
    other.configure()
    assert fake.data == twin.data and chip.digest == other.digest


def test_a_write_that_lands_elsewhere_is_found():
    def elsewhere(chip, word):
        chip.frame(word)  # arrives, and a ghost of it hits the first row that was written
        chip.data[0x01] = 0x0111
        return 0

    fake, chip = make()
    for frame in range(400, 420):
        fake.spoil[frame] = elsewhere
    message = str(raises(SetupError, chip.configure))
    assert "ChannelMapI" in message and "0x0111" in message


def test_an_unlock_that_fails_is_named():
    fake, chip = make()
    fake.sticky[0x7F] = 0
    assert "unlock" in str(raises(SetupError, chip.configure))


def test_a_complaining_crc_is_named():
    fake, chip = make()
    fake.crc_status = 1
    assert "CRCErrStatus" in str(raises(SetupError, chip.configure))


def test_a_digest_that_is_not_the_known_one_is_refused_once():
    fake, chip = make()
    chip.configure()
    chip.digest ^= 1
    assert "CRCDigest" in str(raises(SetupError, chip.configure))
    chip.configure()  # learns afresh what it has proven


def test_a_warm_start_adopts_and_keeps_every_count():
    fake, chip = running()
    draw(fake, 777)
    seen = dict(fake.seen)
    _, heir = make(fake)
    assert heir.adopt(chip.digest)
    for address in list(range(0x80, 0xB0)) + [0x70, 0x7F]:
        assert fake.seen.get(address) == seen.get(address)
    shot = heir.snapshot(1000)
    assert shot.counts[1] == 777 and shot.flags == 0


def test_a_chip_that_is_not_as_left_is_not_adopted_and_not_touched():
    def meter_off(fake):
        fake.data[0x00] = 0

    def damaged(fake):
        fake.data[0x61] ^= 1

    def complaining(fake):
        fake.crc_status = 1

    def silent(fake):
        fake.alive = False

    for change in (meter_off, damaged, complaining, silent):
        fake, chip = running()
        change(fake)
        data = dict(fake.data)
        assert not make(fake)[1].adopt(chip.digest)
        assert fake.data == data
    fake, chip = running()
    assert not make(fake)[1].adopt(chip.digest ^ 1)
    assert not make(fake)[1].adopt(None)


def test_the_first_reading_of_a_warm_start_is_taken_as_it_stands():
    fake, chip = running()
    fake.data[0x80], fake.data[0x81] = 700, 100  # no second before it tells what is odd
    _, heir = make(fake)
    assert heir.adopt(chip.digest)
    shot = heir.snapshot(1000)
    assert list(shot.counts[:4]) == [700, 100, 0, 0] and shot.flags == 0


def test_measurements_settle_and_counts_do_not():
    fake, chip = make()
    chip.configure()
    draw(fake, 9)
    shot = chip.snapshot(10)
    assert shot.flags == SETTLING and shot.counts[0] == 9
    assert shot.flags & UNMEASURED
    assert chip.snapshot(11).flags == SETTLING
    assert chip.snapshot(12).flags == 0


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
    before_s = fake.sent
    chip.snapshot(5)
    assert fake.sent - before_s == 4  # no energy register is read into the void


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
