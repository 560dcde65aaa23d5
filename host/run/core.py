"""Keeps the world and its firmware on one processor core.

They alternate: while one thinks the other waits. On two cores each answer would wake a sleeping
core first, which costs more than the work itself where nothing else keeps that core awake.
"""

import os
from contextlib import contextmanager
from pathlib import Path

_PROCESSOR = 36
"""Place of `processor` in /proc/PID/stat, counted behind the name in brackets (proc(5))."""


@contextmanager
def one_core():
    """This process, and those it starts meanwhile, stay on the core where it is now."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {_here()} & before or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _here():
    """The core that this process runs on; none (-1) where the system does not tell."""
    try:
        return int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[_PROCESSOR])
    except (OSError, ValueError, IndexError):
        return -1
