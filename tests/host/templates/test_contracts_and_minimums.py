"""Tariffs of Hong Kong, Taiwan, Singapore, Oklahoma and Ghana, beside exact arithmetic."""

from fractions import Fraction

from tests.host.oracles.national import cents, dates, hours, priced
from tests.host.oracles.rational import exact, in_tiers, power_factor, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def blocks(quantity, limits, prices):
    parts = in_tiers(quantity, limits)
    return sum(cents(part * exact(price)) for part, price in zip(parts, prices, strict=True))


HONG_KONG = dates(
    *("2025-01-01", "2025-01-29..2025-01-31", "2025-04-04", "2025-04-18..2025-04-19"),
    *("2025-04-21", "2025-05-01", "2025-05-05", "2025-05-31", "2025-07-01", "2025-10-01"),
    *("2025-10-07", "2025-10-29", "2025-12-25..2025-12-26"),
)


def busy(at):
    return at.weekday() < 6 and at.date() not in HONG_KONG and hours(at, (9, 21))


def hong_kong(month):
    kva = max(month.demand("kvah", minutes=30, where=busy), Fraction(100))
    off = month.demand("kvah", minutes=30, where=lambda at: not busy(at))
    on, kwh = month.energy(where=busy), month.energy()
    fuel = exact("0.436" if month.number == 1 else "0.4287")
    return {
        ("demand_tou", "demand"): blocks(kva, (650, None), ("68.4", "65.4")),
        ("demand_tou", "off-peak excess"): cents(max(0, off - kva) * exact("26.9")),
        ("energy", "on-peak energy"): blocks(on, (200 * kva, None), ("0.778", "0.76")),
        ("energy", "off-peak energy"): cents((kwh - on) * exact("0.692")),
        ("energy", "fuel"): cents(kwh * fuel),
    }


def test_hong_kong(bill):
    found, months = bill("hk-clp-bulk", "Asia/Hong_Kong", "2025-01-01")
    agree(found, [hong_kong(month) for month in months])


TAIWAN = dates(
    *("2025-01-01", "2025-01-28..2025-01-31", "2025-02-28", "2025-04-04", "2025-05-01"),
    *("2025-05-31", "2025-10-06", "2025-10-10"),
)
TAIWAN_PRICES = {
    "summer peak": "9.39",
    "summer half": "5.85",
    "half": "5.47",
    "summer saturday": "2.60",
    "saturday": "2.41",
    "summer off": "2.53",
    "off": "2.32",
}


def taiwan_period(at):
    summer = "summer " if 6 <= at.month <= 9 else ""
    day = 6 if at.date() in TAIWAN else at.weekday()
    if day == 6 or not hours(at, *(((9, 24),) if summer else ((6, 11), (14, 24)))):
        return summer + "off"
    if day == 5:
        return summer + "saturday"
    return "summer peak" if summer and hours(at, (16, 22)) else summer + "half"


def taiwan(month):
    summer = "summer " if 6 <= month.number <= 9 else ""
    price = exact("223.6" if summer else "166.9")
    kw, kwh = month.demand(), month.energy()
    factor = int(100 * rounded(power_factor(kwh, month.energy("lag")), "0.01"))
    percent = (80 - min(factor, 95)) * Fraction(1, 10)
    energy = priced(month.split(taiwan_period), TAIWAN_PRICES)
    lines = {
        ("demand_flat", summer + "basic"): 400 * price,
        ("demand_flat", summer + "overrun"): cents(max(0, kw - 400) * 2 * price),
        ("demand_flat", summer + "beyond a tenth"): cents(max(0, kw - 440) * price),
        ("energy", "energy"): energy,
    }
    lines["power_factor", "power factor"] = cents((400 * price + energy) * percent / 100)
    return lines


def test_taiwan(bill):
    found, months = bill("tw-taipower-hv-three-stage", "Asia/Taipei", "2025-01-01")
    expected = [taiwan(month) for month in months]
    agree(found, expected)
    assert any(each.get(("demand_flat", "beyond a tenth")) for each in expected)


def singapore(month):
    by_period = month.split(lambda at: "peak" if hours(at, (7, 23)) else "off")
    over = max(0, month.demand(minutes=30) - 350)
    reactive = max(0, month.energy("lag") - month.energy() * Fraction(62, 100))
    lines = {
        ("energy", "energy"): priced(by_period, {"peak": "0.2462", "off": "0.2381"}),
        ("demand_flat", "capacity"): 350 * exact("17.10") + cents(over * exact("25.65")),
        ("reactive", "kvarh"): cents(reactive * exact("0.0059")),
    }
    lines["tax", "GST"] = cents(sum(lines.values()) * Fraction(9, 100))
    return lines


def test_singapore(bill):
    found, months = bill("sg-sp-ht-small", "Asia/Singapore", "2025-01-01")
    agree(found, [singapore(month) for month in months])


def oklahoma_peak(at):
    return 6 <= at.month <= 9 and at.weekday() < 5 and hours(at, (14, 21))


def ratchet(own, past):
    """The month's own demand, or 90 % of the highest of eleven months before."""
    return rounded(max(own, Fraction(90, 100) * max(past, default=0)), "0.000001")


def oklahoma(months):
    peaks = [month.demand(where=oklahoma_peak) for month in months]
    highest = [month.demand() for month in months]
    for number, month in enumerate(months):
        past = slice(max(0, number - 11), number)
        peak = ratchet(peaks[number], peaks[past])
        kw = max(ratchet(highest[number], highest[past]), 294)
        lines = {
            ("demand_tou", "peak demand"): cents(peak * exact("7.05")),
            ("demand_flat", "maximum demand"): cents(kw * exact("2.47")),
            ("energy", "energy"): cents(month.energy() * exact("0.01021")),
        }
        least = 420 * exact("10.20") - sum(lines.values())
        lines["minimum", "minimum take"] = cents(max(Fraction(0), least))
        lines["other", "fuel"] = cents(month.energy() * exact("0.03015"))
        lines["fixed", "base service"] = 150
        yield lines


def test_oklahoma(bill):
    found, months = bill("us-pso-lpl-large-load", "America/Chicago", "2025-01-01")
    expected = list(oklahoma(months))
    agree(found, expected)
    assert {each["minimum", "minimum take"] > 0 for each in expected} == {True, False}


def ghana(month):
    energy = cents(month.energy() * exact("1.7418"))
    kva = cents(month.demand("kvah", minutes=30) * 59)
    levied = energy + kva + 500
    levy = cents(levied * Fraction(5, 100))
    return {
        ("energy", "energy"): energy,
        ("demand_flat", "kVA"): kva,
        ("fixed", "service charge"): 500,
        ("tax", "street light levy"): cents(energy * Fraction(3, 100)),
        ("tax", "electrification levy"): cents(energy * Fraction(2, 100)),
        ("tax", "NHIL and GETFund"): levy,
        ("tax", "VAT"): cents((levied + levy) * Fraction(15, 100)),
    }


def test_ghana(bill):
    found, months = bill("gh-slt-mv", "Africa/Accra", "2025-01-01")
    agree(found, [ghana(month) for month in months])
