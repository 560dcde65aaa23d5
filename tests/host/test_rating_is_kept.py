"""A rule is rated anew only when what it depends on has changed: the bill must not show it.

Beside an engine that goes on, a fresh one takes over the state now and then: both say the same.
"""

import json
from random import Random

import pytest

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.host.sources import ROOT

FOLDER = ROOT / "tests" / "data" / "tariffs"
SITE = json.loads((FOLDER / "site.json").read_text())
EXAMPLES = sorted(path for path in FOLDER.glob("*.json") if path.name != "site.json")
BEGIN_S = 1514674800  # 30 December 2017, 23:00 UTC: a month and a year end within two days
MINUTES = 3 * 1440
TOLD_LATER = ("coincident",)
"""What costs nothing in these days."""


def begun(document):
    engine = Engine(compile_tariff(document, SITE))
    engine.begin(BEGIN_S)
    return engine


def said(engine):
    """What an engine owes, and every line; the lines of a rule are its amount."""
    owed, bill = engine.lifetime_u(), engine.rated()
    lines = [vars(line) for line in bill.lines()]
    for rule in bill.tariff.rules:
        for amount in ("amount_u", "accrued_u"):
            own = [line[amount] for line in lines if line["rule"] == rule.name]
            assert sum(own) == getattr(rule, amount), rule.name
    return owed, lines


def taken_over(engine, document):
    """What a fresh engine says of the same state."""
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    fresh = Engine(compile_tariff(document, SITE))
    fresh.unpack_from(stored, 0)
    return said(fresh)


def energies(random, minute):
    """Power that comes and goes, exports at times, leads at times."""
    level = (minute // 300) % 4 * 1_000_000
    drawn = 0 if minute // 90 % 5 == 0 else level + random.randrange(1_000_000)
    sent = random.randrange(500_000) if minute // 400 % 3 == 1 else 0
    lag, lead = drawn * 5 // 4, drawn // 7 if minute // 200 % 2 else 0
    return drawn, sent, lag, 0, 0, lead, drawn + lag // 4


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_is_left_as_it_was_that_has_changed(path):
    document, random = json.loads(path.read_text()), Random(path.stem)
    engine = begun(document)
    for minute in range(MINUTES):
        start_s = BEGIN_S + minute * 60
        engine.take(start_s, start_s + 60, energies(random, minute))
        engine.lifetime_u()
        if random.random() < 0.01:
            assert said(engine) == taken_over(engine, document), f"minute {minute}"
    assert engine.lifetime_u() != 0 or path.stem in TOLD_LATER


MEASURED_ONLY = {"rule": "demand", "kind": "demand", "window_min": 1}
DEPENDENT = (
    {"kind": "fixed", "price": "31", "of": "demand"},
    {"kind": "fixed", "price": "31", "when": [{"quantity": "demand", "at_least": "60"}]},
    {
        "kind": "adder",
        "base": ["standing"],
        "of": "factor",
        "slabs": [{"from": "0", "to": "1", "percent": "1"}],
    },
    {
        "kind": "tiers",
        "of": "lag",
        "per": "demand",
        "tiers": [{"up_to": "0.5", "unit": "kWh/kW", "price": "1"}, {"price": "2"}],
    },
)


@pytest.mark.parametrize("rule", DEPENDENT, ids="-".join)
def test_a_quantity_that_costs_nothing_itself_is_followed(rule):
    """The demand rises by a kW a minute; nothing else that the rule depends on changes."""
    rules = [
        MEASURED_ONLY,
        {"rule": "factor", "kind": "ratio", "of": "demand", "per": "site:most"},
        {"rule": "standing", "kind": "fixed", "price": "31"},
        {"rule": "dependent", **rule},
    ]
    document = {"format": 2, "name": "t", "currency": "EUR", "zone": {"utc_offset_min": 0}}
    site = {"facts": {"most": "120"}}
    engine = Engine(compile_tariff({**document, "rules": rules}, site))
    engine.begin(0)
    seen = set()
    for minute in range(120):
        lagging = 100_000_000 if minute == 0 else 0
        energies = (minute * 1_000_000 // 60, 0, lagging, 0, 0, 0, 0)
        engine.take(minute * 60, minute * 60 + 60, energies)
        fresh = Engine(compile_tariff({**document, "rules": rules}, site))
        stored = bytearray(engine.size)
        engine.pack_into(stored, 0)
        fresh.unpack_from(stored, 0)
        assert said(engine) == said(fresh), f"minute {minute}"
        seen.add(engine.lifetime_u())
    assert len(seen) > 1
