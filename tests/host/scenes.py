"""Short simulated lives for the tests: the options, the run, what the meter said at its end."""

import argparse
import asyncio

from boards.sim.board import Board
from firmware import app
from host.run import options as run_options
from host.run import result as run_result
from host.run.image import code_folder
from host.run.scene import build_scene
from host.simulator import scheduler
from host.simulator.local import LocalPort
from host.simulator.processes import Launcher, Listener
from tests.interpreter import required

HOUR_DAYS = "0.0417"


class Ended(BaseException):
    """Ends a world that lives in this process."""


def options(*words):
    """What `meter run` would be told."""
    commands = argparse.ArgumentParser().add_subparsers()
    return run_options.add_parser(commands).parse_args(words)


def live_here(scene):
    """Live through a scene with the firmware in this process; the points at the end."""
    world = scene.world

    def end(t_us):
        raise Ended

    world.at(scene.power_fail_us + 400_000, end)
    board = Board(LocalPort(world))
    try:
        board.run(app.main(board))
    except Ended:
        asyncio.set_event_loop(None)
    return run_result.points(world.last_display["metering"])


class Life:
    """A scene lived by the firmware in a MicroPython process of its own."""

    def __init__(self, scene, heap_kib=192, silent_s=20.0):
        self.scene = scene
        self._listener = Listener()
        argv = required("micropython32")
        self.launcher = Launcher(self._listener, argv, code_folder(argv), heap_kib, silent_s)
        self.slot = scheduler.Slot(scene.world, "metering", self.launcher)

    def live(self, after_step=lambda: None):
        """The points at the end."""
        world = self.scene.world
        try:
            scheduler.run(world, [self.slot], self._finished, after_step)
        finally:
            self.slot.close()
            self._listener.close()
        return run_result.points(world.last_display["metering"])

    def _finished(self):
        world = self.scene.world
        assert world.now_us < self.scene.power_fail_us + 60_000_000, "no final report"
        return world.last_display.get("metering", {}).get("final", False)


def live_apart(scene, **ways):
    return Life(scene, **ways).live()


def scene_of(*words):
    return build_scene(options(*words))
