"""A running meter: heap after boot, time to the first reading, simulated seconds a second."""

import argparse
import os
import time

from host.bench.row import row
from host.run import options as run_options
from host.run.life import HEAP_KIB, Life
from host.run.result import points
from host.run.scene import build_scene

FIRST_ENERGY = 0x80
READY_S = 5.0
"""A meter must be ready five seconds after power-up (IEC 62053-22)."""


def measure(argv):
    run = Run(argv)
    run.live()
    boot_s, boot_real_s = run.first_reading
    heap_kib = run.heap_used / 1024
    yield row("heap in use after boot", heap_kib, HEAP_KIB, "KiB", "a role's heap")
    yield row("first reading after power-up", boot_s, READY_S, "simulated s", "IEC 62053-22")
    yield row("first reading after start", boot_real_s, boot_s, "real s", "its simulated time")
    yield row("simulated seconds", run.seconds / run.real_s, 1, "a real s", "real time")
    firmware_us, world_us = (cpu_s / run.seconds * 1e6 for cpu_s in run.cpu_s)
    yield row("firmware: CPU a simulated second", firmware_us, world_us, "us", "the world's")


class Run:
    """A tenth of a day of the default scene."""

    def __init__(self, argv):
        commands = argparse.ArgumentParser().add_subparsers()
        words = ("--days", "0.1", "--start", "2018-01-18T11:00")
        self._scene = build_scene(run_options.add_parser(commands).parse_args(words))
        self._life = Life(self._scene, argv)
        self._started = time.perf_counter()
        self.seconds = self._scene.seconds
        self.first_reading = self.real_s = self.cpu_s = self.heap_used = None

    def live(self):
        """Run it and keep what is measured."""
        began = os.times()
        self._life.live(self._watch)
        self.real_s = time.perf_counter() - self._started
        self.cpu_s = _cpu_s(began, os.times())
        self.heap_used = points(self._scene.world.last_display["metering"])["heap_used"]

    def _watch(self):
        """Note when the chip's first energy register was read."""
        if self.first_reading is None and FIRST_ENERGY in self._scene.chip.frames:
            real_s = time.perf_counter() - self._started
            self.first_reading = self._scene.world.now_us / 1e6, real_s


def _cpu_s(began, ended):
    """Seconds of processor time of the firmware (a child process) and of the world."""
    firmware_s = ended.children_user + ended.children_system
    firmware_s -= began.children_user + began.children_system
    return firmware_s, ended.user + ended.system - began.user - began.system
