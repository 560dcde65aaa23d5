"""Memory that runs out under MicroPython: the n-th allocation of a second, minute, close, start.

The real firmware runs in a process of an interpreter that fails it (`host.runtimes`, recipe
micropython-starved); the world goes on, and the usual invariants are looked at.
"""

import multiprocessing
import os
import tempfile
from functools import partial
from pathlib import Path
from random import Random

from host.campaign.invariants import Watch
from host.campaign.report import Part
from host.campaign.scenes import closing_scene
from host.campaign.starving import NoFate
from host.run.life import Life
from host.runtimes import find
from host.simulator.errors import SimulationError

INTERPRETER = "micropython-starved"
PROGRAM = "host/campaign/board/starved.py"
SITES = ("second", "minute", "close", "start")


def run(most_a_site):
    """The Part in which up to so many allocations of each place fail."""
    part = Part("allocations")
    if find(INTERPRETER) is None:
        part.notes = [f"NOT RUN: no {INTERPRETER}; run `python -m host.runtimes.build` for it"]
        return part
    with multiprocessing.Pool() as pool:
        for site in SITES:
            total = taken_by(site)
            step = -(-total // most_a_site)
            numbers = range(1 + Random(site).randrange(step), total + 1, step)
            outcomes = pool.map(partial(lived, site), numbers, 1)
            for number, (broken, _) in zip(numbers, outcomes, strict=True):
                part.count(site, bool(broken))
                if broken:
                    where = f"{site}, allocation {number} of {total}: {broken[0]}"
                    again = "make campaign ARGS='--only allocations --allocations 100000'"
                    part.broken.append((where, again))
            part.notes.append(f"{site}: {total} allocations in all")
    return part


def taken_by(site):
    """How many allocations the site has."""
    broken, taken = lived(site, 0, 0)
    if broken or taken is None:
        raise SimulationError(f"{site}: not reached, or broken: {broken}")
    return taken


def lived(site, number, count=1):
    """(what was broken, allocations that were counted) where the number-th allocation fails."""
    with tempfile.TemporaryDirectory(prefix="meter-campaign-") as folder:
        scene = closing_scene(Path(folder))
        plan = Path(folder) / "starve"
        plan.write_text(f"{site} {number} {count}")
        os.environ["METER_STARVE"] = str(plan)
        watch = Watch(scene, NoFate())
        life = Life(scene, find(INTERPRETER), programs={"metering": PROGRAM})
        try:
            life.live(watch.look)
            watch.deaths = len(life.slots[0].resets)
            watch.ended()
        except SimulationError as error:
            watch.broken.append(str(error))
        if plan.exists():
            watch.broken.append("the firmware was not starved")
        taken = plan.with_suffix(".taken")
        return watch.broken, int(taken.read_text()) if taken.exists() else None
