"""docs/points.md, made from the table of points: `make docs`."""

from pathlib import Path

from comms.points import points
from comms.prepaid_points import POINTS, SUPPLY_CAUSES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "points.md"
HEAD = """# Points

Everything of the meter that can be read, in the order of a status. This page is made from
`comms/points.py` by `make docs`.

The value is a whole number; shifted by the decimals it is in the unit. Phases are A, B, C,
energies are primary and never fall.

| point | unit | decimals | meaning |
|---|---|---|---|
"""
PREPAID = """
## With a prepaid scheme

Made from `comms/prepaid_points.py`; a status holds these by themselves ([prepaid.md](prepaid.md)).

| point | unit | decimals | meaning |
|---|---|---|---|
"""


def text():
    """The whole page."""
    bits = ", ".join(f"{bit} {text}" for bit, text in SUPPLY_CAUSES)
    return (
        HEAD
        + "".join(_line(*row) for row in points())
        + PREPAID
        + "".join(_line(*row) for row in POINTS)
        + f"\nBits of `supply_causes`: {bits}.\n"
    )


def _line(name, *others):
    return f"| `{name}` | {' | '.join(map(str, others))} |\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
