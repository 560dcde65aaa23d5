"""A Dutch home that offsets its import by what it has fed in, beside exact arithmetic."""

import json
from fractions import Fraction

from host.cli import main
from tests.host.oracles import national
from tests.host.oracles.national import cents, dates, hours
from tests.host.oracles.rational import exact
from tests.host.templates.bills import agree, stamp

PART = 300
"""So small a part of the steel plant's load is a home's."""
SOLAR = 3
HOLIDAYS = dates(
    *("2025-01-01", "2025-04-21", "2025-04-27", "2025-05-29", "2025-06-09"),
    "2025-12-25..2025-12-26",
)
PRICES = {"normal": "0.2381", "low": "0.2214"}


def fed_in(at):
    """Millionths of a kWh that a quarter-hour's sun leaves over, by month and hour."""
    height = 6 - abs(at.month - 6.5)
    return round(10_000 * SOLAR * height * max(0, 5 - abs(at.hour - 13)))


def register(at):
    work = at.weekday() < 5 and at.date() not in HOLIDAYS and hours(at, (7, 23))
    return "normal" if work else "low"


def load(months):
    """A file of what was drawn and fed in, both at once in a quarter-hour."""
    yield "start,kwh,kwh_export\n"
    rows = [row for month in months for row in month.rows]
    for number, row in enumerate(rows):
        out = fed_in(row.at)
        yield f"{stamp(number)},{row.kwh // 10**6}.{row.kwh % 10**6:06},{out / 10**6:.6f}\n"


def exported(month, name):
    return Fraction(sum(fed_in(row.at) for row in month.rows if register(row.at) == name), 10**6)


def netherlands(months):
    left = dict.fromkeys(PRICES, Fraction(0))
    for month in months:
        lines = {("energy", "energy"): 0, ("energy", "saldering"): 0}
        for name, price in PRICES.items():
            drawn = month.energy(where=lambda at, name=name: register(at) == name)
            left[name] += exported(month, name)
            offset = min(drawn, left[name])
            left[name] -= offset
            lines["energy", "energy"] += cents(drawn * exact(price))
            lines["energy", "saldering"] -= cents(offset * exact(price))
        if month.number == 12:
            lines["energy", "saldering"] -= cents(sum(left.values()) * exact("0.0579"))
        out = sum(exported(month, name) for name in PRICES)
        lines["other", "cost of feeding in"] = cents(out * exact("0.0496"))
        share = Fraction(month.days, 365)
        for group, name, price in (
            ("fixed", "supply", "71.40"),
            ("fixed", "grid", "398.20"),
            ("tax", "lump sum of energy tax", "-524.95"),
        ):
            lines[group, name] = cents(exact(price) * share)
        lines["tax", "btw"] = cents(sum(lines.values()) * Fraction(21, 100))
        yield lines, sum(left.values())


def test_the_netherlands_with_solar_cells(tmp_path):
    months = national.months("Europe/Amsterdam", "2025-01-01", part=PART)
    path, result = tmp_path / "load.csv", tmp_path / "result.json"
    path.write_text("".join(load(months)))
    words = ["bill", "--tariff", "nl-saldering-home", "--load", str(path)]
    assert main([*words, "--start", "2025-01-01", "--json", str(result)]) == 0
    expected = list(netherlands(months))
    agree(json.loads(result.read_text())["months"], [lines for lines, _ in expected])
    assert expected[6][1] > 0, "a surplus is carried from month to month"
    assert expected[-1][1] > 0, "and what is left of it is paid for"
