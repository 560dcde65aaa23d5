"""Charges that do not depend on energy, worked out by hand."""

from tests.one_bill import BEGIN_S, DAY_MIN, UNIT, begun, draw, line

FEBRUARY_2024_S = 1706745600
SITE = {"facts": {"kva": "100"}}


def charged(start_s=BEGIN_S, **fields):
    """(quantity, amount) of a price for the bill that begins then."""
    rule = {"rule": "fee", "kind": "fixed"}
    rule.update(fields)
    return line(begun([rule], SITE, start_s=start_s), "fee")


def test_a_month_a_year_and_a_day_of_january():
    assert charged(price="12") == (1000000, 12 * UNIT)
    assert charged(price="12", per="year") == (1000000, UNIT)
    assert charged(price="12", per="day") == (31000000, 372 * UNIT)
    assert charged(price="12", of="site:kva") == (100000000, 1200 * UNIT)


def test_the_price_of_a_year_shared_out_over_its_days():
    assert charged(price="36.5", per="year_by_days") == (31000000, 3100000)
    leap = charged(price="36.6", per="year_by_days", start_s=FEBRUARY_2024_S)
    assert leap == (29000000, 2900000)


def test_a_part_of_a_month():
    later_s = BEGIN_S + 21 * DAY_MIN * 60
    assert charged(price="31", start_s=later_s)[1] == 10 * UNIT
    assert charged(price="31", start_s=later_s, part_period="full")[1] == 31 * UNIT
    assert charged(price="36.5", per="year_by_days", start_s=later_s) == (10000000, UNIT)


def test_the_energy_of_a_bill_of_two_months_has_its_price_once():
    energy = {"rule": "use", "kind": "energy"}
    fuel = {"rule": "fuel", "kind": "fixed", "price": "0.05", "of": "use"}
    standing = {"rule": "standing", "kind": "fixed", "price": "3"}
    engine = begun([energy, fuel, standing], cycle={"months": 2})
    draw(engine, 0, 60, kw=100)
    draw(engine, 40 * DAY_MIN, 60, kw=100)
    assert line(engine, "fuel") == (200 * UNIT, 10 * UNIT)
    assert line(engine, "standing") == (2 * UNIT, 6 * UNIT)
    assert [each.unit for each in engine.rated().lines()] == ["kWh", "month"]
    engine.begin(BEGIN_S + 50 * DAY_MIN * 60)
    draw(engine, 50 * DAY_MIN, 60, kw=100)
    assert line(engine, "fuel") == (100 * UNIT, 5 * UNIT), "the energy of a part is whole"
