"""A 32 KB SPI FRAM (MB85RS256B class): write latch, read, write, status, identity.

One call of `exchange` is one time of chip select low; a call that ends in the middle of a write
leaves the bytes before written, as the part does. Opcodes and the identity 04 7F 05 09 are of
that part's datasheet, from memory.
"""

from host.simulator.memory_faults import MemoryFaults

SIZE = 32_768
WRITE_ENABLE, WRITE_DISABLE = 0x06, 0x04
READ_STATUS, WRITE, READ, READ_ID = 0x05, 0x02, 0x03, 0x9F
IDENTITY = b"\x04\x7f\x05\x09"
LATCH = 0x02
CLOCK_HZ = 20_000_000


class FRAM:
    """The chip: `memory` is what it holds, and it keeps it without power."""

    def __init__(self):
        self.memory = bytearray(SIZE)
        self.faults = MemoryFaults()
        self.latched = False

    @property
    def writes(self):
        """How often its cells were written."""
        return self.faults.writes

    def exchange(self, t_us, mosi):
        """(bytes on MISO, microseconds taken) of one transaction."""
        miso = bytearray(len(mosi))
        if mosi:
            self._command(mosi[0], mosi, miso)
        return miso, len(mosi) * 8_000_000 // CLOCK_HZ

    def power_off(self):
        self.latched = False

    def _command(self, opcode, mosi, miso):
        if opcode == WRITE:
            self._write(mosi)
        elif opcode == READ:
            self._read(mosi, miso)
        elif opcode == READ_STATUS:
            miso[1:] = bytes([LATCH if self.latched else 0]) * (len(miso) - 1)
        elif opcode == READ_ID:
            miso[1:5] = IDENTITY[: len(miso) - 1]
        elif opcode in (WRITE_ENABLE, WRITE_DISABLE):
            self.latched = opcode == WRITE_ENABLE

    def _write(self, mosi):
        latched, self.latched = self.latched, False
        if latched and len(mosi) > 3:
            data = mosi[3:]
            self.faults.write(self.memory, _address(mosi), lambda before: data, len(data))

    def _read(self, mosi, miso):
        address, length = _address(mosi), len(mosi) - 3
        head = self.memory[address : address + length]
        while len(head) < length:  # addresses run round at the end
            head += self.memory[: length - len(head)]
        miso[3:] = head


def _address(mosi):
    return int.from_bytes(mosi[1:3], "big") % SIZE
