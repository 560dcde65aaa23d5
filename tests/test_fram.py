"""The FRAM driver against a chip that knows the op-codes and the write latch."""

from drivers.errors import ChipAbsent, DriverError, SetupError
from drivers.fram import FRAM
from tests.expect import allocates_nothing, raises


class FakeFRAM:
    """Each call is one chip select; a WRITE without WREN before it changes nothing."""

    def __init__(self, identity=b"\x04\x7f\x05\x09", status=0):
        self.memory = bytearray(32768)
        self.identity = identity
        self.status = status
        self.writable = False

    def write(self, buf):
        if buf[0] == 0x06:
            self.writable = True
        elif buf[0] == 0x02:
            address = buf[1] << 8 | buf[2]
            if self.writable:
                self.memory[address : address + len(buf) - 3] = buf[3:]
            self.writable = False

    def exchange(self, tx, rx):
        assert len(tx) == len(rx)
        if tx[0] == 0x03:
            address = tx[1] << 8 | tx[2]
            rx[3:] = self.memory[address : address + len(rx) - 3]
        elif tx[0] == 0x9F:
            rx[1:] = self.identity
        elif tx[0] == 0x05:
            rx[1] = self.status


class DeafBus:
    """A bus that does nothing and allocates nothing."""

    def write(self, buf):
        pass

    def exchange(self, tx, rx):
        pass


def test_what_is_written_is_read_back():
    fram = FRAM(FakeFRAM())
    for data in (b"four", b"more than four", b"x"):
        buf = bytearray(len(data))
        fram.write(0x7FF0, data)
        fram.read(0x7FF0, buf)
        assert bytes(buf) == data


def test_every_write_sets_the_latch_anew():
    chip = FakeFRAM()
    fram = FRAM(chip)
    fram.write(0, b"a")
    fram.write(1, b"b")
    assert bytes(chip.memory[:2]) == b"ab"


def test_the_last_byte_can_be_written_and_no_further():
    fram = FRAM(FakeFRAM())
    fram.write(32767, b"z")
    for address, length in ((32767, 2), (-1, 1), (32768, 1), (0, 32769)):
        message = str(raises(DriverError, fram.write, address, bytes(length)))
        assert "32768" in message
        raises(DriverError, fram.read, address, bytearray(length))


def test_a_chip_that_answers_is_identified():
    assert FRAM(FakeFRAM()).probe() == b"\x04\x7f\x05\x09"


def test_a_silent_bus_is_an_absent_chip():
    for stuck in (b"\x00", b"\xff"):
        error = raises(ChipAbsent, FRAM(FakeFRAM(identity=stuck * 4)).probe)
        assert "chip select" in str(error)


def test_a_protected_chip_is_refused():
    assert "0x0C" in str(raises(SetupError, FRAM(FakeFRAM(status=0x0C)).probe))


def test_a_frame_of_the_same_length_is_written_without_a_word_of_heap():
    fram = FRAM(DeafBus())
    frame = bytearray(769)
    fram.write(0, frame)
    fram.write(0x0400, frame)
    allocates_nothing(lambda: fram.write(0, frame))


def test_a_frame_of_the_same_length_is_read_without_a_new_buffer():
    fram = FRAM(DeafBus())
    frame = bytearray(769)
    try:
        from gc import collect, mem_alloc
    except ImportError:
        return
    fram.read(0, frame)
    collect()
    before = mem_alloc()
    fram.read(0x0400, frame)
    assert mem_alloc() - before < 128  # views and slice objects


def test_another_length_in_between_leaves_nothing_behind():
    chip = FakeFRAM()
    fram = FRAM(chip)
    for data in (b"twelve bytes", b"six by", b"TWELVE BYTES", b""):
        fram.write(0, data)
        buf = bytearray(len(data))
        fram.read(0, buf)
        assert bytes(buf) == data
    assert bytes(chip.memory[:13]) == b"TWELVE BYTES\x00"


def test_bounds_are_checked_without_allocating():
    fram = FRAM(DeafBus())
    allocates_nothing(lambda: fram._check(0, 4))
