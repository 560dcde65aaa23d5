"""`meter templates`: a table of all, those that filters leave, or one in detail."""

import json

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from host.bill.text import PLAIN_COLUMNS
from host.simulator.errors import SimulationError
from host.templates.catalogue import chosen, template, templates
from host.templates.detail import facts, show_detail
from tariffs.rules import KINDS

FILTERS = ("country", "kind", "currency", "search")


def add_parser(commands):
    """The parser of `templates`, added to the commands of `meter`."""
    parser = commands.add_parser(
        "templates",
        help="the tariffs that come with the meter: list, search, look at one",
        description="List the tariff templates, or show one: where it is from, its hours as a"
        " picture, rules, prices, what it asks of the site and how big it is. Every template can"
        " be named wherever a tariff file can; `meter tariff new` makes a file of one to adapt.",
    )
    add = parser.add_argument
    add("name", nargs="?", metavar="NAME", help="show this one in detail")
    add("--country", metavar="CC", help="two letters, such as DE")
    add("--kind", choices=KINDS, metavar="KIND", help="has a rule of this kind, such as demand")
    add("--currency", metavar="C", help="three letters, such as EUR")
    add("--search", metavar="WORD", help="name, text, source or rules have this word")
    add("--json", action="store_true", help="as JSON")
    return parser


def carry_out(options):
    """List or show; 0, or SimulationError where nothing is so."""
    if options.name:
        given = [name for name in FILTERS if getattr(options, name)]
        if given:
            raise SimulationError(f"--{given[0]}: got it with a NAME, expected one of the two")
        found = template(options.name)
        print(json.dumps(facts(found), indent=2)) if options.json else show_detail(
            found, console()
        )
        return 0
    found = chosen(templates(), options)
    if not found:
        raise SimulationError(f"templates: {_none(options)}")
    print(json.dumps([_row(each) for each in found], indent=2)) if options.json else _show(found)
    return 0


def console():
    """Where to print: wide enough for any table where no terminal says how wide it is."""
    found = Console(highlight=False)
    if not found.is_terminal:
        found.width = PLAIN_COLUMNS
    return found


def _none(options):
    given = [f"--{name} {getattr(options, name)}" for name in FILTERS if getattr(options, name)]
    if options.currency and not options.country:
        known = {each.document["currency"] for each in templates()}
        return f"got none with {' '.join(given)}; currencies are {', '.join(sorted(known))}"
    countries = sorted({each.country for each in templates()} - {""})
    return f"got none with {' '.join(given)}; countries are {', '.join(countries)}"


def _row(found):
    document = found.document
    return {
        "name": found.name,
        "country": found.country,
        "currency": document["currency"],
        "valid_from": document.get("valid_from"),
        "verified": document.get("verified", False),
        "kinds": found.kinds,
        "summary": found.summary,
    }


def _show(found):
    table = Table(box=SIMPLE_HEAD)
    for name in ("name", "currency", "valid from", "rules", "verified"):
        table.add_column(name, no_wrap=True)
    table.add_column("what")
    for each in found:
        row = _row(each)
        verified = "yes" if row["verified"] else "no"
        rules = str(len(each.document["rules"]))
        cells = row["name"], row["currency"], row["valid_from"] or "", rules, verified
        table.add_row(*map(Text, (*cells, row["summary"])))
    out = console()
    out.print(table)
    count = "1 template" if len(found) == 1 else f"{len(found)} templates"
    out.print(f"{count}; meter templates NAME shows one in detail")
