"""Tariffs of Denmark, Germany, Spain, Poland and the Netherlands, beside exact arithmetic."""

from datetime import datetime
from fractions import Fraction

from tests.host.oracles.national import cents, dates, hours, priced
from tests.host.oracles.rational import exact, in_tiers
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def yearly(month, price):
    """A price of 365 days, that is of a year without 29 February."""
    return cents(exact(price) * month.days / 365)


def taxed(lines, name, percent):
    lines["tax", name] = cents(sum(lines.values()) * exact(percent) / 100)
    return lines


SPOT = (
    (datetime(2024, 10, 1), "512.4"),
    (datetime(2024, 11, 12, 17), "1840.25"),
    (datetime(2024, 11, 12, 19), "-24.1"),
    (datetime(2024, 11, 13), "633.08"),
    (datetime(2024, 12, 20, 6), None),
)


def spot(at):
    return [price for moment, price in SPOT if moment <= at.replace(tzinfo=None)][-1]


def danish(at):
    season = "summer" if 4 <= at.month <= 9 else "winter"
    part = "low" if hours(at, (0, 6)) else "peak" if hours(at, (17, 21)) else "high"
    return f"{season} {part}"


GRID = {
    "winter low": "0.1054",
    "winter high": "0.3162",
    "winter peak": "0.9486",
    "summer low": "0.1054",
    "summer high": "0.1581",
    "summer peak": "0.4111",
}


def denmark(month):
    by_price, kwh = month.split(spot), month.energy()
    known = sum(part * (exact(p) / 1000 + exact("0.035")) for p, part in by_price.items() if p)
    days = 366 if month.year == 2024 else 365
    lines = {
        ("energy", "spot"): cents(known) + cents(by_price.get(None, 0) * exact("0.65")),
        ("energy", "grid"): priced(month.split(danish), GRID),
        ("other", "system tariff"): cents(kwh * exact("0.135")),
        ("tax", "electricity tax"): cents(kwh * exact("0.72")),
        ("fixed", "grid subscription"): cents(exact("468.50") * month.days / days),
    }
    return taxed(lines, "moms", "25")


def test_denmark(bill):
    found, months = bill("dk-tarifmodel-3", "Europe/Copenhagen", "2024-10-01", part=100)
    agree(found, [denmark(month) for month in months])


def heat_pump(at):
    if 4 <= at.month <= 9:
        return "standard"
    return "high" if hours(at, (17, 20.5)) else "low" if hours(at, (1.5, 5.25)) else "standard"


def germany(month):
    kwh = month.energy()
    prices = {"standard": "0.0984", "high": "0.1532", "low": "0.0197"}
    lines = {
        ("energy", "supply"): cents(kwh * exact("0.1519")),
        ("energy", "grid"): priced(month.split(heat_pump), prices),
        ("fixed", "grid base price"): yearly(month, "87.60"),
        ("fixed", "lump sum of module 1"): yearly(month, "-133.61"),
        ("fixed", "metering"): yearly(month, "42.02"),
        ("other", "levies"): cents(kwh * exact("0.02651")),
        ("other", "concession"): cents(kwh * exact("0.0159")),
        ("tax", "electricity tax"): cents(kwh * exact("0.0205")),
    }
    return taxed(lines, "VAT", "19")


def test_a_heat_pump_in_germany(bill):
    found, months = bill("de-14a-module-3", "Europe/Berlin", "2025-01-01", part=200)
    agree(found, [germany(month) for month in months])


SPAIN = dates(
    *("2025-01-01", "2025-01-06", "2025-05-01", "2025-08-15", "2025-11-01"),
    *("2025-12-06", "2025-12-08", "2025-12-25"),
)


def spanish(at):
    if at.weekday() > 4 or at.date() in SPAIN or at.hour < 8:
        return "valle"
    return "punta" if hours(at, (10, 14), (18, 22)) else "llano"


def spain(month):
    prices = {"punta": "0.2114", "llano": "0.1421", "valle": "0.0987"}
    powers = (("3.45", "27.704"), ("4.6", "0.7254"))
    lines = {
        ("demand_flat", "power"): sum(
            yearly(month, exact(kw) * exact(price)) for kw, price in powers
        ),
        ("energy", "energy"): priced(month.split(spanish), prices),
        ("fixed", "bono social"): yearly(month, "4.6503"),
    }
    taxed(lines, "electricity tax", "5.11269632")
    lines["fixed", "meter"] = cents(month.days * exact("0.02663"))
    return taxed(lines, "IVA", "21")


