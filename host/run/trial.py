"""How much of a meter's memory a tariff takes: the firmware itself is started with it, and asked.

    heap_used_bytes(["--tariff", "mine.json", "--site", "site.json"])

It runs for a simulated minute and a half under MicroPython, with the heap of a board.
"""

import argparse

from comms.points import NAMES
from host.run import options as run_options
from host.run.life import Life
from host.run.scene import build_scene
from host.runtimes import find

_SHORT = ("run", "--days", "0.001")


def heap_used_bytes(words):
    """Bytes in use with these options of `meter run`; None where there is no MicroPython.

    Raises SimulationError where the firmware cannot run with that tariff.
    """
    argv = find("micropython32", stand_in=False)
    if argv is None:
        return None
    parser = argparse.ArgumentParser()
    run_options.add_parser(parser.add_subparsers())
    scene = build_scene(parser.parse_args([*_SHORT, *words]))
    Life(scene, argv).live()
    points = scene.world.last_display["metering"]["points"]
    return points[NAMES.index("heap_used")]
