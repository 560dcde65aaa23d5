"""Demand of a year, worked out by hand."""

from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw, line

DEMAND = {"rule": "demand", "kind": "demand"}
YEAR = {"rule": "year", "kind": "annual_demand", "demand": "demand", "price": "120"}
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28)


def bills(rule, peaks, start_day=0):
    """The amounts of the bills of January 2026 on, with these peaks."""
    engine = begun([DEMAND, rule], start_s=BEGIN_S + start_day * DAY_MIN * 60)
    amounts = []
    engine.on_close = lambda bill: amounts.append([each.amount_u for each in bill.lines()][0])
    first_min = 0
    for days, kw in zip(MONTHS, peaks):
        draw(engine, first_min + start_day * DAY_MIN, 15, kw=kw)
        first_min += days * DAY_MIN
        start_day = 0
    engine.advance(BEGIN_S + first_min * 60)
    return amounts


def test_a_new_peak_is_paid_for_from_the_beginning_of_the_year():
    amounts = bills(YEAR, (100, 80, 130, 90))
    # 100 x 120 x 1/12; the same again; 130 x 120 x 3/12 less 2000; 130 x 120 / 12
    assert amounts == [1000 * UNIT, 1000 * UNIT, 1900 * UNIT, 1300 * UNIT]


def test_a_year_comes_to_its_highest_demand_and_the_next_begins_anew():
    peaks = (100, 80, 130, 90, 101, 177, 60, 176, 12, 33, 140, 99, 50, 60)
    amounts = bills(dict(YEAR, price="123.457", rounding={"to": "0.01"}), peaks)
    assert sum(amounts[:12]) == 21851890000  # 177 x 123.457 = 21851.889
    assert amounts[12] == 514400000  # 50 x 123.457 / 12 = 514.404
    assert amounts[13] == 720170000  # 60 x 123.457 x 2/12 = 1234.57, less 514.40


def test_a_year_can_begin_in_another_month():
    amounts = bills(dict(YEAR, year_begins=3), (100, 80, 60))
    assert amounts == [1000 * UNIT, 1000 * UNIT, 600 * UNIT]


def test_a_first_bill_that_is_a_part_counts_in_part():
    # From 22 January on: 10 of 31 days; 93 kW.
    amounts = bills(YEAR, (93, 93), start_day=21)
    assert amounts == [300000000, 930000000]
    whole = bills(dict(YEAR, part_period="full"), (93,), start_day=21)
    assert whole == [930000000]


def test_the_quantity_is_the_highest_so_far():
    engine = begun([DEMAND, dict(YEAR, quantity_rounding={"to": "10", "mode": "up"})])
    draw(engine, 0, 15, kw=91)
    draw(engine, 31 * DAY_MIN, 15, kw=55)
    assert line(engine, "year") == (100 * KW, 1000 * UNIT)


def test_the_price_of_all_of_the_year_switches_with_its_hours_of_use():
    low, high = {"quantity": "hours", "below": "5"}, {"quantity": "hours", "at_least": "5"}
    rules = [
        DEMAND,
        {"rule": "energy", "kind": "energy"},
        {"rule": "peak", "kind": "annual_demand", "demand": "demand"},
        {"rule": "sum", "kind": "annual_demand", "demand": "energy", "statistic": "sum"},
        {"rule": "hours", "kind": "ratio", "of": "sum", "per": "peak"},
        dict(YEAR, rule="few", when=[low]),
        dict(YEAR, rule="many", price="240", when=[high]),
        dict(YEAR, rule="kwh", demand="energy", statistic="sum", price="1", when=[low]),
    ]
    engine = begun(rules)
    bills = []
    names = ("few", "many", "kwh")
    engine.on_close = lambda bill: bills.append(
        [sum([x.amount_u for x in bill.lines() if x.rule == name]) // UNIT for name in names]
    )
    draw(engine, 0, 180, kw=100)  # 3 hours of use
    draw(engine, 31 * DAY_MIN, 180, kw=100)  # 6
    draw(engine, 59 * DAY_MIN, 15, kw=200)  # 3.25
    engine.advance(BEGIN_S + 90 * DAY_MIN * 60)
    # 100 x 120 / 12 and 300 kWh; then these are given back, 100 x 240 x 2/12; and the other way,
    # 200 x 120 x 3/12 and 300 + 300 + 50 kWh
    assert bills == [[1000, 0, 300], [-1000, 4000, -300], [6000, -4000, 650]]
