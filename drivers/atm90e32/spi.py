"""The wire: a block of frames over a real SPI bus.

Usage:
    spi = SPI(1, baudrate=1_000_000, polarity=1, phase=1, firstbit=SPI.MSB, bits=8)
    bus = SPIFrames(spi, Pin("CS", Pin.OUT, value=1))
    bus.exchange(tx, rx)        # two bytearrays of 4n bytes: n frames

Any other bus, such as the simulated board's, offers the same `exchange(tx, rx)`.
Clock idles high and data is sampled on the rising edge (mode 3), at most 1.1 Mbit/s and at
least 400 bit/s (DS 30-31, 73). Chip select must rest high for 132 ns between two frames and be
low 132 ns before the first edge (DS 76); the interpreter takes microseconds for both.
"""


class SPIFrames:
    """Frames over `spi` (a machine.SPI) and `cs` (a machine.Pin, called with 0 or 1)."""

    def __init__(self, spi, cs):
        self._transfer = spi.write_readinto  # bound once: binding allocates
        self._cs = cs
        self.error = None
        self._tx = bytearray(4)
        self._rx = bytearray(4)

    def exchange(self, tx, rx):
        """Send every 4-byte frame of `tx` under its own chip select; answers go to `rx`.

        Exactly 32 clocks per frame: the chip drops a write with any other number. A frame that
        the port reports as failed reads as 0xFFFF and the next one follows, because what came
        before it has already been cleared in the chip; `error` keeps the last OSError.
        Allocates nothing.
        """
        out = self._tx
        back = self._rx
        try:
            for at in range(0, len(tx), 4):
                for i in range(4):
                    out[i] = tx[at + i]
                self._one_frame(out, back)
                for i in range(4):
                    rx[at + i] = back[i]
        finally:
            self._cs(1)

    def _one_frame(self, out, back):
        self._cs(0)
        try:
            self._transfer(out, back)
        except OSError as error:
            self.error = error
            for i in range(4):
                back[i] = 0xFF
        self._cs(1)
