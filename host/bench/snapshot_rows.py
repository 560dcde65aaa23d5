"""A full snapshot of the chip beside the same readings register by register."""

import json
import os
import subprocess

from host.bench.row import row
from host.runtimes import SetupError
from host.runtimes.recipes import ROOT

SCRIPT = ROOT / "tests" / "bench" / "snapshot.py"
PEER = "the same registers one by one, as published drivers read them"


def measure(argv):
    found = _run(argv)
    yield row("snapshot: SPI transactions", found["frames"], found["peer_frames"], "frames", PEER)
    yield row("snapshot: bus calls, block bus", 1, found["peer_frames"], "calls", PEER)
    for name, bus in (("block", "block bus"), ("spi", "SPI loop")):
        ours, peer = found[f"{name}_us"], found[f"peer_{name}_us"]
        yield row(f"snapshot: CPU, {bus}", ours, peer, "us", PEER)


def _run(argv):
    done = subprocess.run(
        [*argv, "-X", "heapsize=320k", str(SCRIPT)],
        env={**os.environ, "MICROPYPATH": f"{ROOT}:.frozen"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SetupError(f"{SCRIPT.name} failed: {done.stderr or done.stdout}")
    return json.loads(done.stdout)
