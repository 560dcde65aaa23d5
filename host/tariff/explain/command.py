"""`meter tariff explain`: a tariff in plain words, and what it comes to for a load."""

import textwrap
from decimal import Decimal
from pathlib import Path

from host.bill.load import read_load
from host.bill.replay import replay
from host.bill.result import collect
from host.bill.tariff import MOST_SITE_KIB
from host.run.options import local_date
from host.run.tariff_file import read_document, read_site
from host.tariff.compiled import compiled
from host.tariff.explain.document import explained

WIDTH = 98


def add_parser(commands):
    """The parser of `explain`, added to the commands of `meter tariff`."""
    parser = commands.add_parser(
        "explain",
        help="a tariff in plain words",
        description="Say in plain words what a tariff charges: clock, hours, then a paragraph for"
        " each rule in the order of the bill. With a load each rule also says what it comes to.",
    )
    add = parser.add_argument
    add("tariff", metavar="FILE|NAME", help="a file, or a template by name")
    add("--site", type=Path, metavar="FILE", help="JSON: facts of the customer's site")
    add("--load", type=Path, metavar="FILE", help="CSV: say what each rule comes to for it")
    add("--start", type=local_date, metavar="DATE", help="date the first row of the load so")
    return parser


def carry_out(options):
    """Print the paragraphs; 0, or SimulationError with what is wrong."""
    document = read_document(options.tariff)
    site = read_site(options.site, MOST_SITE_KIB)
    tariff = compiled(options.tariff, document, site, whole=options.load)
    costs = _costs(tariff, options) if options.load else {}
    for heading, lines in explained(document, tariff):
        print(heading)
        name = heading.partition(". ")[2].rpartition(" (")[0]
        for line in [*lines, *costs.pop(name, ())]:
            print(textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="    "))
        print()
    for line in costs.pop("", ()):
        print(line)
    return 0


def _costs(tariff, options):
    """{rule: a line with what it comes to}, and the total by the name ""."""
    load = read_load(options.load, tariff.zone, options.start)
    result = collect(tariff, load, replay(tariff, load))
    sums = {}
    for month in result["months"]:
        for line in month["lines"]:
            amount = sums.get(line["rule"], Decimal(0)) + Decimal(line["amount"])
            sums[line["rule"]] = amount
    span = f"On this load, {result['start']} to {result['end']}"
    costs = {
        name: [f"On this load: {amount:,f} {tariff.currency}."] for name, amount in sums.items()
    }
    total = Decimal(result["total"])
    return {**costs, "": [f"{span}: {total:,f} {tariff.currency} in all."]}
