"""A one-minute step under tariffs of 1, 10 and 50 rules, and a year of bills beside PySAM."""

import json
import os
import subprocess
import sys

from host.bench import instructions
from host.bench.row import row
from host.runtimes import SetupError, find
from host.runtimes.recipes import BOARD_HEAP_KIB, ROOT
from tariffs.room import MOST_STATE_BYTES

STEPS = "tests/bench/tariff.py"
MODULES = ("tariffs", "tests/bench/stopwatch.py")
YEAR = "tests.bench.tariff_year"
HEAP = "heapsize=1m"  # for the time alone; the heap is measured on the board
MHZ = 168  # an STM32F405, counted as one instruction a cycle
TIMES = (
    ("step", "a step, with its share of the collector", 5),
    ("median", "a step, the median", 5),
    ("longest", "the longest step", 5),
    ("compile", "compiled", 1000),
)
BYTES = (("step_bytes", "heap a step uses up"), ("table_bytes", "heap of its tables"))
PYSAM = "NREL-PySAM, in C++"


def measure(argv):
    yield from _time(json.loads(_run([*argv, "-X", HEAP, STEPS], MICROPYPATH=f"{ROOT}:.frozen")))
    board = find("micropython-qemu")
    if board is None:
        print("bench: instructions: NOT MEASURED, no emulated board", file=sys.stderr)
    else:
        yield from _board(instructions.measure(board, STEPS, MODULES))
    yield from _year()


def _time(found):
    """Microseconds here, beside those of one rule."""
    one = found[0]["step"]
    for seen in found:
        yield row(f"{_name(seen)}: a step", seen["step"], one, seen["unit"], "one rule")


def _board(found):
    """Instructions and heap of the board, beside what a meter has of them."""
    heap = BOARD_HEAP_KIB * 1024
    for seen in found:
        name = _name(seen)
        if "failed" in seen:
            print(f"bench: {name}: NOT MEASURED on the board: {seen['failed']}", file=sys.stderr)
            continue
        for what, words, goal_ms in TIMES:
            beside = f"{goal_ms} ms at {MHZ} MHz"
            yield row(f"{name}: {words}", seen[what], goal_ms * MHZ * 1000, seen["unit"], beside)
        for what, words in BYTES:
            yield row(f"{name}: {words}", seen[what], heap, "bytes", "a role's heap")
        state = "the stored frame"
        yield row(f"{name}: state", seen["state_bytes"], MOST_STATE_BYTES, "bytes", state)


def _name(seen):
    return f"tariff of {seen['rules']}"


def _year():
    """Our engine under CPython, which is what `meter bill` runs, beside PySAM."""
    try:
        found = json.loads(_run([sys.executable, "-m", YEAR]))
    except SetupError as error:
        print(f"bench: a year of bills: NOT MEASURED: {error}", file=sys.stderr)
        return
    if found["differ"] > 0.05:
        raise SetupError(f"{YEAR}: our bills and PySAM's differ by {found['differ']}")
    for what in ("bill", "prepaid"):
        name = f"year of quarter hours: {what}"
        yield row(name, found[f"{what}_s"], found["pysam_s"], "s", PYSAM)


def _run(command, **environment):
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise SetupError(f"{command[-1]} failed: {' '.join(last)}")
    return done.stdout
