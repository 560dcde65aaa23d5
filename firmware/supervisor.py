"""The supervisor: starts tasks, hears their beats, feeds the watchdog, knows what to do next.

A task that raises or is not heard of starts again after a pause, if it only looks at the meter.
One that changes its state may have left it half changed: what is stored is whole, so that only a
reset is right, and costs a second's energy at most. Too many restarts end in a reset, too many
resets in safe mode (`firmware.last_life`). Where nothing runs any more the watchdog is not fed.
"""

import asyncio

from firmware.breadcrumbs import Breadcrumbs
from firmware.compat import const, forget, free_bytes, largest_block, print_exception, sleep_ms
from firmware.supervision import TASKS, Beat, Scales, pause_ms

_START_MS = const(20000)  # the watchdog's period while the meter starts, which compiles a tariff
_RUN_MS = const(5000)  # and while it runs: more than two of the longest erasures of a sector
_LEAST_BYTES = const(8192)  # with less of the heap free, a meter does not run for much longer
_STATE_EVERY_S = const(10)  # written to what outlives a reset
_LOOK_EVERY_S = const(60)  # at the heap, which takes a collection
_LOOK_AT_S = const(45)
_NOBODY, _START = const(0), const(1)
_TASK_RESTARTED = const(34)  # of `firmware.event_kinds`
_FRESH = const(0)  # words of the life that ends
_UNHEARD = "it was not heard of"


class Supervisor:
    """Supervises the tasks of one processor; its watchdog runs from the beginning.

    `why` is why this life is in safe mode, or nothing, `noted` what the log of events is to be
    told of the life before, `told` what the status says of it, and which task was
    started again last in this one, `restarts` how often that came, `free` and `largest` how the
    heap stood when it was looked at last. `events` is the log that restarts are noted in, or None.
    """

    def __init__(self, board):
        board.watchdog.start(_START_MS)
        self._board = board
        self.crumbs = Breadcrumbs(board.backup)
        self._look_back()
        self.crumbs.works(_START)
        self.restarts = self.free = self.largest = 0
        self._scales = Scales(self.crumbs.works)
        self._beats = []
        self._failures = []
        self._clock = self.events = None

    def _look_back(self):
        from firmware.last_life import LastLife  # here, so that it can be let go

        life = LastLife(self._board.backup, self._board.reset_cause)
        self.told = life.begin()
        self.why = life.safe_for()
        self.noted = life.events()
        forget("firmware.last_life")

    def watch(self, name, function, grace_s, resets=False):
        """Supervise the task of that name in TASKS (`firmware.supervision.Beat`)."""
        self._beats.append(Beat(TASKS.index(name), function, grace_s, resets, self._scales))

    async def run(self, clock, *args):
        """Start all tasks with `args` and their beats, and supervise them for ever, by the
        seconds of `clock`.
        """
        self._clock = clock
        self._board.watchdog.start(_RUN_MS)
        for beat in self._beats:
            beat.task = asyncio.create_task(self._live(beat, args))
        while True:
            await sleep_ms(clock.ms_to_next_second())
            self._round(args)

    def end(self, error, number=_NOBODY):
        """The last words of this life, which ends by `error` of the task at work, or another one;
        then a reset.
        """
        try:
            text = self._told(error)
            blamed = self._scales.heaviest()[0] if isinstance(error, MemoryError) else _NOBODY
            self._keep_state(measured=True)
            self.crumbs.keep_words(_FRESH, blamed or number or self.crumbs.at_work, text)
        finally:
            self._board.reset()

    async def _live(self, beat, args):
        """Run a task, again and again, until it has done all that it is for."""
        pause = 0
        while beat.function:
            if pause:
                beat.rests(pause // 1000 + 1)
                await sleep_ms(pause)
            error = None
            try:
                await beat.function(*args + (beat,))
            except asyncio.CancelledError:
                error = RuntimeError(_UNHEARD)
            except GeneratorExit:  # the loop is gone, as where a life in a test has ended
                raise
            except BaseException as raised:  # whatever it is: a task ends, not the loop of all
                error = raised
            if beat.function:
                pause = self._failed(beat, error or RuntimeError("it ended"))

    def _failed(self, beat, error):
        """What a failure comes to: how long the task is to wait (ms), or a reset."""
        pause = pause_ms(self._failures, beat.number, self._clock.seconds())
        if beat.resets or pause is None:
            self.end(error, beat.number)
        self.restarts += 1
        if self.events:
            self.events.note(_TASK_RESTARTED, beat.number)
        self.told["restarted"] = TASKS[beat.number] + ": " + self._told(error)
        return pause

    def _round(self, args):
        """Once a second: feed the watchdog if all is well, see to those who are late."""
        is_well = True
        for beat in self._beats:
            if not beat.is_late():
                continue
            is_well = False
            if beat.resets or beat.left_s < -1:  # it was told to end, and did not
                self.end(RuntimeError(_UNHEARD), beat.number)
            if beat.task.done():
                beat.task = asyncio.create_task(self._live(beat, args))
                beat.rests(0)
            else:
                beat.task.cancel()
        if is_well:
            self._board.watchdog.feed()
        self._look(self._clock.seconds())

    def _look(self, uptime_s):
        """Now and then: leave crumbs; let each task's next step be weighed; where nearly nothing
        of the heap is free, start anew in good order.
        """
        is_time = uptime_s % _LOOK_EVERY_S == _LOOK_AT_S
        if is_time or uptime_s % _STATE_EVERY_S == 0:
            self._keep_state(is_time)
        if is_time:
            self._scales.ready = -1
            if self.free < _LEAST_BYTES:
                self.end(MemoryError("the heap is nearly full"))

    def _keep_state(self, measured=False):
        """Leave the crumbs of how it stands; the heap as it was measured last, or now."""
        if measured:
            self.free = free_bytes()
            self.largest = largest_block(self.free)
        uptime_s = self._clock.seconds() if self._clock else 0
        oldest = min([(beat.left_s, beat.number) for beat in self._beats] or [(0, _NOBODY)])[1]
        self.crumbs.keep_state(uptime_s, self.free, self.largest, oldest)

    def _told(self, error):
        """An exception in one line; it is printed, too, where somebody can read it."""
        print_exception(error)
        text = str(error).split("\n")[0]
        told = type(error).__name__ + (": " + text if text else "")
        number, kept = self._scales.heaviest()
        if number and isinstance(error, MemoryError):
            told += "; %s keeps %d B" % (TASKS[number], kept)
        return told
