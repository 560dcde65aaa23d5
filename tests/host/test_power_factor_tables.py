"""The Chinese power factor tables cell by cell, and the rounding of factors, with fractions."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.one_bill import BEGIN_S, UNIT, begun

TABLES = json.loads((Path(__file__).parents[1] / "data" / "china_pf_1983.json").read_text())
ACTIVE_MWH = 10**10
RULES = [{"rule": "basic", "kind": "fixed", "price": "1000"}] + [
    {
        "rule": f"{standard} {lead}",
        "kind": "power_factor",
        "base": ["basic"],
        "standard": f"cn-0.{standard}",
        "lead": lead,
    }
    for standard in (80, 85, 90)
    for lead in ("ignore", "absolute")
]


def most_reactive(hundredths):
    """The most kvarh with which the factor still rounds up to so many hundredths.

    P / sqrt(P^2 + Q^2) >= (2 n - 1) / 200 is Q^2 <= P^2 (200^2 - (2 n - 1)^2) / (2 n - 1)^2.
    """
    edge = 2 * hundredths - 1
    return math.isqrt(ACTIVE_MWH**2 * (40000 - edge**2) // edge**2)


def cells(lag, lead, active=ACTIVE_MWH):
    """{rule: hundredths of a percent of the base} with these energies."""
    engine = begun(RULES)
    engine.take(BEGIN_S, BEGIN_S + 60, (active, 0, lag, 0, 0, lead, 0))
    found = {rule["rule"]: 0 for rule in RULES[1:]}
    for line in engine.rated().lines():
        found[line.rule] = line.amount_u * 10 // UNIT
    return found


def wanted(hundredths, lead):
    return {f"{n} {lead}": TABLES[str(n)][str(hundredths)] for n in (80, 85, 90)}


def of(found, lead):
    return {name: cell for name, cell in found.items() if name.endswith(lead)}


@pytest.mark.parametrize("hundredths", range(101))
def test_every_cell_at_both_edges_of_its_factor(hundredths):
    if hundredths == 0:
        found = cells(lag=10, lead=10, active=0)
        assert of(found, "ignore") == wanted(0, "ignore")
        return
    reactive = most_reactive(hundredths)
    for lagging in (reactive, reactive // 3, 0):
        found = cells(lag=lagging, lead=reactive - lagging)
        assert of(found, "absolute") == wanted(hundredths, "absolute")
    assert of(cells(lag=reactive, lead=10**10), "ignore") == wanted(hundredths, "ignore")
    assert of(cells(lag=reactive + 1, lead=0), "ignore") == wanted(hundredths - 1, "ignore")
    below = cells(lag=reactive // 2, lead=reactive - reactive // 2 + 1)
    assert of(below, "absolute") == wanted(hundredths - 1, "absolute")


ENERGY = st.integers(0, 2 * 10**15)  # 250 MW over a year, in mWh


@given(active=ENERGY, reactive=ENERGY, decimals=st.integers(1, 6))
def test_the_factor_is_rounded_from_its_exact_value(active, reactive, decimals):
    rule = {"rule": "pf", "kind": "power_factor", "decimals": decimals}
    engine = begun([rule, dict(rule, rule="cut", mode="truncate")])
    engine.take(BEGIN_S, BEGIN_S + 60, (active, 0, reactive, 0, 0, 0, 0))
    engine.rated()
    if not active and not reactive:
        assert [each.quantity_e6 for each in engine.tariff.rules] == [UNIT, UNIT]
        return
    square, whole = active**2, active**2 + reactive**2
    scale = 10**decimals
    rounded, cut = [each.quantity_e6 * scale // UNIT for each in engine.tariff.rules]
    assert cut**2 * whole <= scale**2 * square < (cut + 1) ** 2 * whole
    # half up: rounded - 1/2 <= scale x factor < rounded + 1/2
    assert max(2 * rounded - 1, 0) ** 2 * whole <= 4 * scale**2 * square
    assert 4 * scale**2 * square < (2 * rounded + 1) ** 2 * whole
