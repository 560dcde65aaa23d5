"""A ring upon the simulated flash, for tests of every runtime: power that ends, and comes back."""

from firmware.flash_memory import FlashMemory
from firmware.record_ring import RecordRing
from host.simulator.memory_faults import PowerCut
from host.simulator.nor_flash import NORFlash
from tests.chip_bus import Bus

SECTOR_BYTES = 4096


class Scene:
    """A chip that keeps what it holds, and a ring of so many sectors that is opened upon it."""

    def __init__(self, sectors=4, slot_bytes=64, base=SECTOR_BYTES, **chip):
        self.chip = NORFlash(size_log2=16, **chip)
        self.bus = Bus(self.chip)
        self.where = (base, sectors * SECTOR_BYTES, slot_bytes)
        self.start()

    def start(self):
        """The processor starts; what it does with the chip may end in PowerCut."""
        self.flash = FlashMemory(self.bus, self.bus.sleep_ms)
        self.ring = RecordRing(self.flash, *self.where)
        self.flash.start()
        return self.ring

    def cut(self):
        """Power is gone, and back later."""
        self.chip.power_off()
        self.bus.now_us += 2000000

    def second(self):
        """What is done each second, and the rest of it."""
        self.flash.poll()
        self.bus.now_us += 1000000

    def append(self, body):
        """Append, trying again each second; the sequence."""
        for _ in range(20):
            sequence = self.ring.append(body)
            if sequence >= 0:
                return sequence
            self.second()
        raise AssertionError("no room in 20 seconds: " + self.flash.trouble)

    def restart(self):
        """Start again and again until that is not cut."""
        for _ in range(10):
            self.cut()
            try:
                return self.start()
            except PowerCut:
                pass
        raise AssertionError("cut ten times")

    def body_of(self, sequence, length=56):
        """What the record of a sequence holds, or None."""
        body = bytearray(length)
        return bytes(body) if self.ring.read(sequence, body) else None


def numbered(number, length=56):
    """A body that says its number all over."""
    return bytes([(number * 7 + place * (number % 251 + 1)) & 0xFF for place in range(length)])
