"""Every piece of docs/tariff-cookbook.md compiles, and bills a day."""

import json
import re

import pytest

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.host.sources import read

PIECES = re.findall(r"```json\n(.*?)```", read("docs/tariff-cookbook.md"), re.DOTALL)


def fields(piece):
    """Of the document: its rules, and what stands beside them."""
    found = json.loads(piece)
    return found if isinstance(found, dict) else {"rules": found}


CALENDARS = [
    {
        "name": "use",
        "periods": ["low", "high"],
        "otherwise": "low",
        "schedule": [{"from": "08:00", "to": "20:00", "period": "high"}],
    }
]
SITE = {"facts": {"contract_kw": "100", "firm_kw": "40"}}
BEGIN_S = 1767225600


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_compiles_and_bills(piece):
    document = {
        "format": 2,
        "name": "cookbook",
        "currency": "EUR",
        "zone": {"utc_offset_min": 0},
        "calendars": CALENDARS,
        **fields(piece),
    }
    engine = Engine(compile_tariff(document, SITE))
    engine.begin(BEGIN_S)
    for number in range(24 * 12):
        start_s = BEGIN_S + number * 300
        engine.take(start_s, start_s + 300, (9_000_000, 1_000_000, 7_000_000, 0, 0, 0, 11_000_000))
    engine.advance(BEGIN_S + 31 * 86400)
    assert engine.closed_u != 0


def test_the_cookbook_has_the_commonest_features():
    kinds = {rule["kind"] for piece in PIECES for rule in fields(piece)["rules"]}
    assert len(PIECES) >= 18 and len(kinds) >= 16
