"""Minimum bills and caps."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import amount_u, begun, restarted, use

EURO = 1000000
ENERGY = {"rule": "energy", "kind": "energy", "price": "1"}
DEMAND = {"rule": "demand", "kind": "demand", "window_min": 60, "price": "2"}


def minimum(**fields):
    rule = {"rule": "minimum", "kind": "minimum", "base": ["energy"]}
    rule.update(fields)
    return rule


def cap(**fields):
    return minimum(rule="cap", kind="cap", **fields)


def month_by_month(rules, *kwh, **more):
    """What the last rule comes to in euro, in these months of 2026."""
    engine = begun(rules, **more)
    bills = []
    engine.on_close = lambda bill: bills.append(bill.tariff.rules[-1].amount_u)
    first = more.get("at", (2026, 1, 1))[1]
    for number, each in enumerate(kwh):
        engine.advance(engine.values[1] if number else engine.values[0])
        month = first + number
        use(engine, (2026 + (month - 1) // 12, (month - 1) % 12 + 1, 28), each)
        stored, closed = restarted(engine), engine.on_close
        engine, engine.on_close = stored, closed
    engine.advance(engine.values[1])
    return [each / EURO for each in bills]


def test_a_minimum_makes_up_what_the_base_lacks():
    assert month_by_month([ENERGY, minimum(amount="50")], 30, 70, 50) == [20, 0, 0]


def test_a_minimum_of_a_quantity():
    rule = minimum(of="site:kva", price="0.5", amount="10")
    assert month_by_month([ENERGY, rule], 30, 70, site={"facts": {"kva": "100"}}) == [30, 0]


def test_a_minimum_of_a_share_of_past_amounts():
    """Thailand: 70 % of the highest demand charge of the last 12 months."""
    past = {"rule": "past", "kind": "history", "of": "demand", "what": "amount"}
    rule = minimum(of="past", percent="70", base=["demand"])
    assert month_by_month([DEMAND, past, rule], 50, 10, 40) == [0, 50, 0]


def test_a_minimum_is_prorated_in_a_part_of_a_cycle():
    part = {"at": (2026, 2, 15)}
    assert month_by_month([ENERGY, minimum(amount="50")], 20, 20, **part) == [5, 30]
    full = minimum(amount="50", part_period="full")
    assert month_by_month([ENERGY, full], 20, **part) == [30]


def test_a_minimum_a_month_counts_every_month_of_the_cycle():
    assert month_by_month([ENERGY, minimum(amount="50")], 30, cycle={"months": 3}) == [120]


def test_an_amount_beside_a_percentage_counts_every_month_of_the_cycle_too():
    rule = minimum(amount="10", of="energy", percent="100")
    engine = begun([ENERGY, rule], cycle={"months": 2})
    use(engine, (2026, 1, 5), 5)
    assert amount_u(engine) == 20 * EURO  # 2 x 10 and 5, of which there are 5


def test_a_minimum_accrues_day_by_day():
    engine = begun([ENERGY, minimum(amount="310")])
    use(engine, (2026, 1, 1), 4)
    assert engine.lifetime_u() == 10 * EURO
    use(engine, (2026, 1, 10), 200)
    assert engine.lifetime_u() == 204 * EURO
    use(engine, (2026, 1, 30), 0)
    assert engine.lifetime_u() == 300 * EURO
    engine.advance(engine.values[1])
    assert engine.closed_u == 310 * EURO


def test_an_annual_minimum_is_settled_in_the_last_bill_of_the_year():
    rule = minimum(amount="1200", per="year")
    short = [150] + [50] * 12
    assert month_by_month([ENERGY, rule], *short) == [0] * 11 + [500, 0]
    assert month_by_month([ENERGY, rule], *([120] * 12)) == [0] * 12


def test_an_annual_minimum_accrues_by_the_share_of_days():
    rule = minimum(amount="1200", per="year", settle="each_bill")
    engine = begun([ENERGY, rule], at=(2026, 3, 1))
    use(engine, (2026, 4, 3), 0)
    assert engine.closed_u == 100 * EURO
    assert engine.lifetime_u() == 110 * EURO


def test_an_annual_minimum_of_bills_of_two_months_is_settled_in_the_sixth():
    engine = begun([ENERGY, minimum(amount="1200", per="year")], cycle={"months": 2})
    found = []
    engine.on_close = lambda bill: found.append(bill.total_u // EURO)
    for _ in range(7):
        engine.advance(engine.values[1])
    assert found == [0, 0, 0, 0, 0, 1200, 0]


def test_an_annual_minimum_may_be_charged_bill_by_bill():
    rule = minimum(amount="1200", per="year", settle="each_bill")
    kwh = [50, 50, 300, 0, 0, 100, 100, 100, 100, 100, 100, 50, 40]
    charged = month_by_month([ENERGY, rule], *kwh)
    assert charged == [50, 50, -100, 0, 100, 0, 0, 0, 0, 0, 0, 50, 60]
    assert sum(charged[:12]) == 1200 - sum(kwh[:12])


def test_what_a_year_had_beyond_its_minimum_is_not_carried_into_the_next():
    rule = minimum(amount="1200", per="year", settle="each_bill")
    charged = month_by_month([ENERGY, rule], *([150] * 12 + [40, 110]))
    assert charged == [0] * 12 + [60, -10]


def test_a_year_may_begin_in_another_month():
    rule = minimum(amount="1200", per="year", year_from=4)
    charged = month_by_month([ENERGY, rule], *([90] * 6))
    assert charged == [0, 0, 30, 0, 0, 0]  # January to March of a year that began in April


def test_a_year_metered_in_part_counts_in_part_or_full():
    more = {"at": (2026, 11, 16)}
    rule = minimum(amount="1200", per="year")
    assert month_by_month([ENERGY, rule], 20, 30, **more) == [0, 100]
    full = minimum(amount="1200", per="year", part_period="full")
    assert month_by_month([ENERGY, full], 20, 30, **more) == [0, 1150]


def test_monthly_and_annual_minimum_as_the_base_says():
    """PySAM's: top-ups of months do not count towards the year, unless they are named."""
    monthly = minimum(rule="monthly", amount="100")
    annual = minimum(amount="1500", per="year")
    kwh = [100] * 6 + [50] * 6
    assert month_by_month([ENERGY, monthly, annual], *kwh)[-1] == 600
    annual["base"] = ["energy", "monthly"]
    assert month_by_month([ENERGY, monthly, annual], *kwh)[-1] == 300


