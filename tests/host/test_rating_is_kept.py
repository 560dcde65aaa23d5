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
    """What an engine owes, and every line."""
    owed = engine.lifetime_u()
    return owed, [vars(line) for line in engine.rated().lines()]


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
