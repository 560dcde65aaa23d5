"""The file that a result goes to: whole, or as it was before.

A partial file beside it is held from the beginning of the run, so that nobody waits for a result
that cannot be written. A symbolic link is followed, so what it points at is written.
"""

import fcntl
import json
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path

from host.simulator.errors import SimulationError

PARTIAL_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK


@contextmanager
def result_file(path):
    """Yields `write(result)` for the file `path`; where that is None it does nothing."""
    if path is None:
        yield lambda result: None
        return
    with _one_message(path):
        target = _target(path)
        partial = target.with_name(target.name + ".part")
        descriptor = _reserve(path, partial)
    try:
        yield lambda result: _write(path, result, partial, target)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        os.close(descriptor)


@contextmanager
def _one_message(path):
    try:
        yield
    except OSError as error:
        raise SimulationError(
            f"--json {path}: cannot write there: {error.strerror}; choose another file"
        ) from None


def _target(path):
    """The file that `path` is or points at."""
    target = Path(os.path.realpath(path))
    if target.name and not os.path.lexists(target):
        if not target.parent.is_dir():
            raise SimulationError(f"--json {path}: the folder does not exist; create it first")
        return target
    if not stat.S_ISREG(target.stat().st_mode):
        raise SimulationError(f"--json {path}: got a folder or device, expected a file")
    if not os.access(target, os.W_OK):
        raise SimulationError(f"--json {path}: the file is read-only; choose another")
    return target


def _reserve(path, partial):
    """The descriptor of the partial file, which no other run may hold."""
    if partial.exists() and not partial.is_file():
        raise SimulationError(f"--json {path}: {partial.name} is no file and in the way; move it")
    descriptor = os.open(partial, PARTIAL_FLAGS, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise SimulationError(
            f"--json {path}: another run is writing there; wait for it or choose another file"
        ) from None
    return descriptor


def _write(path, result, partial, target):
    with _one_message(path):
        partial.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        os.replace(partial, target)
