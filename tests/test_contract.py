"""Contracted power and what goes beyond it, worked out by hand."""

from tariffs.contract_register import ExcessSquares
from tariffs.contracted import Contracted
from tariffs.errors import TariffError
from tests.expect import raises
from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw, line, quantity

DEMAND = {"rule": "demand", "kind": "demand"}
BY_PERIOD = dict(DEMAND, separate=True, calendar="clock")
CALENDAR = {
    "name": "clock",
    "periods": ["P1", "P2"],
    "otherwise": "P2",
    "schedule": [{"from": "08:00", "to": "18:00", "period": "P1"}],
}
SITE = {
    "facts": {"kw": "1000", "kw@2026-02-10": "1200"},
    "contracts": {"power": {"P1": "100", "P2": "120"}},
}
P1_MIN = 600


def contract(**fields):
    rule = {"rule": "contract", "kind": "contract", "demand": "demand", "contract": "site:kw"}
    return dict(rule, **fields)


def test_the_contract_has_a_price_and_twice_that_beyond_105_percent():
    rule = contract(price="40", tolerance_percent="5", excess={"from": "tolerance", "factor": "2"})
    for kw, excess in ((1000, 0), (1050, 0), (1100, 50)):
        engine = begun([DEMAND, rule], SITE)
        draw(engine, 0, 15, kw=kw)
        assert line(engine, "contract") == (1000 * KW, 40000 * UNIT)
        wanted = (excess * KW, excess * 80 * UNIT) if excess else None
        assert line(engine, "contract", "excess") == wanted


def test_a_price_of_a_year_is_prorated_in_a_part_of_a_cycle():
    engine = begun([DEMAND, contract(price="12", per="year")], SITE)
    engine.begin(BEGIN_S + 30 * DAY_MIN * 60)
    assert engine.rated().total_u == 32258065, "1000 kW at 1, a day of 31"


def test_excess_from_the_contract_once_over_the_tolerance():
    rule = contract(tolerance_percent="5", excess={"price": "10", "factor": "2"})
    for kw, wanted in ((1050, None), (1051, (51 * KW, 1020 * UNIT))):
        engine = begun([DEMAND, rule], SITE)
        draw(engine, 0, 15, kw=kw)
        assert line(engine, "contract", "excess") == wanted
        assert line(engine, "contract") is None


def by_period(**excess):
    rule = contract(contract="power", prices={"P1": "3", "P2": "2"}, excess=excess)
    return begun([BY_PERIOD, rule], SITE, calendars=[CALENDAR])


def test_each_period_has_its_contract():
    engine = by_period(prices={"P1": "5", "P2": "7"})
    draw(engine, 0, 15, kw=130)
    draw(engine, P1_MIN, 15, kw=101)
    assert line(engine, "contract", "P1") == (100 * KW, 300 * UNIT)
    assert line(engine, "contract", "P2") == (120 * KW, 240 * UNIT)
    assert line(engine, "contract", "P1 excess") == (1 * KW, 5 * UNIT)
    assert line(engine, "contract", "P2 excess") == (10 * KW, 70 * UNIT)
    assert quantity(engine, "contract") == 11 * KW


def test_the_root_of_squared_excesses():
    # Spain: quarter-hours over by 30, 40 and 120 kW, sqrt(900 + 1600 + 14400) = 130.
    engine = by_period(kind="root", prices={"P1": "1.4064", "P2": "1"})
    for number, kw in enumerate((130, 100, 140, 99, 220)):
        draw(engine, P1_MIN + 15 * number, 15, kw=kw)
    draw(engine, 0, 15, kw=122)
    assert line(engine, "contract", "P1 excess") == (130 * KW, 182832000)
    assert line(engine, "contract", "P2 excess") == (2 * KW, 2 * UNIT)


def test_the_root_is_exact_to_the_milliwatt():
    engine = by_period(kind="root", price="1")
    for number in range(2):
        draw(engine, P1_MIN + 15 * number, 15, kw=101)
    assert line(engine, "contract", "P1 excess") == (1414213, 1414213)


def test_the_root_of_a_bill_is_of_its_own_excesses_and_whole_in_a_part():
    engine = by_period(kind="root", price="1")
    draw(engine, P1_MIN, 15, kw=190)
    draw(engine, 20 * DAY_MIN + P1_MIN, 15, kw=100)
    assert line(engine, "contract", "P1 excess") == (90 * KW, 90 * UNIT)
    draw(engine, 31 * DAY_MIN + P1_MIN, 15, kw=130)
    assert line(engine, "contract", "P1 excess") == (30 * KW, 30 * UNIT)
    engine.begin(BEGIN_S + 20 * DAY_MIN * 60)
    draw(engine, 20 * DAY_MIN + P1_MIN, 15, kw=130)
    assert line(engine, "contract", "P1 excess") == (30 * KW, 30 * UNIT)


