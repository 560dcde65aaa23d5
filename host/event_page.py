"""docs/events.md, made from the table of events: `make docs`."""

from pathlib import Path

from firmware import event_kinds
from host.event_table import KINDS, LASTS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "events.md"
HEAD = """# Events

What the meter notes in its log, by numbers that stay for ever. This page is made from
`host/event_table.py` by `make docs`; [SPEC.md](SPEC.md) has the bytes.

A kind that *lasts* is noted when it begins and when it is over, with its length; the value is then
the worst that was seen. IDIS codes name the same event in that companion profile of IEC 62056, as
far as there is one; they are from memory, not checked. The unit u is a millionth of the currency.

| number | name | group | lasts | value | meaning |
|---|---|---|---|---|---|
"""


def text():
    """The whole page."""
    return HEAD + "".join(_line(*row) for row in KINDS)


def _line(name, group, how, unit, meaning):
    number = getattr(event_kinds, name.upper())
    lasts = "yes" if how == LASTS else ""
    return f"| {number} | `{name}` | {group} | {lasts} | {unit} | {meaning} |\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
