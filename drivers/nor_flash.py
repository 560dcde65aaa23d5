"""Serial NOR flash of the W25Q class: megabytes for records, erased by the sector.

Usage:
    flash = NORFlash(bus, sleep_ms)     # bus.write(buf), bus.exchange(tx, rx): one CS-low each
    flash.probe()                       # ChipAbsent or SetupError, or the JEDEC id; sets `size`
    flash.erase(0x1000)                 # a sector of 4096 bytes becomes FF
    flash.program(0x1000, record)       # clears bits; NotWritten where it does not read back
    flash.read(0x1000, buf)
    flash.fetch(0x1000, 8)              # a view of at most a page, without a copy

Addresses and lengths are bytes. Programming turns ones into zeros only, within pages of 256 bytes,
which `program` sees to. Each page and sector is read back. An erase takes up to 400 ms: a task
that cannot stand still so long calls `start_erase`, and goes on when `is_busy` is false.
Source: Winbond W25Q64JV data sheet, "Instruction Set Table 1", "Status Registers" and "AC
Electrical Characteristics" (from memory, not checked).
"""

from drivers.compat import const
from drivers.errors import ChipAbsent, ChipLost, DriverError, NotWritten, SetupError

PAGE_BYTES = const(256)
SECTOR_BYTES = const(4096)
_READ = const(0x03)  # 24-bit address, then data
_PROGRAM = const(0x02)  # 24-bit address, then data, at most up to the end of the page
_ERASE_SECTOR = const(0x20)  # 24-bit address
_WREN = const(0x06)  # set the write latch; every program and erase clears it again
_RDSR = const(0x05)  # read status register 1
_JEDEC = const(0x9F)  # manufacturer, kind, binary logarithm of the size
_WAKE = const(0xAB)  # release from power-down
_BUSY = const(0x01)
_LATCH = const(0x02)
_PROTECTION = const(0x1C)  # BP2, BP1, BP0: a protected block ignores program and erase
_HEADER = const(4)  # op-code and 24-bit address
_LEAST_LOG2, _MOST_LOG2 = const(16), const(24)
"""64 KiB to 16 MiB: more needs addresses of four bytes."""
_LONGEST_PROGRAM_MS = const(5)
LONGEST_ERASE_MS = const(500)
"""Longer than the data sheet's 3 and 400 ms; a chip that is busy for longer is lost."""


