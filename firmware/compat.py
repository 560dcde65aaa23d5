"""What CPython and MicroPython name differently; the only place that asks which one runs."""

import asyncio
import gc
import sys

try:
    from micropython import const
except ImportError:

    def const(value):
        return value


if hasattr(asyncio, "sleep_ms"):
    sleep_ms = asyncio.sleep_ms
else:

    async def sleep_ms(ms):
        """Let other tasks run for `ms` milliseconds."""
        await asyncio.sleep(ms / 1000)


async def happens_within_ms(event, ms):
    """Wait until an event is set, for `ms` milliseconds at most."""
    try:
        if hasattr(asyncio, "wait_for_ms"):
            await asyncio.wait_for_ms(event.wait(), ms)
        else:
            await asyncio.wait_for(event.wait(), ms / 1000)
    except asyncio.TimeoutError:
        pass


def forget(name):
    """Let a module go that is not needed any more: a table that was read, say. A later import
    loads it again. CPython keeps it, because it has room.
    """
    if hasattr(gc, "mem_alloc") and name in sys.modules:
        package, _, leaf = name.rpartition(".")
        del sys.modules[name]
        delattr(sys.modules[package], leaf)


def collect_every(taken_bytes):
    """Collect garbage each time that so many bytes were taken; CPython does as it sees fit."""
    if hasattr(gc, "threshold"):
        gc.collect()
        gc.threshold(taken_bytes)


class CollectingOften:
    """`with CollectingOften():` what stays is kept close together, so that large blocks are free;
    for when much is made that stays, such as a tariff.
    """

    STEP_BYTES = 4096
    _before = -1

    def __enter__(self):
        if hasattr(gc, "mem_alloc"):
            self._before = gc.threshold()
            collect_every(self.STEP_BYTES)

    def __exit__(self, *error):
        if hasattr(gc, "mem_alloc"):
            collect_every(self._before)


def heap_used():
    """Bytes in use on the heap after a collection; 0 where that is not known."""
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0


if hasattr(sys, "print_exception"):
    print_exception = sys.print_exception
else:

    def print_exception(error):
        """Print an exception with where it came from, where somebody can read it."""
        sys.excepthook(type(error), error, error.__traceback__)


def largest_block(free):
    """Bytes, to an eighth, that can be had in one piece where `free` are; all where that is not
    known. For just after a collection; it collects nothing, and what it takes it lets go.
    """
    if not hasattr(gc, "mem_free"):
        return free
    gc.disable()
    while free > 64:
        try:
            bytearray(free)
            break
        except MemoryError:
            free -= free >> 3
    gc.enable()
    return free


def free_bytes():
    """Bytes that are free on the heap after a collection; plenty where that is not known."""
    if not hasattr(gc, "mem_free"):
        return 1 << 30
    gc.collect()
    return gc.mem_free()
