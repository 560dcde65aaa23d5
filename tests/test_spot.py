"""Prices that come as a feed."""

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.errors import TariffError
from tariffs.local_time import utc_seconds
from tariffs.zone import read_zone
from tests.expect import raises
from tests.rule_scene import HOUR_S, KWH, begun, document, lines, restarted, use, utc_s

NEW_YORK = {
    "utc_offset_min": -300,
    "dst": {
        "from": {"month": 3, "weekday": "sun", "nth": 2, "at": "02:00"},
        "to": {"month": 11, "weekday": "sun", "nth": 1, "at": "02:00"},
    },
}
BERLIN = {
    "utc_offset_min": 60,
    "dst": {
        "clock": "utc",
        "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
        "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
    },
}
DAY = [
    ["2026-01-01T01:00", "0.08"],
    ["2026-01-01T02:00", "-0.02"],
    ["2026-01-01T03:00", None],
    ["2026-01-01T04:00", "0.5"],
]


def spot(**fields):
    rule = {"rule": "spot", "kind": "spot", "feed": "day ahead", "fallback": "0.3"}
    rule.update(fields)
    return rule


def scene(rule, feed=DAY, **more):
    return begun([rule], site={"feeds": {"day ahead": feed}}, **more)


def amounts(engine):
    """Amount in micro-units by part."""
    return {part: amount_u for part, _, amount_u in lines(engine)}


def used(rule, *uses, **more):
    """Amounts after uses of (hour, kWh) on 1 January."""
    engine = scene(rule, **more)
    for hour, kwh in uses:
        use(engine, (2026, 1, 1, hour), kwh)
    return amounts(engine)


def test_energy_has_the_price_of_its_moment():
    assert used(spot(), (1, 10)) == {"": 800000}
    assert used(spot(), (1, 10), (2, 5), (4, 2)) == {"": 800000 - 100000 + 1000000}


def test_a_price_holds_until_the_next_one():
    assert used(spot(), (9, 2)) == {"": 1000000}


def test_without_a_price_the_fallback_is_billed_in_a_line_of_its_own():
    engine = scene(spot(factor="2", adder="1"))
    use(engine, (2026, 1, 1, 0), 10)
    use(engine, (2026, 1, 1, 3), 4)
    assert lines(engine) == [("", 0, 0), ("fallback", 14 * KWH, 4200000)]
    assert engine.rated().tariff.rules[0].quantity_e6 == 14 * KWH


def test_without_a_feed_all_is_fallback():
    engine = begun([spot()])
    use(engine, (2026, 1, 1, 5), 1)
    assert amounts(engine) == {"": 0, "fallback": 300000}


