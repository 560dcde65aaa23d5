"""A firmware that erases and programs its flash, unless it finds there what it wrote before."""

import board

from drivers.nor_flash import NORFlash

AT, KEPT = 0x7FF0F0, b"across a page, and kept"


def main():
    it = board.setup()
    flash = NORFlash(it.flash_bus, it.sleep_ms)
    flash.probe()
    found = bytearray(len(KEPT))
    flash.read(AT, found)
    was_kept = found == KEPT
    if not was_kept:
        flash.erase(AT // 4096 * 4096)
        flash.program(AT, KEPT)
    it.display({"size": flash.size, "was_kept": was_kept})


main()
