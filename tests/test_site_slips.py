"""A site file with a slip is refused, also where no rule of this tariff reads what is wrong."""

from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import document

ENERGY = {"rule": "energy", "kind": "energy", "price": "1"}
AT_NIGHT = {"rule": "energy @ night", "kind": "energy"}
PAST = {"rule": "past @ night", "kind": "history", "of": "energy @ night"}
TOLD = {"rule": "cp", "at": "2026-07-15T17:00", "told": "2026-10-01", "kw": "312.5"}
CORRECTION = {"bill": "2026-03", "told": "2026-05-03", "amount": "1"}
HOT = {"name": "hot", "feed": "temperature_c", "at_least": "35"}


def refusal(site, *rules, **fields):
    made = document(*(rules or (ENERGY,)), **fields)
    return str(raises(TariffError, compile_tariff, made, site))


def taken(site, *rules):
    compile_tariff(document(*(rules or (ENERGY,))), site)


def test_a_fact_that_changes_from_no_date():
    for name in ("kva@", "kva@soon", "kva@2026-02-30", "kva@2026-07", "kva@2026-07-01@x"):
        found = refusal({"facts": {"kva": "1", name: "2"}})
        assert found.startswith(f"site.facts.{name}: got "), found
        assert 'expected a date "YYYY-MM-DD"' in found
        found = refusal({"contracts": {"kva": {"P1": "1"}, name: {"P1": "2"}}})
        assert found.startswith(f"site.contracts.{name}: got "), found
    taken({"facts": {"kva": "1", "kva@2026-07-01": "2"}})


def test_a_change_of_a_fact_that_is_not_given():
    assert refusal({"facts": {"kwa": "1", "kva@2026-07-01": "2"}}) == (
        'site.facts.kva@2026-07-01: got "kva", expected the name of another one, which it changes'
    )


def test_the_past_has_no_dates():
    found = refusal({"past": {"energy@2026-07-01": ["1"]}})
    assert found.startswith(
        "site.past.energy@2026-07-01: got nothing, expected the name of a rule"
    )
    taken({"past": {"past @ night": ["1"]}}, AT_NIGHT, PAST)


def test_corrections_and_windows_that_no_rule_reads():
    taken({"corrections": [CORRECTION], "coincident": [TOLD]})
    assert refusal({"corrections": [CORRECTION, dict(CORRECTION, amount=1)]}) == (
        'site.corrections[1].amount: got 1, expected a decimal number as text, such as "0.125"'
    )
    assert refusal({"corrections": [5]}) == "site.corrections[0]: got 5, expected an object"
    found = refusal({"coincident": [dict(TOLD, at="2026-07-15")]})
    assert found.startswith('site.coincident[0].at: got "2026-07-15", expected a moment')


def test_a_feed_that_no_rule_reads():
    taken({"feeds": {"market": [["2026-01-01T00:00", "0.1"], ["2026-01-01T01:00", None]]}})
    taken({"feeds": {"temperature_c": [["2026-07-01", "35.5"]]}})
    cases = (
        ({"2026-01-01": "1"}, "site.feeds.market: got "),
        ([["2026-01-01T00:00"]], "site.feeds.market[0]: got "),
        ([["2026-01-01T00:00", 0.1]], "site.feeds.market[0]: got "),
        ([["2026-01-01T25:00", "1"]], "site.feeds.market[0]: got "),
        ([["2026-07-01", "1"], ["2026-07-02", None]], "site.feeds.market[1]: got "),
        ([["2026-07-32", "1"]], "site.feeds.market[0]: got "),
        ([[20260701, "1"]], "site.feeds.market[0]: got "),
    )
    for found, start in cases:
        message = refusal({"feeds": {"market": found}})
        assert message.startswith(start), message


def test_a_day_of_a_feed_that_is_given_twice():
    feeds = {"temperature_c": [["2026-07-01", "35"], ["2026-07-02", "3"], ["2026-07-01", "20"]]}
    assert refusal({"feeds": feeds}, events=[HOT]) == (
        'site.feeds.temperature_c[2]: got "2026-07-01", expected each day once'
    )
