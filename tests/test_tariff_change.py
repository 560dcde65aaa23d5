"""A tariff that changes within a day, a billing cycle or a year: nothing is paid twice or anew."""

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw, line, quantity

DAY_S = 86400
DEMAND = {"rule": "demand", "kind": "demand"}
ENERGY = {"rule": "energy", "kind": "energy", "price": "0.1"}


def after(engine, rules, minute, **fields):
    """The engine of another tariff, from that minute on: as the meter goes over to it."""
    at_s = BEGIN_S + minute * 60
    engine.close_now(at_s)
    document = {"format": 2, "name": "t", "currency": "EUR", "zone": {"utc_offset_min": 0}}
    document.update(fields)
    document["rules"] = rules
    later = Engine(compile_tariff(document, None))
    later.begin(at_s, engine.closed_u)
    for old, new in zip(engine.tariff.rules, later.tariff.rules):
        new.values[:] = old.values
    return later


def standing(price, per="day"):
    return {"rule": "standing", "kind": "fixed", "price": price, "per": per}


def test_a_day_that_two_bills_share_is_paid_once():
    for hour in range(0, 24, 3):
        engine = begun([standing("8")])
        draw(engine, 0, DAY_MIN, kw=1)
        later = after(engine, [standing("8")], 5 * DAY_MIN + hour * 60)
        later.advance(BEGIN_S + 31 * DAY_S)
        assert later.closed_u == 31 * 8 * UNIT, hour


def test_each_tariff_has_its_price_for_its_part_of_the_day():
    engine = begun([standing("8")])
    later = after(engine, [standing("16")], 2 * DAY_MIN + 6 * 60)
    assert engine.closed_u == 18 * UNIT  # 2.25 days
    assert line(later, "standing") == (28750000, 460 * UNIT)  # 28.75 days


def test_the_price_of_a_year_by_days_is_paid_once_too():
    engine = begun([standing("365", "year_by_days")])
    later = after(engine, [standing("365", "year_by_days")], 9 * DAY_MIN + 600)
    later.advance(BEGIN_S + 31 * DAY_S)
    assert later.closed_u == 31 * UNIT


def test_a_limit_a_day_is_given_once():
    steps = [{"up_to": "24", "unit": "kWh/day", "price": "1"}, {"price": "2"}]
    rule = {"rule": "tiers", "kind": "tiers", "tiers": steps}
    whole = begun([rule])
    draw(whole, 0, 31 * DAY_MIN, 60, kw=2)
    whole.advance(BEGIN_S + 31 * DAY_S)
    parts = begun([rule])
    draw(parts, 0, 10 * DAY_MIN + 360, 60, kw=2)
    parts = after(parts, [rule], 10 * DAY_MIN + 360)
    draw(parts, 10 * DAY_MIN + 360, 21 * DAY_MIN - 360, 60, kw=2)
    parts.advance(BEGIN_S + 31 * DAY_S)
    assert parts.closed_u == whole.closed_u == 31 * (24 + 2 * 24) * UNIT


def ratchet(**more):
    return dict({"rule": "past", "kind": "history", "of": "demand", "bills": 2}, **more)


def peaks(rules, *rows):
    """An engine after these (day, kW) and changes of the tariff (day, None)."""
    engine = begun(rules)
    for day, kw in rows:
        if kw is None:
            engine = after(engine, rules, day * DAY_MIN)
        else:
            draw(engine, day * DAY_MIN, 15, kw=kw)
    return engine


def test_parts_of_a_cycle_are_one_bill_of_a_history():
    rules = [DEMAND, ratchet()]
    # January 70, February 40 and then 50, March 10: of the last two bills the highest is 70
    engine = peaks(rules, (0, 70), (31, 40), (40, None), (45, 50), (59, 10))
    assert quantity(engine, "past") == 70 * KW
    mean = peaks(
        [DEMAND, ratchet(statistic="mean")], (0, 70), (31, 40), (40, None), (45, 50), (59, 10)
    )
    assert quantity(mean, "past") == 60 * KW


def test_the_other_part_of_the_running_cycle_is_no_past_bill():
    rules = [DEMAND, ratchet(bills=1)]
    engine = peaks(rules, (0, 70), (31, 90), (40, None), (45, 50))
    assert quantity(engine, "past") == 70 * KW
    current = [DEMAND, ratchet(bills=1, include_current=True)]
    engine = peaks(current, (0, 70), (31, 90), (40, None), (45, 50))
    assert quantity(engine, "past") == 90 * KW


