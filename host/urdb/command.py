"""`meter tariff import-urdb`: a rate of the Utility Rate Database as a tariff document."""

import json
import sys
from pathlib import Path

from host.run.tariff_file import one_message
from host.urdb.convert import convert
from host.urdb.energy import MODES
from host.urdb.item import read_rate
from host.urdb.units import DEFAULT_WINDOW_MIN
from tariffs.compiler import compile_tariff
from tariffs.errors import quoted
from tariffs.rules.demand import DIVISORS


def add_parser(commands):
    """The parser of `import-urdb`, added to the commands of `meter tariff`."""
    parser = commands.add_parser(
        "import-urdb",
        help="a rate of the Utility Rate Database as a tariff document",
        description="Write the tariff document of a rate of the Utility Rate Database (OpenEI,"
        " JSON of version 7 or 8), and on standard error each field that it does not carry over"
        " and why. Exit code 2 for a rate that cannot be billed.",
    )
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="the rate, or an answer of the API with one rate")
    add("--output", type=Path, metavar="FILE", help="where to write; standard output if not given")
    modes_help = "what tiers of energy count: the month so far, or its end shared among periods"
    add("--tier-mode", choices=tuple(MODES), help=modes_help + "; as dgrules say unless given")
    window_help = f"demand window where the rate has none (default {DEFAULT_WINDOW_MIN})"
    add("--window-min", type=int, choices=DIVISORS, metavar="MINUTES", help=window_help)
    offset_help = "local time less UTC, since a rate has no time zone (default 0)"
    add("--utc-offset", type=int, default=0, metavar="MINUTES", help=offset_help)
    export_help = "bill export too, as dgrules say"
    add("--with-export", action="store_true", help=export_help)
    return parser


def carry_out(options):
    """Convert, check by compiling, write; 0, or UrdbError with what is wrong."""
    rate = read_rate(options.file)
    with one_message(str(options.file)):
        document, losses = convert(
            rate,
            options.tier_mode,
            options.window_min,
            options.utc_offset,
            options.with_export,
        )
        compile_tariff(document)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")
    for loss in losses:
        print(f"{loss['field']}: {_value(loss['value'])}{loss['why']}", file=sys.stderr)
    return 0


def _value(value):
    return "" if value is None else quoted(value) + ": "
