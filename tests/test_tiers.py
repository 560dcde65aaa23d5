"""Tiers of energy in all their meanings, by hand; tests/host has random ones."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import KWH, amount_u, begun, lines, restarted, use

FLAT = [{"up_to": "100", "price": "0.10"}, {"up_to": "300", "price": "0.20"}, {"price": "0.40"}]
BY_PERIOD = [
    {"up_to": "100", "prices": {"low": "0.1", "high": "0.2"}},
    {"prices": {"low": "0.3", "high": "0.5"}},
]
DEMAND = {"rule": "demand", "kind": "demand", "window_min": 60}


def tiers(found, **fields):
    rule = {"rule": "energy", "kind": "tiers", "tiers": found}
    rule.update(fields)
    return rule


def used(rule, *uses, **scene):
    """The lines of a rule after uses of (day, hour, kWh) of January."""
    engine = begun([rule] if isinstance(rule, dict) else rule, **scene)
    for day, hour, kwh in uses:
        use(engine, (2026, 1, day, hour), kwh)
    return lines(engine)


def test_each_tier_has_its_share_at_its_price():
    found = used(tiers(FLAT), (1, 0, 350))
    assert found == [
        ("tier 1", 100 * KWH, 10000000),
        ("tier 2", 200 * KWH, 40000000),
        ("tier 3", 50 * KWH, 20000000),
    ]


def test_a_limit_belongs_to_the_tier_below_it():
    assert used(tiers(FLAT), (1, 0, 100)) == [("tier 1", 100 * KWH, 10000000)]


def test_running_tiers_go_by_the_order_of_time():
    rule = tiers(BY_PERIOD)
    first_low = used(rule, (1, 0, 80), (1, 8, 60))
    assert first_low == [
        ("low tier 1", 80 * KWH, 8000000),
        ("high tier 1", 20 * KWH, 4000000),
        ("high tier 2", 40 * KWH, 20000000),
    ]
    assert used(rule, (1, 8, 60), (1, 20, 80)) == [
        ("low tier 1", 40 * KWH, 4000000),
        ("high tier 1", 60 * KWH, 12000000),
        ("low tier 2", 40 * KWH, 12000000),
    ]


def test_a_restart_keeps_running_tiers():
    engine = begun([tiers(BY_PERIOD)])
    use(engine, (2026, 1, 1, 0), 80)
    engine = restarted(engine)
    use(engine, (2026, 1, 1, 8), 60)
    assert amount_u(engine) == 32000000


def test_pro_rata_shares_each_tier_among_the_periods():
    found = used(tiers(BY_PERIOD, mode="pro_rata"), (1, 0, 90), (1, 8, 60))
    assert found == [
        ("low tier 1", 60 * KWH, 6000000),
        ("high tier 1", 40 * KWH, 8000000),
        ("low tier 2", 30 * KWH, 9000000),
        ("high tier 2", 20 * KWH, 10000000),
    ]


def test_pro_rata_rounds_a_share_once():
    found = used(tiers(BY_PERIOD, mode="pro_rata"), (1, 0, 100), (1, 8, 200))
    assert found[0] == ("low tier 1", 33333333, 3333333)
    assert found[1] == ("high tier 1", 66666666, 13333333)


def test_per_period_gives_each_period_all_tiers():
    found = used(tiers(BY_PERIOD, mode="per_period"), (1, 0, 80), (1, 8, 160))
    assert found == [
        ("low tier 1", 80 * KWH, 8000000),
        ("high tier 1", 100 * KWH, 20000000),
        ("high tier 2", 60 * KWH, 30000000),
    ]


def test_whole_prices_all_energy_by_the_tier_reached():
    rule = tiers(FLAT, mode="whole")
    assert used(rule, (1, 0, 300)) == [("tier 2", 300 * KWH, 60000000)]
    assert used(rule, (1, 0, 301)) == [("tier 3", 301 * KWH, 120400000)]
    assert used(tiers(BY_PERIOD, mode="whole"), (1, 0, 60), (1, 8, 60)) == [
        ("low tier 2", 60 * KWH, 18000000),
        ("high tier 2", 60 * KWH, 30000000),
    ]


def test_increments_come_on_top_of_prices_by_period():
    increments = [{"up_to": "100", "price": "0"}, {"price": "0.05"}]
    found = used(tiers(increments, mode="increment"), (1, 0, 90), (1, 8, 60))
    assert found == [("tier 1", 100 * KWH, 0), ("tier 2", 50 * KWH, 2500000)]


def test_only_the_named_periods_count():
    rule = tiers([{"up_to": "100", "price": "1"}, {"price": "2"}], periods=["high"])
    assert used(rule, (1, 0, 500), (1, 8, 110)) == [
        ("tier 1", 100 * KWH, 100000000),
        ("tier 2", 10 * KWH, 20000000),
    ]


def test_pro_rata_shares_among_the_named_periods_only():
    steps = [{"up_to": "100", "prices": {"high": "0.2"}}, {"prices": {"high": "0.5"}}]
    rule = tiers(steps, mode="pro_rata", periods=["high"])
    assert used(rule, (1, 0, 300), (1, 8, 150)) == [
        ("high tier 1", 100 * KWH, 20000000),
        ("high tier 2", 50 * KWH, 25000000),
    ]


def test_a_limit_a_day_grows_with_the_days_of_the_bill():
    rule = tiers([{"up_to": "2", "unit": "kWh/day", "price": "1"}, {"price": "2"}])
    assert used(rule, (1, 0, 100))[0][1] == 62 * KWH


def test_a_limit_for_thirty_days_is_exact():
    rule = tiers([{"up_to": "100", "unit": "kWh/30d", "price": "1"}, {"price": "2"}])
    assert used(rule, (1, 0, 200))[0][1] == 103333333


def test_limits_shrink_in_a_part_of_a_cycle_unless_told_otherwise():
    part = {"at": (2026, 1, 22)}
    assert used(tiers(FLAT), (22, 0, 100), **part)[0][1] == 100 * KWH * 10 // 31
    whole = tiers(FLAT, part_period="full")
    assert used(whole, (22, 0, 100), **part) == [("tier 1", 100 * KWH, 10000000)]
    assert used(tiers(BY_PERIOD), (22, 0, 100), **part)[0][1] == 100 * KWH * 10 // 31


def test_hours_of_use_take_their_limit_from_the_demand():
    found = [{"up_to": "10", "unit": "kWh/kW", "price": "1"}, {"price": "0.5"}]
    rules = [DEMAND, tiers(found, per="demand")]
    assert used(rules, (1, 0, 5), (1, 1, 5), (1, 2, 50), (2, 0, 500)) == [
        ("tier 1", 560 * KWH, 560000000)
    ]
    uses = [(day, 0, 50) for day in range(1, 16)]
    assert used(rules, *uses) == [
        ("tier 1", 500 * KWH, 500000000),
        ("tier 2", 250 * KWH, 125000000),
    ]


def test_hours_of_use_follow_a_demand_that_rises_within_a_tier():
    rule = tiers([{"up_to": "2", "unit": "kWh/kW", "price": "1"}, {"price": "0.1"}], per="demand")
    engine = begun([DEMAND, rule])
    found = []
    for hour, kwh in enumerate((1, 1, 1, 1, 10, 0)):
        use(engine, (2026, 1, 1, hour), kwh)
        found.append(amount_u(engine))
    assert found == [1000000, 2000000, 2100000, 2200000, 14000000, 14000000]


def test_hours_of_use_of_a_site_fact():
    found = [{"up_to": "2", "unit": "kWh/kVA", "prices": {"low": "1", "high": "2"}}]
    found.append({"prices": {"low": "3", "high": "4"}})
    rule = tiers(found, per="site:supply_kva")
    site = {"facts": {"supply_kva": "50"}}
    assert used(rule, (1, 0, 90), (1, 8, 20), site=site) == [
        ("low tier 1", 90 * KWH, 90000000),
        ("high tier 1", 10 * KWH, 20000000),
        ("high tier 2", 10 * KWH, 40000000),
    ]


def test_a_limit_a_kva_shrinks_in_a_part_of_a_cycle():
    found = [{"up_to": "20", "unit": "kWh/kVA", "price": "1"}, {"price": "2"}]
    site = {"facts": {"kva": "10"}}
    engine = begun([tiers(found, per="site:kva")], site=site, at=(2026, 2, 15))
    use(engine, (2026, 2, 20), 150)
    assert [line[1] for line in lines(engine)] == [100 * KWH, 50 * KWH]


def test_units_may_differ_from_tier_to_tier():
    found = [
        {"up_to": "100", "price": "1"},
        {"up_to": "20", "unit": "kWh/kW", "price": "2"},
        {"price": "3"},
    ]
    rules = [DEMAND, tiers(found, per="demand")]
    uses = [(1, hour, 10) for hour in range(22)]
    assert [line[1] for line in used(rules, *uses)] == [100 * KWH, 100 * KWH, 20 * KWH]
    low_demand = [(1, hour, 4) for hour in range(24)] + [(2, 0, 4), (2, 1, 4)]
    assert [line[:2] for line in used(rules, *low_demand)] == [
        ("tier 1", 100 * KWH),
        ("tier 3", 4 * KWH),
    ]


def test_a_slice_between_hours_of_use_has_tiers_of_its_own():
    """A block from 2 to 4 hours of use of 100 kW: 200 to 400 kWh."""
    inner = [{"up_to": "150", "price": "1"}, {"price": "2"}]
    limits = {"over": "2", "up_to": "4", "unit": "kWh/kW"}
    rules = [DEMAND, tiers(inner, per="demand", slice=limits)]
    assert used(rules, (1, 0, 100), (1, 8, 90)) == []
    assert used(rules, (1, 0, 100), (1, 8, 100), (1, 9, 60)) == [("tier 1", 60 * KWH, 60000000)]
    uses = [(1, hour, 100) for hour in range(5)]
    assert used(rules, *uses) == [
        ("tier 1", 150 * KWH, 150000000),
        ("tier 2", 50 * KWH, 100000000),
    ]


def test_a_slice_of_a_running_total_by_period():
    limits = {"over": "50", "up_to": "140", "unit": "kWh"}
    rule = tiers([{"up_to": "40", "prices": {"low": "1", "high": "2"}}], slice=limits)
    rule["tiers"].append({"prices": {"low": "3", "high": "4"}})
    assert used(rule, (1, 0, 60), (1, 8, 100)) == [
        ("low tier 1", 10 * KWH, 10000000),
        ("high tier 1", 30 * KWH, 60000000),
        ("high tier 2", 50 * KWH, 200000000),
    ]


def test_a_slice_a_day_is_as_long_as_its_bill():
    limits = {"over": "1", "unit": "kWh/day"}
    rule = tiers([{"prices": {"low": "1", "high": "2"}}], slice=limits)
    engine = begun([rule])
    use(engine, (2026, 1, 5), 40)
    assert lines(engine) == [("low tier 1", 9 * KWH, 9000000)]
    use(engine, (2026, 2, 5), 40)
    assert lines(engine) == [("low tier 1", 12 * KWH, 12000000)]


def test_limits_that_nobody_reaches_fit_into_the_state():
    limits = {"over": "999999999999", "up_to": "1000000000000", "unit": "kWh/day"}
    rule = tiers([{"prices": {"low": "1", "high": "2"}}], slice=limits)
    assert lines(restarted(begun([rule]))) == []


YEARLY = [{"up_to": "100", "unit": "kWh/year", "price": "1"}, {"price": "2"}]


def test_a_year_of_bills_shares_one_total():
    engine = begun([tiers(YEARLY)])
    use(engine, (2026, 1, 5), 70)
    use(engine, (2026, 2, 5), 50)
    assert lines(engine) == [("tier 1", 30 * KWH, 30000000), ("tier 2", 20 * KWH, 40000000)]
    use(engine, (2026, 12, 5), 10)
    assert lines(engine) == [("tier 2", 10 * KWH, 20000000)]
    use(engine, (2027, 1, 5), 10)
    assert lines(engine) == [("tier 1", 10 * KWH, 10000000)]


def test_a_year_of_running_tiers_by_period_and_from_another_month():
    yearly = [
        {"up_to": "100", "unit": "kWh/year", "prices": {"low": "1", "high": "2"}},
        {"prices": {"low": "3", "high": "4"}},
    ]
    engine = begun([tiers(yearly, year_from=3)])
    use(engine, (2026, 1, 5), 70)
    use(engine, (2026, 2, 5, 8), 50)
    assert lines(engine) == [
        ("high tier 1", 30 * KWH, 60000000),
        ("high tier 2", 20 * KWH, 80000000),
    ]
    use(engine, (2026, 3, 5, 8), 50)
    assert lines(engine) == [("high tier 1", 50 * KWH, 100000000)]


def test_the_year_before_the_first_bill_is_a_site_fact():
    site = {"past": {"energy": ["60", "20", "5000"]}}
    engine = begun([tiers(YEARLY)], site=site, at=(2026, 3, 1))
    use(engine, (2026, 3, 5), 30)
    assert lines(engine) == [("tier 1", 20 * KWH, 20000000), ("tier 2", 10 * KWH, 20000000)]
    use(engine, (2026, 4, 5), 1)
    assert lines(engine) == [("tier 2", 1 * KWH, 2000000)]


def test_past_bills_of_two_months_count_as_such():
    site = {"past": {"energy": ["60", "20", "5000"]}}
    engine = begun([tiers(YEARLY)], site=site, at=(2026, 5, 1), cycle={"months": 2})
    use(engine, (2026, 5, 5), 30)
    assert lines(engine) == [("tier 1", 20 * KWH, 20000000), ("tier 2", 10 * KWH, 20000000)]


def test_a_bill_closed_early_keeps_its_running_limits():
    engine = begun([tiers(BY_PERIOD)])
    use(engine, (2026, 1, 1, 0), 80)
    engine.close_now(engine.values[2])
    assert engine.closed_u == 8000000


def refusal(rule, *above):
    return str(raises(TariffError, begun, list(above) + [rule]))


def test_what_makes_no_sense_is_refused():
    open_end = [{"up_to": "100", "price": "1"}]
    assert "rules[0].tiers[0].up_to" in refusal(tiers(open_end))
    falling = [{"up_to": "9", "price": "1"}, {"up_to": "8", "price": "1"}, {"price": "1"}]
    assert "rules[0].tiers[1].up_to" in refusal(tiers(falling))
    early = [{"price": "1"}, {"price": "1"}]
    assert "rules[0].tiers[0].up_to" in refusal(tiers(early))
    assert "either price or prices" in refusal(tiers([{}]))
    assert "tiers[0].prices" in refusal(tiers([{"prices": {"low": "1"}}]))
    assert "one price a tier" in refusal(tiers(BY_PERIOD, mode="increment"))
    assert "mode" in refusal(tiers(YEARLY, mode="per_period"))
    mixed = [{"up_to": "1", "price": "1"}] + YEARLY
    assert "all limits or none in kWh/year" in refusal(tiers(mixed))


def test_running_by_period_refuses_a_limit_known_at_the_end_only():
    late = [{"up_to": "9", "unit": "kWh/kW", "prices": {"low": "1", "high": "1"}}]
    late.append({"prices": {"low": "1", "high": "1"}})
    assert "rules[0].per" in refusal(tiers(late))
    assert "pro_rata" in refusal(tiers(late, per="demand"), DEMAND)
    begun([DEMAND, tiers(late, per="demand", mode="pro_rata")])


def test_a_slice_needs_a_total_and_rising_limits():
    limits = {"over": "5", "up_to": "4", "unit": "kWh"}
    assert "slice.up_to" in refusal(tiers(FLAT, slice=limits))
    assert "rules[0].slice" in refusal(tiers(FLAT, slice={"unit": "kWh"}, mode="whole"))
