"""The steel plant's year under China's power-factor table, in both policies for leading current.

The oracle is written in exact rationals and imports nothing of ours: it reads the load, the table
of (83) 215 and keeps its order of charges: energy and basic charge are adjusted, funds are not.
"""

import csv
import json
from datetime import datetime
from fractions import Fraction
from math import isqrt
from pathlib import Path

import pytest

from host.cli import main

DATA = Path(__file__).resolve().parents[1] / "data"
LOAD = DATA / "loads" / "steel_2018_15min.csv"
TABLE = json.loads((DATA / "china_pf_1983.json").read_text())["90"]
PRICES = {"valley": "0.30210000", "flat": "0.58886875", "peak": "1.0011"}
FUND = "0.02919"
DEMAND = "42"
CENT = Fraction(1, 100)


def document(lead):
    """A two-part industrial tariff, amounts to the fen."""
    rules = [
        {"rule": "energy", "kind": "energy", "prices": PRICES},
        {"rule": "basic", "kind": "demand", "window_min": 15, "price": DEMAND},
        {
            "rule": "power factor",
            "kind": "power_factor",
            "standard": "cn-0.90",
            "lead": lead,
            "base": ["energy", "basic"],
        },
        {"rule": "funds", "kind": "energy", "price": FUND, "group": "tax"},
    ]
    schedule = [
        {"from": "00:00", "to": "08:00", "period": "valley"},
        {"from": "10:00", "to": "12:00", "period": "peak"},
        {"from": "14:00", "to": "19:00", "period": "peak"},
    ]
    use = {"name": "use", "periods": list(PRICES), "otherwise": "flat", "schedule": schedule}
    return {
        "format": 2,
        "name": "two-part industry",
        "currency": "CNY",
        "zone": {"utc_offset_min": 480},
        "rounding": {"line": {"to": "0.01"}},
        "calendars": [use],
        "rules": rules,
    }


def half_up(amount, unit):
    """To a multiple of `unit`, halves away from zero."""
    count = abs(amount) / unit
    whole = (2 * count.numerator + count.denominator) // (2 * count.denominator)
    return (whole if amount >= 0 else -whole) * unit


def period_of(hour):
    if hour < 8:
        return "valley"
    return "peak" if 10 <= hour < 12 or 14 <= hour < 19 else "flat"


def months():
    """The rows of each month."""
    found = {}
    with LOAD.open() as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["start"])
            values = [Fraction(row[name]) for name in ("kwh", "kvarh_lag", "kvarh_lead")]
            found.setdefault(at.month, []).append((at, *values))
    return [found[month] for month in range(1, 13)]


def hundredths(active, reactive):
    """The power factor x 100, rounded half up, by the exact square root."""
    scale = 10**12
    square = active**2 / (active**2 + reactive**2)
    root = isqrt(scale**2 * square.numerator // square.denominator)
    return (2 * 100 * root + scale) // (2 * scale)


def bill(rows, lead):
    """(power factor x 100, {line: amount}) of one month."""
    energy = dict.fromkeys(PRICES, Fraction(0))
    for at, kwh, _, _ in rows:
        energy[period_of(at.hour)] += kwh
    charges = sum(half_up(energy[name] * Fraction(PRICES[name]), CENT) for name in PRICES)
    basic = half_up(max(kwh for _, kwh, _, _ in rows) * 4 * Fraction(DEMAND), CENT)
    reactive = sum(lag for _, _, lag, _ in rows)
    if lead == "absolute":
        reactive += sum(each for _, _, _, each in rows)
    factor = hundredths(sum(energy.values()), reactive)
    adjusted = half_up((charges + basic) * TABLE[str(factor)] / 10_000, CENT)
    funds = half_up(sum(energy.values()) * Fraction(FUND), CENT)
    return factor, {
        "energy": charges,
        "demand_flat": basic,
        "power_factor": adjusted,
        "tax": funds,
    }


@pytest.mark.parametrize("lead", ["ignore", "absolute"])
def test_every_month_is_right_to_the_fen(lead, tmp_path):
    tariff, result = tmp_path / "tariff.json", tmp_path / "result.json"
    tariff.write_text(json.dumps(document(lead)))
    words = ["bill", "--tariff", str(tariff), "--load", str(LOAD), "--json", str(result)]
    assert main(words) == 0
    found = json.loads(result.read_text())["months"]
    factors = set()
    for month, rows in zip(found, months(), strict=True):
        factor, expected = bill(rows, lead)
        factors.add(factor)
        totals = {name: Fraction(month["totals"][name]) for name in expected}
        assert totals == expected, month["start"]
        assert Fraction(month["total"]) == sum(expected.values())
    assert len(factors) > 4, "the load is to cross several cells of the table"


def test_the_policies_differ():
    lagging, all_of_it = (
        [bill(rows, lead)[0] for rows in months()] for lead in ("ignore", "absolute")
    )
    assert min(lagging) == 86
    assert max(lagging) == 93
    assert min(all_of_it) == 80
    assert max(all_of_it) == 89
