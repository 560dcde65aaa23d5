"""Serial FRAM of the MB85RS256 class: 32 KiB that survive any power cut, byte by byte.

Usage:
    fram = FRAM(bus)                    # bus.write(buf), bus.exchange(tx, rx): one CS-low each
    fram.probe()                        # ChipAbsent or SetupError, or the four id bytes
    fram.write(0x0000, frame)           # allocates when len(frame) is not that of last time
    fram.read(0x0000, frame)

Addresses and lengths are bytes. A write becomes permanent byte by byte as it is clocked in:
power lost in between leaves a torn frame, which the layer above must recognise.
Source: Fujitsu MB85RS256B data sheet, "Op-code" and "Status register".
"""

from struct import pack_into

from drivers.compat import const
from drivers.errors import ChipAbsent, DriverError, SetupError

_WREN = const(0x06)  # set the write latch; every WRITE clears it again
_RDSR = const(0x05)  # read the status register
_READ = const(0x03)  # 16-bit address, then data
_WRITE = const(0x02)  # 16-bit address, then data
_RDID = const(0x9F)  # manufacturer, continuation, two product bytes

_HEADER = const(3)  # op-code and 16-bit address
_PROTECTION = const(0x0C)  # BP1, BP0: a protected block drops writes without a word


class FRAM:
    """One FRAM on a bus that offers `write(buf)` and `exchange(tx, rx)`.

    `size` is the capacity in bytes. The buffers of one length are kept until a transfer of
    another comes, so that the same frame written every second costs no heap.
    """

    def __init__(self, bus, size=32768):
        self.size = size
        self._bus = bus
        self._wren = bytes((_WREN,))
        self._length = -1  # of the data that the buffers hold
        self._tx = None
        self._rx = None
        self._layout = None  # of the data, for struct

    def probe(self):
        """Return the id bytes of a chip that answers and lets every byte be written."""
        identity = self._ask(_RDID, 4)
        if identity in (b"\x00" * 4, b"\xff" * 4):
            raise ChipAbsent(
                "FRAM: id reads %02X everywhere; check supply, chip select and MISO" % identity[0]
            )
        status = self._ask(_RDSR, 1)[0]
        if status & _PROTECTION:
            raise SetupError(
                "FRAM: status is 0x%02X, blocks are write-protected; clear BP0 and BP1" % status
            )
        return identity

    def read(self, address, buf):
        """Fill `buf` (bytearray or memoryview) from `address` on."""
        self._check(address, len(buf))
        self._prepare(len(buf))
        self._head(_READ, address)
        if self._rx is None:
            self._rx = bytearray(len(self._tx))
        self._bus.exchange(self._tx, self._rx)
        buf[:] = memoryview(self._rx)[_HEADER:]

    def write(self, address, buf):
        """Store `buf` (bytes or bytearray) from `address` on; permanent when this returns."""
        self._check(address, len(buf))
        self._prepare(len(buf))
        self._head(_WRITE, address)
        pack_into(self._layout, self._tx, _HEADER, buf)
        self._bus.write(self._wren)
        self._bus.write(self._tx)

    def _check(self, address, length):
        if not 0 <= address <= self.size - length:
            raise DriverError(
                "FRAM: %d bytes at 0x%04X do not fit into %d bytes" % (length, address, self.size)
            )

    def _prepare(self, length):
        if length == self._length:
            return
        self._length = length
        self._layout = "%ds" % length
        self._tx = bytearray(_HEADER + length)
        self._rx = None

    def _head(self, opcode, address):
        tx = self._tx
        tx[0] = opcode
        tx[1] = address >> 8
        tx[2] = address & 0xFF

    def _ask(self, opcode, length):
        """Answer to an op-code without address, `length` bytes."""
        tx = bytearray(1 + length)
        rx = bytearray(1 + length)
        tx[0] = opcode
        self._bus.exchange(tx, rx)
        return bytes(rx[1:])
