"""Where the simulated board begins: its code is an image in memory, run in place, as from flash.

    METER_ROM=image.rom micropython32 -m start firmware.main

Only the interpreter that this project builds has the module `rom`.
"""

import os
import sys

import rom
import vfs


def main(name):
    """Mount the image and run the `main()` of the module `name` in it."""
    vfs.mount(vfs.VfsRom(rom.mapped(os.getenv("METER_ROM"))), "/rom")
    board = "/rom/boards/sim"
    sys.path[:] = [board + "/micropython", board, "/rom", ".frozen"]
    __import__(name, None, None, ("main",)).main()


if __name__ == "__main__":
    main(sys.argv[1])
