"""The SPI transport: what the pins do, frame by frame, and that it allocates nothing."""

from drivers.atm90e32 import SPIFrames
from tests.expect import allocates_nothing


class Pins:
    """A machine.SPI and a machine.Pin that note what happens; answers are the bytes inverted."""

    def __init__(self):
        self.log = []
        self.fails = ()
        self.frames = 0

    def cs(self, level):
        self.log.append(level)

    def write_readinto(self, out, back):
        self.log.append(bytes(out))
        self.frames += 1
        if self.frames in self.fails:
            raise OSError(110)
        for i in range(len(out)):
            back[i] = out[i] ^ 0xFF


class QuietPins:
    def cs(self, level):
        pass

    def write_readinto(self, out, back):
        back[0] = out[0]


def test_each_frame_has_its_own_chip_select_and_exactly_32_clocks():
    pins = Pins()
    rx = bytearray(8)
    SPIFrames(pins, pins.cs).exchange(b"\x80\x01\x00\x00\x80\x02\x00\x00", rx)
    one, two = b"\x80\x01\x00\x00", b"\x80\x02\x00\x00"
    assert pins.log[:6] == [0, one, 1, 0, two, 1] and set(pins.log[6:]) <= {1}
    assert bytes(rx) == b"\x7f\xfe\xff\xff\x7f\xfd\xff\xff"


def test_a_failed_frame_reads_as_ones_and_the_next_follows():
    pins = Pins()
    pins.fails = (2,)
    bus = SPIFrames(pins, pins.cs)
    rx = bytearray(12)
    bus.exchange(bytes(12), rx)
    assert bytes(rx) == b"\xff" * 12 and pins.frames == 3
    assert isinstance(bus.error, OSError) and pins.log[-1] == 1
    bus.exchange(b"\x55" * 12, rx)
    assert bytes(rx) == b"\xaa" * 12


def test_an_exchange_allocates_nothing():
    pins = QuietPins()
    bus = SPIFrames(pins, pins.cs)
    tx, rx = bytearray(688), bytearray(688)
    allocates_nothing(lambda: bus.exchange(tx, rx))
