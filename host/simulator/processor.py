"""What of a board's processor the world has: memory that outlives a reset, watchdog, reset cause.

It answers one chip select; the first byte of a message says what is meant (docs/SPEC.md):

    1 period 2    the watchdog bites so many ms after it was fed last; from now on
    2             it is fed
    3             the processor resets itself
    4 place data  into the backup memory
    5 place ...   answered with what it holds from there on, behind two bytes
    6 0           answered with the cause of the last reset, behind one byte

A reset leaves the backup memory as it is, and a loss of the supply leaves noise in it.
"""

import random

CAUSES = ("power", "brown-out", "watchdog", "software")
"""Why a processor starts, by number."""
BACKUP_BYTES = 256
WATCH, FEED, RESET, STORE, RECALL, ASK_CAUSE = range(1, 7)
ACCESS_US = 1


class ProcessorReset(BaseException):
    """Ends a firmware that lives in the world's own process, where nobody else does so."""


def _end_here(cause):
    raise ProcessorReset(cause)


class Processor:
    """`cause` is why it starts next; `bites_us` when its watchdog bites, None while it is off."""

    def __init__(self, seed=0):
        self._noise = random.Random(seed)
        self.backup = bytearray(BACKUP_BYTES)
        self.bites_us = None
        self._period_us = 0
        self._planned = False
        self.lose_power()

    def attach(self, world, on_reset=_end_here):
        """A life begins: `on_reset(cause)` ends it."""
        self._world = world
        self._on_reset = on_reset
        self.bites_us = None

    def was_reset(self, cause):
        """The life has ended for that cause."""
        self.cause = cause
        self.bites_us = None

    def lose_power(self):
        """The supply is gone, and with it what the backup memory held."""
        self.backup[:] = self._noise.randbytes(BACKUP_BYTES)
        self.was_reset("power")

    def exchange(self, t_us, mosi):
        miso = bytearray(len(mosi))
        operation = mosi[0]
        if operation == WATCH:
            self._period_us = int.from_bytes(mosi[1:3], "little") * 1000
            self._feed(t_us)
        elif operation == FEED and self.bites_us is not None:
            self._feed(t_us)
        elif operation == RESET:
            self._on_reset("software")
        elif operation == STORE:
            self.backup[mosi[1] : mosi[1] + len(mosi) - 2] = mosi[2:]
            del self.backup[BACKUP_BYTES:]
        elif operation == RECALL:
            miso[2:] = self.backup[mosi[1] : mosi[1] + len(mosi) - 2]
        elif operation == ASK_CAUSE:
            miso[1] = CAUSES.index(self.cause)
        return bytes(miso), ACCESS_US

    def _feed(self, t_us):
        self.bites_us = t_us + self._period_us
        if not self._planned:
            self._plan()

    def _plan(self):
        self._planned = True
        self._world.at(self.bites_us, self._look)

    def _look(self, t_us):
        """Bite, or look again when it would be time to."""
        self._planned = False
        if self.bites_us is None:
            return
        if t_us < self.bites_us:
            self._plan()
        else:
            self._on_reset("watchdog")
