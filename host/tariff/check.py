"""`meter tariff check`: whether a meter can take a tariff document, and what it makes of it."""

from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from host.bill.text import PLAIN_COLUMNS
from host.run.billing import MOST_SITE_KIB, stored
from host.run.json_places import Document
from host.run.life import HEAP_KIB
from host.run.tariff_file import (
    example_site,
    one_message,
    read_document,
    read_site,
    shown_path,
)
from host.run.trial import heap_used_bytes
from host.tariff.cost import step_us
from host.tariff.findings import WARNING, findings
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
        " and how much of the meter's memory and time it takes; then what is odd about it, as"
        " warnings, which are very likely slips, and notes, each with the line. Exit code 2, and"
        " one message that says where and what, if a meter cannot take it.",
    )
    parser.add_argument("tariff", metavar="FILE|NAME", help="a file, or a template by name")
    site_help = "JSON: facts of the customer's site; a template's example where left out"
    parser.add_argument("--site", type=Path, metavar="FILE", help=site_help)
    parser.add_argument("--strict", action="store_true", help="exit code 1 if there are warnings")
    return parser


def carry_out(options):
    """Compile and show; 0, or 1 for warnings with --strict; SimulationError where it is wrong."""
    document = read_document(options.tariff)
    if options.site is None:
        options.site = example_site(options.tariff)
        if options.site:
            print(
                f"site: {shown_path(options.site)}, the template's example, as there is no --site"
            )
    site = read_site(options.site, MOST_SITE_KIB)
    with one_message(f"tariff {options.tariff}", document, site):
        tariff = compile_tariff(document, site)
        document_bytes = len(stored(document).encode())
    _show(tariff, document_bytes)
    _show_heap(options)
    _show_cost(document, site)
    found = findings(document, tariff, site)
    for each in found:
        where = _line(each.path, document, site)
        print(f"{where}: {each.level}: {each.path}: {each.text}")
    return int(options.strict and any(each.level == WARNING for each in found))


def _line(path, document, site):
    """`FILE:LINE` of a path in one of the two."""
    for each in (document, site):
        line = each.line_of(path) if isinstance(each, Document) else None
        if line is not None:
            return f"{each.what.partition(' ')[2]}:{line}"
    return "site"


def _show_cost(document, site):
    """How long a step takes, beside one at a flat price."""
    found = step_us(document, site)
    if found is None:
        print("time of a step: unknown, no MicroPython found: run `make interpreters`")
        return
    here, flat = found
    times = f"{here / max(flat, 1):.1f} times that at a flat price"
    print(f"time of a step, each minute: {here} us under MicroPython on this PC, {times}")


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
