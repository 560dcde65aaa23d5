"""Tariffs of Vietnam and the Philippines beside exact arithmetic."""

from fractions import Fraction

from tests.host.oracles.national import cents, hours, priced
from tests.host.oracles.rational import exact, marginal, power_factor, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def vietnam(at):
    if hours(at, (22, 4)):
        return "low"
    working = at.weekday() < 6
    return "peak" if working and hours(at, (9.5, 11.5), (17, 20)) else "normal"


def vietnam_bill(month):
    energy = priced(
        month.split(vietnam), {"normal": "1833", "low": "1190", "peak": "3398"}, to="1"
    )
    factor = power_factor(month.energy(), month.energy("lag"))
    percent = rounded(max(0, Fraction(9, 10) / factor - 1) * 100, "0.01")
    adjusted = rounded(energy * percent / 100, "1")
    lines = {("energy", "energy"): energy, ("power_factor", "power factor"): adjusted}
    lines["tax", "VAT"] = rounded((energy + adjusted) * Fraction(8, 100), "1")
    return lines


def test_vietnam_manufacturing(bill):
    found, months = bill("vn-evn-manufacturing", "Asia/Ho_Chi_Minh", "2025-06-01", days=214)
    expected = [vietnam_bill(month) for month in months]
    agree(found, expected)
    adjusted = [each["power_factor", "power factor"] for each in expected]
    assert min(adjusted) == 0 < max(adjusted)


def test_vietnam_home(bill):
    found, months = bill("vn-evn-home", "Asia/Ho_Chi_Minh", "2025-06-01", days=214, part=200)
    limits = ("50", "100", "200", "300", "400", None)
    prices = ("1984", "2050", "2380", "2998", "3350", "3460")
    for month, bills in zip(months, found, strict=True):
        steps = zip(limits, prices, strict=True)
        energy, below = Fraction(0), Fraction(0)
        for limit, price in steps:
            top = month.energy() if limit is None else min(month.energy(), Fraction(limit))
            energy += rounded(max(Fraction(0), top - below) * exact(price), "1")
            below = max(below, top)
        lines = {("energy", "energy"): energy}
        lines["tax", "VAT"] = rounded(energy * Fraction(8, 100), "1")
        agree([bills], [lines])
        whole = marginal(month.energy(), limits, prices)
        assert abs(energy - whole) <= 3, "six roundings of a dong"
    assert {month.energy() > 400 for month in months} == {False, True}


def philippines_bill(month):
    kwh, kw = month.energy(), month.demand()
    generation = cents(kwh * exact("5.4321"))
    transmission, distribution = cents(kw * exact("389.27")), cents(kw * exact("196.46"))
    loss = cents((generation + transmission) * exact("4.75") / 100)
    factor = power_factor(kwh, month.energy("lag"))
    off = (factor - Fraction(85, 100)) * 100
    percent = -off * Fraction(3, 10) if off > 0 else -off * Fraction(6, 10)
    adjusted = cents((generation + transmission + distribution) * percent / 100)
    lines = {
        ("energy", "generation"): generation,
        ("demand_flat", "transmission"): transmission,
        ("demand_flat", "distribution"): distribution,
        ("other", "system loss"): loss,
        ("power_factor", "power factor"): adjusted,
        ("fixed", "supply and metering"): exact("6375.10"),
    }
    lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(12, 100))
    lines["other", "universal charge"] = cents(kwh * exact("0.1949"))
    return lines


def test_philippines(bill):
    found, months = bill("ph-meralco-industrial", "Asia/Manila", "2025-01-01")
    expected = [philippines_bill(month) for month in months]
    agree(found, expected)
    assert all(each["power_factor", "power factor"] < 0 for each in expected)