def test_spain_at_home(bill):
    found, months = bill("es-20td", "Europe/Madrid", "2025-01-01", part=200)
    agree(found, [spain(month) for month in months])


POLAND = dates(
    *("2025-01-01", "2025-01-06", "2025-04-21", "2025-05-01", "2025-05-03", "2025-06-19"),
    *("2025-08-15", "2025-11-01", "2025-11-11", "2025-12-24..2025-12-26"),
)


def polish(at):
    if at.weekday() > 4 or at.date() in POLAND:
        return "rest"
    if hours(at, (7, 13)):
        return "morning"
    late = hours(at, (19, 22)) if 4 <= at.month <= 9 else hours(at, (16, 21))
    return "afternoon" if late else "rest"


def polish_capacity(at):
    return at.weekday() < 5 and at.date() not in POLAND and hours(at, (7, 22))


def poland(month):
    kwh, zones = month.energy(), month.split(polish)
    energy = {"morning": "0.6420", "afternoon": "0.8915", "rest": "0.4732"}
    network = {"morning": "0.1184", "afternoon": "0.1502", "rest": "0.0548"}
    over = max(0, month.demand() - 300)
    reactive = max(0, month.energy("lag") - kwh * Fraction(40, 100))
    lines = {
        ("energy", "energy"): priced(zones, energy),
        ("energy", "network"): priced(zones, network),
        ("demand_flat", "ordered power"): 300 * exact("21.37") + cents(over * exact("213.7")),
        ("fixed", "transition fee"): 300 * exact("0.19"),
        ("fixed", "subscription"): 15,
        ("reactive", "tg phi over 0.4"): cents(reactive * exact("0.3148")),
        ("reactive", "leading"): cents(month.energy("lead") * exact("0.3148")),
        ("other", "quality fee"): cents(kwh * exact("0.0321")),
        ("other", "capacity fee"): cents(month.energy(where=polish_capacity) * exact("0.1412")),
        ("tax", "excise"): cents(kwh * exact("0.005")),
    }
    return taxed(lines, "VAT", "23")


def test_poland(bill):
    found, months = bill("pl-b23-tg-phi", "Europe/Warsaw", "2025-01-01")
    expected = [poland(month) for month in months]
    agree(found, expected)
    assert max(each["demand_flat", "ordered power"] for each in expected) > 300 * 22


DUTCH = dates(
    *("2025-01-01", "2025-04-21", "2025-04-27", "2025-05-29", "2025-06-09"),
    "2025-12-25..2025-12-26",
)


def dutch(at):
    work = at.weekday() < 5 and at.date() not in DUTCH and hours(at, (7, 23))
    return "normal" if work else "low"


def netherlands(months):
    used = Fraction(0)
    for month in months:
        kwh, by_period = month.energy(), month.split(dutch)
        steps = in_tiers(kwh, (10_000, 50_000, 10_000_000, None), before=used)
        prices = "0.10154", "0.06937", "0.03868", "0.00321"
        used += kwh
        reactive = max(0, month.energy("lag") - kwh * Fraction(62, 100))
        lines = {
            ("energy", "energy"): priced(by_period, {"normal": "0.1042", "low": "0.0871"}),
            ("energy", "transport"): priced(by_period, {"normal": "0.0194", "low": "0.0098"}),
            ("demand_flat", "kW max"): cents(month.demand() * exact("3.3921")),
            ("demand_flat", "contracted kW"): cents(500 * exact("2.3871")),
            ("fixed", "connection"): exact("107.01"),
            ("reactive", "reactive"): cents(reactive * exact("0.0129")),
            ("tax", "energy tax"): sum(
                cents(kwh * exact(price)) for kwh, price in zip(steps, prices, strict=True)
            ),
        }
        yield taxed(lines, "btw", "21")


def test_the_netherlands(bill):
    found, months = bill("nl-kwmax-ms", "Europe/Amsterdam", "2025-01-01")
    agree(found, list(netherlands(months)))
