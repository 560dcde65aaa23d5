"""Random price feeds against fractions, and however the steps are cut."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rule_scene import begun, lines, restarted, utc_s

BEGIN_S = utc_s(2026, 1)
MINUTE_S = 60
MINUTES = 8 * 60
E9 = 10**9

prices = st.one_of(st.none(), st.integers(-(10**13), 10**13))
feeds = st.dictionaries(st.integers(0, MINUTES - 1), prices, max_size=20)
loads = st.lists(st.integers(0, 5_000_000_000), min_size=1, max_size=30)


def text(price_e9):
    if price_e9 is None:
        return None
    digits = str(abs(price_e9)).zfill(10)
    return "-" * (price_e9 < 0) + digits[:-9] + "." + digits[-9:]


def feed_of(found):
    """A feed of {minute: price}."""
    at = {minute: f"2026-01-01T{minute // 60:02}:{minute % 60:02}" for minute in found}
    return [[at[minute], text(found[minute])] for minute in sorted(found)]


def engine_of(found):
    rule = {"rule": "s", "kind": "spot", "feed": "f", "factor": "1.07", "fallback": "0.123456789"}
    return begun([rule], site={"feeds": {"f": feed_of(found)}})


def mwh_of(load, minute):
    return load[minute % len(load)]


def expected(found, load):
    """Micro-units of the fed and of the fallback line, as fractions."""
    fed = without = Fraction(0)
    price = None
    for minute in range(MINUTES):
        price = found.get(minute, price)
        kwh = Fraction(mwh_of(load, minute), 10**6)
        if price is None:
            without += kwh * 123456789 / E9
        else:
            fed += kwh * half_up(Fraction(price * 107, 100)) / E9
    return fed * 10**6, without * 10**6


def half_up(number):
    whole = int(abs(number) + Fraction(1, 2))
    return whole if number >= 0 else -whole


def feed_by(engine, load, minutes):
    """Steps of at most so many minutes, as edges allow."""
    minute = 0
    while minute < MINUTES:
        start_s = BEGIN_S + minute * MINUTE_S
        edge = (engine.next_edge(start_s) - BEGIN_S) // MINUTE_S
        last = min(MINUTES, minute + minutes, edge)
        energy = sum(mwh_of(load, each) for each in range(minute, last))
        engine.take(start_s, BEGIN_S + last * MINUTE_S, (energy, 0, 0, 0, 0, 0, 0))
        minute = last
    return engine


@settings(max_examples=60, deadline=None)
@given(feeds, loads)
def test_each_line_is_the_exact_sum_rounded_once(found, load):
    engine = feed_by(engine_of(found), load, 1)
    fed, without = expected(found, load)
    amounts = {part: amount_u for part, _, amount_u in lines(engine)}
    assert amounts[""] == half_up(fed)
    assert amounts.get("fallback", 0) == half_up(without)


@settings(max_examples=60, deadline=None)
@given(feeds, loads, st.integers(2, MINUTES))
def test_steps_may_be_merged(found, load, minutes):
    fine, coarse = (feed_by(engine_of(found), load, each) for each in (1, minutes))
    assert fine.tariff.registers[0].values == coarse.tariff.registers[0].values
    assert lines(fine) == lines(restarted(coarse))
