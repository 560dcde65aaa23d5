"""The firmware in the campaign's own process: it lives, dies at a moment, and begins anew.

A process that has died must not go on, whatever its code catches: from then on every request of
its board ends in `Dead`.
"""

import asyncio
import gc
import warnings

from boards.sim.board import Board
from firmware import app
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


class Ended(BaseException):
    """The scene has come to its end."""


class MortalPort(LocalPort):
    """A board's port; the process dies at its request number `dies_at`, or with a cut of supply.

    `on_request` is called before each request.
    """

    def __init__(self, world, dies_at=None, on_request=None):
        super().__init__(world)
        self.is_dead = False
        self._dies_at = dies_at
        self._on_request = on_request or _nothing

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
        if self.is_dead:
            raise Dead
        self._on_request()
        super()._begin()


def live(scene, next_death, watch):
    """Live through a scene with all that befalls it.

    `next_death()` is the request at which the next life ends, None for none; `watch` is told of
    each request (`look`), death (`died`) and end (`ended`), and says by `is_over` when that is.
    """

    def look():
        watch.look()
        if watch.is_over:
            raise Ended

    world = scene.world
    world.at(scene.power_fail_us + LONGEST_END_US, _end)
    for _ in range(MOST_STARTS):
        port = MortalPort(world, next_death(), look)
        if _lived_to_the_end(port, watch):
            watch.ended()
            return
        watch.died(port.requests)
        _reset(world)
        if _is_over(world, world.now_us + RESTART_US):
            watch.ended()
            return
    raise AssertionError(f"the firmware started {MOST_STARTS} times and came to no end")


def _reset(world):
    """Memory chips and the processor begin anew; what it keeps over a reset stays."""
    devices = world.devices["metering"]
    for select in (MEMORY, FLASH):
        devices[select].power_off()
    devices[PROCESSOR].was_reset("brown-out")
    world.start_anew("metering")


def _is_over(world, t_us):
    """Let time pass up to `t_us`; whether the scene has ended by then."""
    try:
        world.advance(t_us)
    except Ended:
        return True
    return False


def _lived_to_the_end(port, watch):
    """One life of the firmware: True where the scene ended, False where the process died."""
    try:
        board = Board(port)
        board.run(app.main(board))
    except Ended:
        return True
    except Dead:
        return False
    except Exception as error:
        watch.gave_up(error)
        return False
    finally:
        _forget_loop()
    return False


def _forget_loop():
    """Tasks of a process that is gone are never heard of again."""
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


def _end(t_us):
    raise Ended


def _nothing():
    """What a chip does not care about, and who does not watch."""
