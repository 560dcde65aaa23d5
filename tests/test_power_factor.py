"""Power factor adjustments of several countries, worked out by hand.

Energies are sides of right triangles, so that the power factor is an exact fraction:
3 4 5 gives 0.6, 4 3 5 gives 0.8, 24 7 25 gives 0.96, 7 24 25 gives 0.28, 12 5 13 gives 0.923...
"""

from tariffs.errors import TariffError
from tariffs.roots import isqrt
from tests.expect import raises
from tests.one_bill import DAY_MIN, UNIT, begun, draw, line, quantity

BASIC = {"rule": "basic", "kind": "fixed", "price": "1000"}
TRIANGLES = {"1": (5, 0), "0.96": (24, 7), "0.8": (4, 3), "0.6": (3, 4), "0.28": (7, 24)}
CALENDAR = {
    "name": "clock",
    "periods": ["night", "day"],
    "otherwise": "night",
    "schedule": [{"from": "08:00", "to": "22:00", "period": "day"}],
}
NOON_MIN = 720


def adjusted(**fields):
    return dict({"rule": "pf", "kind": "power_factor", "base": ["basic"]}, **fields)


def slabs(*rows):
    return [{"from": start, "to": end, "percent": percent} for start, end, percent in rows]


def percents(rule, *factors):
    """What the rule takes of the base at each power factor, in thousandths of a percent."""
    found = []
    for factor in factors:
        engine = begun([BASIC, rule], calendars=[CALENDAR])
        active, reactive = TRIANGLES[factor]
        draw(engine, NOON_MIN, 60, kw=active, lag=reactive)
        line_found = line(engine, "pf")
        found.append(line_found[1] * 100 // UNIT if line_found else 0)
    return found


def test_china_by_standard():
    rule = adjusted(standard="cn-0.90", lead="absolute")
    # 1.00 and 0.96: -0.75; 0.80: 10 x 0.5; 0.60: 20 x 0.5 + 5 x 1 + 5 x 2; 0.28: 15 + 37 x 2
    assert percents(rule, "1", "0.96", "0.8", "0.6", "0.28") == [-750, -750, 5000, 25000, 89000]
    rule = adjusted(standard="cn-0.85", lead="absolute")
    assert percents(rule, "1", "0.8", "0.6") == [-1100, 2500, 15000]
    rule = adjusted(standard="cn-0.80", lead="absolute")
    assert percents(rule, "1", "0.8", "0.6") == [-1300, 0, 10000]


def test_india_kerala():
    rule = adjusted(
        decimals=2,
        slabs=slabs(("0.95", "1", "-0.5"), ("0.95", "0.90", "0.5"), ("0.90", "0", "1")),
    )
    # 5 x 0.5; 0.5; 5 x 0.5 + 10; 2.5 + 30
    assert percents(rule, "1", "0.96", "0.8", "0.6") == [-2500, -500, 12500, 32500]


def test_india_gujarat():
    # From memory: rebate of 0.5 % over 0.95; 1 % below 0.90, 2 % below 0.85.
    rows = ("0.95", "1", "-0.5"), ("0.90", "0.85", "1"), ("0.85", "0", "2")
    rule = adjusted(decimals=2, slabs=slabs(*rows))
    assert percents(rule, "1", "0.96", "0.8", "0.6") == [-2500, -500, 15000, 55000]


def test_japan_by_day_only():
    rule = adjusted(
        calendar="clock",
        periods=["day"],
        decimals=2,
        slabs=slabs(("0.85", "1", "-1"), ("0.85", "0", "1")),
    )
    assert percents(rule, "1", "0.96", "0.8") == [-15000, -11000, 5000]
    engine = begun([BASIC, rule], calendars=[CALENDAR])
    draw(engine, 0, 60, kw=3, lag=400)  # at night
    assert line(engine, "pf") is None
    draw(engine, NOON_MIN, 60, kw=24, lag=7)
    assert line(engine, "pf") == (960000, -110 * UNIT)


def test_korea_lagging_by_day_leading_by_night():
    lag = adjusted(
        calendar="clock",
        periods=["day"],
        floor="0.60",
        cap="0.95",
        slabs=slabs(("0.90", "1", "-0.2"), ("0.90", "0", "0.2")),
    )
    lead = adjusted(
        rule="lead",
        calendar="clock",
        periods=["night"],
        lead="only",
        floor="0.60",
        slabs=slabs(("0.95", "0", "0.2")),
    )
    assert percents(lag, "1", "0.96", "0.8", "0.6", "0.28") == [-1000, -1000, 2000, 6000, 6000]
    engine = begun([BASIC, lag, lead], calendars=[CALENDAR])
    draw(engine, 0, 60, kw=4, lag=50, lead=3)
    assert line(engine, "lead") == (800000, 30 * UNIT)  # 15 x 0.2 %
    assert line(engine, "pf") is None


def test_mexico():
    # 3/5 (90/PF - 1) x 100 up to 120, 1/4 (1 - 90/PF) x 100 up to 2.5, to one decimal.
    ratio = {
        "surcharge": {"target": "0.90", "factor": "0.6", "cap": "120"},
        "bonus": {"target": "0.90", "factor": "0.25", "cap": "2.5"},
    }
    rule = adjusted(ratio=ratio, percent_decimals=1)
    # 2.5; 0.25 x 0.0625 = 1.5625; 0.6 x 0.125 = 7.5; 0.6 x 0.5 = 30; 0.6 x 2.214 = 132.9
    found = percents(rule, "1", "0.96", "0.8", "0.6", "0.28")
    assert found == [-2500, -1600, 7500, 30000, 120000]
    assert percents(adjusted(ratio=ratio), "0.96") == [-1563]  # -15.625 of 1000, rounded down


def test_vietnam():
    # From memory: 0.9/PF - 1 below 0.9, 52.54 % below 0.6.
    ratio = {"surcharge": {"target": "0.90", "cap": "10000"}}
    rule = adjusted(ratio=ratio, decimals=2, floor="0.59", percent_decimals=2)
    assert percents(rule, "0.96", "0.8", "0.6", "0.28") == [0, 12500, 50000, 52540]


def test_the_philippines_and_malaysia():
    # From memory: 0.3 % for each 0.01 over 0.85, 0.6 % below.
    rule = adjusted(decimals=2, slabs=slabs(("0.85", "1", "-0.3"), ("0.85", "0", "0.6")))
    assert percents(rule, "1", "0.96", "0.8") == [-4500, -3300, 3000]
    # From memory: 1.5 % for each 0.01 below 0.85, 3 % below 0.75.
    rule = adjusted(decimals=2, slabs=slabs(("0.85", "0.75", "1.5"), ("0.75", "0", "3")))
    assert percents(rule, "0.96", "0.8", "0.6") == [0, 7500, 60000]


def test_a_table_of_hundredths_of_a_percent():
    rule = adjusted(table=list(range(101)))
    assert percents(rule, "0.8", "0.28", "1") == [800, 280, 1000]


def factor(**fields):
    """The power factor of 12 kW, 5 kvar lagging, 9 leading, 15 kVA."""
    rule = {"rule": "pf", "kind": "power_factor"}
    rule.update(fields)
    engine = begun([rule])
    draw(engine, 0, 60, kw=12, lag=5, lead=9, kva=15)
    return quantity(engine, "pf")


def test_how_the_factor_is_measured():
    assert factor() == 923077  # 12/13, half up at six decimals
    assert factor(mode="truncate") == 923076
    assert factor(decimals=2) == 920000
    assert factor(decimals=1, mode="truncate") == 900000
    assert factor(lead="only") == 800000
    assert factor(lead="net") == 948683  # 12 / sqrt(144 + 16) = 0.9486833
    assert factor(lead="absolute") == 650791  # 12 / sqrt(144 + 196) = 0.65079137
    assert factor(by="apparent") == 800000
    assert factor(floor="0.95") == 950000
    assert factor(cap="0.9") == 900000


def test_without_energy_nothing_is_adjusted():
    engine = begun([BASIC, adjusted(standard="cn-0.90")])
    assert line(engine, "pf") is None
    assert quantity(engine, "pf") == UNIT
    draw(engine, 0, 15, kw=0, lag=10)  # reactive energy alone: a factor of 0
    assert line(engine, "pf") == (0, 1450 * UNIT)


def test_it_accrues_with_its_base():
    engine = begun([BASIC, adjusted(standard="cn-0.90")])
    draw(engine, 0, 60, kw=4, lag=3)
    assert engine.lifetime_u() == 32258064 + 1612903  # one day of 31, and 5 % of that
    draw(engine, DAY_MIN, 60, kw=4, lag=3)
    assert line(engine, "pf")[1] == 50 * UNIT


def test_what_is_refused():
    cases = (
        (adjusted(standard="cn-0.90", table=[0] * 101), "rules[1]: got ["),
        (adjusted(table=[0] * 100), "rules[1].table: got "),
        (adjusted(standard="cn-0.90", decimals=3), "rules[1].decimals: got 3, expected 2"),
        (adjusted(floor="0.9", cap="0.8"), "rules[1].floor: got "),
        (
            {"rule": "pf", "kind": "power_factor", "standard": "cn-0.90"},
            "rules[1].base: got nothing, expected the lines to adjust",
        ),
    )
    for rule, message in cases:
        error = raises(TariffError, begun, [BASIC, rule])
        assert str(error).startswith(message), str(error)


def test_roots_of_whole_numbers():
    for number in list(range(70)) + [2**30 - 1, 2**30, 10**18, 10**36 - 1, 10**36]:
        root = isqrt(number)
        assert root * root <= number < (root + 1) * (root + 1)
