"""What `meter run` can be told, and what it checks before anything starts."""

import argparse
from datetime import datetime
from pathlib import Path

from tariffs import money
from tariffs.errors import TariffError

STEEL_PLANT = Path(__file__).resolve().parents[1] / "data" / "steel_plant_2018.csv"
DEFAULT_TARIFF = "kr-kepco-industrial-a2-winter"
DEFAULT_PREPAID = "3000000"
SHORTEST_DAYS, MOST_DAYS = 0.001, 3660
LONGEST_SILENCE_S = 600.0


def add_parser(commands):
    """The parser of `run`, added to the commands of `meter`."""
    parser = commands.add_parser(
        "run",
        help="the meter on a simulated day",
        description="Run the meter's firmware under MicroPython in a simulated world, by default"
        " for one day of a real steel plant. Exit code 0 if energy is right within 0.2 %% and the"
        " debits are the bill, 1 if not, 2 for a mistake in what was asked.",
    )
    _add_scene(parser)
    _add_faults(parser)
    _add_output(parser)
    return parser


def _add_scene(parser):
    add = parser.add_argument_group("the scene").add_argument
    add("--load", type=Path, default=STEEL_PLANT, metavar="FILE", help="CSV: start,kwh[,kvarh_*]")
    add(
        "--start", type=_date, metavar="DATE", help="first day, e.g. 2018-01-20 (the load's first)"
    )
    add("--days", type=_days, default=1, metavar="N", help="days, e.g. 3 or 0.25 (1)")
    add("--tariff", default=DEFAULT_TARIFF, metavar="T", help=f"name or file ({DEFAULT_TARIFF})")
    add("--prepaid", type=_amount, default=DEFAULT_PREPAID, metavar="AMOUNT", help="first balance")
    add("--profile", type=int, default=15, metavar="MIN", help="load profile interval (15)")
    add("--seed", type=int, default=1, metavar="N", help="of everything that is random (1)")


def _add_faults(parser):
    add = parser.add_argument_group("faults").add_argument
    add("--kill-at", type=_moments, default=(), metavar="S,S", help="kill -9 at these seconds")
    add("--brown-out-at", type=_moments, default=(), metavar="S,S", help="of the metering chip")
    add("--bus-faults", type=_rate, default=0.0, metavar="RATE", help="share of frames disturbed")


def _add_output(parser):
    add = parser.add_argument_group("how it runs").add_argument
    add("--json", type=Path, metavar="FILE", help="write the result there")
    add("--speed", type=_speed, metavar="X", help="simulated seconds a second (as fast as can be)")
    add("--plain", action="store_true", help="lines instead of the live view")
    add("--socket", type=Path, metavar="PATH", help="where the world listens for the firmware")
    add("--heap", type=_heap, default=192, metavar="KIB", help="heap of the firmware (192)")
    add(
        "--silence",
        type=_silence,
        default=20.0,
        metavar="S",
        help="real seconds until wedged (20)",
    )


def _checked(convert, fits, expected):
    """An argparse type: `convert` the text, refuse what does not fit."""

    def check(text):
        try:
            value = convert(text)
        except (ValueError, TariffError):
            value = None
        if value is None or not fits(value):
            raise argparse.ArgumentTypeError(f"got {text!r}, expected {expected}")
        return value

    return check


def _list_of_seconds(text):
    return tuple(float(part) for part in text.split(","))


def _balance(text):
    money.scaled(text, money.MONEY_DECIMALS)
    return text


_date = _checked(datetime.fromisoformat, lambda at: not at.tzinfo, "a date such as 2018-01-20")
_days = _checked(float, lambda n: SHORTEST_DAYS <= n <= MOST_DAYS, "0.001 to 3660 days")
_amount = _checked(_balance, bool, "an amount such as 1000000 or 12.50")
_moments = _checked(_list_of_seconds, lambda s: min(s) >= 0, "seconds such as 3600,7200.5")
_rate = _checked(float, lambda rate: 0 <= rate <= 0.1, "a share from 0 to 0.1")
_speed = _checked(float, lambda x: 0 < x <= 1e6, "a number above 0")
_heap = _checked(int, lambda kib: 64 <= kib <= 65536, "64 to 65536 KiB")
_silence = _checked(float, lambda s: 0.5 <= s <= LONGEST_SILENCE_S, "0.5 to 600 seconds")
