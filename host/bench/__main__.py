"""Measures every row, prints the table, writes bench.json.

Each row is {"what", "ours", "peer", "unit", "beside", "ratio"}; `beside` says what the peer is,
ratio is ours / peer. Times are of this machine and this moment: compare ratios.
"""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from host.bench import boot_rows, flash_rows, run_rows, snapshot_rows, tariff_rows
from host.runtimes import SetupError, describe, find
from host.simulator.errors import SimulationError

OUTPUT = Path("bench.json")
PARTS = (snapshot_rows, tariff_rows, flash_rows, run_rows, boot_rows)


def main():
    """Measure, print, write; 2 where an interpreter is missing."""
    argv = find("micropython32")
    try:
        if argv is None:
            raise SetupError("no MicroPython found: run `make interpreters`")
        rows = [row for part in PARTS for row in part.measure(argv)]
    except (SetupError, SimulationError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    _print(rows, describe(argv))
    OUTPUT.write_text(json.dumps({"runtime": str(describe(argv)), "rows": rows}, indent=2) + "\n")
    return 0


def _print(rows, runtime):
    table = Table(title=f"{runtime}; ratio is ours / peer")
    table.add_column("what")
    for heading in ("ours", "peer", "unit", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("the peer is")
    for row in rows:
        ours, peer, ratio = (f"{row[key]:,.4g}" for key in ("ours", "peer", "ratio"))
        table.add_row(row["what"], ours, peer, row["unit"], ratio, row["beside"])
    Console(width=120).print(table)


if __name__ == "__main__":
    sys.exit(main())
