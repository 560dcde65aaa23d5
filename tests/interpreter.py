"""The PC side of device tests: one MicroPython process for each test file and runtime.

`Interpreter` starts the interpreter, asks it for tests by name and returns what they printed. A
process that dies or stays silent fails the test that ran, and every later one, with the reason.
"""

import os
import re
import subprocess
import threading
from pathlib import Path

import pytest

from host.runtimes import find

ROOT = Path(__file__).resolve().parents[1]
RUNNER = Path("tests", "micropython_runner.py")
MARK = "\x02meterwright:"
HEAP_KIB = 192  # what a board gives one role; a test file may set its own HEAP_KIB
LIMIT_S = 180  # real seconds for one test; emulated ARM on a busy machine is slow


IN_CI = bool(os.environ.get("CI"))
REMEDY = "run `make interpreters`, which says what it needs"


def required(runtime):
    """The command of a runtime; where it is absent the test is NOT RUN, and in CI it fails."""
    argv = find(runtime, stand_in=not IN_CI)
    if argv:
        return argv
    reason = f"NOT RUN: {runtime} is absent; {REMEDY}"
    if IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


class DeviceFailure(Exception):
    """A test failed on a device; str() is what it printed and why."""


class Interpreter:
    """One interpreter with a board's heap, holding one imported test file."""

    def __init__(self, argv, path, heap_kib=HEAP_KIB):
        """Starts `argv` on the test file `path` (relative to the checkout)."""
        self._why = None
        module = ".".join(Path(path).with_suffix("").parts)
        self._process = subprocess.Popen(
            [*argv, "-X", f"heapsize={heap_kib}k", str(RUNNER), module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=dict(os.environ, MICROPYPATH=f"{ROOT}:.frozen"),
            encoding="utf-8",
            errors="backslashreplace",
        )
        self._answer()  # "ready", unless the import failed: then every test tells why

    def run(self, test):
        """Runs one test and returns what it printed; DeviceFailure if it did not pass."""
        if self._why is None:
            self._ask(test)
            outcome, output = self._answer()
        if self._why is not None:
            raise DeviceFailure(self._why)
        if outcome != "passed":
            raise DeviceFailure(with_source(output))
        return output

    def close(self):
        """Ends the interpreter and gives its pipes back."""
        self._process.kill()
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def _ask(self, test):
        try:
            self._process.stdin.write(test + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it has died: reading its answer finds that out and says why

    def _answer(self):
        """(outcome, printed) of what runs now; sets the reason if no outcome comes."""
        timer = threading.Timer(LIMIT_S, self._process.kill)
        timer.start()
        printed = []
        try:
            for line in self._process.stdout:
                before, mark, outcome = line.partition(MARK)
                printed.append(before)
                if mark:
                    return outcome.strip(), "".join(printed)
        finally:
            timed_out = not timer.is_alive()
            timer.cancel()
        self._why = self._death(timed_out, "".join(printed))
        return None, ""

    def _death(self, timed_out, printed):
        status = self._process.wait()
        reason = f"exit status {status}" if status >= 0 else f"signal {-status}"
        if timed_out:
            reason = f"no answer within {LIMIT_S} s, so it was killed"
        return f"{with_source(printed)}\nthe interpreter ended without a result: {reason}"


def with_source(traceback):
    """MicroPython's traceback with the source of its last line, which it does not print."""
    places = re.findall(r'File "([^"]+)", line (\d+)', traceback)
    if not places:
        return traceback
    name, number = places[-1]
    try:
        source = (ROOT / name).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    except (OSError, IndexError):
        return traceback
    return f"{traceback}\n{name}:{number}:\n>   {source.strip()}\n"
