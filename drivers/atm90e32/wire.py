"""Short errands to the chip, beside the big block: four frames each, in one exchange.

Configuration, confirmation of a suspicion and repair of a hit frame come through here. The
buffers are prepared once. Frames are counted by address, so that an observer of the bus can be
compared with what the driver says it did.
"""

from drivers.atm90e32 import frames
from drivers.atm90e32.layout import LAST, MAP_U


class Wire:
    """Four frames at a time over `bus.exchange(tx, rx)`."""

    def __init__(self, bus):
        self._bus = bus
        self._tx = bytearray(16)
        self._rx = bytearray(16)
        self.counted = {}

    def ask(self, first, second, third, fourth):
        """Read four addresses in this order; `word(0)` to `word(3)` are the answers."""
        self._read(0, first)
        self._send(second, third, fourth)

    def tell(self, address, value):
        """Write and return what the chip says it received (majority of three witnesses)."""
        frames.put_write(self._tx, 0, address, value)
        self._count(address)
        self._send(LAST, LAST, LAST)
        return frames.majority(self.word(1), self.word(2), self.word(3))

    def read(self, address):
        """Return a register that reading does not clear: majority of three reads."""
        self.ask(address, address, address, LAST)
        return frames.majority(self.word(0), self.word(1), self.word(2))

    def take(self, address):
        """Return an energy register, which this clears; None if it was not or hardly heard."""
        self.ask(MAP_U, address, LAST, LAST)
        value = self.word(1)
        one = self.word(2)
        if value != one == self.word(3):
            value = None if one == self.word(0) else one  # the read was hit, or never arrived
        elif value not in (one, self.word(3)):
            value = None
        return None if value == 0xFFFF else value

    def word(self, frame):
        """Return the data of frame 0 to 3 of the last errand."""
        return frames.get(self._rx, frame)

    def _send(self, second, third, fourth):
        self._read(1, second)
        self._read(2, third)
        self._read(3, fourth)
        self._bus.exchange(self._tx, self._rx)

    def _read(self, frame, address):
        frames.put_read(self._tx, frame, address)
        self._count(address)

    def _count(self, address):
        self.counted[address] = self.counted.get(address, 0) + 1
