"""The firmware in the campaign's own process: it lives, dies at a moment, and begins anew.

A process that has died must not go on, whatever its code catches: from then on every request of
its board ends in `Dead`.
"""

from boards.sim.board import Board
from firmware import app
from host.campaign.burial import burying
from host.simulator.local import LocalPort
from host.simulator.memory_faults import PowerCut
from host.simulator.processor import ProcessorReset
from host.simulator.world import FLASH, MEMORY, PROCESSOR

RESTART_US = 2_000_000
LONGEST_END_US = 60_000_000
"""From the end of the supply to the final report, whatever happens meanwhile."""
MOST_STARTS = 200


class Dead(BaseException):
    """The process is gone."""


class MortalPort(LocalPort):
    """A board's port; the process dies at its request number `dies_at`, with a cut of supply, by
    its watchdog, or where `watch` says so.
    """

    def __init__(self, world, watch, dies_at=None):
        super().__init__(world)
        self.is_dead = False
        self._dies_at = dies_at
        self._watch = watch

    def exchange(self, select, tx, rx):
        self._mortal(super().exchange, select, tx, rx)

    def write(self, select, tx):
        self._mortal(super().write, select, tx)

    def _reach(self, t_us):
        self._mortal(super()._reach, t_us)

    def _mortal(self, request, *arguments):
        """A request in which a memory chip may lose its supply, or the watchdog may bite."""
        try:
            request(*arguments)
        except (PowerCut, ProcessorReset):
            self.is_dead = True
            raise Dead from None

    def _begin(self):
        if self._dies_at is not None and self.requests >= self._dies_at:
            self.is_dead = True
        if self.is_dead or self._watch.look() or self._watch.is_over:
            self.is_dead = True
            raise Dead
        super()._begin()


def live(scene, next_death, watch):
    """Live through a scene with all that befalls it.

    `next_death()` is the request at which the next life ends, None for none; `watch` is told of
    each request (`look`), death (`died`) and end (`ended`), and says by `is_over` when that is.
    """
    world = scene.world
    world.at(scene.power_fail_us + LONGEST_END_US, lambda _: watch.time_is_up())
    for _ in range(MOST_STARTS):
        port = MortalPort(world, watch, next_death())
        _live(port, watch)
        if watch.is_over:
            watch.ended()
            return
        watch.died(port.requests)
        _reset(world)
        world.advance(world.now_us + RESTART_US)
    watch.broken.append(f"the firmware started {MOST_STARTS} times and came to no end")


def _reset(world):
    """Memory chips and the processor begin anew; what it keeps over a reset stays."""
    devices = world.devices["metering"]
    for select in (MEMORY, FLASH):
        devices[select].power_off()
    devices[PROCESSOR].was_reset("brown-out")
    world.start_anew("metering")


def _live(port, watch):
    """One life of the firmware, from its start to its death."""
    with burying():
        try:
            app.run(Board(port))
        except Dead:
            return
        except Exception as error:
            watch.gave_up(error)
