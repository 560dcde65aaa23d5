"""A firmware that reads a snapshot with its heap locked, then says whether it could."""

import board
import micropython

from drivers.atm90e32 import ATM90E32, setup
from drivers.atm90e32.layout import FRAMES


def read_locked(chip):
    """1 if a snapshot took memory, else 0."""
    micropython.heap_lock()
    try:
        chip.snapshot(3)
        return 0
    except MemoryError:
        return 1
    finally:
        micropython.heap_unlock()


def main():
    it = board.setup()
    chip = ATM90E32(it.asic_bus, it.sleep_ms, setup.rows(it.settings["chip"]))
    chip.configure()
    for at_s in (1, 2):  # lengths that are seen for the first time take their buffers now
        shot = chip.snapshot(at_s)
    allocated = read_locked(chip)
    it.display({"frames": FRAMES, "counts": len(shot.counts), "allocated": allocated})


main()
