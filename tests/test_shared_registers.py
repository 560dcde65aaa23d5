"""Rules share a register only where they measure the same; the first edge of all counts."""

from tariffs.account import Account
from tests.one_bill import BEGIN_S, KW, UNIT, begun, draw, line, quantity

HEAP_KIB = 256  # sources are compiled here; a board runs bytecode in place


def calendar(name, start, end):
    row = {"from": start, "to": end, "period": "high"}
    return {"name": name, "periods": ["low", "high"], "otherwise": "low", "schedule": [row]}


CALENDARS = [calendar("early", "00:00", "02:30"), calendar("late", "01:00", "04:00")]
TWO = ("early", "late")


def test_energy_of_two_calendars():
    prices = {"low": "1", "high": "10"}
    rules = [{"rule": each, "kind": "energy", "calendar": each, "prices": prices} for each in TWO]
    engine = begun(rules, calendars=CALENDARS)
    draw(engine, 0, 240, kw=4)
    assert line(engine, "early", "high") == (10 * KW, 100 * UNIT)
    assert line(engine, "late", "high") == (12 * KW, 120 * UNIT)
    assert line(engine, "late", "low") == (4 * KW, 4 * UNIT)


def test_windows_of_two_calendars():
    high = {"kind": "demand", "window_min": 60, "periods": ["high"]}
    rules = [dict(high, rule=each, calendar=each) for each in TWO]
    engine = begun(rules, calendars=CALENDARS)
    draw(engine, 0, 60, kw=50)
    draw(engine, 60, 90, kw=10)
    draw(engine, 150, 30, kw=30)
    assert quantity(engine, "early") == 50 * KW
    assert quantity(engine, "late") == 20 * KW


def test_windows_that_end_with_the_period_and_others():
    high = {"kind": "demand", "window_min": 60, "periods": ["high"]}
    rules = [dict(high, rule="end"), dict(high, rule="cut", boundary="cut")]
    for each in (rules, rules[::-1]):
        engine = begun(each, calendars=CALENDARS)
        draw(engine, 120, 60, kw=30)
        assert quantity(engine, "end") == 0, "it ended at low"
        assert quantity(engine, "cut") == 15 * KW


def test_windows_of_two_lengths_and_energies():
    rules = [
        {"rule": "30", "kind": "demand", "window_min": 30},
        {"rule": "60", "kind": "demand", "window_min": 60},
        {"rule": "sliding", "kind": "demand", "window_min": 60, "step_min": 30},
        {"rule": "kvar", "kind": "demand", "window_min": 30, "of": "lag"},
    ]
    engine = begun(rules)
    draw(engine, 0, 30, kw=10, lag=3)
    draw(engine, 30, 30, kw=40)
    draw(engine, 60, 30, kw=30, lag=5)
    found = [quantity(engine, each["rule"]) for each in rules]
    assert found == [40 * KW, 25 * KW, 35 * KW, 5 * KW]


def test_the_next_edge_is_the_first_of_all_calendars_and_feeds():
    moments = (("a", "2026-01-01T00:45"), ("b", "2026-01-01T03:00"))
    site = {"feeds": {name: [[at, "1"]] for name, at in moments}}
    spot = {"kind": "spot", "fallback": "1"}
    for first, second in (("a", "b"), ("b", "a")):
        rules = [dict(spot, rule=each, feed=each) for each in (first, second)]
        engine = begun(rules, site, calendars=CALENDARS)
        assert engine.next_edge(BEGIN_S) == BEGIN_S + 45 * 60
    for calendars in (CALENDARS, CALENDARS[::-1]):
        engine = begun([{"rule": "e", "kind": "energy"}], calendars=calendars)
        assert engine.next_edge(BEGIN_S + 3600) == BEGIN_S + 9000


def test_a_bill_that_falls_is_credited_by_as_much():
    account = Account(100)
    assert [account.settle(owed_u) for owed_u in (50, 30, 30, -5)] == [50, -20, 0, -35]
    assert (account.balance_u, account.debited_u) == (105, -5)
