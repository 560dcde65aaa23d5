"""One full snapshot beside the same readings taken register by register, on this interpreter.

Prints one line of JSON. Run by `make bench`; the buses answer like a healthy chip and cost the
same for both: `block` takes a whole block of frames in one call, `spi` is a loop around chip
select over an SPI object.
"""

import gc
import json

try:
    from utime import ticks_diff, ticks_us
except ImportError:
    from time import perf_counter_ns

    def ticks_us():
        return perf_counter_ns() // 1000

    def ticks_diff(later, earlier):
        return later - earlier


from drivers.atm90e32 import ATM90E32, SPIFrames, setup
from drivers.atm90e32.layout import FRAMES, LAST
from tests.fake_atm90e32 import FakeChip
from tests.register_by_register import read_all

ROUNDS = 200
LAST_KEY = 0x8000 | LAST


class Recorded:
    """A bus that gives the same answer as last time for blocks of the same length."""

    def __init__(self, chip):
        self._chip = chip
        self.frozen = False
        self._answers = {}

    def exchange(self, tx, rx):
        if self.frozen and len(tx) in self._answers:
            rx[:] = self._answers[len(tx)]
            return
        self._chip.exchange(tx, rx)
        self._answers[len(tx)] = bytes(rx)


class Pin:
    def __call__(self, value):
        pass


class SPI:
    """An SPI object that answers each frame with the word that the chip last gave there."""

    def __init__(self, chip):
        self._words = {}
        self._chip = chip
        self._last = 0
        self.frozen = False

    def write_readinto(self, tx, rx):
        key = tx[0] << 8 | tx[1]
        if self.frozen and key in self._words:
            word = self._words[key] if key != LAST_KEY else self._last
            self._last = word
            rx[2] = word >> 8
            rx[3] = word & 0xFF
            return
        self._chip.exchange(tx, rx)
        self._words[key] = rx[2] << 8 | rx[3]


def microseconds(action, argument):
    """Mean time of `action(argument)`, after once to warm up."""
    action(argument)
    gc.collect()
    began = ticks_us()
    for _ in range(ROUNDS):
        action(argument)
    return ticks_diff(ticks_us(), began) / ROUNDS


def rows():
    """{bus: microseconds of a snapshot and of its peer}, and the frames of each."""
    site = {"meter_constant": 400, "current_ratio": 40, "nominal_ma": 2000000, "max_ma": 2400000}
    found = {"frames": FRAMES}
    for name in ("block", "spi"):
        fake = FakeChip()
        line = Recorded(fake) if name == "block" else SPI(fake)
        bus = line if name == "block" else SPIFrames(line, Pin())
        chip = ATM90E32(bus, lambda ms: None, setup.rows(site), setup.counts_per_s(site))
        chip.configure()
        chip.snapshot(0)
        _, peer_frames = read_all(bus)
        line.frozen = True
        found["peer_frames"] = peer_frames
        found[name + "_us"] = microseconds(chip.snapshot, 5)
        found["peer_" + name + "_us"] = microseconds(read_all, bus)
    found["flags"] = chip.snapshot(6).flags
    return found


print(json.dumps(rows()))
