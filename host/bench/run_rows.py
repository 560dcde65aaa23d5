"""A running meter: heap after boot, time to the first reading, simulated seconds a second."""

import argparse
import time

from host.bench.row import row
from host.run import options as run_options
from host.run.image import code_folder
from host.run.result import points
from host.run.scene import build_scene
from host.simulator import scheduler
from host.simulator.processes import Launcher, Listener

FIRST_ENERGY = 0x80
BOARD_HEAP_KIB = 192
READY_S = 5.0
"""A meter must be ready five seconds after power-up (IEC 62053-22)."""


def measure(argv):
    life = Life(argv)
    simulated_s, real_s, heap_used = life.measure_boot_and_run()
    boot_s, boot_real_s = life.first_reading
    yield row("heap in use after boot", heap_used / 1024, BOARD_HEAP_KIB, "KiB", "a role's heap")
    yield row("first reading after power-up", boot_s, READY_S, "simulated s", "IEC 62053-22")
    yield row("first reading after start", boot_real_s, boot_s, "real s", "its simulated time")
    yield row("simulated seconds", simulated_s / real_s, 1, "a real s", "real time")


class Life:
    """A tenth of a day of the default scene."""

    def __init__(self, argv):
        commands = argparse.ArgumentParser().add_subparsers()
        words = ("--days", "0.1", "--start", "2018-01-18T11:00")
        self._scene = build_scene(run_options.add_parser(commands).parse_args(words))
        self._listener = Listener()
        launcher = Launcher(self._listener, argv, code_folder(argv), BOARD_HEAP_KIB, silent_s=20)
        self._slot = scheduler.Slot(self._scene.world, "metering", launcher)
        self._started = time.perf_counter()
        self.first_reading = None

    def measure_boot_and_run(self):
        """(simulated seconds, real seconds, bytes of heap in use) of the whole life."""
        world = self._scene.world
        try:
            scheduler.run(world, [self._slot], self._finished, self._watch)
        finally:
            self._slot.close()
            self._listener.close()
        real_s = time.perf_counter() - self._started
        return self._scene.seconds, real_s, points(world.last_display["metering"])["heap_used"]

    def _watch(self):
        if self.first_reading is None and FIRST_ENERGY in self._scene.chip.frames:
            real_s = time.perf_counter() - self._started
            self.first_reading = self._scene.world.now_us / 1e6, real_s

    def _finished(self):
        return self._scene.world.last_display.get("metering", {}).get("final", False)
