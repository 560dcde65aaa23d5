"""Reactive excess by the hour, worked out by hand with right triangles."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw, line, quantity

CALENDAR = {
    "name": "clock",
    "periods": ["night", "day"],
    "otherwise": "day",
    "schedule": [{"from": "00:00", "to": "06:00", "period": "night"}],
}
RULE = {
    "rule": "ere",
    "kind": "hourly_reactive",
    "lag": ["day"],
    "lead": ["night"],
    "price": "0.5",
}
DEMAND = {"rule": "demand", "kind": "demand"}
MAX = dict(RULE, rule="max", statistic="max")
DRE = {"rule": "dre", "kind": "difference", "of": "max", "less": "demand", "price": "10"}
TEN_MIN = 600


def engine_of(*rules):
    return begun(list(rules), calendars=[CALENDAR])


def test_each_hour_is_judged_by_itself():
    engine = engine_of(RULE)
    draw(engine, TEN_MIN, 60, kw=300, lag=400)  # 500 x 0.92 - 300 = 160
    draw(engine, TEN_MIN + 60, 60, kw=1000)  # a good hour makes up for nothing
    draw(engine, TEN_MIN + 120, 60, kw=400, lag=300, lead=900)  # 460 - 400 = 60; lead is free
    assert line(engine, "ere") == (220 * KW, 110 * UNIT)
    draw(engine, DAY_MIN, 60, kw=300, lag=900, lead=400)  # at night only lead counts
    assert line(engine, "ere") == (380 * KW, 190 * UNIT)


def test_the_hour_is_one_whatever_comes_first_in_it():
    engine = engine_of(RULE)
    draw(engine, TEN_MIN, 30, kw=600)
    draw(engine, TEN_MIN + 30, 30, lag=800)
    assert quantity(engine, "ere") == 160 * KW


def test_an_hour_without_active_energy_ends_too():
    engine = engine_of(RULE)
    draw(engine, TEN_MIN, 60, lag=100)
    assert quantity(engine, "ere") == 92 * KW
    draw(engine, TEN_MIN + 60, 60, kw=1000)
    assert quantity(engine, "ere") == 92 * KW


def test_the_highest_hour_over_the_billed_demand():
    engine = engine_of(DEMAND, dict(MAX, price="0"), DRE)
    draw(engine, TEN_MIN, 60, kw=300, lag=400)
    draw(engine, TEN_MIN + 60, 60, kw=400, lag=300)
    assert quantity(engine, "max") == 460 * KW
    assert line(engine, "dre") == (60 * KW, 600 * UNIT)


def test_an_hour_that_was_seen_in_part_counts_as_it_is():
    engine = engine_of(RULE)
    draw(engine, TEN_MIN, 15, kw=300, lag=400)
    assert quantity(engine, "ere") == 0  # it may yet get better
    draw(engine, TEN_MIN + 45, 15, kw=300, lag=400)
    assert quantity(engine, "ere") == 80 * KW
    draw(engine, TEN_MIN + 60, 15, kw=300, lag=400)
    draw(engine, TEN_MIN + 240, 15, kw=100)
    assert quantity(engine, "ere") == 120 * KW
    draw(engine, TEN_MIN + 240, 15, lag=1000)  # the clock was set back
    draw(engine, TEN_MIN + 300, 15, kw=1)
    assert quantity(engine, "ere") == 350 * KW


def test_steps_can_be_cut_anywhere():
    states = []
    for step_min in (5, 15, 60):
        engine = engine_of(DEMAND, RULE, MAX) if step_min < 60 else engine_of(RULE, MAX)
        draw(engine, 0, DAY_MIN, step_min=step_min, kw=360, lag=480, lead=240)
        states.append((quantity(engine, "ere"), quantity(engine, "max")))
    # by day 18 hours of 192; at night sqrt(360^2 + 240^2) x 0.92 - 360 = 38.0528608
    assert states[0] == states[1] == states[2]
    assert states[0] == (18 * 192 * KW + 6 * 38052860, 552 * KW)


def test_a_new_bill_begins_without():
    engine = engine_of(RULE)
    draw(engine, TEN_MIN, 60, kw=300, lag=400)
    engine.advance(BEGIN_S + 31 * DAY_MIN * 60)
    assert engine.closed_u == 80 * UNIT
    assert line(engine, "ere") == (0, 0)


def test_what_is_refused():
    rule = {"rule": "ere", "kind": "hourly_reactive"}
    cases = (
        (rule, "rules[0].lag: got nothing, expected periods"),
        (dict(rule, lag=["day"], lead=["day"]), 'rules[0].lead: got ["day"], expected periods'),
    )
    for wrong, message in cases:
        error = raises(TariffError, engine_of, wrong)
        assert str(error).startswith(message), str(error)
