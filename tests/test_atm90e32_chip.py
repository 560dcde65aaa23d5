"""The chip's start under the driver: probe, configure, adopt, first seconds."""

from drivers.atm90e32 import SETTLING, UNMEASURED
from drivers.errors import ChipAbsent, SetupError
from tests.expect import raises
from tests.fake_atm90e32 import flip
from tests.running_atm90e32 import ROWS, draw, make, running


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
    assert len(ROWS) == 89 and fake.sent == 1072  # as docs/atm90e32.md says


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
