"""Excess over a firm level against fractions, and however the steps are cut."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rule_scene import begun, lines, restarted, utc_s

BEGIN_S = utc_s(2026, 1)
MINUTE_S = 60
FIRST, LAST = 7 * 60, 22 * 60  # minutes around the period from 08:00 to 20:00

loads = st.lists(st.integers(0, 3_000_000), min_size=1, max_size=40)
firms = st.integers(0, 150)
windows = st.sampled_from([1, 5, 15, 30, 60])


def engine_of(firm_kw, window_min):
    rule = {"rule": "i", "kind": "interruptible", "periods": ["high"], "firm": "site:firm"}
    rule.update(window_min=window_min, price="1")
    return begun([rule], site={"facts": {"firm": str(firm_kw)}})


def mwh(load, minute):
    return load[minute // 3 % len(load)]


def excess_kwh(load, firm_kw, window_min):
    """Sum over the windows that end in the period: 08:00 excluded, 20:00 included."""
    total = Fraction(0)
    for begin in range(8 * 60, 20 * 60, window_min):
        energy = sum(Fraction(mwh(load, begin + n), 10**6) for n in range(window_min))
        total += max(Fraction(0), energy - Fraction(firm_kw * window_min, 60))
    return total


def feed(engine, load, minutes):
    minute = FIRST
    while minute < LAST:
        start_s = BEGIN_S + minute * MINUTE_S
        last = min(LAST, minute + minutes, (engine.next_edge(start_s) - BEGIN_S) // MINUTE_S)
        energy = sum(mwh(load, each) for each in range(minute, last))
        engine.take(start_s, BEGIN_S + last * MINUTE_S, (energy, 0, 0, 0, 0, 0, 0))
        minute = last
    return engine


@settings(max_examples=60, deadline=None)
@given(loads, firms, windows)
def test_the_energy_is_the_exact_sum_of_the_windows(load, firm_kw, window_min):
    [(_, quantity, amount_u)] = lines(feed(engine_of(firm_kw, window_min), load, 1))
    expected = excess_kwh(load, firm_kw, window_min) * 10**6
    assert quantity == expected // 1
    assert amount_u == (expected + Fraction(1, 2)) // 1


@settings(max_examples=40, deadline=None)
@given(loads, firms, windows, st.integers(2, 60))
def test_steps_may_be_merged(load, firm_kw, window_min, minutes):
    fine, coarse = (feed(engine_of(firm_kw, window_min), load, n) for n in (1, minutes))
    assert lines(fine) == lines(restarted(coarse))
    states = [[each.values for each in engine.tariff.registers] for engine in (fine, coarse)]
    assert states[0] == states[1]
