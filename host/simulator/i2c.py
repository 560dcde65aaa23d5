"""An I2C bus and its chips: `read(t_us, place, length)` and `write(t_us, place, data)` registers.

One call of `exchange` is one transaction: address and direction, the register it begins at, then
data, or as many zeros as bytes are asked for. The first byte of the answer is 0 where the chip
acknowledges its address, else 0xFF.
"""

ACKNOWLEDGE, NO_ACKNOWLEDGE = b"\x00", b"\xff"
BYTE_NS = 22_500
"""Nine clocks at 400 kHz."""


class I2CBus:
    """`chips` are those that are soldered, by address; a chip that is None does not answer."""

    def __init__(self, chips):
        self.chips = chips

    def exchange(self, t_us, mosi):
        """(answer, microseconds taken)."""
        address, place, data = mosi[0] >> 1, mosi[1], bytes(mosi[2:])
        chip = self.chips.get(address)
        if chip is None:
            return NO_ACKNOWLEDGE * len(mosi), BYTE_NS // 1000
        taken_us = (len(mosi) + 1) * BYTE_NS // 1000
        if mosi[0] & 1:
            return ACKNOWLEDGE * 2 + chip.read(t_us, place, len(data)), taken_us
        chip.write(t_us, place, data)
        return ACKNOWLEDGE * len(mosi), taken_us

    def power_off(self, t_us):
        for chip in self.chips.values():
            if chip:
                chip.power_off(t_us)

    def power_on(self, t_us):
        for chip in self.chips.values():
            if chip:
                chip.power_on(t_us)
