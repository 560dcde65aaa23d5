"""The engine at its edges: midnights, parts of bills, changes of the clock, shares of credits."""

from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw, line, quantity
from tests.rich_tariff import RICH

HEAP_KIB = 256  # sources are compiled here; a board runs bytecode in place
DAY_S = 86400
MARCH_2026_S = BEGIN_S + 59 * DAY_S - 3600
"""1 March 2026, 00:00 in Berlin."""
FEE = {"rule": "fee", "kind": "fixed", "price": "31"}
DAYS = dict(FEE, rule="daily", kind="demand", statistic="daily_sum", window_min=60, price="1")


def test_a_window_that_ends_at_midnight_is_of_the_day_that_ends():
    engine = begun([DAYS])
    draw(engine, DAY_MIN - 60, 60, kw=10)
    draw(engine, DAY_MIN, 60, kw=5)
    assert quantity(engine, "daily") == 15 * KW


def test_the_days_of_a_part_of_a_bill_cost_what_they_come_to():
    engine = begun([DAYS], start_s=BEGIN_S + 20 * DAY_S)
    draw(engine, 20 * DAY_MIN, 60, kw=10)
    assert line(engine, "daily") == (10 * KW, 10 * UNIT)


def test_windows_align_to_the_clock_of_standard_time():
    for offset_min, ahead_s in ((330, 1800), (345, 900), (0, 3600)):
        engine = begun([DAYS], zone={"utc_offset_min": offset_min})
        assert engine.next_edge(BEGIN_S) == BEGIN_S + ahead_s


def test_at_midnight_the_next_day_has_not_begun():
    engine = begun([FEE])
    draw(engine, 0, DAY_MIN, 60)
    assert engine.lifetime_u() == UNIT, "asked for the first time"


def test_what_is_due_by_the_day_is_rounded_down_until_the_bill_closes():
    engine = begun([dict(FEE, price="10")])
    assert engine.lifetime_u() == 10 * UNIT // 31
    engine.advance(BEGIN_S + 31 * DAY_S)
    assert engine.closed_u == 10 * UNIT


def test_a_bill_that_ends_early_pays_for_the_days_that_it_had():
    engine = begun([FEE])
    draw(engine, 0, 10 * DAY_MIN, 60)
    engine.close_now(BEGIN_S + 10 * DAY_S)
    assert engine.closed_u == 10 * UNIT


def test_a_day_begins_on_the_clock_that_was_set_forward_in_the_day_before():
    engine = begun([FEE], start_s=MARCH_2026_S, zone=RICH["zone"])
    draw(engine, 59 * DAY_MIN - 60, 28 * DAY_MIN + 60, 60)  # until 29 March, 01:00
    assert engine.lifetime_u() == 29 * UNIT
    draw(engine, 87 * DAY_MIN, 23 * 60, 60)  # until 30 March, 01:00 of summer
    assert engine.lifetime_u() == 30 * UNIT


def test_a_clock_that_leapt_begins_its_bill_where_it_came_out():
    engine = begun([FEE])
    leapt_s = BEGIN_S + 40 * 365 * DAY_S + 7
    engine.advance(leapt_s)
    assert engine.values[0] == leapt_s


def test_an_engine_knows_how_many_bills_have_closed_and_the_last_of_them():
    engine = begun([FEE, {"rule": "energy", "kind": "energy", "price": "1"}])
    draw(engine, 0, 60, kw=9)
    engine.advance(BEGIN_S + 40 * DAY_S)
    assert (engine.values[5], engine.values[6]) == (1, 40 * UNIT)
    engine.advance(BEGIN_S + 60 * DAY_S)
    assert (engine.values[5], engine.values[6]) == (2, 31 * UNIT)
    engine.begin(BEGIN_S)
    assert engine.values[3:] == [0, 0, 0, 0]


def test_a_share_of_a_credit_is_a_credit():
    credit = dict(FEE, price="-31")
    for kind, wanted in (("tax", -6200000), ("adder", -6200000), ("discount", 6200000)):
        rule = {"rule": "share", "kind": kind, "base": ["fee"], "percent": "20"}
        engine = begun([credit, rule])
        assert line(engine, "share")[1] == wanted
        assert engine.lifetime_u() == -UNIT + wanted // 31


def test_a_bounded_tax_accrues_with_its_base():
    tax = {"rule": "tax", "kind": "tax", "base": ["fee"], "percent": "20", "at_most": "100"}
    engine = begun([FEE, tax])
    assert engine.lifetime_u() == 1200000
    assert engine.rated().total_u == 37200000


def test_a_clock_set_back_over_midnight_does_not_count_a_day_of_the_highest_twice():
    rule = dict(DAYS, statistic="top", top=2)
    engine = begun([rule])
    draw(engine, 60, 60, kw=10)
    draw(engine, DAY_MIN, 60, kw=20)
    draw(engine, DAY_MIN - 60, 60, kw=30)
    assert quantity(engine, "daily") == 20 * KW, "the mean of 10 and 30"
