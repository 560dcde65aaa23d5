"""Billing demand, differences and reactive demand, worked out by hand."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw, line, quantity

DEMAND = {"rule": "demand", "kind": "demand"}
KVAR = {"rule": "kvar", "kind": "demand", "of": "lag"}
ENERGY = {"rule": "energy", "kind": "energy"}
CALENDAR = {
    "name": "use",
    "periods": ["off", "on"],
    "otherwise": "off",
    "schedule": [{"from": "08:00", "to": "20:00", "period": "on"}],
}


def billed(**fields):
    return dict({"rule": "billed", "kind": "billing_demand"}, **fields)


def test_the_greatest_term_is_billed():
    rule = billed(
        greatest=[{"of": "demand"}, {"of": "site:contract", "percent": "75"}, {"value": "45"}],
        price="10",
    )
    for contract, kw, wanted in (("100", 60, 75), ("100", 90, 90), ("40", 30, 45)):
        engine = begun([DEMAND, rule], {"facts": {"contract": contract}})
        draw(engine, 0, 15, kw=kw)
        assert line(engine, "billed") == (wanted * KW, wanted * 10 * UNIT)


def test_a_load_factor_caps_it():
    # Mexico: min(demand, kWh / (24 x days x 0.57)), any fraction of a kW counted as a whole one.
    rule = billed(
        greatest=[{"of": "demand"}],
        at_most=[{"energy": "energy", "load_factor": "0.57"}],
        quantity_rounding={"to": "1", "mode": "up"},
        price="2",
    )
    engine = begun([ENERGY, DEMAND, rule])
    draw(engine, 0, DAY_MIN, kw=100)
    assert line(engine, "billed") == (6 * KW, 12 * UNIT)  # 2400 / (24 x 31 x 0.57) = 5.66
    draw(engine, DAY_MIN, 29 * DAY_MIN, kw=100)
    assert line(engine, "billed") == (100 * KW, 200 * UNIT)


def test_a_load_factor_is_that_of_the_part_of_a_cycle():
    rule = billed(greatest=[{"energy": "energy", "load_factor": "0.5"}])
    engine = begun([ENERGY, DEMAND, rule], start_s=BEGIN_S + 30 * DAY_MIN * 60)
    draw(engine, 30 * DAY_MIN, 720, kw=100)
    assert quantity(engine, "billed") == 100 * KW  # 1200 kWh in 24 hours at half load


def test_a_poor_power_factor_raises_it():
    factor = {"rule": "pf", "kind": "power_factor"}
    term = {"of": "demand", "power_factor": "pf", "target": "0.90"}
    one, both = billed(greatest=[term]), billed(greatest=[dict(term, both_ways=True)])
    both["rule"] = "both"
    engine = begun([DEMAND, factor, one, both])
    draw(engine, 0, 15, kw=90, lag=120)  # power factor 0.6
    assert quantity(engine, "billed") == 135 * KW
    assert quantity(engine, "both") == 135 * KW
    engine = begun([DEMAND, factor, one, both])
    draw(engine, 0, 15, kw=90)
    assert quantity(engine, "billed") == 90 * KW
    assert quantity(engine, "both") == 81 * KW


def test_brackets_price_the_whole_quantity():
    # Norway: a month costs the amount of the bracket of the mean of the three highest days.
    demand = dict(DEMAND, window_min=60, statistic="top", top=3)
    brackets = [
        {"up_to": "2", "amount": "130"},
        {"up_to": "5", "amount": "220"},
        {"amount": "360"},
    ]
    engine = begun([demand, billed(greatest=[{"of": "demand"}], brackets=brackets)])
    amounts = []
    for day, kw in enumerate((2, 3, 6, 1, 7, 9)):
        draw(engine, day * DAY_MIN, 60, kw=kw)
        amounts.append(line(engine, "billed")[1] // UNIT)
    # means 2, 2.5, 11/3, 11/3, 16/3, 22/3
    assert amounts == [130, 220, 220, 220, 360, 360]


def test_tiers_price_it_by_steps():
    tiers = [{"up_to": "50", "price": "3"}, {"price": "1"}]
    engine = begun([DEMAND, billed(greatest=[{"of": "demand"}], tiers=tiers)])
    draw(engine, 0, 15, kw=60)
    assert line(engine, "billed") == (60 * KW, 160 * UNIT)


def test_blocks_of_50_kw_are_a_quantity_rounding():
    rule = billed(
        greatest=[{"of": "demand"}], quantity_rounding={"to": "50", "mode": "up"}, price="1"
    )
    engine = begun([DEMAND, rule])
    draw(engine, 0, 15, kw=101)
    assert line(engine, "billed") == (150 * KW, 150 * UNIT)


def test_a_difference_of_off_peak_over_on_peak_demand():
    off = dict(DEMAND, rule="off", periods=["off"])
    on = dict(DEMAND, rule="on", periods=["on"])
    excess = {"rule": "excess", "kind": "difference", "of": "off", "less": "on", "price": "2"}
    excess["less_percent"] = "150"
    engine = begun([off, on, excess], calendars=[CALENDAR])
    draw(engine, 0, 15, kw=100)
    assert line(engine, "excess") == (100 * KW, 200 * UNIT)
    draw(engine, 9 * 60, 15, kw=60)
    assert line(engine, "excess") == (10 * KW, 20 * UNIT)
    draw(engine, 10 * 60, 15, kw=80)
    assert line(engine, "excess") == (0, 0)
    excess.update(percent="66.666667", less_percent="0")
    engine = begun([off, on, excess], calendars=[CALENDAR])
    draw(engine, 0, 15, kw=1)
    assert quantity(engine, "excess") == 666667, "half up"


def test_kvar_over_a_share_of_kw():
    # Thailand: kvar over 61.97 % of kW; less than half a kvar is dropped. 56.07 baht each.
    rule = {"rule": "over", "kind": "reactive_demand", "reactive": "kvar", "active": "demand"}
    rule.update(free_percent="61.97", price="56.07", quantity_rounding={"to": "1"})
    for lag, wanted in ((61, 0), (62, 0), (63, 1), (163, 101)):
        engine = begun([DEMAND, KVAR, rule])
        draw(engine, 0, 15, kw=100, lag=lag)
        assert line(engine, "over") == (wanted * KW, wanted * 56070000)


def test_what_is_refused():
    cases = (
        (billed(greatest=[{}]), "rules[1].greatest[0]: got [], expected one of of, value, energy"),
        (billed(greatest=[{"of": "x"}]), "rules[1].greatest[0].of: got 'x', expected a rule"),
        (billed(greatest=[{"value": "1"}], price="1", tiers=[{"price": "1"}]), "rules[1]: got ["),
        (
            billed(greatest=[{"energy": "demand"}]),
            "rules[1].greatest[0].load_factor: got nothing, expected more than 0, up to 1",
        ),
        (
            billed(greatest=[{"value": "1"}], brackets=[{"amount": "1"}, {"amount": "2"}]),
            "rules[1].brackets[0].up_to: got nothing, expected up_to in all but the last",
        ),
        (
            billed(
                greatest=[{"value": "1"}],
                brackets=[
                    {"up_to": "2", "amount": "1"},
                    {"up_to": "2", "amount": "1"},
                    {"amount": "2"},
                ],
            ),
            "rules[1].brackets[1].up_to: got 2, expected more than in the bracket before",
        ),
    )
    for rule, message in cases:
        error = raises(TariffError, begun, [DEMAND, rule])
        assert str(error).startswith(message), str(error)
