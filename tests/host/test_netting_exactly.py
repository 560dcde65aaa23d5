"""Net energy against sums by interval, however the steps are cut."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rule_scene import amount_u, begun, restarted, utc_s

BEGIN_S = utc_s(2026, 1)
MINUTE_S = 60
FIRST, LAST = 7 * 60, 10 * 60  # around the edge between periods at 08:00
PRICES = {"low": Fraction(1, 4), "high": Fraction(1, 2)}
RULES = [
    {
        "rule": "bought",
        "kind": "energy",
        "of": "net_import",
        "prices": {"low": "0.25", "high": "0.5"},
    },
    {"rule": "sold", "kind": "export", "of": "net_export", "price": "0.125"},
]

loads = st.lists(st.integers(-400_000, 400_000), min_size=1, max_size=50)
intervals = st.sampled_from([1, 5, 15, 20, 30, 60])


def flow_mwh(load, minute):
    return load[minute // 2 % len(load)]


def expected_u(load, interval_min):
    """(bought, sold) in micro-units: each interval's sum, priced as one or the other."""
    bought = sold = Fraction(0)
    for begin in range(FIRST, LAST, interval_min):
        net = sum(flow_mwh(load, begin + n) for n in range(interval_min))
        bought += max(net, 0) * PRICES["low" if begin < 8 * 60 else "high"]
        sold += max(-net, 0) * Fraction(1, 8)
    return bought, -sold


def feed(engine, load, minutes):
    minute = FIRST
    while minute < LAST:
        start_s = BEGIN_S + minute * MINUTE_S
        last = min(LAST, minute + minutes, (engine.next_edge(start_s) - BEGIN_S) // MINUTE_S)
        flows = [flow_mwh(load, each) for each in range(minute, last)]
        drawn, sent = sum(max(each, 0) for each in flows), sum(max(-each, 0) for each in flows)
        engine.take(start_s, BEGIN_S + last * MINUTE_S, (drawn, sent, 0, 0, 0, 0, 0))
        minute = last
        engine = restarted(engine) if minute % 37 == 0 else engine
    return engine


@settings(max_examples=80, deadline=None)
@given(loads, intervals, st.integers(1, 60))
def test_each_interval_is_bought_or_sold(load, interval_min, minutes):
    engine = feed(begun(RULES, netting_min=interval_min), load, minutes)
    for name, exact_u in zip(("bought", "sold"), expected_u(load, interval_min), strict=True):
        assert abs(amount_u(engine, name) - exact_u) <= 1, name  # two lines, rounded by half each
