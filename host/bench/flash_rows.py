"""What a durable record costs the flash: our ring beside MicroPython's littlefs, on one chip."""

import json
import os
import subprocess

from host.bench.row import row
from host.runtimes import SetupError
from host.runtimes.recipes import ROOT

SCRIPT = ROOT / "tests" / "bench" / "flash.py"
PEER = "a file of VfsLfs2, flushed after each, programs of %d bytes"
QUARTERS_OF_TEN_YEARS = 350_640
PROFILE_SECTORS = 768
COMMITS_OF_TEN_YEARS = 5_259_600
ENDURANCE = 100_000
"""Erases that a sector bears."""


def measure(argv):
    """Rows by 56 bytes of body each; wear is by the erases that the chip has counted."""
    found = _run(argv)
    ring = found["ring"]
    for prog_bytes in (32, 256):
        peer, name = found[f"lfs{prog_bytes}"], PEER % prog_bytes
        yield row("durable record: programmed", ring["bytes"], peer["bytes"], "bytes", name)
        yield row("durable record: erases", ring["erases"], peer["erases"], "sectors", name)
    peer, name = found["lfs256"], PEER % 256
    for what, records, sectors in (
        ("profile, ten years", QUARTERS_OF_TEN_YEARS, PROFILE_SECTORS),
        ("a record a minute, ten years", COMMITS_OF_TEN_YEARS, PROFILE_SECTORS),
    ):
        ours, theirs = (each["erases"] * records / sectors for each in (ring, peer))
        yield row(f"{what}: wear", ours, theirs, "erases a sector", name)
        yield row(f"{what}: of endurance", ours, ENDURANCE, "erases a sector", "what it bears")


def _run(argv):
    done = subprocess.run(
        [*argv, "-X", "heapsize=2048k", str(SCRIPT)],
        env={**os.environ, "MICROPYPATH": f"{ROOT}:.frozen"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SetupError(f"{SCRIPT.name} failed: {done.stderr or done.stdout}")
    return json.loads(done.stdout)
