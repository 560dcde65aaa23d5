"""Coincident demand: windows that are told later."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, line, quantity

RULE = {"rule": "cp", "kind": "coincident", "price": "4"}
CENTRAL = {
    "utc_offset_min": 60,
    "dst": {
        "clock": "utc",
        "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
        "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
    },
}


def told(at, on, **fields):
    return dict({"rule": "cp", "at": at, "told": on}, **fields)


def of(rule, *windows, **fields):
    return begun([rule], {"coincident": list(windows)}, **fields)


def test_it_is_charged_in_the_bill_in_which_it_was_told():
    engine = of(
        RULE,
        told("2025-07-15T17:00", "2026-01-31", kw="312.5"),
        told("2025-07-16T16:30", "2026-02-01", kw="100"),
        dict(told("2025-07-15T17:00", "2026-01-31", kw="9"), rule="another"),
    )
    assert line(engine, "cp", "2025-07-15 17:00") == (312500000, 1250 * UNIT)
    assert quantity(engine, "cp") == 312500000
    engine.advance(BEGIN_S + 31 * DAY_MIN * 60)
    assert engine.closed_u == 1250 * UNIT
    assert line(engine, "cp", "2025-07-15 17:00") is None
    assert line(engine, "cp", "2025-07-16 16:30") == (100 * KW, 400 * UNIT)


def test_shares_are_charged_in_each_of_some_bills():
    windows = [
        told("2025-07-1%dT17:00" % day, "2026-01-01", kw=kw, percent="25")
        for day, kw in enumerate(("100", "120", "80", "90"))
    ]
    engine = of(dict(RULE, bills=3), *windows)
    for month, wanted in enumerate((97500000, 97500000, 97500000, 0)):
        engine.advance(BEGIN_S + (0, 31, 59, 90)[month] * DAY_MIN * 60)
        assert quantity(engine, "cp") == wanted
    assert engine.closed_u == 3 * 390 * UNIT


def test_two_parts_of_a_cycle_do_not_charge_it_both():
    """Another tariff with the same rule takes over on 10 January, and on 10 February."""
    window = told("2025-07-15T17:00", "2026-01-05", kw="100")
    for bills, wanted in ((1, 400), (2, 800)):
        closed_u = 0
        for first_day, end_day in ((0, 9), (9, 40), (40, 90)):
            engine = of(dict(RULE, bills=bills), window)
            engine.begin(BEGIN_S + first_day * DAY_MIN * 60, closed_u)
            engine.close_now(BEGIN_S + end_day * DAY_MIN * 60)
            closed_u = engine.closed_u
        assert closed_u == wanted * UNIT


def test_what_is_not_given_is_asked_of_a_load_profile():
    asked = []

    def demand_at(start_utc_s, window_min):
        asked.append((start_utc_s, window_min))
        return 50 * KW

    summer, winter = told("2025-07-15T17:00", "2026-01-05"), told("2025-12-15T17:00", "2026-01-05")
    engine = of(dict(RULE, window_min=30), summer, winter, zone=CENTRAL)
    engine.tariff.demand_at = demand_at
    assert line(engine, "cp", "2025-12-15 17:00") == (50 * KW, 200 * UNIT)
    # 15:00 and 16:00 UTC
    assert asked == [(1752591600, 30), (1765814400, 30)]
    engine.rated()
    assert len(asked) == 2


def test_a_window_just_before_the_clock_is_set_forward():
    asked = []
    window = told("2026-03-29T01:30", "2026-03-29")
    engine = of(RULE, window, zone=CENTRAL, start_s=BEGIN_S + 61 * DAY_MIN * 60)
    engine.tariff.demand_at = lambda start_utc_s, window_min: asked.append(start_utc_s) or KW
    assert line(engine, "cp", "2026-03-29 01:30") == (KW, 4 * UNIT)
    assert asked == [1774744200]  # 00:30 UTC


def test_a_demand_that_nobody_knows():
    engine = of(RULE, told("2025-07-15T17:00", "2026-01-05"))
    error = raises(TariffError, engine.rated)
    assert str(error) == (
        "site.coincident[0].kw: got nothing, and no load profile holds 2025-07-15 17:00,"
        " expected the demand in kW"
    )
    engine.tariff.demand_at = lambda start_utc_s, window_min: None
    raises(TariffError, engine.rated)


def test_what_is_refused():
    cases = (
        (told("2025-07-15", "2026-01-05"), "site.coincident[0].at: got "),
        (told("2025-07-15T25:00", "2026-01-05"), "site.coincident[0].at: got "),
        (told("2025-07-15T17:00", "2025-07-14"), "site.coincident[0].told: "),
        (told("2025-07-15T17:00", "2026-01-05", mw="1"), "site.coincident[0]: got the key"),
    )
    for window, message in cases:
        error = raises(TariffError, of, RULE, window)
        assert str(error).startswith(message), str(error)


def reread(engine, rule, *windows):
    """A meter that starts again with what it stored, and with site facts that are read anew."""
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    again = of(rule, *windows)
    again.unpack_from(stored, 0)
    return again


def at_month(engine, month):
    engine.advance(BEGIN_S + (0, 31, 59, 90, 120)[month] * DAY_MIN * 60)
    return engine


def test_a_window_that_comes_late_is_charged_for_the_bills_that_have_closed():
    window = told("2025-07-15T17:00", "2026-01-05", kw="100")
    rule = dict(RULE, bills=4)
    engine = reread(at_month(of(rule), 2), rule, window)
    assert line(engine, "cp", "2025-07-15 17:00") == (300 * KW, 1200 * UNIT)
    engine = reread(at_month(engine, 3), rule, window)
    assert line(engine, "cp", "2025-07-15 17:00") == (100 * KW, 400 * UNIT)
    engine = reread(at_month(engine, 4), rule, window)
    assert line(engine, "cp", "2025-07-15 17:00") is None
    assert engine.closed_u == 1600 * UNIT


def test_bills_in_which_a_condition_does_not_hold_are_not_made_up_for():
    when = [{"quantity": "month", "at_least": "2", "below": "4"}]
    window = told("2025-07-15T17:00", "2026-01-05", kw="100")
    engine = of(dict(RULE, bills=3, when=when), window)
    assert at_month(engine, 4).closed_u == 2 * 400 * UNIT


def test_a_window_that_is_told_twice_is_refused():
    window = told("2025-07-15T17:00", "2026-01-05", kw="100")
    error = raises(TariffError, of, RULE, window, dict(window, kw="90"))
    assert str(error) == (
        "site.coincident[1]: got the same as site.coincident[0], expected each once"
    )