def test_hours_over_the_contract():
    engine = by_period(kind="duration", price="12")
    draw(engine, P1_MIN, 45, kw=150)
    draw(engine, P1_MIN + 45, 30, kw=100)
    assert line(engine, "contract", "P1 excess") == (750000, 9 * UNIT)
    hours = contract(excess={"kind": "duration", "price": "12"})
    assert begun([DEMAND, hours], SITE).tariff.rules[1].unit == "h"


def test_windows_over_the_contract_are_counted():
    engine = by_period(kind="count", price="40")
    draw(engine, P1_MIN, 45, kw=150)
    draw(engine, P1_MIN + 45, 30, kw=100)
    draw(engine, P1_MIN + 75, 15, kw=101)
    assert line(engine, "contract", "P1 excess") == (4000000, 160 * UNIT)
    fee = contract(excess={"kind": "count", "price": "40"})
    assert begun([DEMAND, fee], SITE).tariff.rules[1].unit == "windows"


def test_prices_by_day_and_year():
    engine = begun([DEMAND, contract(price="0.1", per="day")], SITE)
    assert line(engine, "contract")[1] == 3100 * UNIT
    engine = begun([DEMAND, contract(price="36.5", per="year_by_days")], SITE)
    assert line(engine, "contract")[1] == 3100 * UNIT
    engine.begin(BEGIN_S + (30 * DAY_MIN + 360) * 60)
    assert line(engine, "contract")[1] == 75 * UNIT, "three quarters of a day"
    leap = begun([DEMAND, contract(price="36.6", per="year_by_days")], SITE, start_s=1706745600)
    assert line(leap, "contract")[1] == 2900 * UNIT  # 29 days of February 2024
    engine = begun([DEMAND, contract(price="12", per="year")], SITE)
    assert line(engine, "contract")[1] == 1000 * UNIT
    half = begun([DEMAND, contract(price="31")], SITE, start_s=BEGIN_S + 21 * DAY_MIN * 60)
    assert line(half, "contract")[1] == 10000 * UNIT


def test_a_change_holds_from_the_next_bill_on():
    rule = contract(price="1", excess={"kind": "duration", "price": "1"})
    engine = begun([DEMAND, rule], SITE)
    closed = []
    engine.on_close = lambda bill: closed.append([each.amount_u // UNIT for each in bill.lines()])
    for day in (0, 20, 31, 31 + 14, 59, 60):  # to January, February, March
        draw(engine, day * DAY_MIN, 60, kw=1100)
    assert closed == [[1000, 2], [1000, 2]]
    assert line(engine, "contract") == (1200 * KW, 1200 * UNIT)
    assert line(engine, "contract", "excess") is None


def test_a_year_of_250_mw_fits_the_stored_state():
    zero = Contracted([(0, (0,))], None)
    register = ExcessSquares((0,), zero, zero, 1)
    mean = 250000000000
    for _ in range(9):
        register.note(mean, 0, 0)
    for _ in range(12):  # 9 x 2^12 windows are more than a year of them
        register.values[:] = [2 * register.values[0], 2 * register.values[1]]
        register.values[0] += register.values[1] >> 62
        register.values[1] &= (1 << 62) - 1
    assert max(register.values) < 1 << 62
    assert register.total(0) == 9 * 4096 * mean * mean


def test_what_is_refused():
    cases = (
        (contract(contract="site:x"), "rules[1].contract: got no site fact 'x'"),
        (contract(contract="x"), 'rules[1].contract: got "x", expected "site:FACT" or a site'),
        (contract(contract="power"), "rules[1].contract: power: got P1, P2, expected one quant"),
        (contract(excess={}), "rules[1].excess.price: got nothing, expected a price"),
        (contract(prices={"P1": "1"}), 'rules[1].prices: got "P1", expected a period'),
        (contract(price="1", prices={"P1": "1"}), "rules[1]: got ["),
    )
    for rule, message in cases:
        error = raises(TariffError, begun, [DEMAND, rule], SITE)
        assert str(error).startswith(message), str(error)
    sliding = dict(DEMAND, step_min=5)
    rule = contract(price="1", excess={"kind": "root"})
    error = raises(TariffError, begun, [sliding, rule], SITE)
    assert "rules[1].excess.kind: got" in str(error)
    bad = {"facts": {"kw": "1", "kw@2026-02-30": "2"}}
    error = raises(TariffError, begun, [DEMAND, contract(price="1")], bad)
    assert str(error).startswith("site.facts.kw@2026-02-30: got ")
