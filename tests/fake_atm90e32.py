"""A chip small enough to read in a minute, whose every frame can be spoilt by a script.

It knows registers, read-to-clear, write-1-to-clear, LastSPIData, soft reset and the lock's CRC
(any function of the contents will do). It knows nothing of electricity: tests put the counts.
"""

from array import array

WRITABLE_END = 0x70


class FakeChip:
    """A bus with a chip on it. `spoil[n]` is what happens to the n-th frame ever sent.

    A spoiler is a function (chip, tx_word) -> rx data word, or None to let the frame pass; it
    may call `chip.frame(word)` with another word, or not at all.
    """

    def __init__(self):
        self.spoil = {}
        self.sent = 0
        self.crc_status = 0
        self.seen = {}
        self.alive = True
        self.dead_word = 0xFFFF
        self.sticky = {}  # address: value that no write can change
        self.power_on()

    def power_on(self):
        self.data = {0x01: 0x0210, 0x02: 0x0654, 0xF8: 5000}
        self.last = 0
        self.golden = None

    def exchange(self, tx, rx):
        assert len(tx) == len(rx) and len(tx) % 4 == 0
        for at in range(0, len(tx), 4):
            word = self._one(int.from_bytes(tx[at : at + 4], "big"))
            rx[at] = rx[at + 1] = 0
            rx[at + 2] = word >> 8
            rx[at + 3] = word & 0xFF

    def _one(self, word):
        number = self.sent
        self.sent += 1
        address = word >> 16 & 0x3FF
        self.seen[address] = self.seen.get(address, 0) + 1
        spoiler = self.spoil.pop(number, None)
        back = spoiler(self, word) if spoiler else None
        return self.frame(word) if back is None else back

    def frame(self, word):
        """What the chip answers to a whole frame that reached it."""
        if not self.alive:
            return self.dead_word
        address = word >> 16 & 0x3FF
        if word & 0x80000000:
            self.last = self._read(address)
        else:
            self.last = word & 0xFFFF
            self._write(address, self.last)
        return self.last

    def _read(self, address):
        if address == 0x78:
            return self.last
        if address == 0x79:
            return self.crc_status | (0 if self.golden in (None, self.digest()) else 1)
        if address == 0x7A:
            return self.digest()
        value = self.sticky.get(address, self.data.get(address, 0))
        if 0x80 <= address <= 0xAF:
            self.data[address] = 0
        return value

    def _write(self, address, value):
        if address == 0x70 and value == 0x789A:
            self.power_on()
        elif address in (0x73, 0x74):
            self.data[address] = self.data.get(address, 0) & ~value
        elif address == 0x7F:
            self.data[0x7F] = value
            self.golden = None if value == 0x55AA else self.digest()
        elif 0x80 <= address <= 0xFF:
            pass
        elif address >= WRITABLE_END or self.data.get(0x7F) == 0x55AA:
            self.data[address] = value

    def digest(self):
        """Any function of the configuration."""
        total = 0x1D0F
        for address in range(WRITABLE_END):
            total = (total * 31 + self.data.get(address, 0)) & 0xFFFF
        return total


def flip(mask):
    """Spoiler: bits of the answer flip on their way; the chip has done its part."""
    return lambda chip, word: chip.frame(word) ^ mask


def stuck(value):
    """Spoiler: the answer line is stuck for this frame; the chip has done its part."""

    def spoiler(chip, word):
        chip.frame(word)
        return value

    return spoiler


def unheard(value=0xFFFF):
    """Spoiler: the chip sees fewer than 16 clocks and does nothing."""
    return lambda chip, word: value


def astray(address):
    """Spoiler: the address is hit on its way, another register is read or written."""
    return lambda chip, word: chip.frame(word & 0xFC00FFFF | address << 16)


def before(action):
    """Spoiler: something happens to the chip just before this frame."""

    def spoiler(chip, word):
        action(chip)

    return spoiler


class NullBus:
    """A bus that copies a prepared answer and allocates nothing: for heap and time."""

    def __init__(self, answers):
        self._answers = answers

    def exchange(self, tx, rx):
        answers = self._answers
        for i in range(len(rx)):
            rx[i] = answers[i]


class Recorder:
    """A bus that keeps the answers of another one, to make a NullBus of them."""

    def __init__(self, bus):
        self._bus = bus
        self.longest = b""

    def exchange(self, tx, rx):
        self._bus.exchange(tx, rx)
        if len(rx) > len(self.longest):
            self.longest = array("B", rx)
