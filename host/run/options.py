"""What `meter run` can be told, and what it checks before anything starts."""

import argparse
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from host.run.life import HEAP_KIB, SILENT_S
from host.run.tariff_file import TEMPLATES
from host.simulator.profile import FIRST_YEAR, LAST_YEAR
from host.simulator.scheduler import RESTART_S
from host.simulator.text import number, quoted
from tariffs import money
from tariffs.errors import TariffError

STEEL_PLANT = Path(__file__).resolve().parents[1] / "data" / "steel_plant_2018.csv"
DEFAULT_TARIFF = "kr-kepco-industrial-a2"
DEFAULT_PREPAID = "3000000"
SHORTEST_DAYS, MOST_DAYS = 0.001, 3660
MOST_SECONDS = MOST_DAYS * 86_400
LONGEST_SILENCE_S = 600.0
MOST_BALANCE_U = 9_000_000_000_000 * 10**money.MONEY_DECIMALS
PROFILE_MINUTES = (1, 5, 10, 15, 30, 60)
HOLD_UP_MS, MOST_HOLD_UP_MS = 20, 1000
CLOCK_STATES = ("good", "absent", "stopped", "babbles")
MOST_LINK_FAULTS = 0.5
MOST_BUS_FAULTS = 0.01
"""Of all frames: up to that share the driver promises to lose no energy."""


def add_parser(commands):
    """The parser of `run`, added to the commands of `meter`."""
    parser = commands.add_parser(
        "run",
        help="the meter on a simulated day",
        description="Run the meter's firmware under MicroPython in a simulated world, by default"
        " for one day of a real steel plant. Exit code 0 if energy is right within 0.2 % and the"
        " debits are the bill, 1 if not, 2 for a mistake in what was asked.",
    )
    _add_scene(parser)
    _add_faults(parser)
    _add_output(parser)
    return parser


def _add_scene(parser):
    add = parser.add_argument_group("the scene").add_argument
    load_help = "CSV: start,kwh[,kvarh_lag,kvarh_lead]; at most 1656 kVA, years 2000 to 2099"
    start_help = "where in the load to begin, e.g. 2018-01-20 (its first row)"
    next_help = (
        "a tariff for later and its local time, e.g. demo-flat@2018-01-18T12:00; with --subjects"
        " SUBJECT=T@TIME"
    )
    site_help = (
        "site facts that the tariff asks for, as JSON; with --subjects SUBJECT=FILE, once for each"
    )
    apart_help = "with --subjects: the relay's poles move apart, so that a subject can be cut off"
    scheme_help = "terms of the account: cn-two-alarms, gb-emergency-credit ..., or a file"
    topups_help = "CSV: at,kind,amount,id of top-ups and the like (docs/prepaid.md)"
    subjects_help = "JSON: several subjects, each with its phases and tariff (docs/subjects.md)"
    templates_help = (
        "templates in the meter's flash, such as 'gb-* cn-*', from where it reads them"
    )
    profile_help = "load profile interval: 1, 5, 10, 15, 30 or 60 (15)"
    add("--load", type=Path, default=STEEL_PLANT, metavar="FILE", help=load_help)
    add("--start", type=local_date, metavar="DATE", help=start_help)
    add("--days", type=_days, default=1, metavar="N", help="days, e.g. 3 or 0.25 (1)")
    add("--tariff", default=DEFAULT_TARIFF, metavar="T", help=f"name or file ({DEFAULT_TARIFF})")
    add("--templates", type=_templates, default=(), metavar="NAMES", help=templates_help)
    add("--site", type=Path, action="append", metavar="FILE", help=site_help)
    add("--next-tariff", type=_next_tariff, metavar="T@TIME", help=next_help)
    add("--prepaid", type=amount, default=DEFAULT_PREPAID, metavar="AMOUNT", help="first balance")
    add("--scheme", metavar="S", help=scheme_help)
    add("--topups", type=Path, metavar="FILE", help=topups_help)
    add("--subjects", type=Path, metavar="FILE", help=subjects_help)
    add("--poles-apart", action="store_true", help=apart_help)
    add("--profile", type=_minutes, default=15, metavar="MIN", help=profile_help)
    add("--seed", type=_seed, default=1, metavar="N", help="of everything that is random (1)")


