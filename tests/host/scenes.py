"""Short simulated lives for the tests: the options, the run, what the meter said at its end."""

import argparse
import asyncio

from boards.sim.board import Board
from firmware import app
from firmware.supervisor import Supervisor
from host.run import options as run_options
from host.run import result as run_result
from host.run.life import Life
from host.run.scene import build_scene
from host.simulator.ds3231 import ADDRESS
from host.simulator.local import LocalPort
from host.simulator.world import I2C
from tests.interpreter import required


class Ended(BaseException):
    """Ends a world that lives in this process."""


def options(*words):
    """What `meter run` would be told."""
    commands = argparse.ArgumentParser().add_subparsers()
    return run_options.add_parser(commands).parse_args(words)


def clock_of(scene, role="metering"):
    """The simulated clock chip of a board."""
    return scene.world.devices[role][I2C].chips[ADDRESS]


def live_here(scene):
    """Live through a scene with the firmware in this process; the points at the end."""
    world = scene.world

    def end(t_us):
        raise Ended

    world.at(scene.power_fail_us + 400_000, end)
    board = Board(LocalPort(world))
    try:
        board.run(app.main(board, Supervisor(board)))
    except Ended:
        asyncio.set_event_loop(None)
    return final_points(scene)


def life_of(scene, **ways):
    """The scene, ready to be lived by the firmware in a MicroPython process of its own."""
    return Life(scene, required("micropython32"), **ways)


def live_apart(scene, after_step=lambda: None, **ways):
    """Live through a scene in a process of its own; the points at the end."""
    life_of(scene, **ways).live(after_step)
    return final_points(scene)


def final_points(scene, role="metering"):
    """{name: value} of the last status that a board has shown."""
    return run_result.points(scene.world.last_display[role])


def scene_of(*words):
    return build_scene(options(*words))
