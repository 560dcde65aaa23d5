"""From a start to the first reading, with memories that are full, after a kill of the firmware.

The ring of commit frames is full after a minute of life; the flash holds noise wherever it has no
record, so that no sector of it is blank.
"""

import argparse
from random import Random

from host.bench.row import row
from host.bench.run_rows import READY_S
from host.run import options as run_options
from host.run.life import Life
from host.run.scene import build_scene
from host.simulator.scheduler import RESTART_S
from host.simulator.world import ASIC, FLASH

SECOND_US = 1_000_000
KILLED_US = 60 * SECOND_US
BLOCK_BYTES = 500
"""Fewer than a whole reading has."""
FRESH = "of a new meter"


def measure(argv):
    (new_s, new_exchanges), (full_s, full_exchanges) = Boots(argv).found
    yield row("first reading, new meter", new_s, READY_S, "simulated s", "IEC 62053-22")
    yield row("first reading, memories full", full_s, READY_S, "simulated s", "IEC 62053-22")
    yield row("exchanges until then", full_exchanges, new_exchanges, "", FRESH)


class Boots:
    """`found` are (simulated seconds, exchanges on all buses) of both starts of a short life."""

    def __init__(self, argv):
        commands = argparse.ArgumentParser().add_subparsers()
        words = ("--days", "0.002", "--start", "2018-01-18T11:00")
        self._scene = build_scene(run_options.add_parser(commands).parse_args(words))
        self._life = Life(self._scene, argv)
        self._exchange = self._scene.world.exchange
        self._began_us = self._exchanges = 0
        self._is_ready = False
        self.found = []
        flash = self._scene.world.devices["metering"][FLASH]
        flash.memory[:] = Random(1).randbytes(len(flash.memory))
        self._scene.world.exchange = self._counted
        self._life.live(self._kill_once)

    def _counted(self, role, t_us, select, mosi):
        self._exchanges += 1
        if not self._is_ready and select == ASIC and len(mosi) > BLOCK_BYTES:
            self._is_ready = True
            self.found.append(((t_us - self._began_us) / SECOND_US, self._exchanges))
        return self._exchange(role, t_us, select, mosi)

    def _kill_once(self):
        now_us = self._scene.world.now_us
        if not self._began_us and now_us >= KILLED_US:
            self._life.slots[0].kill()
            self._began_us = now_us + RESTART_S * SECOND_US
            self._exchanges, self._is_ready = 0, False
