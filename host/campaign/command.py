"""`make campaign`: everything that can befall a meter, and whether anything was lost."""

import argparse
import sys
import time
from functools import cache

from rich.console import Console

from host.campaign import allocations, cuts, report, seeds, starving


def main(words=None):
    """Run what was asked; 0 where nothing was broken, 1 otherwise."""
    options = _parser().parse_args(words)
    console = Console()
    if options.seed is not None:
        return _one(options.seed, console)
    parts = []
    for name in options.only or PARTS:
        started = time.monotonic()
        parts.append(PARTS[name](options))
        console.print(f"{name}: {time.monotonic() - started:.0f} s", highlight=False)
    return int(not report.show(parts, console))


def _one(seed, console):
    """One seed, with all that befell it."""
    outcome = seeds.outcome_of(seed)
    for line in outcome.told:
        console.print(f"  {line}", highlight=False)
    for line in outcome.broken:
        console.print(f"  broken {line}", style="red", highlight=False)
    return int(not report.show([seeds.part_of([outcome])], console))


@cache
def _traced():
    return cuts.traced()


PARTS = {
    "seeds": lambda options: seeds.run(options.first, options.seeds, options.hours),
    "lines": lambda options: starving.run(options.lines),
    "allocations": lambda options: allocations.run(options.allocations),
    "cuts": lambda options: cuts.run_single(options.cuts, _traced()),
    "double cuts": lambda options: cuts.run_double(options.double_cuts, _traced()),
    "flips": lambda options: cuts.run_flips(options.flip_every, _traced()),
}


def _parser():
    parser = argparse.ArgumentParser(
        prog="make campaign",
        description="Let the firmware live through faults, and see that nothing is lost. Exit code"
        " 0 where nothing was broken, 1 where something was, 2 for a mistake in what was asked.",
    )
    add = parser.add_argument
    add("--seeds", type=_count, default=200, metavar="N", help="so many seeds (200)")
    add("--first", type=_count, default=1, metavar="N", help="the first of them (1)")
    add("--hours", type=_hours, metavar="H", help="seeds for so long instead")
    add("--seed", type=_count, metavar="N", help="this seed only, with all that befalls it")
    add("--lines", type=_count, default=40, metavar="N", help="lines a place to fail at (40)")
    allocations_help = "allocations a place to fail under MicroPython (25)"
    add("--allocations", type=_count, default=25, metavar="N", help=allocations_help)
    add("--cuts", type=_count, default=50_000, metavar="N", help="single cuts (50000)")
    add("--double-cuts", type=_count, default=10_000, metavar="N", help="double ones (10000)")
    flips_help = "flip every N-th bit of the FRAM (1: all 262,144)"
    add("--flip-every", type=_count, default=1, metavar="N", help=flips_help)
    add("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    return parser


def _count(text):
    return _checked(text, int, 1)


def _hours(text):
    return _checked(text, float, 0)


def _checked(text, convert, least):
    try:
        value = convert(text)
    except ValueError:
        value = None
    if value is None or not least <= value < 1e9:
        raise argparse.ArgumentTypeError(f"got {text}, expected a number from {least} on")
    return value


if __name__ == "__main__":
    sys.exit(main())
