"""A comparison as a person reads it: by group, by rule, by bill, in all."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from host.tariff.compare.result import are_comparable, cheapest, difference, rows

PARTS = (("groups", "group of lines"), ("rules", "rule"), ("months", "bill of"))
PLACES = 2


def show(billed, console):
    """Print the tables."""
    first = billed[0].result
    title = f"{first['start']} to {first['end']}, compared with {billed[0].label}"
    console.print(Text(title, style="bold"))
    for part, heading in PARTS:
        found = rows(billed, part)
        if part != "months" or len(found) > 1:
            console.print(_table(billed, found, heading))
    console.print(_table(billed, [("total", [each.total for each in billed])], ""))
    for line in closing(billed):
        console.print(Text(line))


def _table(billed, found, heading):
    compared = are_comparable(billed)
    table = Table(box=SIMPLE_HEAD)
    table.add_column(heading)
    for number, each in enumerate(billed):
        table.add_column(f"{each.label}, {each.currency}", justify="right")
        if number and compared:
            table.add_column("difference", justify="right")
            table.add_column("%", justify="right")
    for name, amounts in found:
        table.add_row(Text(name.replace("_", " ")), *map(Text, _cells(amounts, compared)))
    return table


def _cells(amounts, compared):
    for number, amount in enumerate(amounts):
        yield "" if amount is None else f"{amount:,.{PLACES}f}"
        if number and compared:
            yield from _differences(difference(amount, amounts[0]))


def _differences(found):
    """A difference and its percentage, empty where one of the two has no such line."""
    if found is None:
        return "", ""
    more, percent = found
    return f"{more:+,.{PLACES}f}", "" if percent is None else f"{percent:+.1f}"


def closing(billed):
    """The lines below all tables."""
    least = cheapest(billed)
    if not are_comparable(billed):
        yield "the tariffs have different currencies: no differences, and none is the cheapest"
    elif len(least) == len(billed):
        yield "all cost the same"
    else:
        yield f"cheapest: {', '.join(least)}"
    for each in billed:
        for note in each.result["notes"]:
            yield f"note: {each.label}: {note}"
