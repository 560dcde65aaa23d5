"""Drawn less fed in within an interval: what is billed as net energy of either direction."""

from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import HOUR_S, KWH, amount_u, begun, document, lines, restarted, take, utc_s

BOUGHT = {"rule": "bought", "kind": "energy", "of": "net_import", "price": "0.3"}
SOLD = {"rule": "sold", "kind": "export", "of": "net_export", "price": "0.1"}
EURO = 1000000
MINUTE_S = 60


def netted(rules=(BOUGHT, SOLD), minutes=15, at=(2026, 1, 1), **fields):
    return begun(list(rules), at=at, netting_min=minutes, **fields)


def flow(engine, start_s, *steps):
    """Steps of so many minutes each: (minutes, drawn kWh, fed in kWh)."""
    for minutes, drawn, sent in steps:
        energies = (drawn * KWH, sent * KWH, 0, 0, 0, 0, abs(drawn - sent) * KWH)
        take(engine, start_s, minutes * MINUTE_S, energies)
        start_s += minutes * MINUTE_S
    return engine


def test_only_the_difference_of_an_interval_is_bought_or_sold():
    engine = flow(netted(), utc_s(2026, 1, 1), (15, 10, 4), (15, 3, 8))
    assert amount_u(engine, "bought") == 6 * 300000
    assert amount_u(engine, "sold") == -5 * 100000


def test_within_an_interval_what_is_fed_in_takes_back_what_was_drawn():
    engine = flow(netted(), utc_s(2026, 1, 1), (5, 10, 0))
    assert amount_u(engine, "bought") == 3 * EURO
    flow(engine, utc_s(2026, 1, 1) + 300, (5, 0, 12))
    assert (amount_u(engine, "bought"), amount_u(engine, "sold")) == (0, -200000)
    flow(engine, utc_s(2026, 1, 1) + 600, (5, 5, 0))
    assert (amount_u(engine, "bought"), amount_u(engine, "sold")) == (900000, 0)


def test_the_next_interval_begins_with_nothing():
    engine = flow(netted(), utc_s(2026, 1, 1), (10, 10, 0), (5, 0, 0), (15, 0, 10))
    assert (amount_u(engine, "bought"), amount_u(engine, "sold")) == (3 * EURO, -EURO)


def test_an_hour_nets_what_quarters_do_not():
    steps = [(15, 8, 0), (15, 0, 8)] * 2
    quarters = flow(netted(), utc_s(2026, 1, 1), *steps)
    hours = flow(netted(minutes=60), utc_s(2026, 1, 1), *steps)
    assert amount_u(quarters, "bought") == 16 * 300000
    assert (amount_u(hours, "bought"), amount_u(hours, "sold")) == (0, 0)


def test_a_restart_within_an_interval_goes_on_with_it():
    engine = flow(netted(), utc_s(2026, 1, 1), (5, 10, 0))
    engine = flow(restarted(engine), utc_s(2026, 1, 1) + 300, (10, 0, 4))
    assert amount_u(engine, "bought") == 6 * 300000


