"""What `meter bill` can be told."""

from argparse import ArgumentTypeError
from pathlib import Path

from host.bill.load import FORMS
from host.run.options import amount, local_date

TO_STDOUT = "-"
TIER_MODES = ("running", "pro-rata")
CHART_ENDINGS = (".png", ".svg", ".pdf")


def add_parser(commands):
    """The parser of `bill`, added to the commands of `meter`."""
    parser = commands.add_parser(
        "bill",
        help="a recorded load, rated by the meter's own engine",
        description="Rate a recorded load with the engine that runs on the meter, and say what"
        " each bill comes to. The last bill is closed where the load ends. Exit code 2 for a"
        " mistake in what was asked.",
    )
    _add_inputs(parser)
    _add_account(parser)
    _add_output(parser)
    return parser


def _add_inputs(parser):
    add = parser.add_argument_group("what is billed").add_argument
    load_help = f"CSV: {FORMS}; start is local time, or has an offset from UTC"
    start_help = "date the first row of the load so, and all others in unbroken time"
    tiers_help = "with --urdb: what energy tiers count, the month so far or its end shared out"
    add("--tariff", required=True, metavar="T", help="template by name, or file")
    add("--load", required=True, type=Path, metavar="FILE", help=load_help)
    add("--urdb", action="store_true", help="the tariff is an item of the URDB (OpenEI) as JSON")
    add("--tier-mode", choices=TIER_MODES, help=tiers_help)
    add("--site", type=Path, metavar="FILE", help="JSON: facts of the customer's site")
    add("--start", type=local_date, metavar="DATE", help=start_help)


def _add_account(parser):
    add = parser.add_argument_group("the account").add_argument
    add("--prepaid", type=amount, metavar="AMOUNT", help="debit a balance that begins so")


def _add_output(parser):
    add = parser.add_argument_group("what is told").add_argument
    json_help = "the result as JSON: to FILE, or instead of tables where none is named"
    plot_help = "charts: cost by day and period, demand, balance (.png, .svg, .pdf)"
    add("--json", nargs="?", const=TO_STDOUT, metavar="FILE", help=json_help)
    add("--plot", type=chart, metavar="FILE", help=plot_help)


def chart(text):
    """The path of a chart."""
    path = Path(text)
    if path.suffix.lower() not in CHART_ENDINGS:
        endings = ", ".join(CHART_ENDINGS)
        raise ArgumentTypeError(f"got {path.name!r}, expected a file that ends in {endings}")
    return path
