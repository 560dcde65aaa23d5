"""Lives of a firmware of which a test has broken something (tests/faulty_board.py)."""

import subprocess

from host.run.image import IMAGE, Code, code_of
from host.runtimes import mpy_cross, romfs
from host.simulator.world import ASIC
from tests.host.scenes import final_points, life_of, scene_of
from tests.host.sources import ROOT
from tests.interpreter import required

DAYS = ("--days", "0.002", "--start", "2018-01-18T11:00")
FAILS_AT_S = 40
HEAP_KIB = 208
"""A board has 192; what breaks the firmware here takes the rest."""


def faulty_code(folder):
    """The image of the firmware, with the module that breaks it, packed in `folder`."""
    code_of(required("micropython32"))
    files = {str(path.relative_to(IMAGE)): path.read_bytes() for path in IMAGE.rglob("*.mpy")}
    target = folder / "faulty_board.mpy"
    source = ROOT / "tests" / "faulty_board.py"
    subprocess.run([*mpy_cross(), "-o", str(target), str(source)], check=True)
    path = folder / "faulty.rom"
    path.write_bytes(romfs.image({**files, "faulty_board.mpy": target.read_bytes()}))
    return Code(str(IMAGE / "boards/sim/micropython"), path)


class Life:
    """A life with a fault, and what was seen of it."""

    def __init__(self, code, *words, plan=lambda life: None, **fault):
        self.scene = scene_of(*(words or DAYS))
        self.scene.world.settings["fault"] = {"at_s": FAILS_AT_S, **fault}
        self.scene.world.settings["display_s"] = 10
        life = life_of(self.scene, silent_s=3.0)
        (self.launcher,), (self.slot,) = life.launchers, life.slots
        self._code = code
        self.heap_kib(HEAP_KIB)
        self.launcher._code = code.environment()
        plan(self)
        self.said = []
        self.readings_us = []
        chip = self.scene.world.devices["metering"][ASIC]
        exchange = chip.exchange

        def watch(t_us, mosi):
            if len(mosi) > 500:
                self.readings_us.append(t_us)
            return exchange(t_us, mosi)

        chip.exchange = watch
        life.live(self.look)
        self.resets = [reset["cause"] for reset in self.slot.resets]
        self.points = final_points(self.scene)
        self.last = self.scene.world.last_display["metering"]

    def heap_kib(self, size):
        """The heap that the firmware has from its next start on."""
        argv = self.launcher._argv
        heap = [*argv[: argv.index("-X") + 1], f"heapsize={size}k"]
        self.launcher._argv = [*heap, *self._code.argv("faulty_board")]

    def look(self):
        said = self.scene.world.last_display.get("metering")
        if said and (not self.said or said is not self.said[-1]):
            self.said.append(said)

    @property
    def longest_gap_s(self):
        pairs = zip(self.readings_us, self.readings_us[1:], strict=False)
        return max(later - earlier for earlier, later in pairs) / 1e6
