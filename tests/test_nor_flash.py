"""The NOR flash driver against a chip that knows the op-codes, pages, sectors and the latch."""

from drivers.errors import ChipAbsent, ChipLost, NotWritten, SetupError
from drivers.nor_flash import NORFlash
from tests.expect import allocates_nothing, raises

SIZE_LOG2 = 16


class FakeFlash:
    """Each call is one chip select; a change is over when the status was read `busy` times."""

    def __init__(self, identity=(0xEF, 0x40, SIZE_LOG2), status=0, busy=2):
        self.memory = bytearray(b"\xff" * 8192)
        self.identity = identity
        self.status = status
        self.busy = busy
        self.latched = False
        self.left = 0
        self.latch_works = True

    def write(self, buf):
        if buf[0] == 0x06:
            self.latched = self.latch_works
            return
        if not self.latched:
            return
        self.latched = False
        at = buf[1] << 16 | buf[2] << 8 | buf[3]
        if buf[0] == 0x02:
            assert at % 256 + len(buf) - 4 <= 256, "a page runs round"
            for place in range(len(buf) - 4):
                self.memory[at + place] &= buf[4 + place]
            self.left = self.busy
        elif buf[0] == 0x20:
            for place in range(at, at + 4096):
                self.memory[place] = 0xFF
            self.left = self.busy

    def exchange(self, tx, rx):
        assert len(tx) == len(rx)
        if tx[0] == 0x05:
            rx[1] = self.status | (2 if self.latched else 0) | (1 if self.left else 0)
            self.left = max(0, self.left - 1)
        elif tx[0] == 0x9F:
            for place in range(3):
                rx[1 + place] = self.identity[place]
        elif tx[0] == 0x03:
            at = tx[1] << 16 | tx[2] << 8 | tx[3]
            for place in range(len(rx) - 4):
                rx[4 + place] = self.memory[at + place]


def nothing(ms):
    pass


def attached(chip):
    flash = NORFlash(chip, nothing)
    flash.probe()
    return flash


def test_the_identity_tells_the_size():
    for log2 in (16, 23, 24):
        flash = NORFlash(FakeFlash((0xEF, 0x40, log2)), nothing)
        assert flash.probe() == bytes((0xEF, 0x40, log2))
        assert flash.size == 1 << log2


def test_what_does_not_answer_is_absent():
    for stuck in (0, 0xFF):
        error = raises(ChipAbsent, NORFlash(FakeFlash((stuck,) * 3), nothing).probe)
        assert "chip select" in str(error)


def test_a_size_that_needs_longer_addresses_is_refused():
    for log2 in (0x0F, 0x19, 0x20):
        error = raises(SetupError, NORFlash(FakeFlash((0xEF, 0x40, log2)), nothing).probe)
        assert "%02X" % log2 in str(error)


def test_protected_blocks_are_refused():
    assert "0x0C" in str(raises(SetupError, NORFlash(FakeFlash(status=0x0C), nothing).probe))


def test_a_record_across_a_page_is_programmed_and_read_back():
    chip = FakeFlash()
    flash = attached(chip)
    record = bytes(range(200)) + bytes(range(200))
    flash.program(0x0F0, record)
    found = bytearray(400)
    flash.read(0x0F0, found)
    assert bytes(found) == record == bytes(chip.memory[0x0F0:0x280])
    assert chip.memory[0x0EF] == chip.memory[0x280] == 0xFF


def test_an_erased_sector_is_ff_and_its_neighbour_stands():
    chip = FakeFlash()
    flash = attached(chip)
    flash.program(0x0FFF, b"ab")
    flash.erase(0x1000)
    assert bytes(chip.memory[0x0FFF:0x1001]) == b"a\xff"


def test_a_latch_that_does_not_set_is_a_lost_chip():
    chip = FakeFlash()
    flash = attached(chip)
    chip.latch_works = False
    assert "write enable" in str(raises(ChipLost, flash.program, 0, b"x"))


def test_waiting_is_bounded():
    flash = attached(FakeFlash(busy=1000000))
    assert "still busy" in str(raises(ChipLost, flash.erase, 0))


def test_what_was_not_erased_is_not_written():
    flash = attached(FakeFlash())
    flash.program(0, b"\x00")
    assert "0x000000" in str(raises(NotWritten, flash.program, 0, b"\x01"))


def test_asking_the_status_allocates_nothing():
    flash = attached(FakeFlash())
    allocates_nothing(flash.is_busy)
