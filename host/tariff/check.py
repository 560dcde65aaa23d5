"""`meter tariff check`: whether a meter can take a tariff document, and what it makes of it."""

from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from host.bill.text import PLAIN_COLUMNS
from host.run.billing import MOST_SITE_KIB, stored
from host.run.life import HEAP_KIB
from host.run.tariff_file import one_message, read_document, read_site
from host.run.trial import heap_used_bytes
from host.tariff.unused import unused
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.room import MOST_DOCUMENT_BYTES, MOST_STATE_BYTES

COLUMNS = ("rule", "kind", "group", "accrual", "unit", "rounded to")
MILLION = 1_000_000


def add_parser(commands):
    """The parser of `check`, added to the commands of `meter tariff`."""
    parser = commands.add_parser(
        "check",
        help="whether a meter can take a tariff, and what it makes of it",
        description="Compile a tariff document as the meter does, and show its rules, its periods"
        " and how much of the meter's memory it takes. Exit code 2, and one message that says"
        " where and what, if a meter cannot take it.",
    )
    parser.add_argument("tariff", metavar="FILE|NAME", help="a file, or a template by name")
    site_help = "JSON: facts of the customer's site"
    parser.add_argument("--site", type=Path, metavar="FILE", help=site_help)
    return parser


def carry_out(options):
    """Compile and show; 0, or SimulationError with what is wrong."""
    site = read_site(options.site, MOST_SITE_KIB)
    document = read_document(options.tariff)
    with one_message(f"tariff {options.tariff}", document, site):
        tariff = compile_tariff(document, site)
        document_bytes = len(stored(document).encode())
    _show(tariff, document_bytes)
    _show_heap(options)
    return 0


def _show_heap(options):
    """What the meter itself says of its memory, once it runs with this tariff."""
    site = ["--site", str(options.site)] if options.site else []
    used = heap_used_bytes(["--tariff", options.tariff, *site])
    if used is None:
        print("memory in use on the meter: unknown, no MicroPython found: run `make interpreters`")
        return
    print(f"memory in use on the meter, with its firmware: {used // 1024} of {HEAP_KIB} KiB")


def _show(tariff, document_bytes):
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_COLUMNS
    console.print(Text(f"{tariff.name}, {tariff.currency}", style="bold"))
    console.print(Text(_cycle(tariff.cycle)))
    for calendar in tariff.calendars:
        console.print(Text(f"calendar {calendar.name}: {', '.join(calendar.periods)}"))
    console.print(_rules(tariff))
    state_bytes = Engine(tariff).size
    console.print(
        Text(
            f"fits the meter: {state_bytes} of {MOST_STATE_BYTES} bytes of state,"
            f" {document_bytes} of {MOST_DOCUMENT_BYTES} bytes of document"
        )
    )
    for note in unused(tariff):
        console.print(Text(f"note: {note}"))


def _cycle(cycle):
    """When bills begin."""
    months = "each month" if cycle.months == 1 else f"every {cycle.months} months from January on"
    return f"a bill begins on day {cycle.day}, {months}"


def _rules(tariff):
    table = Table(box=SIMPLE_HEAD)
    for column in COLUMNS:
        table.add_column(column)
    for rule in tariff.rules:
        cells = (rule.name, rule.kind, rule.group, rule.accrual, rule.unit, _rounding(rule))
        table.add_row(*[Text(cell) for cell in cells])
    return table


def _rounding(rule):
    """What a line of the rule is rounded to, and how."""
    unit_u = rule.rounding.unit_u
    return f"{unit_u / MILLION:f}".rstrip("0").rstrip(".") + f" {rule.rounding.mode}"