class NORFlash:
    """One flash on a bus that offers `write(buf)` and `exchange(tx, rx)`.

    `size` is the capacity in bytes, 0 before `probe`. Transfers go through one buffer of a page,
    which is made once: what is read comes into the place of what was sent.
    """

    def __init__(self, bus, sleep_ms):
        self.size = 0
        self._bus = bus
        self._sleep_ms = sleep_ms
        self._wren = bytes((_WREN,))
        self._buf = memoryview(bytearray(_HEADER + PAGE_BYTES))
        self._ask = bytearray(2)

    def probe(self):
        """Return the JEDEC id of a chip that answers and lets every byte be written."""
        self._bus.write(bytes((_WAKE,)))
        self._wait_for_old_work()
        tx, rx = bytes((_JEDEC, 0, 0, 0)), bytearray(4)
        self._bus.exchange(tx, rx)
        identity = bytes(rx[1:])
        if identity in (b"\x00" * 3, b"\xff" * 3):
            raise ChipAbsent(
                "flash: id reads %02X everywhere; check supply, chip select and MISO" % identity[0]
            )
        if not _LEAST_LOG2 <= identity[2] <= _MOST_LOG2:
            raise SetupError(
                "flash: id is %02X %02X %02X, the last byte should be 10 to 18 (64 KiB to 16 MiB);"
                " fit a W25Q16 to W25Q128" % tuple(identity)
            )
        if self._status() & _PROTECTION:
            raise SetupError(
                "flash: status is 0x%02X, blocks are write-protected; clear BP0 to BP2"
                % self._ask[1]
            )
        self.size = 1 << identity[2]
        return identity

    def read(self, address, buf):
        """Fill `buf` (bytearray or memoryview) from `address` on."""
        done, length = 0, len(buf)
        while done < length:
            count = min(PAGE_BYTES, length - done)
            buf[done : done + count] = self.fetch(address + done, count)
            done += count

    def fetch(self, address, count):
        """A view of `count` bytes, at most a page; it is gone with the next transfer."""
        self._check(address, count)
        self._head(_READ, address)
        buf = self._buf[: _HEADER + count]
        self._bus.exchange(buf, buf)
        return buf[_HEADER:]

    def program(self, address, data):
        """Clear bits so that `data` stands at `address`; raises NotWritten where it does not."""
        self._check(address, len(data))
        view, done = memoryview(data), 0
        while done < len(data):
            at = address + done
            count = min(PAGE_BYTES - at % PAGE_BYTES, len(data) - done)
            self._program_page(at, view[done : done + count])
            done += count

    def erase(self, address):
        """Make the sector at `address` FF; raises NotWritten where it does not become so."""
        self.start_erase(address)
        self._wait(LONGEST_ERASE_MS, "erase", address)
        self.check_erased(address)

    def start_erase(self, address):
        """Begin to erase the sector at `address`; nothing else is answered while `is_busy`."""
        self._check(address, SECTOR_BYTES)
        if address % SECTOR_BYTES:
            raise DriverError(
                "flash: erase at 0x%06X, expected a multiple of %d" % (address, SECTOR_BYTES)
            )
        self._begin_change(_ERASE_SECTOR, address, 0)

    def is_busy(self):
        """Whether a program or erase is going on."""
        return bool(self._status() & _BUSY)

    def check_erased(self, address):
        """Raise NotWritten unless the sector at `address` is all FF."""
        for at in range(address, address + SECTOR_BYTES, PAGE_BYTES):
            page = self.fetch(at, PAGE_BYTES)
            for place in range(PAGE_BYTES):
                if page[place] != 0xFF:
                    raise NotWritten(
                        "flash: 0x%06X reads 0x%02X after an erase, expected 0xFF; the sector is"
                        " worn or the supply failed" % (at + place, page[place])
                    )

    def _program_page(self, address, data):
        count = len(data)
        self._buf[_HEADER : _HEADER + count] = data
        self._begin_change(_PROGRAM, address, count)
        self._wait(_LONGEST_PROGRAM_MS, "program", address)
        found = self.fetch(address, count)
        for place in range(count):
            if found[place] != data[place]:
                raise NotWritten(
                    "flash: 0x%06X reads 0x%02X after programming 0x%02X; it was not erased, is"
                    " worn or the supply failed" % (address + place, found[place], data[place])
                )

    def _begin_change(self, opcode, address, count):
        """Set the latch, see that it is set, and send the command with what the buffer holds."""
        self._bus.write(self._wren)
        if not self._status() & _LATCH:
            raise ChipLost(
                "flash: status is 0x%02X after write enable, expected bit 1 set; check the chip's"
                " supply and WP" % self._ask[1]
            )
        self._head(opcode, address)
        self._bus.write(self._buf[: _HEADER + count])

    def _wait(self, longest_ms, what, address):
        waited_ms = 0
        while self.is_busy():
            if waited_ms >= longest_ms:
                raise ChipLost(
                    "flash: still busy %d ms after %s at 0x%06X; power the chip off and on"
                    % (waited_ms, what, address)
                )
            self._sleep_ms(1)
            waited_ms += 1

    def _wait_for_old_work(self):
        """What the chip was doing when the processor was reset; it answers no question before."""
        for _ in range(LONGEST_ERASE_MS):
            status = self._status()
            if status == 0xFF or not status & _BUSY:  # all ones: there is nothing there
                return
            self._sleep_ms(1)

    def _status(self):
        self._ask[0] = _RDSR
        self._bus.exchange(self._ask, self._ask)
        return self._ask[1]

    def _head(self, opcode, address):
        buf = self._buf
        buf[0] = opcode
        buf[1] = address >> 16
        buf[2] = address >> 8 & 0xFF
        buf[3] = address & 0xFF

    def _check(self, address, length):
        if not 0 <= address <= self.size - length:
            raise DriverError(
                "flash: %d bytes at 0x%06X do not fit into %d bytes" % (length, address, self.size)
            )
