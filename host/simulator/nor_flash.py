"""A serial NOR flash (W25Q64JV class): latch, pages, sectors, times, protection and wear.

One call of `exchange` is one time of chip select low. Programming can only clear bits and runs
round within its page; erasing makes a sector FF. Both take time, in which nothing but the status
is answered, and both go on without the bus. Opcodes, the identity EF 40 17 and the times are of
that part's datasheet, from memory; that a worn sector keeps some cells at zero is our choice.
"""

from host.simulator.memory_faults import MemoryFaults

PAGE_BYTES, SECTOR_BYTES = 256, 4096
WRITE_ENABLE, WRITE_DISABLE, READ_STATUS, WRITE_STATUS = 0x06, 0x04, 0x05, 0x01
READ, PROGRAM, ERASE_SECTOR, READ_ID = 0x03, 0x02, 0x20, 0x9F
BUSY, LATCH, PROTECTION = 0x01, 0x02, 0x1C
MANUFACTURER, KIND = 0xEF, 0x40
CLOCK_HZ = 20_000_000
PROGRAM_US, ERASE_US = 700, 45_000
ENDURANCE = 100_000
"""Erases of a sector until it wears out."""

_BLANK = b"\xff" * SECTOR_BYTES


class NORFlash:
    """The chip: `memory` is what it holds; `erases` counts them by sector, `programmed_bytes` is
    how many bytes were ever programmed, `longest_us` the longest that an operation may hang."""

    def __init__(self, size_log2=23, endurance=ENDURANCE):
        self.memory = bytearray(1 << size_log2)
        for sector in range(0, len(self.memory), SECTOR_BYTES):
            self.memory[sector : sector + SECTOR_BYTES] = _BLANK
        self.faults = MemoryFaults()
        self.erases = [0] * (len(self.memory) // SECTOR_BYTES)
        self.programmed_bytes = 0
        self.hangs = False
        self._endurance = endurance
        self._identity = bytes((MANUFACTURER, KIND, size_log2))
        self._protected = 0
        self._latched = False
        self._busy_until_us = 0

    def exchange(self, t_us, mosi):
        """(bytes on MISO, microseconds taken) of one transaction."""
        miso = bytearray(len(mosi))
        taken_us = len(mosi) * 8_000_000 // CLOCK_HZ
        if mosi:
            self._command(t_us + taken_us, mosi, miso)
        return miso, taken_us

    def power_off(self):
        """The supply goes; what was under way has been done, unless a fault said otherwise."""
        self._latched = self.hangs = False
        self._busy_until_us = 0

    def is_busy(self, t_us):
        return self.hangs or t_us < self._busy_until_us

    def _command(self, t_us, mosi, miso):
        opcode = mosi[0]
        if opcode == READ_STATUS:
            miso[1:] = bytes((self._status(t_us),)) * (len(miso) - 1)
        elif self.is_busy(t_us):
            return
        elif opcode == READ:
            self._read(mosi, miso)
        elif opcode == READ_ID:
            miso[1:4] = self._identity[: len(miso) - 1]
        elif opcode in (WRITE_ENABLE, WRITE_DISABLE):
            self._latched = opcode == WRITE_ENABLE
        elif opcode in _CHANGES and self._latched:
            self._latched = False
            _CHANGES[opcode](self, t_us, mosi)

    def _status(self, t_us):
        busy = self.is_busy(t_us)
        return BUSY * busy | LATCH * (self._latched or busy) | self._protected

    def _write_status(self, t_us, mosi):
        self._protected = mosi[1] & PROTECTION if len(mosi) > 1 else self._protected

    def _program(self, t_us, mosi):
        data = mosi[4:][-PAGE_BYTES:]
        if self._protected or not data:
            return
        self._busy_until_us = t_us + PROGRAM_US
        self.programmed_bytes += len(data)
        page, start = divmod(_address(mosi) % len(self.memory), PAGE_BYTES)

        def cleared(before):
            cells = bytearray(before)
            for k, byte in enumerate(data):
                cells[(start + k) % PAGE_BYTES] &= byte
            return cells

        self.faults.write(self.memory, page * PAGE_BYTES, cleared, PAGE_BYTES)

    def _erase(self, t_us, mosi):
        if self._protected or len(mosi) != 4:
            return
        sector = _address(mosi) % len(self.memory) // SECTOR_BYTES
        self._busy_until_us = t_us + ERASE_US
        self.erases[sector] += 1
        worn = self.erases[sector] > self._endurance

        def erased(before):
            cells = bytearray(_BLANK)
            if worn:
                cells[sector % SECTOR_BYTES] = 0x7F & before[sector % SECTOR_BYTES]
            return cells

        self.faults.write(self.memory, sector * SECTOR_BYTES, erased, SECTOR_BYTES)

    def _read(self, mosi, miso):
        address, count = _address(mosi) % len(self.memory), len(miso) - 4
        head = self.memory[address : address + count]
        miso[4:] = head + self.memory[: count - len(head)]


_CHANGES = {
    PROGRAM: NORFlash._program,
    ERASE_SECTOR: NORFlash._erase,
    WRITE_STATUS: NORFlash._write_status,
}


def _address(mosi):
    return int.from_bytes(mosi[1:4], "big")
