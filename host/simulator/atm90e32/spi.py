"""The SPI port: frames in, frames out, disturbed or not, and counted.

A register is fetched at clock 16 (taken as the middle of the frame's time) and sent in the 16
clocks that follow; a write holds from the end of a frame of exactly 32 clocks (DS 30-31).
"""

from .bus import LAST, Block, as_heard, as_seen
from .registers import SPACE

_READ = 0x8000
_BLOCKS = 64  # prepared blocks kept


class Port:
    """Serves frames from a register bank. `deaf(t_us)` says whether the chip hears nothing."""

    def __init__(self, bank, deaf, idle, faults):
        self._bank, self._deaf, self.faults = bank, deaf, faults
        self._idle = idle << 16 | idle
        self._blocks = {}
        self._reads, self._writes = [0] * SPACE, [0] * SPACE
        self.short_frames = 0

    def exchange(self, t_us, mosi, frame_us):
        """A block of whole frames, the short way where only energies can have moved."""
        mosi = bytes(mosi)
        block = self._blocks.get(mosi) or self._prepare(mosi)
        if self._plain(block, t_us, t_us + block.count * frame_us):
            return self._read_block(t_us + frame_us // 2, block, frame_us)
        reply = bytearray()
        for word in block.words:
            reply += self._frame(t_us, word, frame_us).to_bytes(4, "big")
            t_us += frame_us
        return bytes(reply)

    def frame(self, t_us, mosi, clocks, frame_us):
        """One frame of any length: the first `clocks` bits of `mosi`, zeros where it ends."""
        missing = clocks - 8 * len(mosi)
        word = int.from_bytes(mosi, "big")
        word = word << missing if missing > 0 else word >> -missing
        reply = self._transfer(t_us, word, clocks, frame_us)
        reply = reply << (clocks - 32) if clocks > 32 else reply >> (32 - clocks)
        size = -(-clocks // 8)
        return (reply << (8 * size - clocks)).to_bytes(size, "big")

    def counts(self):
        """{address: (reads, writes)} of all frames with at least 16 clocks."""
        self._settle()
        pairs = zip(self._reads, self._writes, strict=True)
        return {address: pair for address, pair in enumerate(pairs) if any(pair)}

    def _prepare(self, mosi):
        if len(self._blocks) >= _BLOCKS:
            self._settle()
            self._blocks.clear()
        block = self._blocks[mosi] = Block(mosi)
        return block

    def _settle(self):
        """Uses of prepared blocks become counts of frames."""
        for block in self._blocks.values():
            for address in block.addresses:
                self._reads[address] += block.uses
            block.uses = 0

    def _plain(self, block, t_us, end_us):
        """Whether the block is all reads at a time when nothing but energy moves."""
        if not block.only_reads or self._deaf(t_us):
            return False
        self._bank.advance(t_us)
        if end_us > self._bank.quiet_until():
            return False
        return self.faults is None or self.faults.clean(block.count)

    def _read_block(self, t_us, block, frame_us):
        """All registers from the table, then each energy at its own time.

        This loop is what a simulated day costs: no call and no object more than needed.
        """
        table, store = self._bank.table, self._bank.energies
        levels, rates, since, step = store.levels, store.rates, store.since, store.step
        data = [table[address] for address in block.addresses]
        for k, index, reverse in block.energies:
            at = t_us + k * frame_us
            level = levels[index] + rates[index] * (at - since[index])
            levels[index], since[index] = level, at
            if not -step < level < step:
                store.count(index)
            counts, taken = store.counts[reverse], store.taken[reverse]
            data[k] = store.shown(counts[index] - taken[index])
            taken[index] = counts[index]
        for k in block.repeats:
            data[k] = data[k - 1]
        table[LAST] = data[-1]
        block.uses += 1
        return block.pack(*data)

    def _frame(self, t_us, word, frame_us):
        """One 32-clock frame of the master: the 32 bits it reads."""
        fault = self.faults.pick() if self.faults else None
        if fault is None:
            return self._transfer(t_us, word, 32, frame_us)
        bits, clocks = as_seen(word, fault)
        return as_heard(self._transfer(t_us, bits, clocks, frame_us), fault)

    def _transfer(self, t_us, bits, clocks, frame_us):
        """What the chip does with `clocks` bits, and the 32 bits it sends."""
        if clocks < 16:
            self.short_frames += 1
            return self._idle
        head = bits >> (clocks - 16)
        if head & _READ:
            return self._read(t_us + frame_us // 2, head & 0x3FF)
        self._write(t_us + frame_us, head & 0x3FF, bits, clocks)
        return self._idle

    def _read(self, t_us, address):
        self._reads[address] += 1
        return self._idle if self._deaf(t_us) else self._bank.fetch(t_us, address)

    def _write(self, t_us, address, bits, clocks):
        self._writes[address] += 1
        if clocks == 32 and not self._deaf(t_us):
            self._bank.store(t_us, address, bits & 0xFFFF)
