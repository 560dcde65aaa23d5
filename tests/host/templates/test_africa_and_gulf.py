"""Tariffs of Nigeria, Uganda, Egypt, Dubai and Israel beside exact arithmetic."""

from fractions import Fraction

from tests.host.oracles.national import cents, hours, priced
from tests.host.oracles.rational import exact, in_tiers, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def taxed(lines, percent, to="0.01"):
    lines["tax", "VAT"] = rounded(sum(lines.values()) * exact(percent) / 100, to)
    return lines


def test_nigeria(bill):
    found, months = bill("ng-band-a-md2", "Africa/Lagos", "2025-01-01", days=90)
    expected = [
        taxed({("energy", "energy"): cents(month.energy() * exact("209.50"))}, "7.5")
        for month in months
    ]
    agree(found, expected)


def uganda(at):
    return "peak" if at.hour >= 18 else "off-peak" if at.hour < 6 else "shoulder"


def uganda_bill(month):
    prices = {"shoulder": "461.4", "peak": "602.2", "off-peak": "365.9"}
    kva = month.demand("kvah", minutes=30)
    lines = {
        ("energy", "energy"): priced(month.split(uganda), prices, to="1"),
        ("demand_flat", "demand"): rounded(kva * 16645, "1"),
        ("fixed", "service charge"): 22400,
    }
    return taxed(lines, "18", "1")


def test_uganda(bill):
    found, months = bill("ug-uedcl-medium-industrial", "Africa/Kampala", "2025-04-01", days=275)
    agree(found, [uganda_bill(month) for month in months])


FUEL = {1: "0.055", 2: "0.061", 3: None}


def dubai_bill(month):
    kwh = month.energy()
    slabs = zip(in_tiers(kwh, ("10000", None)), ("0.23", "0.38"), strict=True)
    energy = sum(cents(part * exact(price)) for part, price in slabs)
    fuel = cents(kwh * exact(FUEL.get(month.number) or "0.06"))
    lines = {
        ("energy", "energy"): energy,
        ("energy", "fuel surcharge"): fuel,
        ("fixed", "meter rent"): 6,
    }
    return taxed(lines, "5")


def test_dubai(bill):
    feed = [[f"2025-{month:02}-01T00:00", price] for month, price in FUEL.items()]
    site = {"feeds": {"fuel surcharge": feed}}
    found, months = bill("ae-dewa-industrial", "Asia/Dubai", "2025-01-01", days=120, site=site)
    agree(found, [dubai_bill(month) for month in months])
    parts = [line["part"] for each in found for line in each["lines"] if "fuel" in line["rule"]]
    assert parts == ["", "", "fallback", "fallback"]


def israel(at):
    season = "winter" if at.month in (12, 1, 2) else "summer" if 6 <= at.month <= 9 else "mild"
    sunday_to_thursday = at.weekday() in (6, 0, 1, 2, 3)
    if season == "winter":
        return f"winter {'peak' if hours(at, (17, 22)) else 'off-peak'}"
    evening = hours(at, (17, 23 if season == "summer" else 22))
    return f"{season} {'peak' if sunday_to_thursday and evening else 'off-peak'}"


ISRAEL = {
    "winter off-peak": "0.4562",
    "winter peak": "1.2071",
    "mild off-peak": "0.4452",
    "mild peak": "0.5025",
    "summer off-peak": "0.5294",
    "summer peak": "1.6895",
}


def israel_bill(month):
    lines = {
        ("energy", "energy"): priced(month.split(israel), ISRAEL),
        ("fixed", "fixed charge"): cents(month.days * exact("1.2")),
        ("fixed", "supply"): cents(month.days * 630 * exact("0.0541")),
    }
    return taxed(lines, "18")


def test_israel(bill):
    found, months = bill("il-taoz-low-voltage", "Etc/GMT-2", "2025-11-01", days=120)
    agree(found, [israel_bill(month) for month in months])
    assert {month.number for month in months} == {11, 12, 1, 2}


def test_israel_in_summer(bill):
    """Within daylight saving all along."""
    found, months = bill("il-taoz-low-voltage", "Etc/GMT-3", "2025-04-01", days=183)
    agree(found, [israel_bill(month) for month in months])
    assert Fraction(found[4]["total"]) > 0


def slabs(kwh, limits, prices):
    parts = in_tiers(kwh, limits)
    return sum(cents(part * exact(price)) for part, price in zip(parts, prices, strict=True))


def egypt_bill(month):
    kwh = month.energy()
    if kwh <= 100:
        lines = {("energy", "up to 100"): slabs(kwh, (50, None), ("0.68", "0.78"))}
    elif kwh <= 650:
        amount = slabs(kwh, (200, 350, None), ("0.95", "1.55", "1.95"))
        lines = {("energy", "up to 650"): amount}
    else:
        price = "2.10" if kwh <= 1000 else "2.23"
        lines = {("energy", "above 650"): cents(kwh * exact(price))}
    fees = zip((50, 100, 200, 350, 650, 1000), (1, 2, 6, 11, 15, 25), strict=True)
    lines["fixed", "service fee"] = next((fee for limit, fee in fees if kwh <= limit), 40)
    return lines


def test_egypt(bill):
    kinds = set()
    for part in (100, 130, 700):
        found, months = bill("eg-home-slabs", "Etc/GMT-2", "2025-01-01", part=part)
        expected = [egypt_bill(month) for month in months]
        agree(found, expected)
        kinds |= {rule for each in expected for _, rule in each}
    assert kinds == {"up to 100", "up to 650", "above 650", "service fee"}
