"""Tariffs of Colombia, Czechia, Austria and Idaho, beside exact arithmetic."""

from fractions import Fraction

from tests.host.oracles.national import cents, hours, priced
from tests.host.oracles.rational import exact, in_tiers, power_factor, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def colombia(month):
    kwh = month.energy()
    cost = exact({1: "812.35", 2: "827.9"}.get(month.number, "799.14"))
    lines = {
        ("energy", "unit cost"): cents(kwh * cost),
        ("other", "subsidy"): -cents(min(kwh, 130) * cost / 2),
    }
    lines["tax", "public lighting"] = cents(min(18500, sum(lines.values()) * Fraction(9, 100)))
    return lines


def test_colombia_at_home(bill):
    for part in (100, 600):
        found, months = bill("co-home-estrato-2", "America/Bogota", "2025-01-01", part=part)
        expected = [colombia(month) for month in months]
        agree(found, expected, total=lambda values: rounded(sum(values), "1"))


def czechia(month):
    kwh = month.energy()
    factor = rounded(power_factor(kwh, month.energy("lag")), "0.01")
    steps = max(0, 95 - max(60, int(100 * factor)))
    supply = cents(kwh * exact("2.874"))
    lines = {
        ("energy", "supply"): supply,
        ("energy", "grid use"): cents(kwh * exact("0.07216")),
        ("demand_flat", "reserved by the year"): 250 * exact("218.354"),
        ("demand_flat", "reserved by the month"): 60 * exact("243.912"),
        ("demand_flat", "over the reserve"): cents(
            max(0, month.demand() - 310) * 4 * exact("243.912")
        ),
        ("power_factor", "power factor"): cents(supply * steps * exact("1.1") / 100),
        ("reactive", "lead"): cents(month.energy("lead") * exact("0.44")),
        ("other", "system services"): cents(kwh * exact("0.17092")),
        ("other", "renewables"): cents(kwh * exact("0.495")),
        ("tax", "electricity tax"): cents(kwh * exact("0.0283")),
    }
    lines["tax", "DPH"] = cents(sum(lines.values()) * Fraction(21, 100))
    return lines


def test_czechia(bill):
    found, months = bill("cz-vn-reserved-capacity", "Europe/Prague", "2025-01-01")
    expected = [czechia(month) for month in months]
    agree(found, expected)
    assert all(each["power_factor", "power factor"] > 0 for each in expected)


def austrian(at):
    winter = "winter" if at.month in (10, 11, 12, 1, 2, 3) else "summer"
    return f"{winter} {'day' if hours(at, (6, 22)) else 'night'}"


AUSTRIA = {
    "winter day": "0.0191",
    "winter night": "0.0173",
    "summer day": "0.0162",
    "summer night": "0.0148",
}


def austria(months):
    peaks = []
    for month in months:
        kwh = month.energy()
        peaks.append(month.demand())
        mean = rounded(sum(peaks) / len(peaks), "0.000001", "truncate")
        reactive = max(0, month.energy("lag") - kwh * exact("48.43") / 100)
        lines = {
            ("demand_flat", "power"): cents(mean * exact("61.08") / 12),
            ("energy", "grid use"): priced(month.split(austrian), AUSTRIA),
            ("energy", "grid losses"): cents(kwh * exact("0.00381")),
        }
        lines["tax", "use levy"] = cents(sum(lines.values()) * Fraction(6, 100))
        lines["fixed", "metering"] = exact("51.60")
        lines["reactive", "reactive"] = cents(reactive * exact("0.0192"))
        lines["tax", "electricity levy"] = cents(kwh * exact("0.015"))
        lines["tax", "USt"] = cents(sum(lines.values()) * Fraction(20, 100))
        yield lines


def test_austria(bill):
    found, months = bill("at-ne5-grid", "Europe/Vienna", "2025-01-01")
    agree(found, list(austria(months)))


def idaho(month):
    kwh = month.energy()
    if 6 <= month.number <= 9:
        kw = month.demand()
        first, beyond = in_tiers(kwh, (164 * kw, None))
        lines = {
            ("demand_tou", "season kW"): cents(kw * exact("7.10")),
            ("energy", "season energy"): cents(first * exact("0.058695"))
            + cents(beyond * exact("0.055729")),
            ("fixed", "season service"): 22,
        }
    else:
        energy = cents(kwh * exact("0.067383"))
        lines = {("energy", "other energy"): energy, ("fixed", "other service"): exact("3.50")}
    rider = cents(sum(lines.values()) * exact("2.35") / 100)
    lines["other", "energy efficiency rider"] = rider
    lines["other", "power cost adjustment"] = cents(kwh * exact("0.005284"))
    return lines


def test_irrigation_in_idaho(bill):
    found, months = bill("us-idaho-power-24-irrigation", "America/Boise", "2025-01-01")
    agree(found, [idaho(month) for month in months])
