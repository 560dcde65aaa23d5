"""The core of supervision: who is late, when a task starts again, who keeps the heap.

Nothing here waits, reads a clock or touches a board; `firmware.supervisor` does. Time is counted
in rounds of the supervisor, one a second while the loop of tasks runs: where one task holds up all
others, none of them is late, and the watchdog is for that.
"""

from firmware.compat import const, heap_used

TASKS = ("", "start", "metering", "display", "commands", "last gasp", "clock", "link")
"""Names of tasks by number (docs/SPEC.md); 0 is nobody. Numbers are only stored."""
_MOST_RESTARTS = const(5)
_RESTARTS_S = const(600)  # more restarts of tasks in that time, and the processor starts anew
_HEALTHY_S = const(300)  # who has run for so long starts again as if it had not failed before
_FIRST_PAUSE_MS = const(100)
_LEAK_BYTES = const(1024)  # from here on what a task has kept of the heap is told
_WARM_STEPS = const(2)  # that may leave something behind: buffers of lengths seen first
_NOBODY = const(0)
_FOREVER_S = const(0x1FFFFFFF)


class Beat:
    """Task `number` and its sign of life: `function(*args, beat)` may be silent for `grace_s`
    rounds beside what it says it will. `resets` says that its failure is a reset.

    `left_s` are the rounds until it is late, `function` is None once it has done all it is for.
    """

    def __init__(self, number, function, grace_s, resets, scales):
        self.number = number
        self.function = function
        self.resets = resets
        self.task = None
        self.left_s = self._grace_s = grace_s
        self._event = None
        self._scales = scales

    def works(self):
        """A step begins."""
        self.left_s, self._event = self._grace_s, None
        self._scales.put_on(self.number)

    def rests(self, seconds):
        """The step is done; the next one is due within so many seconds."""
        self._scales.take_off(self.number)
        self.left_s, self._event = seconds + self._grace_s, None

    def waits(self, event):
        """The step is done; the next one is due when `event` is set."""
        self.rests(0)
        self._event = event

    def ends(self):
        """The task has done all that it is for; no more will be heard of it."""
        self.rests(_FOREVER_S)
        self.function = None

    def is_late(self):
        """Whether it should have been heard of; to be asked once a round."""
        if self._event is not None and not self._event.is_set():
            return False
        self.left_s -= 1
        return self.left_s < 0


class Scales:
    """What the steps of tasks leave on the heap; `note(number)` is told when one begins.

    Weighing takes two collections, so that a step is weighed only if it is the next one of its
    task since `ready` had all bits set.
    """

    def __init__(self, note):
        self.ready = 0
        self._note = note
        self._task = _NOBODY
        self._before = 0
        self._steps = bytearray(len(TASKS))
        self._kept = [0] * len(TASKS)

    def put_on(self, number):
        """A task's step begins."""
        self._note(number)
        if self.ready >> number & 1:
            self.ready &= ~(1 << number)
            self._task, self._before = number, heap_used()

    def take_off(self, number):
        """It has ended."""
        if self._task != number:
            return
        self._task = _NOBODY
        if self._steps[number] < _WARM_STEPS:
            self._steps[number] += 1
        else:
            self._kept[number] += heap_used() - self._before

    def heaviest(self):
        """(number, bytes) of the task that has kept most; nobody where none has kept much."""
        most = max(self._kept)
        return (self._kept.index(most), most) if most >= _LEAK_BYTES else (_NOBODY, 0)


def pause_ms(failures, number, now_s):
    """How long task `number`, which has failed now, is to wait; None: too many failed lately.

    The pause doubles with each failure, and begins anew after _HEALTHY_S without one. `failures`
    is the list of (second, number) of those before, and is kept up.
    """
    failures.append((now_s, number))
    while now_s - failures[0][0] >= _RESTARTS_S:
        del failures[0]
    if len(failures) > _MOST_RESTARTS:
        return None
    last_s, pause = now_s, _FIRST_PAUSE_MS
    for at_s, who in reversed(failures[:-1]):
        if who == number and last_s - at_s < _HEALTHY_S:
            last_s, pause = at_s, pause << 1
    return pause
