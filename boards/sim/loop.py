"""The one place where the simulated board waits: for the world's time instead of the real one.

Both runtimes run the same coroutines. On MicroPython the event loop's queue of polled objects is
replaced by one that waits in the world; on CPython a selector does so.
"""

import asyncio
import sys

FOREVER_S = 1 << 31


def run(coroutine, port, on_pins):
    """Run `coroutine` to its end on the world's time; `on_pins(pins)` after every wait."""
    if sys.implementation.name == "micropython":
        return _run_micropython(coroutine, port, on_pins)
    return _run_cpython(coroutine, port, on_pins)


class WorldQueue:
    """Stands where MicroPython's asyncio polls its streams; the simulated board has none."""

    def __init__(self, port, on_pins):
        self._port = port
        self._on_pins = on_pins
        self.map = {None: None}  # never empty: the loop goes on when only events are awaited

    def wait_io_event(self, wait_ms):
        """Wait `wait_ms` from this millisecond on; a negative wait lasts until a pin moves."""
        port = self._port
        if wait_ms < 0:
            port.wait(FOREVER_S, 0)
        elif wait_ms:
            until_ms = port.microsecond // 1000 + wait_ms
            port.wait(port.second + until_ms // 1000, until_ms % 1000 * 1000)
        self._on_pins(port.pins)


def take_time_from(port):
    """Make `time` and asyncio of MicroPython follow the world; before any task or event is made.

    asyncio's Python queue orders the tasks: the one in C would ask the real clock.
    """
    import asyncio.task
    import time

    time.attach(port)
    core = asyncio.core
    core.Task, core.TaskQueue = asyncio.task.Task, asyncio.task.TaskQueue
    core.new_event_loop()


def begin_ticks_at(first_ms):
    """Let MicroPython's ticks begin at `first_ms` with the world; before any task is made."""
    import time

    time.begin_at(first_ms)


def _run_micropython(coroutine, port, on_pins):
    asyncio.core._io_queue = WorldQueue(port, on_pins)
    return asyncio.run(coroutine)


def _run_cpython(coroutine, port, on_pins):
    loop = _world_loop(port, on_pins)
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


def _world_loop(port, on_pins):
    import selectors

    class WorldSelector(selectors.DefaultSelector):
        def select(self, timeout=None):
            if timeout is None:
                port.wait(FOREVER_S, 0)
            elif timeout > 0:
                until_ms = port.microsecond // 1000 + int(timeout * 1000 + 0.5)
                port.wait(port.second + until_ms // 1000, until_ms % 1000 * 1000)
            on_pins(port.pins)
            return super().select(0)

    class WorldLoop(asyncio.SelectorEventLoop):
        def time(self):
            """Whole milliseconds, as MicroPython's ticks are."""
            return port.second + port.microsecond // 1000 / 1000

    return WorldLoop(WorldSelector())