def test_a_cap_takes_off_what_is_over_it():
    assert month_by_month([ENERGY, cap(amount="50")], 30, 70) == [0, -20]


def test_a_cap_on_the_price_of_a_kwh():
    rule = cap(base=["energy", "demand"], of="energy", price="1.5")
    engine = begun([ENERGY, DEMAND, rule])
    use(engine, (2026, 1, 1), 10)
    assert amount_u(engine) == -15 * EURO  # 30 of energy and demand, at most 15
    use(engine, (2026, 1, 2), 10, hours=7)
    assert amount_u(engine) == 0


def test_a_cap_in_a_part_of_a_cycle():
    """Half of 50, and 0.1 a kWh as it stands."""
    rule = cap(amount="50", of="energy", price="0.1")
    assert month_by_month([ENERGY, rule], 70, at=(2026, 2, 15)) == [-38]


def test_a_cap_counts_every_month_of_the_cycle():
    assert month_by_month([ENERGY, cap(amount="50")], 130, cycle={"months": 2}) == [-30]


def test_a_cap_counts_as_accrued():
    standing = {"rule": "standing", "kind": "fixed", "price": "62"}
    engine = begun([standing, cap(base=["standing"], amount="31")])
    use(engine, (2026, 1, 10), 1)
    assert engine.lifetime_u() == 20 * EURO
    use(engine, (2026, 1, 31), 1)
    assert engine.lifetime_u() == 31 * EURO


def test_a_cap_that_takes_nothing_off_accrues_nothing_either():
    """What keeps the bill below the cap is a credit that is given at its close."""
    credit = {"rule": "credit", "kind": "fixed", "price": "-30", "accrual": "at_close"}
    engine = begun([ENERGY, credit, cap(base=["energy", "credit"], amount="50")])
    use(engine, (2026, 1, 10), 70)
    assert engine.lifetime_u() == 70 * EURO
    assert engine.rated().total_u == 40 * EURO


def refusal(rule):
    return str(raises(TariffError, begun, [ENERGY, rule]))


def test_what_makes_no_sense_is_refused():
    assert "rules[1].amount" in refusal(minimum())
    assert "price or percent" in refusal(minimum(of="energy"))
    assert "price or percent" in refusal(minimum(price="1", amount="1"))
    assert "price or percent" in refusal(minimum(of="energy", price="1", percent="1"))
    assert "rules[1].percent" in refusal(minimum(of="energy", percent="1", per="year"))
    assert "rules[1].base" in refusal(minimum(base=["none"], amount="1"))