def test_steps_of_any_length_come_to_the_same():
    steps = [(minute % 7 + minute // 30 * 4, minute * minute % 11) for minute in range(60)]
    fine = netted()
    for minute, (drawn, sent) in enumerate(steps):
        flow(fine, utc_s(2026, 1, 1) + minute * MINUTE_S, (1, drawn, sent))
    coarse = netted()
    for quarter in range(4):
        drawn, sent = [sum(each) for each in zip(*steps[15 * quarter : 15 * quarter + 15])]
        flow(coarse, utc_s(2026, 1, 1) + quarter * 900, (15, drawn, sent))
    for name in ("bought", "sold"):
        assert amount_u(fine, name) == amount_u(coarse, name) != 0


def test_an_interval_ends_where_a_period_does():
    prices = dict(BOUGHT, prices={"low": "0.1", "high": "0.4"})
    del prices["price"]
    noon = {"days": ["thu"], "from": "08:30", "period": "high"}
    calendar = {"name": "c", "periods": ["low", "high"], "otherwise": "low", "schedule": [noon]}
    engine = netted([prices], 60, calendars=[calendar])
    flow(engine, utc_s(2026, 1, 1, 8), (30, 10, 0), (30, 5, 6))
    assert lines(engine) == [("low", 10 * KWH, EURO), ("high", 0, 0)]


def test_an_interval_ends_with_the_bill():
    engine = netted(minutes=60, at=(2026, 1, 31))
    flow(engine, utc_s(2026, 1, 31, 23), (60, 10, 0), (30, 0, 4))
    assert engine.closed_u == 3 * EURO
    assert (amount_u(engine, "bought"), amount_u(engine, "sold")) == (0, -400000)


def test_tiers_give_back_what_they_took():
    tiers = [{"up_to": "5", "unit": "kWh", "price": "1"}, {"price": "2"}]
    rule = {"rule": "tiers", "kind": "tiers", "of": "net_import", "tiers": tiers}
    engine = netted([rule])
    for start_s, drawn, sent, amount in ((0, 8, 0, 11), (300, 0, 4, 4), (600, 3, 0, 9)):
        flow(engine, utc_s(2026, 1, 1) + start_s, (5, drawn, sent))
        assert amount_u(engine) == amount * EURO, start_s
        assert amount_u(restarted(engine)) == amount * EURO, start_s


def test_tiers_by_period_give_back_what_they_took():
    prices = {"low": "1", "high": "3"}, {"low": "2", "high": "4"}
    tiers = [{"up_to": "5", "unit": "kWh", "prices": prices[0]}, {"prices": prices[1]}]
    rule = {"rule": "tiers", "kind": "tiers", "of": "net_import", "tiers": tiers}
    engine = netted([rule])
    for start_s, drawn, sent, amount in ((0, 8, 0, 11), (300, 0, 4, 4), (600, 3, 0, 9)):
        flow(engine, utc_s(2026, 1, 1) + start_s, (5, drawn, sent))
        assert amount_u(engine) == amount * EURO, start_s


def test_demand_is_of_the_net_of_each_interval():
    rule = {"rule": "peak", "kind": "demand", "of": "net_import", "window_min": 30, "price": "1"}
    engine = flow(
        netted([rule]), utc_s(2026, 1, 1), (15, 10, 4), (15, 0, 6), (15, 2, 0), (15, 2, 0)
    )
    assert lines(engine)[0][1] == 12 * KWH  # 6 kWh and nothing over half an hour


def test_a_feed_prices_the_net_of_its_interval():
    rule = {"rule": "spot", "kind": "spot", "of": "net_import", "feed": "spot", "fallback": "9"}
    feed = [["2026-01-01T00:00", "0.1"], ["2026-01-01T00:15", "-0.2"]]
    engine = netted([rule], site={"feeds": {"spot": feed}})
    flow(engine, utc_s(2026, 1, 1), (5, 9, 0), (10, 0, 4), (15, 3, 1))
    assert amount_u(engine) == 500000 - 400000


def test_a_clock_that_is_set_back_begins_another_interval():
    engine = flow(netted(), utc_s(2026, 1, 1, 5), (5, 10, 0))
    flow(engine, utc_s(2026, 1, 1, 4), (5, 0, 10))
    assert (amount_u(engine, "bought"), amount_u(engine, "sold")) == (3 * EURO, -EURO)


def test_a_step_goes_over_no_edge_of_an_interval():
    engine = netted()
    assert engine.next_edge(utc_s(2026, 1, 1) + 60) == utc_s(2026, 1, 1) + 900
    error = raises(
        TariffError, engine.take, utc_s(2026, 1, 1), HOUR_S + utc_s(2026, 1, 1), (0,) * 7
    )
    assert "expected at most 900 s" in str(error)


def refusal(*rules, **fields):
    return str(raises(TariffError, compile_tariff, document(*rules, **fields)))


def test_net_energy_needs_an_interval():
    expected = 'rules[0].of: got "net_import", expected netting_min in the tariff beside it'
    assert refusal(BOUGHT) == expected


def test_an_interval_that_nothing_uses_is_a_slip():
    energy = {"rule": "energy", "kind": "energy", "price": "1"}
    expected = "netting_min: got 15, expected a rule that is `of` net_import or net_export"
    assert refusal(energy, netting_min=15) == expected


def test_an_interval_divides_an_hour():
    assert refusal(BOUGHT, netting_min=7).startswith("netting_min: got 7, expected one of 1, 2")


def test_windows_shorter_than_the_interval_are_refused():
    rule = {"rule": "peak", "kind": "demand", "of": "net_import", "window_min": 15}
    message = refusal(rule, netting_min=60)
    assert message == "rules[0].window_min: got 15, expected a multiple of netting_min, 60"
