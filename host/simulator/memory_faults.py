"""What can go wrong with a write to a memory chip, planned by the number of the write.

    chip.faults.plan(17, Cut(bits=100))     # the 18th write to the cells since the chip was made
    chip.faults.plan(20, Dropped())

A write is one stretch of cells that a chip changes at once: the data of a FRAM's WRITE, a flash's
page, the sector of an erase. The chip hands over what the cells hold and what they are to hold; a
fault answers what they hold afterwards, and where. What ends in `PowerCut` ended with the supply.

This module and the NOR flash run on MicroPython, too, so that firmware is held against the same
chip on every runtime.
"""


class PowerCut(Exception):
    """The supply is gone in the middle of a write."""


class Cut:
    """Power ends when the first `bits` of the write are in the cells, the highest of each byte
    first; none of them: before it, all: after it."""

    cuts = True

    def __init__(self, bits):
        self.bits = bits

    def cells(self, before, after):
        whole, rest = divmod(self.bits, 8)
        if whole >= len(after):
            return after
        mask = 0xFF00 >> rest & 0xFF
        edge = after[whole] & mask | before[whole] & ~mask & 0xFF
        return after[:whole] + bytes((edge,)) + before[whole + 1 :]

    def place(self, address):
        return address


class Torn:
    """Power ends halfway: each bit that was to change has changed or not, by chance."""

    cuts = True

    def __init__(self, seed):
        self.seed = seed

    def cells(self, before, after):
        cells, chance = bytearray(before), self.seed * 2654435761 + 1
        for place, new in enumerate(after):
            chance = (chance * 1664525 + 1013904223) & 0xFFFFFFFF
            cells[place] ^= (before[place] ^ new) & chance >> 20 & 0xFF
        return bytes(cells)

    def place(self, address):
        return address


class Dropped:
    """The chip answers as ever, and changes nothing."""

    cuts = False

    def cells(self, before, after):
        return before

    def place(self, address):
        return address


class Misdirected:
    """The write goes to another address, `by` bytes further (a bit of the address was hit)."""

    cuts = False

    def __init__(self, by):
        self.by = by

    def cells(self, before, after):
        return after

    def place(self, address):
        return address + self.by


class Flipped:
    """One bit of what is written is wrong in the cells."""

    cuts = False

    def __init__(self, bit):
        self.bit = bit

    def cells(self, before, after):
        cells = bytearray(after)
        cells[self.bit // 8 % len(cells)] ^= 1 << self.bit % 8
        return bytes(cells)

    def place(self, address):
        return address


class MemoryFaults:
    """The faults of one chip's cells; `writes` counts how often they were written."""

    def __init__(self):
        self.writes = 0
        self._planned = {}

    def plan(self, number, fault):
        """Let `fault` befall the write of this number (from 0 on, since the chip was made)."""
        self._planned[number] = fault

    def write(self, memory, address, change, length):
        """Write `length` cells from `address` on: `change(before)` says what they are to hold.

        Addresses run round at the end of `memory`. Raises PowerCut after what a cut has left.
        """
        fault = self._planned.pop(self.writes, None)
        self.writes += 1
        if fault is None:
            before = _cells(memory, address, length)
            _put(memory, address, bytes(change(before)))
            return
        address = fault.place(address) % len(memory)
        before = _cells(memory, address, length)
        _put(memory, address, fault.cells(before, bytes(change(before))))
        if fault.cuts:
            raise PowerCut


def _cells(memory, address, length):
    """So many cells from `address` on, running round at the end."""
    head = bytes(memory[address : address + length])
    return head + bytes(memory[: length - len(head)])


def _put(memory, address, cells):
    """The same, written; one slice each, because a meter writes a kilobyte a second."""
    head = cells[: len(memory) - address]
    memory[address : address + len(head)] = head
    memory[: len(cells) - len(head)] = cells[len(head) :]


def rot(memory, bit):
    """Flip one bit of cells at rest."""
    memory[bit // 8] ^= 1 << bit % 8
