"""Seeds: each is a scene, what befalls it, the lives of the firmware in it; what came of it."""

import multiprocessing
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from host.campaign.faults import Fate
from host.campaign.invariants import Watch
from host.campaign.lives import live
from host.campaign.report import Part
from host.campaign.scenes import scene_of

BATCH = 8
SECOND_US = 1_000_000


@dataclass(frozen=True)
class Outcome:
    """Of a seed: what was broken (nothing where all is well), and what was seen."""

    seed: int
    broken: tuple
    faults: dict
    told: tuple
    deaths: int
    simulated_s: int
    lost_mwh: int
    longest_down_us: int


def outcome_of(seed):
    """Let the firmware live through a seed."""
    chance = Random(seed)
    with tempfile.TemporaryDirectory(prefix="meter-campaign-") as folder:
        scene = scene_of(chance, Path(folder))
    fate = Fate(chance, scene)
    watch = Watch(scene, fate)
    live(scene, fate.next_death, watch)
    return Outcome(
        seed,
        tuple(watch.broken),
        fate.by_kind,
        tuple(fate.told),
        watch.deaths,
        scene.seconds,
        watch.lost_mwh,
        watch.longest_down_us,
    )


def run(first, count, hours=None):
    """The Part of so many seeds from `first` on, or of as many as there is time for."""
    started = time.monotonic()
    outcomes = []
    with multiprocessing.Pool() as pool:
        for outcome in _outcomes(pool, first, sys.maxsize if hours else count):
            outcomes.append(outcome)
            if hours and time.monotonic() - started > hours * 3600:
                break
    return part_of(outcomes)


def part_of(outcomes):
    part = Part("seeds")
    for each in outcomes:
        for fault, times in each.faults.items():
            part.count(fault, bool(each.broken), times)
        if each.broken:
            again = f"make campaign ARGS='--seed {each.seed}'"
            part.broken.append((f"seed {each.seed}, {each.broken[0]}", again))
    hours = sum(each.simulated_s for each in outcomes) / 3600
    deaths = sum(each.deaths for each in outcomes)
    broken = sum(bool(each.broken) for each in outcomes)
    lived = f"{len(outcomes)} seeds, {hours:.1f} hours of the meter's life, {deaths} deaths"
    worst = f"worst loss of energy for a death {_worst_loss_wh(outcomes):.1f} Wh"
    longest = f"longest time from the last death in a row to a status {_longest_s(outcomes):.1f} s"
    part.notes = [f"{lived}; {broken} broke an invariant", f"{worst}; {longest}"]
    return part


def _outcomes(pool, first, count):
    """In the order of seeds, batch after batch, so that an endless row is not queued at once."""
    step = 4 * BATCH
    for begin in range(first, min(first + count, sys.maxsize), step):
        yield from pool.map(outcome_of, range(begin, min(begin + step, first + count)), 1)


def _worst_loss_wh(outcomes):
    return max((each.lost_mwh / each.deaths / 1000 for each in outcomes if each.deaths), default=0)


def _longest_s(outcomes):
    return max((each.longest_down_us for each in outcomes), default=0) / SECOND_US