def test_energies_and_amounts_of_parts_add_up():
    for what, expected in (("quantity", 5 * KW), ("amount", UNIT // 2)):
        sums = {"rule": "past", "kind": "history", "of": "energy", "bills": 1, "what": what}
        engine = begun([ENERGY, sums])
        draw(engine, 0, 60, kw=2)
        engine = after(engine, [ENERGY, sums], 10 * DAY_MIN)
        draw(engine, 11 * DAY_MIN, 60, kw=3)
        draw(engine, 32 * DAY_MIN, 60, kw=100)
        assert quantity(engine, "past") == expected


def test_a_part_is_of_the_month_in_which_its_cycle_begins():
    rule = dict(ENERGY, when=[{"quantity": "month", "at_least": "12"}])
    engine = begun([rule], cycle={"day": 20}, start_s=BEGIN_S + 5 * DAY_S)
    draw(engine, 6 * DAY_MIN, 60, kw=10)
    assert line(engine, "energy") == (10 * KW, UNIT)


def year(price, **more):
    return dict(
        {"rule": "year", "kind": "annual_demand", "demand": "demand", "price": price}, **more
    )


def test_what_a_year_was_charged_stands_when_its_price_changes():
    engine = begun([DEMAND, year("120")])
    draw(engine, 0, 15, kw=100)
    draw(engine, 31 * DAY_MIN, 15, kw=80)
    engine = after(engine, [DEMAND, year("240")], 59 * DAY_MIN)
    assert engine.closed_u == 2000 * UNIT  # two months at 100 x 120 / 12
    draw(engine, 60 * DAY_MIN, 15, kw=90)
    assert line(engine, "year") == (100 * KW, 2000 * UNIT)  # 100 x 240 / 12
    draw(engine, 61 * DAY_MIN, 15, kw=150)
    assert line(engine, "year") == (150 * KW, 3000 * UNIT)
    draw(engine, 90 * DAY_MIN, 15, kw=180)
    assert line(engine, "year") == (180 * KW, (180 * 20 * 2 - 3000) * UNIT)


def test_a_price_that_stays_goes_on_over_the_change():
    engine = begun([DEMAND, year("120")])
    draw(engine, 0, 15, kw=100)
    engine = after(engine, [DEMAND, year("120")], 31 * DAY_MIN)
    draw(engine, 32 * DAY_MIN, 15, kw=130)
    assert line(engine, "year") == (130 * KW, (2600 - 1000) * UNIT)


def test_a_sum_of_the_year_has_each_price_for_its_time():
    def total(price):
        return {
            "rule": "sum",
            "kind": "annual_demand",
            "demand": "energy",
            "statistic": "sum",
            "price": price,
        }

    energy = {"rule": "energy", "kind": "energy"}
    engine = begun([energy, total("1")])
    draw(engine, 0, 60, kw=100)
    engine = after(engine, [energy, total("2")], 10 * DAY_MIN)
    draw(engine, 11 * DAY_MIN, 60, kw=50)
    assert engine.closed_u == 100 * UNIT
    assert line(engine, "sum") == (150 * KW, 100 * UNIT)
    draw(engine, 32 * DAY_MIN, 60, kw=1)
    assert line(engine, "sum") == (151 * KW, 2 * UNIT)


def test_a_year_knows_what_the_site_says_of_its_bills_before_the_first():
    site = {"past": {"year": ["90", "120", "300"]}}
    engine = begun([DEMAND, year("120")], site, start_s=BEGIN_S + 59 * DAY_S)  # March: two before
    draw(engine, 60 * DAY_MIN, 15, kw=100)
    assert line(engine, "year") == (120 * KW, 1200 * UNIT)
    draw(engine, 90 * DAY_MIN, 15, kw=150)
    assert line(engine, "year") == (150 * KW, (150 * 10 * 2 - 1200) * UNIT)


def test_a_year_of_bills_of_two_months_knows_as_many_of_the_site():
    site = {"past": {"year": ["90", "120"]}}
    march_s = BEGIN_S + 59 * DAY_S
    engine = begun([DEMAND, year("120")], site, start_s=march_s, cycle={"months": 2})
    draw(engine, 60 * DAY_MIN, 15, kw=80)
    assert quantity(engine, "year") == 90 * KW, "one bill of the year was before"


def test_a_history_loses_none_of_the_site_in_the_second_part_of_a_cycle():
    rules = [DEMAND, ratchet(statistic="mean")]
    engine = begun(rules, {"past": {"past": ["50", "70"]}})
    draw(engine, 0, 15, kw=90)
    engine = after(engine, rules, 10 * DAY_MIN)
    assert quantity(engine, "past") == 60 * KW
    draw(engine, 31 * DAY_MIN, 15, kw=1)
    assert quantity(engine, "past") == 70 * KW, "of 90 and 50"


def test_a_sum_of_the_year_counts_what_was_before_and_does_not_charge_it():
    total = {"rule": "sum", "kind": "annual_demand", "demand": "energy", "statistic": "sum"}
    rules = [ENERGY, dict(total, price="2")]
    engine = begun(rules, {"past": {"sum": ["90", "120", "7"]}}, start_s=BEGIN_S + 59 * DAY_S)
    draw(engine, 60 * DAY_MIN, 60, kw=100)
    assert line(engine, "sum") == (310 * KW, 200 * UNIT)
    draw(engine, 91 * DAY_MIN, 60, kw=1)
    assert line(engine, "sum") == (311 * KW, 2 * UNIT)


def test_parts_of_cycles_make_up_the_year_to_the_smallest_unit():
    least = {"rule": "least", "kind": "minimum", "base": ["energy"], "amount": "12000000000"}
    yearly = dict(least, per="year", settle="each_bill")
    rules = [DEMAND, ENERGY, year("120000000"), yearly]
    for cycle in ({}, {"months": 3}):
        engine = begun(rules, cycle=cycle)
        draw(engine, 0, 15, kw=100)
        for minute in (1, 100003, 100004, 120001):
            engine = after(engine, rules, minute, cycle=cycle)
        engine.advance(BEGIN_S + 90 * DAY_S)
        assert engine.closed_u == 3 * (1000 + 1000) * 1000000 * UNIT


def test_a_year_that_begins_within_a_cycle_has_its_exact_share():
    engine = begun([DEMAND, year("372000000")], start_s=BEGIN_S + 28 * DAY_S)
    draw(engine, 28 * DAY_MIN, 15, kw=100)
    engine.advance(BEGIN_S + 31 * DAY_S)
    assert abs(engine.closed_u - 300 * 1000000 * UNIT) <= 4000
