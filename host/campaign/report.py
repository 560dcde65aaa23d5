"""What a campaign says at its end: a table of what was tried where, the worst seen, what broke."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

MOST_SHOWN = 5


@dataclass
class Part:
    """One way of trying: `tried` counts by place; `broken` are (what was wrong, how to see it)."""

    name: str
    tried: dict = field(default_factory=dict)
    broken: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    survived: dict = field(default_factory=dict)

    def count(self, place, is_broken=False, times=1):
        self.tried[place] = self.tried.get(place, 0) + times
        self.survived[place] = self.survived.get(place, 0) + (0 if is_broken else times)


def show(parts, console=None):
    """Print the parts; True where nothing was broken."""
    console = console or Console()
    table = Table("part", "where", "tried", "survived")
    for part in parts:
        for place, tried in part.tried.items():
            table.add_row(part.name, place, f"{tried:,}", f"{part.survived[place]:,}")
        table.add_section()
    console.print(table)
    for part in parts:
        for note in part.notes:
            console.print(f"{part.name}: {note}", highlight=False)
    for part in parts:
        _show_broken(part, console)
    return not any(part.broken for part in parts)


def _show_broken(part, console):
    for what, remedy in part.broken[:MOST_SHOWN]:
        console.print(f"{part.name}: BROKEN: {what}", style="red", markup=False, highlight=False)
        console.print(f"  to see it again: {remedy}", markup=False, highlight=False)
    if len(part.broken) > MOST_SHOWN:
        console.print(f"{part.name}: {len(part.broken) - MOST_SHOWN} more are broken")
