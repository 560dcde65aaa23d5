"""Credits for exported energy, and their banks."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import KWH, amount_u, begun, lines, restarted, use, utc_s

EURO = 1000000
ENERGY = {"rule": "energy", "kind": "energy", "price": "0.5"}
STANDING = {"rule": "standing", "kind": "fixed", "price": "31"}


def export(**fields):
    rule = {"rule": "export", "kind": "export", "price": "0.1"}
    rule.update(fields)
    return rule


def net_billing(**fields):
    return export(mode="net_billing", base=["energy"], **fields)


def net_metering(**fields):
    rule = export(mode="net_metering", prices={"low": "0.25", "high": "0.5"}, **fields)
    del rule["price"]
    return rule


def months(rule, *uses, **more):
    """What a rule comes to in euro, in months of (imported, exported kWh) at night."""
    engine = begun([ENERGY, rule], **more)
    amounts = []
    for number, (imported, exported) in enumerate(uses):
        engine = restarted(engine)
        use(engine, (2026, 1 + number, 10), imported, exported)
        amounts.append(amount_u(engine) / EURO)
    return amounts


def test_gross_credits_all_export():
    assert months(export(), (10, 100), (0, 5)) == [-10, -0.5]


def test_gross_by_period():
    engine = begun([by_period()])
    use(engine, (2026, 1, 1, 0), 0, 10)
    use(engine, (2026, 1, 1, 9), 0, 20)
    assert lines(engine) == [("low", 10 * KWH, -1000000), ("high", 20 * KWH, -4000000)]


def by_period():
    rule = export(prices={"low": "0.1", "high": "0.2"})
    del rule["price"]
    return rule


def test_net_billing_credits_no_more_than_the_base_and_keeps_the_rest():
    used = ((10, 100), (10, 20), (10, 0), (10, 0))
    assert months(net_billing(), *used) == [-5, -5, -2, 0]


def test_a_base_below_zero_costs_nothing_and_uses_nothing():
    rebate = {"rule": "rebate", "kind": "fixed", "price": "-8"}
    rule = dict(net_billing(), base=["energy", "rebate"])
    engine = begun([ENERGY, rebate, rule])
    use(engine, (2026, 1, 10), 10, 100)
    assert amount_u(engine) == 0
    use(engine, (2026, 2, 10), 40)
    assert amount_u(engine) == -10 * EURO


def test_a_bank_of_money_from_before():
    site = {"past": {"export": ["7"]}}
    assert months(net_billing(), (10, 0), (10, 0), site=site) == [-5, -2]


def test_net_billing_settles_once_a_year():
    rule = net_billing(settle_month=2)
    assert months(rule, (10, 100), (10, 100), (10, 0)) == [-5, -5, 0]
    paid = net_billing(settle_month=2, cash_out_percent="50")
    assert months(paid, (10, 100), (10, 100), (10, 0)) == [-5, -10, 0]


def test_credits_in_cents_lose_nothing():
    rule = net_billing(rounding={"to": "0.01", "mode": "truncate"})
    energy = dict(ENERGY, price="0.333333")
    engine = begun([energy, rule])
    credited = 0
    for month in range(1, 7):
        use(engine, (2026, month, 10), 1, 7 if month == 1 else 0)
        credited += amount_u(engine)
    assert credited == -700000


def test_net_billing_accrues_with_its_base():
    engine = begun([STANDING, export(mode="net_billing", base=["standing"])])
    use(engine, (2026, 1, 1), 0, 100)
    assert amount_u(engine) == -10 * EURO
    assert engine.lifetime_u() == 0
    use(engine, (2026, 1, 20), 0)
    assert engine.lifetime_u() == 10 * EURO


def test_cash_out_is_debited_at_close():
    engine = begun([ENERGY, net_billing(settle_month=1, cash_out_percent="100")])
    use(engine, (2026, 1, 1), 10, 100)
    assert amount_u(engine) == -10 * EURO
    assert engine.lifetime_u() == 0
    engine.advance(engine.values[1])
    assert engine.closed_u == -5 * EURO


def test_net_metering_offsets_import_of_the_same_period():
    engine = begun([net_metering()])
    use(engine, (2026, 1, 1, 0), 40, 10)
    use(engine, (2026, 1, 1, 9), 10, 30)
    assert lines(engine) == [("low", 10 * KWH, -2500000), ("high", 10 * KWH, -5000000)]
    use(engine, (2026, 2, 1, 0), 5, 0)
    use(engine, (2026, 2, 1, 9), 50, 0)
    assert lines(restarted(engine)) == [("low", 0, 0), ("high", 20 * KWH, -10000000)]


def test_a_bill_that_is_not_credited_uses_nothing_of_the_bank():
    summer = net_metering(when=[{"quantity": "month", "at_least": "2", "at_most": "2"}])
    assert months(summer, (10, 30), (40, 0), (5, 0)) == [0, -7.5, 0]


def test_left_energy_is_cashed_out_or_expires():
    paid = net_metering(settle_month=2, cash_out="0.01")
    assert months(paid, (0, 100), (20, 0), (20, 0)) == [0, -5.8, 0]
    assert months(net_metering(settle_month=2), (0, 100), (20, 0), (20, 0)) == [0, -5, 0]
    assert months(net_metering(), (0, 100), (20, 0), (20, 0)) == [0, -5, -5]


def test_a_bank_of_energy_from_before():
    site = {"past": {"export": ["30", "2"]}}
    assert months(net_metering(), (20, 0), (20, 0), site=site) == [-5, -2.5]


def test_the_settling_bill_is_the_one_in_which_the_month_begins():
    engine = begun([ENERGY, net_billing(settle_month=4)], cycle={"months": 2})
    use(engine, (2026, 1, 5), 0, 100)
    use(engine, (2026, 3, 5), 10, 0)
    assert amount_u(engine) == -5 * EURO
    use(engine, (2026, 5, 5), 10, 0)
    assert amount_u(engine) == 0


def test_a_quarter_before_the_settling_month_keeps_its_bank():
    engine = begun([ENERGY, net_billing(settle_month=4)], cycle={"months": 3})
    use(engine, (2026, 1, 5), 0, 100)
    use(engine, (2026, 4, 5), 10, 0)
    assert amount_u(engine) == -5 * EURO


def refusal(rule, site=None):
    return str(raises(TariffError, begun, [ENERGY, rule], site))


def test_what_makes_no_sense_is_refused():
    assert "rules[1].base" in refusal(export(mode="net_billing"))
    assert "rules[1].base" in refusal(export(base=["energy"]))
    assert "rules[1].settle_month" in refusal(export(settle_month=1))
    assert "rules[1].cash_out" in refusal(net_billing(settle_month=1, cash_out="1"))
    assert "rules[1].settle_month" in refusal(net_metering(cash_out="1"))
    assert "price" in refusal({"rule": "export", "kind": "export"})
    assert "price" in refusal(export(prices={"low": "1"}))
    assert "site.past.export" in refusal(net_metering(), {"past": {"export": ["1"]}})


def test_a_bank_is_kept_where_the_rule_does_not_charge_in_the_month_of_settling():
    winter = [{"quantity": "month", "at_most": "1"}]
    rule = net_billing(settle_month=2, cash_out_percent="100", when=winter)
    engine = begun([ENERGY, rule])
    for month in (1, 2):
        use(engine, (2026, month, 10), 0, 100 if month == 1 else 0)
    engine.advance(utc_s(2026, 3))
    assert engine.tariff.rules[-1].values == [10 * EURO]
