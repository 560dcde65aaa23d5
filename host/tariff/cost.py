"""What a step of a tariff costs, measured under MicroPython beside a flat price on the same PC.

The two run one after the other, so that the ratio says more than the microseconds of this PC;
`make bench` counts the instructions of a board for tariffs of 1, 10 and 50 rules.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from host.runtimes import find
from host.runtimes.recipes import ROOT

SCRIPT = "host/tariff/step_time.py"
START_S = 1767225600  # 1 January 2026
HEAP = "heapsize=4m"  # for the time alone; the heap is measured by the firmware
MOST_S = 60


def step_us(document, site):
    """(microseconds of a step here, those of the same steps at a flat price); None where there is
    no MicroPython, or it does not get through.
    """
    argv = find("micropython32", stand_in=False)
    if argv is None:
        return None
    flat = {name: document[name] for name in ("format", "name", "currency", "zone")}
    flat["rules"] = [{"rule": "energy", "kind": "energy", "price": "0.1"}]
    found = _run(argv, document, site or {}), _run(argv, flat, {})
    return None if None in found else found


def _run(argv, document, site):
    with tempfile.TemporaryDirectory(prefix="step-") as folder:
        paths = [Path(folder, name) for name in ("document.json", "site.json")]
        for path, value in zip(paths, (document, site), strict=True):
            path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        command = [*argv, "-X", HEAP, SCRIPT, *map(str, paths), str(START_S)]
        environment = {**os.environ, "MICROPYPATH": f"{ROOT}:.frozen"}
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, timeout=MOST_S
            )
        except subprocess.TimeoutExpired:
            return None
    return int(done.stdout) if done.returncode == 0 else None
