"""What a site tells bill by bill: facts that change, prices of a month; and weights of periods."""

from tariffs.errors import TariffError
from tariffs.registers import Weighted
from tests.expect import raises
from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw, line, quantity

HEAP_KIB = 256  # sources are compiled here; a board runs bytecode in place
FEBRUARY_MIN, MARCH_MIN = 31 * DAY_MIN, 59 * DAY_MIN
FACTS = {"kva": "100", "kva@2026-02-01": "150", "kva@2026-02-10": "200"}
SITE = {"facts": FACTS}
ENERGY = {"rule": "energy", "kind": "energy"}


def by_month(rules, name, site=SITE):
    """The amount of a rule in January, February and March, with 300 kWh each."""
    engine = begun(rules, site)
    amounts = []
    for minute in (0, FEBRUARY_MIN, MARCH_MIN):
        draw(engine, minute, 60, kw=300)
        amounts.append(
            sum([each.amount_u for each in engine.rated().lines() if each.rule == name])
        )
    return [amount_u // UNIT for amount_u in amounts]


def test_a_fixed_charge_follows_a_fact_from_bill_to_bill():
    rule = {"rule": "supply", "kind": "fixed", "price": "2", "of": "site:kva"}
    assert by_month([rule], "supply") == [200, 300, 400]


def test_the_order_in_which_changes_are_written_does_not_matter():
    rule = {"rule": "supply", "kind": "fixed", "price": "2", "of": "site:kva"}
    names = ("kva@2026-02-10", "kva", "kva@2026-02-01")
    site = {"facts": {name: FACTS[name] for name in names}}
    assert by_month([rule], "supply", site) == [200, 300, 400]


def test_a_fact_that_changes_within_a_bill_holds_from_the_next_one_on():
    engine = begun([{"rule": "supply", "kind": "fixed", "price": "2", "of": "site:kva"}], SITE)
    draw(engine, FEBRUARY_MIN + 20 * DAY_MIN, 60, 60, kw=1)
    assert line(engine, "supply") == (150 * KW, 300 * UNIT)


def test_minimum_billing_demand_tiers_and_conditions_follow_it_too():
    least = {
        "rule": "least",
        "kind": "minimum",
        "base": ["energy"],
        "of": "site:kva",
        "price": "1",
    }
    assert by_month([ENERGY, least], "least") == [100, 150, 200]
    demand = {"rule": "demand", "kind": "demand"}
    share = {"of": "site:kva", "percent": "300"}
    billed = {"rule": "billed", "kind": "billing_demand", "greatest": [{"of": "demand"}, share]}
    assert by_month([demand, dict(billed, price="1")], "billed") == [300, 450, 600]
    steps = [{"up_to": "1", "unit": "kWh/kVA", "price": "0"}, {"price": "1"}]
    tiers = {"rule": "tiers", "kind": "tiers", "per": "site:kva", "tiers": steps}
    assert by_month([tiers], "tiers") == [200, 150, 100]
    when = [{"quantity": "site:kva", "at_least": "150"}]
    rule = {"rule": "extra", "kind": "fixed", "price": "7", "when": when}
    assert by_month([rule], "extra") == [0, 7, 7]


def test_a_processor_that_starts_anew_knows_the_fact_of_its_bill():
    rule = {"rule": "supply", "kind": "fixed", "price": "2", "of": "site:kva"}
    engine = begun([rule], SITE)
    draw(engine, MARCH_MIN, 60, 60, kw=1)
    state = bytearray(engine.size)
    engine.pack_into(state, 0)
    fresh = begun([rule], SITE)
    fresh.unpack_from(state, 0)
    assert line(fresh, "supply") == (200 * KW, 400 * UNIT)


def test_a_fact_whose_name_ends_in_no_date_is_refused():
    rule = {"rule": "supply", "kind": "fixed", "price": "2", "of": "site:kva"}
    site = {"facts": {"kva": "1", "kva@soon": "2"}}
    message = str(raises(TariffError, begun, [rule], site))
    assert message.startswith("site.facts.kva@soon: got "), message


FEED = {"feeds": {"fuel": [["2026-01-01T00:00", "0.02"], ["2026-02-01T00:00", "-0.01"]]}}
FUEL = {"rule": "fuel", "kind": "fixed", "feed": "fuel", "fallback": "0.1", "of": "energy"}


def test_a_price_that_is_told_month_by_month():
    site = {"feeds": {"fuel": FEED["feeds"]["fuel"] + [["2026-03-01T00:00", None]]}}
    assert by_month([ENERGY, FUEL], "fuel", site) == [6, -3, 30]
    assert by_month([ENERGY, FUEL], "fuel", {}) == [30, 30, 30]


def test_a_price_is_that_of_the_moment_at_which_the_cycle_begins():
    site = {"feeds": {"fuel": [["2026-01-01T00:00", "0.02"], ["2026-01-01T00:15", "0.5"]]}}
    engine = begun([ENERGY, FUEL], site, start_s=BEGIN_S + 86400)
    draw(engine, 2 * DAY_MIN, 60, 60, kw=100)
    assert line(engine, "fuel") == (100 * KW, 2 * UNIT)


def test_a_bill_without_a_price_says_so_in_its_part():
    engine = begun([ENERGY, FUEL], {})
    draw(engine, 0, 60, 60, kw=100)
    assert line(engine, "fuel", "fallback") == (100 * KW, 10 * UNIT)


def test_a_price_and_a_feed_do_not_go_together():
    for rule in (dict(FUEL, price="1"), {"rule": "f", "kind": "fixed"}):
        assert "one of price, feed" in str(raises(TariffError, begun, [ENERGY, rule]))
    alone = {"rule": "f", "kind": "fixed", "feed": "fuel"}
    assert "only beside fallback" in str(raises(TariffError, begun, [alone]))


NIGHT = [
    {
        "name": "use",
        "periods": ["day", "night"],
        "otherwise": "day",
        "schedule": [{"from": "22:00", "to": "06:00", "period": "night"}],
    }
]


def test_a_window_counts_with_the_weight_of_its_period():
    rule = {"rule": "power", "kind": "demand", "window_min": 60, "weights": {"night": "0.5"}}
    engine = begun([dict(rule, price="10")], calendars=NIGHT)
    draw(engine, 0, 60, 60, kw=90)
    assert line(engine, "power") == (45 * KW, 450 * UNIT)
    draw(engine, 600, 60, 60, kw=50)
    assert quantity(engine, "power") == 50 * KW


def test_weights_come_before_the_highest_of_several_days():
    rule = {"rule": "power", "kind": "demand", "window_min": 60, "weights": {"night": "0.5"}}
    rule.update({"statistic": "top", "top": 3, "price": "10"})
    engine = begun([rule], calendars=NIGHT)
    for day, (night_kw, day_kw) in enumerate(((90, 10), (10, 30), (20, 21), (99, 1))):
        draw(engine, day * DAY_MIN, 60, 60, kw=night_kw)
        draw(engine, day * DAY_MIN + 600, 60, 60, kw=day_kw)
    assert quantity(engine, "power") == (45 + 30 + 49.5) // 3 * KW + KW // 2


def test_a_weighted_mean_is_rounded_down():
    heard = []

    class Heard:
        def note(self, *told):
            heard.append(told)

    Weighted(Heard(), (500000, 333333)).note(3, 0, 7)
    Weighted(Heard(), (500000, 333333)).note(8, 1, 7)
    assert heard == [(1, 0, 7), (2, 1, 7)]


def test_a_weight_of_no_period_is_refused():
    rule = {"rule": "power", "kind": "demand", "weights": {"noon": "0.5"}}
    message = str(raises(TariffError, begun, [rule], calendars=NIGHT))
    assert message == 'rules[0].weights: got "noon", expected one of day, night'
