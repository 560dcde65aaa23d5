"""A bill as a person reads it: its lines month by month, then all months in one table."""

import sys
from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tariffs.rules.base import GROUPS

PLAIN_COLUMNS = 250
"""How wide a table may be where no terminal says so."""


def show(result, file=None):
    """Print the result."""
    console = Console(file=file or sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_COLUMNS
    money = _money_format(result)
    for month in result["months"]:
        console.print(Text(_heading(month), style="bold"))
        console.print(_bill(month, result["currency"], money))
    if len(result["months"]) > 1:
        heading = f"{result['tariff']}, {result['start']} to {result['end']}"
        console.print(Text(heading, style="bold"))
        table = _overview(result, money, _groups(result))
        if _width(console, table) > console.width:
            table = _overview(result, money, ())
        console.print(table)
    for line in _closing(result, money):
        console.print(Text(line))


def _width(console, table):
    """The columns that a table needs to show all."""
    unbounded = console.options.update(max_width=PLAIN_COLUMNS)
    return console.measure(table, options=unbounded).maximum


def _money_format(result):
    """Turns the text of an amount into one with thousands told apart, all equally long behind
    the point: as long as the one with most decimals, and at least two.
    """
    amounts = [result["total"]]
    for month in result["months"]:
        amounts += [line["amount"] for line in month["lines"]]
        amounts += [month["rounding"], month["total"]]
    places = max(len(text.partition(".")[2].rstrip("0")) for text in amounts)
    return lambda text: f"{Decimal(text):,.{max(places, 2)}f}"


def _heading(month):
    measured = f"{_number(month['kwh'], 3)} kWh, peak {_number(month['peak_kw'], 3)} kW"
    return f"{month['start']} to {month['end']}: {measured}"


def _bill(month, currency, money):
    """The lines of one bill; one that counts and costs nothing is not shown."""
    table = Table(box=SIMPLE_HEAD)
    table.add_column("rule")
    table.add_column("part")
    table.add_column("quantity", justify="right", no_wrap=True)
    table.add_column("unit")
    table.add_column(currency, justify="right", no_wrap=True)
    for line in month["lines"]:
        if not line["quantity"] and not Decimal(line["amount"]):
            continue
        quantity = _number(line["quantity"])
        row = (line["rule"], line["part"], quantity, line["unit"], money(line["amount"]))
        table.add_row(*map(Text, row))
    if Decimal(month["rounding"]):
        table.add_row("rounding", "", "", "", money(month["rounding"]))
    table.add_section()
    table.add_row("total", "", "", "", money(month["total"]))
    return table


def _groups(result):
    """The groups of lines that occur."""
    months = result["months"]
    return [name for name in GROUPS if any(Decimal(month["totals"][name]) for month in months)]


def _overview(result, money, groups):
    """All bills, one a row."""
    table = Table(box=SIMPLE_HEAD)
    table.add_column("bill")
    for name in ("kWh", "peak kW", *groups, f"total {result['currency']}"):
        table.add_column(name.replace("_", " "), justify="right")
    for month in result["months"]:
        amounts = [money(month["totals"][name]) for name in groups]
        measured = (_number(month["kwh"], 0), _number(month["peak_kw"], 1))
        table.add_row(month["start"], *measured, *amounts, money(month["total"]))
    return table


def _closing(result, money):
    """The lines below all tables."""
    yield f"total   {money(result['total'])} {result['currency']}"
    if "prepaid" in result:
        prepaid = result["prepaid"]
        first, last = money(prepaid["first_balance"]), money(prepaid["balance"])
        emptied = "" if prepaid["emptied"] is None else f", used up at {prepaid['emptied']}"
        yield f"balance {first} -> {last} {result['currency']}{emptied}"
    for note in result["notes"]:
        yield f"note: {note}"


def _number(value, decimals=None):
    if decimals is None:
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return f"{value:,.{decimals}f}"
