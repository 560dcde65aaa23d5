"""The firmware with a task that fails: what is broken, and when, stands in the settings.

`fault` is {"task": its number, "what": a word of FAULTS, "at_s": seconds after the start from
which on it fails, "first", "lives": the first life that fails and the last, "every": whether it
goes on failing, "waits": whether it waits for ever instead}. The firmware knows nothing of it:
what its tasks call is wrapped here.
"""

import asyncio
import gc

LIVES_AT = 250
"""In the backup memory, where nobody else writes: how many lives there were."""
LEAK_BYTES = 600
kept = []


class Fault:
    """Strikes when the moment has come, in the task that it is for."""

    def __init__(self, it):
        wanted = it.settings.get("fault") or {}
        self.task = wanted.get("task")
        self.what = wanted.get("what")
        self._at_s = wanted.get("at_s", 0)
        self._every = wanted.get("every")
        self.waits = wanted.get("waits")
        self._ticks_ms = it.ticks_ms
        self._started_ms = it.ticks_ms()
        lives = bytearray(1)
        it.backup.read(LIVES_AT, lives)
        is_first = it.reset_cause == "power"
        lives[0] = 1 if is_first else lives[0] + 1
        it.backup.write(LIVES_AT, lives)
        self._is_over = not wanted.get("first", 1) <= lives[0] <= wanted.get("lives", 1)
        self.current = None

    def is_due(self, number):
        if number != self.task or self._is_over:
            return False
        if self._ticks_ms() - self._started_ms < self._at_s * 1000:
            return False
        self._is_over = not self._every
        return True


class FaultyBeat:
    """Strikes at the beginning of a step."""

    def __init__(self, beat, fault):
        self._beat = beat
        self._fault = fault

    def works(self):
        self._beat.works()
        number = self._beat.number
        if self._fault.what in FAULTS and self._fault.is_due(number):
            FAULTS[self._fault.what]()

    def __getattr__(self, name):
        self._fault.current = self._beat.number
        return getattr(self._beat, name)


def _raise(error):
    def strike():
        raise error

    return strike


def _loop():
    while True:
        pass


def _wait():
    while True:
        it.sleep_ms(100)


def _leak():
    kept.append(bytearray(LEAK_BYTES))


def _allocate():
    return [bytearray(1 << 30)]


def _fill():
    """Take all memory, so that whoever fails has nothing to say it with."""
    held = []
    gc.disable()
    try:
        while True:
            held.append(bytearray(64))
    finally:
        kept.append(held)
        gc.enable()


FAULTS = {
    "raise": _raise(ValueError("it was made to fail")),
    "interrupt": _raise(KeyboardInterrupt()),
    "exit": _raise(SystemExit(7)),
    "cancel": _raise(asyncio.CancelledError()),
    "loop": _loop,
    "wait": _wait,
    "leak": _leak,
    "allocate": _allocate,
    "fill": _fill,
}


def broken(task, fault):
    """A task that fails."""

    def start(meter, it, beat):
        return task(meter, it, FaultyBeat(beat, fault))

    return start


def main():
    global it
    gc.threshold(4096)
    import board

    it = board.setup()
    fault = Fault(it)
    app = __import__("firmware.app", None, None, ("app",))
    _break_tasks(app, fault)
    if fault.what == "handler":
        fault.what = "raise"
        __import__("firmware.supervisor", None, None, ("x",)).print_exception = _fail_again
    if fault.what in ("keep", "follow_credit", "start"):
        _break_method(fault)
    if fault.what == "loop itself":
        _break_loop(fault)
    app.run(it)


def _fail_again(error):
    raise RuntimeError("even this fails")


def _break_tasks(app, fault):
    sleep_ms = app.sleep_ms

    def sleep_or_hang(ms):
        if fault.what == "hang" and fault.is_due(fault.current):
            return asyncio.Event().wait()
        return sleep_ms(ms)

    app.sleep_ms = sleep_or_hang
    for name in ("display", "commands", "keep_time", "last_gasp"):
        setattr(app, name, broken(getattr(app, name), fault))
    watch, metering = app.watch, broken(app.metering, fault)

    def watch_broken(supervisor, meter, safe=None):
        """In safe mode there is another task for metering, which is left whole."""
        watch(supervisor, meter, safe or metering)

    app.watch = watch_broken


def _break_method(fault):
    """A method of the meter fails before it has done anything."""
    meter = __import__("firmware.meter", None, None, ("Meter",)).Meter
    whole = getattr(meter, fault.what)

    def fails(self, *args):
        if fault.is_due(fault.task):
            if fault.waits:
                _wait()
            raise ValueError("half done")
        return whole(self, *args)

    setattr(meter, fault.what, fails)


def _break_loop(fault):
    """An interrupt comes between two tasks, where no task catches it."""
    queue = asyncio.core._task_queue
    wait = queue.peek

    def peek():
        if fault.is_due(fault.task):
            raise KeyboardInterrupt
        return wait()

    queue.peek = peek
