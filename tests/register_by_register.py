"""The readings of one snapshot the way published drivers take them: one exchange a register.

A yardstick for benchmarks on any runtime, beside `chip.snapshot`: the same registers, each
asked for alone, each energy checked once with LastSPIData, a dict of results.
"""

from drivers.atm90e32 import layout


def read_all(bus):
    """Read every register of a snapshot; return {address: word}, frames sent."""
    words = {}
    frames = 0
    for index in range(layout.ENERGIES):
        address = layout.energy_address(index)
        word = read(bus, address)
        last = read(bus, layout.LAST)
        words[address] = word if word == last else last
        frames += 2
    for address in layout.WORD_ADDRESSES:
        if address not in words:
            words[address] = read(bus, address)
            frames += 1
    return words, frames


def read(bus, address):
    """One register in one exchange, its buffers made for the occasion."""
    tx = bytearray((0x80 | address >> 8, address & 0xFF, 0, 0))
    rx = bytearray(4)
    bus.exchange(tx, rx)
    return int.from_bytes(rx[2:], "big")
