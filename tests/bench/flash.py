"""Durable records on the simulated NOR flash: our ring, and a file of MicroPython's own littlefs.

Run by `host.bench.flash_rows` under MicroPython; prints what the chip has counted, as JSON. A
record is durable when the call returns: the ring reads it back, the file is flushed. Both have as
many sectors, and are written until each sector was used several times.
"""

import gc
import json

from drivers.nor_flash import NORFlash as Driver
from tests.flash_scene import SECTOR_BYTES, Scene, numbered

RECORDS = 3000
SECTORS = 14
SLOT_BYTES = 64
FILE_RECORDS = 256
"""After so many a file is begun anew, in place of the older of two: 16 KiB of 56."""


def counted(chip, programmed_bytes, writes, erases):
    """Of each record, since the chip had counted so much."""
    erased = sum(chip.erases) - sum(erases)
    return {
        "bytes": (chip.programmed_bytes - programmed_bytes) / RECORDS,
        "programs": (chip.faults.writes - writes - erased) / RECORDS,
        "erases": erased / RECORDS,
    }


def ring():
    scene = Scene(sectors=SECTORS, slot_bytes=SLOT_BYTES)
    for number in range(scene.ring.capacity):  # a lap before, so that nothing is new
        scene.append(numbered(number))
        scene.second()
    before = scene.chip.programmed_bytes, scene.chip.faults.writes, list(scene.chip.erases)
    for number in range(RECORDS):
        scene.append(numbered(number))
        scene.second()
    return counted(scene.chip, *before)


class Blocks:
    """The chip as a block device, as littlefs wants it: erased when it says so, not before."""

    def __init__(self, flash, base):
        self._flash = flash
        self._base = base

    def readblocks(self, block, buf, offset=0):
        self._flash.read(self._base + block * SECTOR_BYTES + offset, buf)

    def writeblocks(self, block, buf, offset=0):
        self._flash.program(self._base + block * SECTOR_BYTES + offset, buf)

    def ioctl(self, operation, argument):
        if operation == 4:
            return SECTORS
        if operation == 5:
            return SECTOR_BYTES
        if operation == 6:
            self._flash.erase(self._base + argument * SECTOR_BYTES)
        return 0


def littlefs(prog_bytes):
    """The same records, appended to a file that is flushed after each."""
    import vfs

    scene = Scene(sectors=SECTORS)
    driver = Driver(scene.bus, scene.bus.sleep_ms)
    driver.probe()
    blocks = Blocks(driver, SECTOR_BYTES)
    sizes = {"readsize": prog_bytes, "progsize": prog_bytes, "mtime": False}
    vfs.VfsLfs2.mkfs(blocks, **sizes)
    volume = vfs.VfsLfs2(blocks, **sizes)
    before = scene.chip.programmed_bytes, scene.chip.faults.writes, list(scene.chip.erases)
    file = None
    for number in range(RECORDS):
        if number % FILE_RECORDS == 0:
            if file:
                file.close()
            file = volume.open("log%d" % (number // FILE_RECORDS % 2), "wb")
        file.write(numbered(number, SLOT_BYTES))
        file.flush()
    file.close()
    return counted(scene.chip, *before)


def main():
    found = {"ring": ring()}
    for prog_bytes in (32, 256):
        gc.collect()
        found["lfs%d" % prog_bytes] = littlefs(prog_bytes)
    print(json.dumps(found))


main()
