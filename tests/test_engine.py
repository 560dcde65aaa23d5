"""The engine: bills that close by themselves, debits that add up to them, state that goes on."""

from tariffs.account import Account
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.errors import TariffError
from tests.expect import raises
from tests.rich_tariff import RICH, copy

JANUARY_S = 1514761200  # 1 January 2018 in Berlin
DAY_S = 86400
QUARTER_S = 900


def simple(*rules, **fields):
    document = {"format": 2, "name": "t", "currency": "EUR", "zone": {"utc_offset_min": 60}}
    document.update(fields)
    document["rules"] = list(rules)
    return document


ENERGY = {"rule": "energy", "kind": "energy", "price": "0.10"}
STANDING = {"rule": "standing", "kind": "fixed", "price": "31"}
DEMAND = {"rule": "demand", "kind": "demand", "price": "8"}


def begun(document, utc_s=JANUARY_S):
    engine = Engine(compile_tariff(document))
    engine.begin(utc_s)
    return engine


def draw(engine, start_s, seconds, mwh_a_step, step_s=QUARTER_S):
    """Steps of equal import, with a quarter as much lagging."""
    for number in range(seconds // step_s):  # MicroPython's range() ends at 2^31
        begin_s = start_s + number * step_s
        energies = (mwh_a_step, 0, mwh_a_step // 4, 0, 0, 0, mwh_a_step)
        engine.take(begin_s, begin_s + step_s, energies)


def amounts_u(engine):
    return {line.rule: line.amount_u for line in engine.rated().lines()}


def test_energy_costs_its_price():
    engine = begun(simple(ENERGY))
    draw(engine, JANUARY_S, 3600, 2500000)
    assert engine.lifetime_u() == 1000000  # 10 kWh at 0.10


def test_a_bill_closes_when_a_step_begins_at_its_end():
    engine = begun(simple(ENERGY))
    draw(engine, JANUARY_S, 31 * DAY_S, 1000000)
    assert engine.closed_u == 0
    draw(engine, JANUARY_S + 31 * DAY_S, QUARTER_S, 1000000)
    assert engine.closed_u == 31 * 96 * 100000
    assert engine.lifetime_u() == (31 * 96 + 1) * 100000


def test_a_closed_bill_says_its_lines():
    seen = []
    engine = begun(simple(ENERGY, DEMAND))
    engine.on_close = lambda bill: seen.append([line.amount_u for line in bill.lines()])
    draw(engine, JANUARY_S, 31 * DAY_S, 1000000)
    engine.advance(JANUARY_S + 31 * DAY_S)
    assert seen == [[31 * 96 * 100000, 32000000]]  # 4 kW at 8


def test_a_month_without_a_step_is_billed_too():
    engine = begun(simple(STANDING))
    engine.advance(JANUARY_S + 70 * DAY_S)
    assert engine.closed_u == 2 * 31000000


def test_daily_share_grows_with_the_days_begun():
    engine = begun(simple(STANDING))
    assert engine.lifetime_u() == 1000000
    draw(engine, JANUARY_S, DAY_S, 0)
    assert engine.lifetime_u() == 1000000
    draw(engine, JANUARY_S + DAY_S, QUARTER_S, 0)
    assert engine.lifetime_u() == 2000000


def test_what_accrues_at_close_is_shown_before():
    for accrual in ("at_close", "reserved"):
        rule = dict(STANDING, accrual=accrual)
        engine = begun(simple(ENERGY, rule))
        assert engine.lifetime_u() == 0
        bill = engine.rated()
        assert bill.total_u == 31000000
        assert bill.reserved_u() == 31000000
        engine.advance(JANUARY_S + 31 * DAY_S)
        assert engine.closed_u == 31000000


def test_tax_at_once_accrues_with_its_base():
    tax = {"rule": "vat", "kind": "tax", "base": ["standing"], "percent": "20"}
    engine = begun(simple(STANDING, tax))
    assert engine.lifetime_u() == 1200000
    assert engine.rated().total_u == 37200000


def test_the_debits_are_the_bills():
    account = Account(0)
    engine = begun(copy(RICH))
    for number in range(33 * DAY_S // 300):
        begin_s = JANUARY_S + number * 300
        mwh = (begin_s // 300) * 7919 % 1000003
        engine.take(begin_s, begin_s + 300, (mwh, 0, mwh // 3, 0, 0, 0, mwh))
        if not begin_s % 7200:
            account.settle(engine.lifetime_u())
    account.settle(engine.lifetime_u())
    assert -account.balance_u == engine.lifetime_u()
    engine.close_now(engine.values[2])
    account.settle(engine.closed_u)
    assert -account.balance_u == engine.closed_u == engine.lifetime_u() > 0


def test_state_goes_on_in_another_engine():
    ours, theirs = begun(copy(RICH)), Engine(compile_tariff(copy(RICH)))
    draw(ours, JANUARY_S, DAY_S, 1234567, 300)
    stored = bytearray(ours.size)
    ours.pack_into(stored, 0)
    theirs.unpack_from(stored, 0)
    for engine in (ours, theirs):
        draw(engine, JANUARY_S + DAY_S, 40 * DAY_S, 7654321, 300)
    again = bytearray(theirs.size)
    theirs.pack_into(again, 0)
    ours.pack_into(stored, 0)
    assert stored == again
    assert ours.lifetime_u() == theirs.lifetime_u()


def test_a_step_over_an_edge_is_refused_and_changes_nothing():
    engine = begun(copy(RICH))
    before = bytearray(engine.size)
    engine.pack_into(before, 0)
    for seconds in (301, 900):
        energies = (1, 0, 0, 0, 0, 0, 1)
        error = raises(TariffError, engine.take, JANUARY_S, JANUARY_S + seconds, energies)
        assert "at most 300 s" in str(error)
    after = bytearray(engine.size)
    engine.pack_into(after, 0)
    assert before == after


def test_a_clock_set_back_before_the_bill_changes_no_closed_bill():
    engine = begun(simple(ENERGY, STANDING))
    draw(engine, JANUARY_S, 31 * DAY_S, 1000000)
    engine.advance(JANUARY_S + 31 * DAY_S)
    closed_u = engine.closed_u
    draw(engine, JANUARY_S + 20 * DAY_S, DAY_S, 1000000)
    assert engine.closed_u == closed_u
    assert amounts_u(engine)["energy"] == 96 * 100000


def test_a_clock_that_leaps_by_decades_bills_two_years_of_standing_charges():
    engine = begun(simple(STANDING))
    engine.advance(JANUARY_S + 80 * 365 * DAY_S)
    assert engine.closed_u == 25 * 31000000


def test_a_part_of_a_cycle_pays_a_part_of_monthly_prices():
    engine = begun(simple(ENERGY, STANDING, DEMAND), JANUARY_S + 21 * DAY_S)
    draw(engine, JANUARY_S + 21 * DAY_S, 10 * DAY_S, 1000000)
    found = amounts_u(engine)
    assert found["standing"] == 10000000
    assert found["demand"] == (2 * 32000000 * 10 + 31) // 62
    assert found["energy"] == 10 * 96 * 100000


def test_a_day_on_which_the_clock_changes_is_a_day():
    zone = copy(RICH["zone"])
    engine = begun(simple(STANDING, zone=zone), 1521759600)  # 23 March 2018, 00:00 in Berlin
    assert amounts_u(engine)["standing"] == 9000000  # nine days of 31, one of 23 hours


def test_a_part_of_a_cycle_pays_all_where_the_rule_says_so():
    rule = dict(STANDING, part_period="full")
    engine = begun(simple(rule), JANUARY_S + 21 * DAY_S)
    engine.advance(JANUARY_S + 31 * DAY_S)
    assert engine.closed_u == 31000000


def closed_bills(engine):
    """[(begin, end, days, seconds on the clock)] of what will be closed."""
    found = []
    engine.on_close = lambda bill: found.append(
        (bill.start_s, bill.end_s, bill.days, bill.covered_s)
    )
    return found


def test_a_tariff_that_ends_with_its_bill_closes_no_empty_one():
    rule = dict(STANDING, part_period="full")
    february_s = JANUARY_S + 31 * DAY_S
    for advanced in (False, True):
        engine = begun(simple(rule))
        found = closed_bills(engine)
        draw(engine, JANUARY_S, 31 * DAY_S, 1000000, DAY_S)
        if advanced:
            engine.advance(february_s)
        engine.close_now(february_s)
        assert found == [(JANUARY_S, february_s, 31, 31 * DAY_S)]
        assert (engine.closed_u, engine.lifetime_u()) == (31000000, 31000000)


def test_a_tariff_that_ends_as_it_begins_costs_nothing():
    engine = begun(simple(STANDING))
    found = closed_bills(engine)
    engine.close_now(JANUARY_S)
    assert (found, engine.closed_u, engine.lifetime_u()) == ([], 0, 0)


def test_energy_of_a_time_before_the_bill_is_billed_though_it_closes_at_its_begin():
    engine = begun(simple(ENERGY))
    found = closed_bills(engine)
    draw(engine, JANUARY_S - 7200, 3600, 1000000)
    engine.close_now(JANUARY_S)
    assert found == [(JANUARY_S, JANUARY_S, 1, 1)]
    assert engine.closed_u == 400000


def test_a_bill_within_a_doubled_hour_has_a_day_and_a_second():
    zone = copy(RICH["zone"])
    engine = begun(simple(ENERGY, zone=zone), 1540686600)  # 28 October 2018, 02:30, still summer
    found = closed_bills(engine)
    draw(engine, 1540686600, 1800, 1000000)
    engine.close_now(1540686600 + 1800)  # 02:00 in winter
    assert found == [(1540686600, 1540688400, 1, 1)]


def test_an_engine_that_begins_anew_owes_nothing_of_before():
    engine = begun(simple(ENERGY))
    draw(engine, JANUARY_S, 3600, 1000000)
    assert engine.lifetime_u() == 400000
    engine.begin(JANUARY_S)
    assert engine.lifetime_u() == 0


def test_a_rating_that_failed_is_made_again():
    """As where memory runs out within it."""

    def failing(*any_of):
        raise MemoryError

    for name in ("measure", "amounts_u", "put"):
        engine = begun(simple(ENERGY))
        draw(engine, JANUARY_S, 3600, 1000000)
        (rule,) = engine.tariff.rules
        if name == "put":
            rule = rule._priced
        sound = getattr(rule, name)
        setattr(rule, name, failing)
        raises(MemoryError, engine.lifetime_u)
        setattr(rule, name, sound)
        assert engine.lifetime_u() == 400000


def test_lines_are_rounded_as_the_document_says():
    for mode, expected_u in (
        ("half_up", 130000),
        ("half_even", 120000),
        ("truncate", 120000),
        ("up", 130000),
    ):
        rounding = {"line": {"to": "0.01", "mode": mode}}
        engine = begun(simple(ENERGY, rounding=rounding))
        draw(engine, JANUARY_S, QUARTER_S, 1250000)
        assert engine.lifetime_u() == expected_u


def test_energy_without_a_price_is_measured_whatever_the_rounding():
    for mode in ("half_up", "half_even", "truncate", "up"):
        only_measured = {"rule": "energy", "kind": "energy"}
        engine = begun(simple(only_measured, rounding={"line": {"to": "0.01", "mode": mode}}))
        draw(engine, JANUARY_S, QUARTER_S, 1250000)
        assert engine.lifetime_u() == 0
        assert engine.tariff.rules[0].quantity_e6 == 1250000


def test_what_is_whole_cents_already_is_rounded_up_no_more():
    for price in ("0.1", "-0.1"):
        rounding = {"line": {"to": "0.01", "mode": "up"}}
        fee = dict(STANDING, price=price)
        tax = {"rule": "tax", "kind": "tax", "base": ["energy"], "percent": "10"}
        engine = begun(simple(dict(ENERGY, price=price), fee, tax, rounding=rounding))
        draw(engine, JANUARY_S, QUARTER_S, 1000000)
        assert [abs(line.amount_u) for line in engine.rated().lines()] == [100000, 100000, 10000]


def test_a_line_in_cents_is_rounded_once():
    cents = {"line": {"to": "0.01"}}
    engine = begun(simple(dict(ENERGY, price="4999.6"), rounding=cents))
    draw(engine, JANUARY_S, QUARTER_S, 1)
    assert engine.lifetime_u() == 0, "4999.6 u, not 5000"


def test_half_a_micro_unit_is_rounded_away_from_zero():
    for price, wanted in (("0.5", 1), ("-0.5", -1), ("-0.499999999", 0)):
        engine = begun(simple(dict(ENERGY, price=price)))
        draw(engine, JANUARY_S, QUARTER_S, 1)
        assert engine.lifetime_u() == wanted


def test_what_rounding_the_total_cuts_off_is_carried_into_the_next_bill():
    rounding = {"total": {"to": "10", "mode": "truncate", "carry": True}}
    rule = dict(STANDING, price="37.5")
    totals = []
    engine = begun(simple(rule, rounding=rounding))
    engine.on_close = lambda bill: totals.append(bill.total_u)
    engine.advance(JANUARY_S + 125 * DAY_S)
    assert totals == [30000000, 40000000, 40000000, 40000000]
    assert engine.closed_u == 150000000


def test_a_condition_decides_whether_a_rule_charges():
    rule = dict(STANDING, when=[{"quantity": "energy", "at_least": "10"}])
    engine = begun(simple(ENERGY, rule))
    draw(engine, JANUARY_S, QUARTER_S, 9999999)
    assert "standing" not in amounts_u(engine)
    draw(engine, JANUARY_S + QUARTER_S, QUARTER_S, 1)
    assert amounts_u(engine)["standing"] == 31000000


def test_the_doubled_hour_is_billed_by_its_label():
    engine = begun(copy(RICH), 1540591200)  # 27 October 2018, 00:00
    draw(engine, 1540591200, 2 * DAY_S, 1000, 300)  # 49 hours follow
    assert engine.rated().days_begun == 2
    assert engine.next_edge(1540591200 + 25 * 3600) > 0