def test_a_stale_price_is_no_price():
    rule = spot(stale_after_min=90)
    assert used(rule, (4, 1), (6, 2)) == {"": 500000, "fallback": 600000}
    five_s = utc_s(2026, 1, 1, 5)
    engine = scene(rule)
    assert engine.next_edge(five_s) == five_s + HOUR_S // 2
    engine.take(five_s + HOUR_S // 2, five_s + HOUR_S, (KWH, 0, 0, 0, 0, 0, 0))
    assert amounts(engine) == {"": 0, "fallback": 300000}


def test_factor_adder_and_bounds_make_the_price():
    rule = spot(factor="1.19", adder="0.05", at_most="0.4", at_least="0.03")
    assert used(rule, (1, 100)) == {"": 14520000}
    assert used(rule, (2, 100)) == {"": 3000000}
    assert used(rule, (4, 100)) == {"": 40000000}


def test_a_price_is_rounded_to_its_decimals():
    feed = [["2026-01-01T00:00", "82.125"]]
    rule = spot(factor="0.001", price_decimals=5)
    assert used(rule, (0, 1000), feed=feed) == {"": 82130000}


def test_only_the_named_periods_are_billed():
    assert used(spot(periods=["high"]), (4, 2), (8, 2)) == {"": 1000000}


def test_a_step_may_not_cross_a_moment_of_the_feed():
    engine = scene(spot())
    begin_s = utc_s(2026, 1)
    assert engine.next_edge(begin_s) == begin_s + HOUR_S
    assert engine.next_edge(begin_s + HOUR_S) == begin_s + 2 * HOUR_S
    raises(TariffError, engine.take, begin_s, begin_s + 2 * HOUR_S, (1,) * 7)


def test_amounts_are_kept_whole_and_through_a_restart():
    feed = [["2026-01-01T00:00", "0.000000001"]]
    engine = scene(spot(), feed)
    for minute in range(5):
        start_s = utc_s(2026, 1) + 60 * minute
        engine.take(start_s, start_s + 60, (100000000, 0, 0, 0, 0, 0, 0))
    assert engine.tariff.registers[0].values == [500000000, 0, 500000000, 0]
    assert amounts(restarted(engine)) == {"": 1}  # half a micro-unit, rounded up


def test_the_fed_price_of_a_large_customer_fits():
    engine = scene(spot(), [["2026-01-01T00:00", "4000"]], cycle={"months": 12})
    year_mwh = 250000 * 8760 * KWH
    engine.take(utc_s(2026, 1), utc_s(2026, 1) + 60, (year_mwh, 0, 0, 0, 0, 0, 0))
    assert amounts(restarted(engine)) == {"": year_mwh * 4000}


def test_a_new_bill_begins_at_nought():
    engine = scene(spot())
    use(engine, (2026, 1, 1, 4), 2)
    use(engine, (2026, 2, 1, 4), 1)
    assert amounts(engine) == {"": 500000}
    assert engine.closed_u == 1000000


def berlin(feed):
    site = {"feeds": {"day ahead": feed}}
    engine = Engine(compile_tariff(document(spot(), zone=BERLIN), site))
    engine.begin(utc_s(2026, 10, 1) - 2 * HOUR_S)
    return engine


def test_the_doubled_hour_may_have_two_prices():
    clock = ("01:00", "02:00", "02:00", "03:00")
    engine = berlin([["2026-10-25T" + at, str(n + 1)] for n, at in enumerate(clock)])
    for number in range(4):
        engine = restarted(engine)
        use(engine, (2026, 10, 24, 23 + number), 1)
        assert amounts(engine) == {"": KWH * sum(range(number + 2))}


def test_one_price_holds_through_both_hours():
    engine = berlin([["2026-10-25T0%d:00" % hour, str(hour)] for hour in (1, 2, 3)])
    use(engine, (2026, 10, 24, 23), 1, hours=4)
    assert amounts(engine) == {"": (1 + 2 + 2 + 3) * KWH}


def test_a_moment_of_the_local_clock_is_once_twice_or_never():
    zone = read_zone(BERLIN, "zone")
    noon_s = utc_s(2026, 7, 1, 12)
    assert utc_seconds(zone, noon_s) == [noon_s - 2 * HOUR_S]
    doubled_s = utc_s(2026, 10, 25, 2)
    assert utc_seconds(zone, doubled_s) == [doubled_s - 2 * HOUR_S, doubled_s - HOUR_S]
    assert utc_seconds(zone, utc_s(2026, 3, 29, 2)) == []
    zone = read_zone(NEW_YORK, "zone")
    doubled_s = utc_s(2026, 11, 1, 1)
    assert utc_seconds(zone, doubled_s) == [doubled_s + 4 * HOUR_S, doubled_s + 5 * HOUR_S]
    assert utc_seconds(zone, utc_s(2026, 3, 8, 2)) == []


def refusal(feed, rule=None, **more):
    site = {"feeds": {"day ahead": feed}}
    return str(raises(TariffError, compile_tariff, document(rule or spot(), **more), site))


def test_a_wrong_feed_is_refused_by_its_place():
    assert "site.feeds.day ahead[0]" in refusal([["2026-01-01T00:00"]])
    assert "site.feeds.day ahead[0]" in refusal([["2026-01-01 00:00", "1"]])
    assert "site.feeds.day ahead[0]" in refusal([["2026-01-01T00:00", 0.1]])
    falling = [["2026-01-01T01:00", "1"], ["2026-01-01T01:00", "1"]]
    assert "site.feeds.day ahead[1]" in refusal(falling)
    assert "local clock" in refusal([["2026-03-29T02:30", "1"]], zone=BERLIN)


def test_a_meter_takes_200_moments_and_a_pc_more():
    feed = [
        ["2026-01-0%dT%02d:%02d" % (1 + n // 96, n // 4 % 24, n % 4 * 15), "1"] for n in range(201)
    ]
    site = {"feeds": {"day ahead": feed}}
    assert "at most 200" in refusal(feed)
    compile_tariff(document(spot()), site, 201)
    compile_tariff(document(spot()), {"feeds": {"day ahead": feed[:200]}})


def test_bounds_that_cross_are_refused():
    assert "at_most" in refusal([], spot(at_least="2", at_most="1"))