def _add_faults(parser):
    add = parser.add_argument_group("faults").add_argument
    faults_help = "share of frames disturbed; at most 0.01, which the driver promises to bear"
    link_help = "share of pieces lost, doubled, late and hit, on link and modem; at most 0.5"
    restart_help = f"simulated seconds from a kill to the next start ({RESTART_S})"
    add("--kill-at", type=_moments, default=(), metavar="S,S", help="kill -9 at these seconds")
    cut_help = "the supply ends at these seconds: load, chips and processor"
    hold_help = f"milliseconds that the processor lives on when the supply ends ({HOLD_UP_MS})"
    add("--cut-at", type=_moments, default=(), metavar="S,S", help=cut_help)
    add("--hold-up", type=_hold_up, default=HOLD_UP_MS, metavar="MS", help=hold_help)
    add("--kill-communication-at", type=_moments, default=(), metavar="S,S", help="the other one")
    add("--restart-after", type=_restart, default=RESTART_S, metavar="S", help=restart_help)
    add("--brown-out-at", type=_moments, default=(), metavar="S,S", help="of the metering chip")
    chaos_help = "blows from the seed: deaths, cut and stray writes, brown-outs; all is watched"
    add("--chaos", action="store_true", help=chaos_help)
    clock_help = "the clock chip: good, absent, stopped (its battery is empty) or babbles (good)"
    add("--clock", choices=CLOCK_STATES, default="good", metavar="STATE", help=clock_help)
    add("--bus-faults", type=_rate, default=0.0, metavar="RATE", help=faults_help)
    add("--link-faults", type=_link_rate, default=0.0, metavar="RATE", help=link_help)


def _add_output(parser):
    add = parser.add_argument_group("how it runs").add_argument
    heap_help = f"heap of the firmware ({HEAP_KIB})"
    silence_help = f"real seconds until wedged ({SILENT_S:g})"
    add("--json", type=Path, metavar="FILE", help="write the result there")
    add("--processors", type=int, choices=(1, 2), default=1, help="2: communication apart (1)")
    add("--speed", type=_speed, metavar="X", help="simulated seconds a second (as fast as can be)")
    add("--plain", action="store_true", help="lines instead of the live view")
    add("--socket", type=Path, metavar="PATH", help="where the world listens for the firmware")
    add("--heap", type=_heap, default=HEAP_KIB, metavar="KIB", help=heap_help)
    add("--silence", type=_silence, default=SILENT_S, metavar="S", help=silence_help)


def _checked(convert, fits, expected):
    """An argparse type: `convert` the text, refuse what does not fit."""

    def check(text):
        try:
            value = convert(text)
        except (ValueError, TariffError):
            value = None
        if value is None or not fits(value):
            raise argparse.ArgumentTypeError(f"got {quoted(text)}, expected {expected}")
        return value

    return check


def _between(least, most, expected, convert=float):
    """An argparse type: a number from `least` to `most`."""
    return _checked(lambda text: number(text, convert), lambda n: least <= n <= most, expected)


def _list_of_seconds(text):
    return tuple(number(part) for part in text.split(","))


def _are_moments(seconds):
    return all(0 <= second <= MOST_SECONDS for second in seconds)


def _tariff_and_time(text):
    name, at, time = text.rpartition("@")
    if not (name and at):
        raise ValueError(text)
    return name, datetime.fromisoformat(time)


def _is_local_minute(pair):
    return _is_local_date(pair[1]) and not pair[1].second


def _is_local_date(at):
    return not at.tzinfo and not at.microsecond and FIRST_YEAR <= at.year <= LAST_YEAR


def _balance(text):
    return text, money.scaled(text, money.MONEY_DECIMALS)


def _templates(text):
    """The templates that fit one of some patterns."""
    names = [path.stem for path in sorted(TEMPLATES.glob("*.json"))]
    found = [name for name in names if any(fnmatch(name, each) for each in text.split())]
    if not found:
        raise argparse.ArgumentTypeError(
            f"got {quoted(text)}, expected patterns that one of {len(names)} templates fits"
        )
    return tuple(found)


def amount(text):
    """The text of an amount that the account can hold."""
    return _checked_amount(text)[0]


local_date = _checked(
    datetime.fromisoformat,
    _is_local_date,
    "a local date of 2000 to 2099 in whole seconds, such as 2018-01-20 or 2018-01-20T06:00",
)
_next_tariff = _checked(
    _tariff_and_time,
    _is_local_minute,
    "a tariff and a local time in whole minutes, such as demo-flat@2018-01-18T12:00",
)
_days = _between(SHORTEST_DAYS, MOST_DAYS, "0.001 to 3660 days")
_checked_amount = _checked(
    _balance,
    lambda pair: abs(pair[1]) <= MOST_BALANCE_U,
    "an amount such as 1000000 or 12.50, at most 9000000000000",
)
_minutes = _checked(
    lambda text: number(text, int),
    lambda minutes: minutes in PROFILE_MINUTES,
    "1, 5, 10, 15, 30 or 60 minutes",
)
_seed = _between(0, 2**63 - 1, "a whole number from 0 to 2^63 - 1", int)
_moments = _checked(_list_of_seconds, _are_moments, "seconds such as 3600,7200.5")
_restart = _between(1, 100, "1 to 100 seconds")
_hold_up = _between(0, MOST_HOLD_UP_MS, "0 to 1000 milliseconds")
_rate = _between(0, MOST_BUS_FAULTS, "a share from 0 to 0.01, what the driver promises to bear")
_link_rate = _between(0, MOST_LINK_FAULTS, "a share from 0 to 0.5")
_speed = _between(0.001, 1e6, "a number from 0.001 to 1000000")
_heap = _between(160, 65536, "160 to 65536 KiB", int)
_silence = _between(0.5, LONGEST_SILENCE_S, "0.5 to 600 seconds")
