"""Billing demand from the demands of past bills, worked out by hand."""

from tests.one_bill import BEGIN_S, DAY_MIN, KW, begun, draw, quantity

DEMAND = {"rule": "demand", "kind": "demand"}
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28)


def billed(rules, peaks, site=None):
    """The quantities of rule "billed" in the bills of January on, in watts."""
    engine = begun(rules, site)
    found = []
    engine.on_close = lambda bill: found.append(quantity_w(bill))
    first_min = 0
    for days, kw in zip(MONTHS, peaks):
        draw(engine, first_min, 15, kw=kw)
        first_min += days * DAY_MIN
        engine.advance(BEGIN_S + first_min * 60)
    return found


def quantity_w(bill):
    return [rule.quantity_e6 // 1000 for rule in bill.tariff.rules if rule.name == "billed"][0]


def test_80_percent_of_the_highest_of_eleven_past_bills():
    past = {"rule": "past", "kind": "history", "of": "demand", "bills": 11, "percent": "80"}
    greatest = [{"of": "demand"}, {"of": "past"}, {"value": "45"}]
    rule = {"rule": "billed", "kind": "billing_demand", "greatest": greatest, "price": "1"}
    peaks = (40, 100, 70, 90, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)
    wanted = [45000, 100000, 80000, 90000] + [80000] * 9 + [72000]  # February leaves after 11
    assert billed([DEMAND, past, rule], peaks) == wanted
    found = billed([DEMAND, past, rule], (40,), {"past": {"demand": ["30", "200"]}})
    assert found == [160000]


def test_a_ratchet_of_the_summer_months():
    past = {"rule": "past", "kind": "history", "of": "demand", "bills": 11, "percent": "90"}
    past["in_months"] = [6, 7, 8, 9]
    rule = {"rule": "billed", "kind": "billing_demand"}
    rule["greatest"] = [{"of": "demand"}, {"of": "past"}]
    peaks = (90, 10, 10, 10, 95, 50, 60, 10, 10, 10, 99, 10)
    wanted = [90, 10, 10, 10, 95, 50, 60, 54, 54, 54, 99, 54]
    assert billed([DEMAND, past, rule], peaks) == [kw * 1000 for kw in wanted]


def test_flanders_bills_the_mean_of_twelve_months_of_at_least_2_5_kw():
    mean = {"rule": "mean", "kind": "history", "of": "demand", "bills": 11, "statistic": "mean"}
    mean.update(include_current=True, floor="2.5")
    rule = {"rule": "billed", "kind": "billing_demand", "greatest": [{"of": "mean"}], "price": "4"}
    peaks = (2, 4, 6, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10)
    # 2.5; (2.5 + 4) / 2; (2.5 + 4 + 6) / 3; then 2.5 each; February to January: 10 for the 2.5
    totals = [2.5, 6.5, 12.5, 15, 17.5, 20, 22.5, 25, 27.5, 30, 32.5, 35, 42.5]
    wanted = [int(total * 1000) // min(n + 1, 12) for n, total in enumerate(totals)]
    assert billed([DEMAND, mean, rule], peaks) == wanted


def test_a_running_mean_is_shown_before_the_bill_ends():
    mean = {"rule": "mean", "kind": "history", "of": "demand", "bills": 11, "statistic": "mean"}
    mean.update(include_current=True, missing="0")
    engine = begun([DEMAND, mean])
    draw(engine, 0, 15, kw=24)
    assert quantity(engine, "mean") == 2 * KW
