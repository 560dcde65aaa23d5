"""What a site tells and no rule asks for is said, because it is often a slip of the pen."""

from host.tariff.unused import unused
from tariffs.compiler import compile_tariff
from tests.host.loads import ENERGY, document

DEMAND = {"rule": "peak", "kind": "demand"}
PAST = {"rule": "past peak", "kind": "history", "of": "peak", "bills": 3}


def notes(site, *rules):
    return list(unused(compile_tariff(document(ENERGY, *rules), site)))


def test_what_is_used_is_not_told():
    assert notes(None) == []
    assert notes({"past": {"past peak": ["1"]}}, DEMAND, PAST) == []


def test_a_past_that_nothing_remembers_is_told():
    (note,) = notes({"past": {"past peek": ["1"]}}, DEMAND, PAST)
    assert "site.past.past peek" in note


def test_money_that_nothing_bills_is_told():
    correction = {"bill": "2026-03", "told": "2026-05-03", "amount": "-12.50"}
    (note,) = notes({"corrections": [correction]})
    assert "site.corrections" in note
    assert notes({"corrections": [correction]}, {"rule": "c", "kind": "correction"}) == []


def test_a_moment_of_no_rule_is_told():
    told = {"rule": "cp", "at": "2026-07-15T17:00", "told": "2026-10-01", "kw": "312.5"}
    (note,) = notes({"coincident": [told]})
    assert "'cp'" in note


def test_a_feed_that_is_not_there_is_told():
    spot = {"rule": "s", "kind": "spot", "feed": "market", "fallback": "1"}
    (note,) = notes(None, spot)
    assert "'market'" in note
    assert notes({"feeds": {"market": [["2026-01-01T00:00", "0.1"]]}}, spot) == []
