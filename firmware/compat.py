"""What CPython and MicroPython name differently; the only place that asks which one runs."""

import asyncio
import gc

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


def collect_every(taken_bytes):
    """Collect garbage each time that so many bytes were taken; CPython does as it sees fit."""
    if hasattr(gc, "threshold"):
        gc.collect()
        gc.threshold(taken_bytes)


def heap_used():
    """Bytes in use on the heap after a collection; 0 where that is not known."""
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0
