"""Rules that remember something, in one tariff: cut, restarted and closed at random."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.rule_scene import document, utc_s

BEGIN_S = utc_s(2026, 11, 20)
HOUR_S = 3600
HOURS = 24 * 80  # into February: a part of a bill, two whole ones, a new year
PRICES = {"low": "0.10357", "high": "0.2"}
RULES = (
    {"rule": "energy", "kind": "energy", "prices": PRICES},
    {
        "rule": "running",
        "kind": "tiers",
        "tiers": [
            {"up_to": "900", "unit": "kWh/30d", "prices": PRICES},
            {"up_to": "70", "unit": "kWh/day", "prices": {"low": "0.2", "high": "0.31"}},
            {"price": "0.5"},
        ],
    },
    {
        "rule": "year",
        "kind": "tiers",
        "mode": "increment",
        "year_from": 1,
        "tiers": [{"up_to": "3000", "unit": "kWh/year", "price": "0"}, {"price": "0.05"}],
    },
    {"rule": "spot", "kind": "spot", "feed": "f", "factor": "1.1", "fallback": "0.3"},
    {"rule": "past", "kind": "history", "of": "energy", "what": "amount", "bills": 3},
    {"rule": "gross", "kind": "export", "price": "0.07"},
    {"rule": "net", "kind": "export", "mode": "net_metering", "prices": PRICES},
    {
        "rule": "banked",
        "kind": "export",
        "mode": "net_billing",
        "base": ["energy"],
        "price": "0.3",
        "settle_month": 12,
        "cash_out_percent": "60",
    },
    {"rule": "least", "kind": "minimum", "base": ["energy"], "of": "past", "percent": "70"},
    {
        "rule": "annual",
        "kind": "minimum",
        "base": ["energy", "least"],
        "amount": "2400",
        "per": "year",
        "settle": "each_bill",
    },
    {"rule": "cap", "kind": "cap", "base": ["energy", "least"], "amount": "150"},
    {"rule": "found", "kind": "correction"},
    {"rule": "vat", "kind": "tax", "base": ["energy", "cap", "annual"], "percent": "19"},
)
SITE = {
    "feeds": {"f": [[f"2026-12-{day:02}T05:00", f"0.0{day}"] for day in range(1, 29)]},
    "corrections": [{"bill": "2026-11", "told": "2026-12-05", "amount": "-3"}],
}

loads = st.lists(st.integers(0, 12_000_000), min_size=1, max_size=30)


def begun(stored=None):
    engine = Engine(compile_tariff(document(*RULES), SITE))
    if stored is None:
        engine.begin(BEGIN_S)
    else:
        engine.unpack_from(stored, 0)
    return engine


def state(engine):
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    return bytes(stored)


def energies(load, first, last):
    """Import and export of these hours."""
    imported = sum(load[hour % len(load)] for hour in range(first, last))
    exported = sum(load[hour // 5 % len(load)] // 3 for hour in range(first, last))
    return (imported, exported, 0, 0, 0, 0, imported)


def feed(engine, load, hours, restarts=()):
    """Steps of at most so many hours; a restart before each hour of `restarts`."""
    hour = 0
    while hour < HOURS:
        if hour in restarts:
            engine = begun(state(engine))
        start_s = BEGIN_S + hour * HOUR_S
        engine.advance(start_s)
        edge = (engine.next_edge(start_s) - BEGIN_S) // HOUR_S
        last = min([HOURS, hour + hours, edge] + [each for each in restarts if each > hour])
        engine.take(start_s, BEGIN_S + last * HOUR_S, energies(load, hour, last))
        hour = last
    return engine


@settings(max_examples=20, deadline=None)
@given(loads, st.integers(2, 24), st.lists(st.integers(0, HOURS), max_size=6))
def test_neither_cuts_nor_restarts_change_anything(load, hours, restarts):
    fine, coarse = feed(begun(), load, 1), feed(begun(), load, hours, restarts)
    assert state(fine) == state(coarse)
    assert fine.lifetime_u() == coarse.lifetime_u()
    assert fine.closed_u == coarse.closed_u != 0


@settings(max_examples=20, deadline=None)
@given(loads)
def test_every_kwh_is_in_one_tier_and_every_line_in_its_bill(load):
    engine, bills = begun(), []
    engine.on_close = lambda bill: bills.append((bill.total_u, [vars(x) for x in bill.lines()]))
    feed(engine, load, 24)
    engine.close_now(engine.values[2])
    assert engine.closed_u == sum(total_u for total_u, _ in bills)
    for total_u, lines in bills:
        assert total_u == sum(line["amount_u"] for line in lines)
        kwh = {line["rule"]: 0 for line in lines}
        for line in lines:
            kwh[line["rule"]] += line["quantity_e6"]
        assert {kwh.get(rule, 0) for rule in ("running", "year", "spot")} == {kwh["energy"]}
