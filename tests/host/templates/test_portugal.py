"""Portugal, reactive energy in bands day by day, beside exact arithmetic."""

from fractions import Fraction
from itertools import groupby

from tests.host.oracles.national import MILLION, cents, hours, priced
from tests.host.oracles.rational import exact
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def period(at):
    if hours(at, (9, 10.5), (18, 20.5)):
        return "peak"
    if hours(at, (2, 6)):
        return "super valley"
    return "normal valley" if hours(at, (22, 8)) else "half-peak"


def inductive(month):
    """Each day's lagging energy over 30, 40 and 50 % of its active, outside the valleys, in
    millionths rounded down.
    """
    cost = Fraction(0)
    rows = [row for row in month.rows if "valley" not in period(row.at)]
    for _, group in groupby(rows, key=lambda row: row.at.date()):
        day = list(group)
        kwh, lag = sum(row.kwh for row in day), sum(row.lag for row in day)
        limits = [kwh * percent // 100 for percent in (30, 40, 50)] + [None]
        for number, price in enumerate(("0.00739", "0.0224", "0.0672")):
            low, high = limits[number], limits[number + 1]
            end = lag if high is None else min(lag, high)
            cost += Fraction(max(0, end - low), MILLION) * exact(price)
    return cents(cost)


def portugal(month):
    prices = {
        "peak": "0.1632",
        "half-peak": "0.1410",
        "normal valley": "0.1035",
        "super valley": "0.0921",
    }
    lines = {
        ("energy", "energy"): priced(month.split(period), prices),
        ("demand_flat", "contracted power"): cents(month.days * 620 * exact("0.0312")),
        ("demand_tou", "power in peak hours"): cents(
            month.demand(where=lambda at: period(at) == "peak") * exact("5.614")
        ),
        ("reactive", "inductive"): inductive(month),
        ("reactive", "capacitive"): cents(
            month.energy("lead", lambda at: "valley" in period(at)) * exact("0.0168")
        ),
        ("tax", "special tax"): cents(month.energy() * exact("0.001")),
    }
    lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(23, 100))
    return lines


def test_portugal(bill):
    found, months = bill("pt-mt-tetra", "Europe/Lisbon", "2025-01-01")
    expected = [portugal(month) for month in months]
    agree(found, expected)
    assert all(each["reactive", "inductive"] > 0 for each in expected)
