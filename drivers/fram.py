"""Serial FRAM of the MB85RS256 class: 32 KiB that survive any power cut, byte by byte.

Usage:
    fram = FRAM(bus)                    # bus.write(buf), bus.exchange(tx, rx): one CS-low each
    fram.probe()                        # ChipAbsent or SetupError, or the four id bytes
    fram.write(0x0000, frame)           # allocates when len(frame) is not that of last write
    fram.read(0x0000, frame)            # the same
    fram.write_in_place(0x0000, buf)    # buf[3:], without a copy: buf[:3] is for the command

    message = fram.message(0x7F00, 92)  # a write made ready: head, then room for its data
    fram.urgent(message)                # from a hard interrupt: it allocates nothing

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

HEADER = 3
"""Op-code and 16-bit address."""
_FUJITSU = b"\x04\x7f"
_DENSITY = const(0x1F)  # of the third id byte: the binary logarithm of the size in KiB
_DENSITY_OF_ONE = const(10)
_PROTECTION = const(0x0C)  # BP1, BP0: a protected block drops writes without a word


class FRAM:
    """One FRAM on a bus that offers `write(buf)` and `exchange(tx, rx)`.

    `size` is the capacity in bytes. The buffers of one length are kept, for writing and for
    reading apart, until a transfer of another comes: so a frame that is written and of which the
    end is read every second costs no heap.
    """

    def __init__(self, bus, size=32768):
        self.size = size
        self._bus = bus
        self._wren = bytes((_WREN,))
        self._out = b""  # what is sent to write, and the data's layout for struct
        self._layout = None
        self._ask_out = b""  # what is sent to read, and what comes
        self._in = None
        self._is_busy = False  # between the first and the last byte of a read or write
        self._waiting = None  # a message that an interrupt found the bus busy with

    def probe(self):
        """Return the id bytes of a chip that answers and lets every byte be written."""
        identity = self._ask(_RDID, 4)
        if identity in (b"\x00" * 4, b"\xff" * 4):
            raise ChipAbsent(
                "FRAM: id reads %02X everywhere; check supply, chip select and MISO" % identity[0]
            )
        capacity = 1 << (identity[2] & _DENSITY) + _DENSITY_OF_ONE
        if identity[:2] == _FUJITSU and capacity < self.size:
            raise SetupError(
                "FRAM: id says %d bytes, expected %d or more; fit an MB85RS256"
                % (capacity, self.size)
            )
        status = self._ask(_RDSR, 1)[0]
        if status & _PROTECTION:
            raise SetupError(
                "FRAM: status is 0x%02X, blocks are write-protected; clear BP0 and BP1" % status
            )
        return identity

    def lock(self):
        """Write nothing from now on; the bus for others who shall not write, either."""
        from drivers.read_only import ReadOnly  # here, as it is hardly ever needed

        self._bus = ReadOnly(self._bus)
        return self._bus

    def read(self, address, buf):
        """Fill `buf` (bytearray or memoryview) from `address` on."""
        self._check(address, len(buf))
        if len(self._ask_out) != HEADER + len(buf):
            self._ask_out = bytearray(HEADER + len(buf))
            self._in = bytearray(HEADER + len(buf))
        _head(self._ask_out, _READ, address)
        self._is_busy = True
        self._bus.exchange(self._ask_out, self._in)
        self._let_go()
        buf[:] = memoryview(self._in)[HEADER:]

    def write(self, address, buf):
        """Store `buf` (bytes or bytearray) from `address` on; permanent when this returns."""
        self._check(address, len(buf))
        if len(self._out) != HEADER + len(buf):
            self._out = bytearray(HEADER + len(buf))
            self._layout = "%ds" % len(buf)
        _head(self._out, _WRITE, address)
        pack_into(self._layout, self._out, HEADER, buf)
        self._is_busy = True
        self._bus.write(self._wren)
        self._bus.write(self._out)
        self._let_go()

    def message(self, address, length):
        """What `urgent` sends to write `length` bytes at `address`: they begin at HEADER."""
        self._check(address, length)
        message = bytearray(HEADER + length)
        _head(message, _WRITE, address)
        return message

    def urgent(self, message):
        """Write a message that was made ready, now, or when the transfer that goes on is over.

        For hard interrupts: nothing is allocated. `message` must not be changed before it is sent.
        """
        self._waiting = message
        if not self._is_busy:
            self._is_busy = True
            self._let_go()

    def _let_go(self):
        """A transfer is over: what an interrupt has left is written, and the bus is free."""
        while self._is_busy:
            message = self._waiting
            if message is not None:
                self._waiting = None
                self._bus.write(self._wren)
                self._bus.write(message)
            self._is_busy = False
            if self._waiting is not None:  # it came just before the line above
                self._is_busy = True

    def write_in_place(self, address, buf):
        """Store `buf[HEADER:]` from `address` on; `buf` is a bytearray, its first bytes go."""
        self._check(address, len(buf) - HEADER)
        _head(buf, _WRITE, address)
        self._is_busy = True
        self._bus.write(self._wren)
        self._bus.write(buf)
        self._let_go()

    def _check(self, address, length):
        if not 0 <= address <= self.size - length:
            raise DriverError(
                "FRAM: %d bytes at 0x%04X do not fit into %d bytes" % (length, address, self.size)
            )

    def _ask(self, opcode, length):
        """Answer to an op-code without address, `length` bytes."""
        tx = bytearray(1 + length)
        rx = bytearray(1 + length)
        tx[0] = opcode
        self._bus.exchange(tx, rx)
        return bytes(rx[1:])


def _head(out, opcode, address):
    out[0] = opcode
    out[1] = address >> 8
    out[2] = address & 0xFF
