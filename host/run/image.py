"""The code that the firmware runs from: the device modules as bytecode, as a board has them.

They are compiled by mpy-cross into build/image, each anew when its source is newer. A MicroPython
that stands in for ours may not load that bytecode; it runs the sources, which takes more heap.
"""

import os
import subprocess
from pathlib import Path

from host.runtimes import is_stand_in, mpy_cross
from host.runtimes.recipes import BUILD, ROOT
from host.simulator.errors import SimulationError

IMAGE = BUILD / "image"
PACKAGES = ("firmware", "drivers", "tariffs", "comms", "boards")


def code_folder(argv):
    """The folder from which the interpreter `argv` imports the firmware."""
    compiler = mpy_cross()
    if compiler is None or is_stand_in(argv):
        return ROOT
    for source in _sources():
        target = IMAGE / source.with_suffix(".mpy")
        if not target.exists() or target.stat().st_mtime < (ROOT / source).stat().st_mtime:
            _compile(compiler, source, target)
    _remove_strays()
    return IMAGE


def _sources():
    """Device modules, relative to the checkout."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT)


def _compile(compiler, source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")
    command = [*compiler, "-s", str(source), "-o", str(partial), str(ROOT / source)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SimulationError(f"{source}: does not compile: {done.stderr.strip()}")
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _remove_strays():
    """Bytecode whose source is gone would still be imported."""
    for path in IMAGE.rglob("*.mpy"):
        if not (ROOT / Path(path.relative_to(IMAGE)).with_suffix(".py")).exists():
            path.unlink()
