"""Corrections are charged exactly once, whenever the meter hears of them and however it starts.

The oracle is the sum of what was ever told; what a meter did is a random life: facts that reach it
late and are forgotten again, starts, changes of the tariff, bills of any month.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.calendar import civil_date, days_from_civil
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.rule_scene import document

DAY_S = 86400
FIRST_DAY = days_from_civil(2026, 1, 1)
DAYS = 400
RULE = {"rule": "corrections", "kind": "correction"}
WAYS = ("start", "switch")
# the day it is told, how late the meter hears of it, for how long the site names it (a month ends
# in that time), amount
FACT = st.tuples(
    st.integers(0, DAYS - 100), st.integers(0, 60), st.integers(32, DAYS), st.integers(-999, 999)
)
MOMENT = st.tuples(st.integers(1, DAYS * 24), st.sampled_from(WAYS))


def dated(day):
    return "%d-%02d-%02d" % civil_date(FIRST_DAY + day)


def site_on(day, facts):
    """What the site names on a day."""
    return {
        "corrections": [
            {"bill": "2025-12", "told": dated(told), "amount": str(amount), "text": f"no {number}"}
            for number, (told, delay, kept, amount) in enumerate(facts)
            if told + delay <= day <= told + delay + kept
        ]
    }


def engine_of(facts, day):
    return Engine(compile_tariff(document(RULE), site_on(day, facts)))


def started(engine, facts, day):
    """The processor starts: the site is read anew."""
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    again = engine_of(facts, day)
    again.unpack_from(stored, 0)
    return again


def switched(engine, facts, day, utc_s):
    """Another tariff with the same rule takes over, as `firmware.billing` does it."""
    engine.close_now(utc_s)
    again = engine_of(facts, day)
    again.tariff.rules[0].values[:] = engine.tariff.rules[0].values
    again.begin(utc_s, engine.closed_u)
    return again


@settings(max_examples=60, deadline=None)
@given(st.lists(FACT, max_size=6), st.lists(MOMENT, max_size=8))
def test_each_correction_is_charged_once(facts, moments):
    begin_s = FIRST_DAY * DAY_S
    engine = engine_of(facts, 0)
    engine.begin(begin_s)
    heard = [((told + delay) * 24 + 1, "start") for told, delay, _, _ in facts]
    for hour, way in sorted(heard + moments):
        utc_s = begin_s + hour * 3600
        engine.advance(utc_s)
        if way == "start":
            engine = started(engine, facts, hour // 24)
        else:
            engine = switched(engine, facts, hour // 24, utc_s)
    engine.advance(begin_s + DAYS * DAY_S)
    assert engine.closed_u == 1000000 * sum(amount for _, _, _, amount in facts)
