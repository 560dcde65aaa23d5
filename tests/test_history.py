"""Past bills, and one quantity in another."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import KWH, amount_u, begun, restarted, use

DEMAND = {"rule": "demand", "kind": "demand", "window_min": 60}
ENERGY = {"rule": "energy", "kind": "energy", "price": "0.1"}


def history(**fields):
    rule = {"rule": "history", "kind": "history", "of": "demand"}
    rule.update(fields)
    return rule


def months(rule, *kw, **more):
    """The history's quantity in kW while the last of these months of 2026 runs."""
    engine = begun([DEMAND, ENERGY, rule], **more)
    first = more.get("at", (2026, 1, 1))[1]
    for number, each in enumerate(kw):
        engine = restarted(engine)
        use(engine, (2026, first + number, 10), each)
    return quantity(engine) / KWH


def quantity(engine):
    return engine.rated().tariff.rules[-1].quantity_e6


def test_the_highest_of_the_past_bills():
    assert months(history(), 50, 80, 20, 10) == 80
    assert months(history(bills=2), 50, 80, 20, 10) == 80
    assert months(history(bills=1), 50, 80, 20, 10) == 20


def test_the_running_bill_counts_if_it_is_included():
    assert months(history(), 50, 90) == 50
    assert months(history(include_current=True), 50, 90) == 90


def test_the_running_bill_counts_in_its_months_only():
    rule = history(include_current=True, in_months=[1, 3])
    assert months(rule, 50, 90) == 50
    assert months(rule, 50, 90, 70) == 70


def test_without_any_bill_it_is_nought():
    assert months(history(), 50) == 0


def test_least_mean_and_sum():
    assert months(history(statistic="min"), 50, 80, 20, 10) == 20
    assert months(history(statistic="sum"), 50, 80, 20, 10) == 150
    assert months(history(statistic="mean"), 50, 80, 20, 10) == 50


def test_a_mean_is_rounded_down():
    engine = begun([DEMAND, history(statistic="mean", percent="50")])
    for month, kw in enumerate((1, 1, 2, 0)):
        use(engine, (2026, month + 1, 10), kw)
    assert quantity(engine) == 666666


def test_a_bill_counts_with_the_floor_at_least():
    assert months(history(statistic="mean", floor="35"), 50, 80, 20, 10) == 55


def test_percent_of_the_highest():
    assert months(history(percent="80"), 50, 10) == 40


def test_only_the_named_months_count():
    rule = history(in_months=[2, 3])
    assert months(rule, 90, 50, 60, 70, 10) == 60
    assert months(history(in_months=[5], include_current=True), 90, 50, 60, 70, 10) == 10
    assert months(history(in_months=[6]), 90, 50, 60, 70, 10) == 0


def test_past_bills_of_the_site_come_first():
    site = {"past": {"demand": ["30", "70"]}}
    assert months(history(), 50, site=site) == 70
    assert months(history(bills=2), 50, 10, site=site) == 50
    assert months(history(in_months=[12]), 50, 10, site=site) == 30
    site["past"]["history"] = ["31"]
    assert months(history(), 50, site=site) == 31


def test_past_bills_have_the_months_of_their_places():
    """Two-monthly bills: May, March, January before July."""
    site = {"past": {"demand": ["5", "3", "1"]}}
    more = {"site": site, "at": (2026, 7, 1), "cycle": {"months": 2}}
    assert months(history(in_months=[3]), 50, **more) == 3
    assert months(history(in_months=[4]), 50, **more) == 0


def test_unknown_bills_count_as_missing():
    assert months(history(statistic="mean", bills=4, missing="10"), 50, 10) == 20
    assert months(history(missing="7"), 1) == 7


def test_amounts_of_past_bills():
    rule = history(of="energy", what="amount")
    assert months(rule, 500, 10) == 50
    site = {"past": {"energy": ["9999"], "history": ["60"]}}
    assert months(rule, 500, 10, site=site) == 60


def test_a_history_is_for_conditions():
    """A slab protected as long as no bill of the last three was over 200 kWh."""
    protected = dict(ENERGY, rule="protected", when=[{"quantity": "history", "below": "201"}])
    engine = begun([ENERGY, history(of="energy", bills=3), protected])
    amounts = []
    for month, kwh in enumerate((100, 300, 10, 10, 10, 10)):
        use(engine, (2026, month + 1, 10), kwh)
        amounts.append(amount_u(engine))
    assert amounts == [10000000, 30000000, 0, 0, 0, 1000000]


def ratio(**fields):
    rule = {"rule": "ratio", "kind": "ratio", "of": "energy", "per": "demand"}
    rule.update(fields)
    return rule


def test_energy_per_demand_is_hours_of_use():
    engine = begun([ENERGY, DEMAND, ratio()])
    assert quantity(engine) == 0
    use(engine, (2026, 1, 5), 30)
    use(engine, (2026, 1, 6), 20)
    assert quantity(engine) == 1666666


def test_by_hour_it_is_the_load_factor():
    engine = begun([ENERGY, DEMAND, ratio(by="hour")])
    use(engine, (2026, 1, 5), 10, hours=186)
    assert quantity(engine) == 250000
    rules = [ENERGY, DEMAND, ratio(by="hour", quantity_rounding={"to": "0.01"})]
    engine = begun(rules, at=(2026, 1, 30))
    use(engine, (2026, 1, 30), 10, hours=16)
    assert quantity(engine) == 330000


def test_a_site_fact_may_be_what_it_is_divided_by():
    engine = begun([ENERGY, ratio(per="site:kva", by="day")], site={"facts": {"kva": "50"}})
    use(engine, (2026, 1, 5), 3100)
    assert quantity(engine) == 2000000


def test_a_ratio_is_for_conditions():
    rebate = {"rule": "rebate", "kind": "discount", "base": ["energy"], "percent": "5"}
    rebate["when"] = [{"quantity": "ratio", "at_least": "3"}]
    engine = begun([ENERGY, DEMAND, ratio(), rebate])
    use(engine, (2026, 1, 5), 10, hours=2)
    assert amount_u(engine) == 0
    use(engine, (2026, 1, 6), 10)
    assert amount_u(engine) == -150000


def test_a_history_needs_a_rule_above_it():
    error = raises(TariffError, begun, [history(), DEMAND])
    assert "rules[0].of" in str(error)
