"""`meter run`: from what was asked to a judgement of what the meter did."""

import os
import sys
import time

from rich.console import Console

from host.run import options as run_options
from host.run import result as run_result
from host.run.image import code_folder
from host.run.scene import SECOND_US, build_scene
from host.run.view import view
from host.runtimes import find
from host.simulator import scheduler
from host.simulator.errors import SimulationError
from host.simulator.processes import Launcher, Listener

add_parser = run_options.add_parser
LATEST_REPORT_S = 60


def carry_out(options):
    """Run the meter; 0 if its energy and its bill are right."""
    scene = build_scene(options)
    argv = find("micropython32")
    if argv is None:
        raise SimulationError("no MicroPython found: run `make interpreters`")
    _check_output(options.json)
    started = time.monotonic()
    slot = _live(scene, argv, options)
    result = run_result.collect(scene, slot, options, time.monotonic() - started)
    if options.json:
        run_result.write(result, options.json)
    return _judge(result)


def _check_output(path):
    """Refuse at once where the result could not be written at the end."""
    if path is None:
        return
    folder = path.resolve().parent
    if path.exists() and not path.is_file():
        raise SimulationError(f"--json {path}: got a folder or device, expected a file")
    if not folder.is_dir():
        raise SimulationError(f"--json {path}: the folder does not exist; create it first")
    if not os.access(folder, os.W_OK):
        raise SimulationError(f"--json {path}: the folder cannot be written to; choose another")


def _live(scene, argv, options):
    """The slot of the metering board, after the world has come to its end."""
    listener = Listener(options.socket)
    launcher = Launcher(listener, argv, code_folder(argv), options.heap, options.silence)
    slot = scheduler.Slot(scene.world, "metering", launcher)
    for second in options.kill_at:
        scene.world.at(scene.begin_us + round(second * SECOND_US), slot.kill)
    try:
        with view(scene, options.plain) as seen:
            scheduler.run(scene.world, [slot], *_steps(scene, seen, options.speed))
    finally:
        slot.close()
        listener.close()
    return slot


def _steps(scene, seen, speed):
    """(whether the run is at its end, what to do after each step)."""
    world = scene.world
    pace = Pace(world, speed)
    latest_us = scene.power_fail_us + LATEST_REPORT_S * SECOND_US

    def finished():
        if world.now_us > latest_us:
            raise SimulationError("the firmware gave no final report within a minute of the end")
        return world.last_display.get("metering", {}).get("final", False)

    def after_step():
        pace.keep()
        seen.step()

    return finished, after_step


class Pace:
    """Holds the world back to `speed` simulated seconds a second; None does not."""

    def __init__(self, world, speed):
        self._world = world
        self._speed = speed
        self._started = time.monotonic()

    def keep(self):
        if self._speed:
            due = self._started + self._world.now_us / SECOND_US / self._speed
            time.sleep(max(0.0, due - time.monotonic()))


def _judge(result):
    """Say how it went; the exit code."""
    console = Console(width=100, highlight=False)
    for line in run_result.summary(result):
        console.print(line)
    wrong = run_result.complaints(result)
    for complaint in wrong:
        print(f"meter: {complaint}", file=sys.stderr)
    return 1 if wrong else 0
