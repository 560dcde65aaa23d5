"""Memory that runs out: `MemoryError` at every line of one second, minute, close, command, start.

A scene is lived through once. Where a site is reached, the process forks for each line that it
has: the child fails there, lives on for some seconds, and says whether an invariant was broken.
It is a superset of the allocations that CPython makes there, and the same source as the board's;
`starved` does the same with the allocations of MicroPython.
"""

import os
import sys
import tempfile
import traceback
from pathlib import Path
from random import Random

from host.campaign.invariants import Watch
from host.campaign.lives import live
from host.campaign.report import Part
from host.campaign.scenes import starving_scene
from host.campaign.sites import patched
from host.simulator.world import POWER_FAIL

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = tuple(str(ROOT / name) + os.sep for name in ("firmware", "tariffs", "drivers", "comms"))
LIVES_ON_US = 6_500_000
MOST_CHILDREN = 2 * (os.cpu_count() or 1)


class NoFate:
    """Nothing befalls a scene but what is done to it here."""

    by_kind = ()

    def between(self):
        """Nothing goes wrong."""


class Lines:
    """Counts the lines that our code runs, and raises MemoryError at one of them."""

    def __init__(self, fails_at=None):
        self.seen = 0
        self._fails_at = fails_at

    def __call__(self, frame, event, argument):
        if not frame.f_code.co_filename.startswith(PACKAGES):
            return None
        if event == "line":
            self.seen += 1
            if self.seen == self._fails_at:
                raise MemoryError
        return self

    def run(self, function, *arguments, **named):
        sys.settrace(self)
        try:
            return function(*arguments, **named)
        finally:
            sys.settrace(None)


class Starving:
    """Forks at each site; `tried` and `broken` are counted by site."""

    def __init__(self, most_a_site):
        self._most = most_a_site
        self._children = {}
        self._scene = self._watch = None
        self.is_child = False
        self.tried, self.lines, self.broken = {}, {}, []

    def live(self):
        with tempfile.TemporaryDirectory(prefix="meter-campaign-") as folder:
            self._scene = starving_scene(Path(folder))
        watch = self._watch = Watch(self._scene, NoFate())
        try:
            with patched(self._place):
                live(self._scene, second_life().__next__, watch)
        finally:
            if self.is_child:
                _say(watch)
        self._wait(0)
        return watch

    def _place(self, site_of, function, arguments, named):
        """A place is called: a fork for each of its lines, the first time that it is there."""
        site = None if self.is_child else site_of(*arguments, **named)
        if site is None or site in self.tried:
            return function(*arguments, **named)
        lines = self._fork_each(site, lambda: self._counted(function, arguments, named))
        if lines is None:
            return function(*arguments, **named)
        return lines.run(function, *arguments, **named)

    def _fork_each(self, site, count):
        """In the parent None; in a child what is to fail."""
        self.tried[site] = 0
        total = self.lines[site] = count()
        step = max(1, total // self._most)
        for number in range(1 + Random(site).randrange(step), total + 1, step):
            self._wait(MOST_CHILDREN - 1)
            self.tried[site] += 1
            pid = os.fork()
            if not pid:
                self._be_child()
                return Lines(number)
            self._children[pid] = f"{site}, line {number} of {total}"
        return None

    def _be_child(self):
        self.is_child = True
        world = self._scene.world
        self._watch.end_us = world.now_us + LIVES_ON_US
        world.at(self._watch.end_us, _fail_power_of(world))

    def _counted(self, function, arguments, named):
        """How many lines it has, by a child that does nothing else."""
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            lines = Lines()
            try:
                lines.run(function, *arguments, **named)
            finally:
                os.write(writer, b"%d" % lines.seen)
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as told:
            total = int(told.read())
        os.waitpid(pid, 0)
        return total

    def _wait(self, most):
        while len(self._children) > most:
            pid, status = os.wait()
            where = self._children.pop(pid, None)
            if where and status:
                self.broken.append(where)


def run(most_a_site):
    """The Part in which memory runs out at up to so many lines of each place."""
    starving = Starving(most_a_site)
    watch = starving.live()
    part = Part("lines")
    for site, tried in starving.tried.items():
        part.count(site, times=tried)
    for where in starving.broken:
        part.survived[where.partition(",")[0]] -= 1
        part.broken.append((where, "make campaign ARGS='--only lines --lines 100000'"))
    part.broken += [(what, "make campaign ARGS='--only lines'") for what in watch.broken]
    part.notes = [f"{sum(starving.lines.values()):,} lines in all; what is raised is MemoryError"]
    return part


def second_life():
    """The first life ends soon, so that there is a start with a state that is stored."""
    yield 3000
    while True:
        yield None


def _fail_power_of(world):
    def fail(t_us):
        world.pins |= POWER_FAIL

    return fail


def _say(watch):
    """The end of a child: its exit status says whether anything was broken."""
    for line in watch.broken:
        print(line, file=sys.stderr, flush=True)
    if sys.exc_info()[0]:
        traceback.print_exc()
    os._exit(1 if watch.broken or sys.exc_info()[0] else 0)
