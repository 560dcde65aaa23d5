"""Tariffs of the Americas, Africa, Britain and Turkey beside exact arithmetic."""

from datetime import datetime, timedelta
from fractions import Fraction
from math import isqrt
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from tests.host.oracles.national import MILLION, cents, dates, hours, priced
from tests.host.oracles.rational import exact, power_factor, rounded
from tests.host.templates.bills import agree, bill, site_of

__all__ = ["bill"]
HOUR = Fraction(1, 24)
MEXICO_FEASTS = dates("2025-01-01", "2025-02-03", "2025-03-17", "2025-05-01", "2025-09-16")
MEXICO_SUMMER = dates("2025-04-06..2025-10-25")


def mexico(at):
    summer = at.date() in MEXICO_SUMMER
    if at.weekday() == 6 or at.date() in MEXICO_FEASTS:
        return "base" if at.hour < (19 if summer else 18) else "intermediate"
    if at.weekday() == 5:
        if at.hour < (7 if summer else 8):
            return "base"
        return "peak" if not summer and hours(at, (19, 21)) else "intermediate"
    if at.hour < 6:
        return "base"
    return "peak" if hours(at, (20 if summer else 18, 22)) else "intermediate"


def mexico_percent(factor):
    """Surcharge, or bonus below zero, in percent to one decimal."""
    if factor < Fraction("0.9"):
        percent = min(120, Fraction(3, 5) * (Fraction("0.9") / factor - 1) * 100)
    else:
        percent = -min(exact("2.5"), Fraction(1, 4) * (1 - Fraction("0.9") / factor) * 100)
    return rounded(percent, "0.1")


def mexico_bill(month):
    kwh, by_period = month.energy(), month.split(mexico)
    even = rounded(kwh / (24 * month.days * exact("0.57")), "0.000001")
    all_kw = rounded(month.demand(), "1", "up")
    peak_kw = rounded(month.demand(where=lambda at: mexico(at) == "peak"), "1", "up")
    prices = {"base": "0.9517", "intermediate": "1.7321", "peak": "2.0458"}
    lines = {
        ("fixed", "supply"): exact("1042.37"),
        ("energy", "energy"): priced(by_period, prices),
        ("energy", "regulated per kWh"): cents(kwh * exact("0.1829")),
        ("demand_flat", "distribution"): cents(
            rounded(min(all_kw, even), "1", "up") * exact("97.33")
        ),
        ("demand_tou", "capacity"): cents(
            rounded(min(peak_kw, even), "1", "up") * exact("379.62")
        ),
    }
    percent = mexico_percent(power_factor(kwh, month.energy("lag"), 4))
    lines["power_factor", "power factor"] = cents(sum(lines.values()) * percent / 100)
    lines["tax", "IVA"] = cents(sum(lines.values()) * Fraction(16, 100))
    return lines


def test_mexico(bill):
    found, months = bill("mx-gdmth-central", "Etc/GMT+6", "2025-03-01", days=214)
    expected = [mexico_bill(month) for month in months]
    agree(found, expected)
    adjusted = [each["power_factor", "power factor"] for each in expected]
    assert min(adjusted) < 0 < max(adjusted)


BRAZIL_FEASTS = dates("2025-04-21", "2025-05-01", "2025-09-07") | {
    easter(2025) + timedelta(days=off) for off in (-2, 60)
}
BRAZIL_FLAGS = {4: "0", 5: "0.01885", 6: "0.04463", 7: "0.04463"}


def brazil(at):
    feast = at.weekday() >= 5 or at.date() in BRAZIL_FEASTS
    return "peak" if hours(at, (18, 21)) and not feast else "off-peak"


def brazil_reactive(month):
    """(kWh, highest kW) of what hours lack to have 0.92, in whole millionths."""
    total = highest = 0
    for place in range(0, len(month.rows), 4):
        hour = month.rows[place : place + 4]
        active = sum(row.kwh for row in hour)
        reactive = sum(row.lead if row.at.hour < 6 else row.lag for row in hour)
        lacking = isqrt((active**2 + reactive**2) * 92**2) // 100 - active
        if lacking > 0:
            total, highest = total + lacking, max(highest, active + lacking)
    return Fraction(total, MILLION), Fraction(highest, MILLION)


def brazil_bill(month):
    lines, billed = {}, {}
    for post, contract, price in (("peak", 200, "45.12"), ("off-peak", 560, "17.33")):
        kw = month.demand(where=lambda at, post=post: brazil(at) == post)
        billed[post] = max(kw, contract)
        over = kw - contract if kw > contract * exact("1.05") else 0
        lines["demand_tou", f"TUSD {post}"] = cents(billed[post] * exact(price))
        lines["demand_tou", f"excess {post}"] = cents(over * 2 * exact(price))
    prices = {"peak": "0.48712", "off-peak": "0.31255"}
    lines["energy", "energy"] = priced(month.split(brazil), prices)
    lines["energy", "flag"] = cents(month.energy() * exact(BRAZIL_FLAGS[month.number]))
    energy, kw = brazil_reactive(month)
    lines["reactive", "reactive energy"] = cents(energy * exact("0.29417"))
    lines["reactive", "reactive demand"] = cents(max(0, kw - billed["off-peak"]) * exact("17.33"))
    for name, percent in (("PIS/COFINS", "4.93"), ("ICMS", "18")):
        net = sum(lines.values())
        lines["tax", name] = cents(net / (1 - exact(percent) / 100) - net)
    return lines


def test_brazil(bill):
    found, months = bill("br-a4-azul", "America/Sao_Paulo", "2025-04-01", days=122)
    expected = [brazil_bill(month) for month in months]
    agree(found, expected)
    for key in (
        ("demand_tou", "excess peak"),
        ("reactive", "reactive energy"),
        ("energy", "flag"),
    ):
        assert max(each[key] for each in expected) > 0


def test_electric_buses_in_california(bill):
    found, months = bill("us-pge-bev-2", "America/Los_Angeles", "2025-10-01", days=92 + HOUR)
    expected = []
    for month in months:
        over = rounded(max(0, month.demand() - 550), "1", "up")
        by_price = month.split(
            lambda at: (
                "0.39456"
                if hours(at, (16, 21))
                else "0.15512"
                if hours(at, (9, 14))
                else "0.17841"
            )
        )
        expected.append(
            {
                ("demand_flat", "blocks"): cents(550 * exact("1.9112")),
                ("demand_flat", "over the blocks"): cents(over * exact("3.8224")),
                ("energy", "energy"): priced(by_price, {price: price for price in by_price}),
            }
        )
    agree(found, expected)


def test_texas(bill):
    found, months = bill("us-ercot-4cp", "America/Chicago", "2025-01-01", days=151 - HOUR)
    peaks, highest, expected = ("402.12", "0", "511.4", "487.92"), Fraction(0), []
    for month in months:
        highest = max(highest, month.demand())
        kw = max(month.demand(), highest * Fraction(80, 100))
        mean = (exact(peak) / 4 for peak in peaks)
        lines = {
            ("demand_flat", "transmission"): sum(cents(each * exact("5.8912")) for each in mean),
            ("demand_flat", "delivery"): cents(kw * exact("4.5511")),
            ("energy", "energy"): cents(month.energy() * exact("0.06123")),
        }
        lines["tax", "sales tax"] = cents(sum(lines.values()) * exact("0.0825"))
        expected.append(lines)
    agree(found, expected)


AFRICA_SUNDAYS = dates("2025-04-18")
AFRICA_SATURDAYS = dates("2025-04-21", "2025-04-28", "2025-05-01", "2025-06-16")
ESKOM = {
    "high": (("6.2207", "1.0863", "0.8127"), ((6, 8), (17, 20)), (6, 22), ((7, 12), (17, 19))),
    "low": (("2.216", "0.9722", "0.8097"), ((7, 9), (18, 21)), (6, 22), ((7, 12), (18, 20))),
}


def eskom(at):
    """(season, 0 for peak, 1 for standard, 2 for off-peak)."""
    season = "high" if at.month in (6, 7, 8) else "low"
    _, peaks, standard, saturday = ESKOM[season]
    if at.weekday() == 6 or at.date() in AFRICA_SUNDAYS:
        return season, 1 if hours(at, (18, 20)) else 2
    if at.weekday() == 5 or at.date() in AFRICA_SATURDAYS:
        return season, 1 if hours(at, *saturday) else 2
    if hours(at, *peaks):
        return season, 0
    return season, 1 if hours(at, standard) else 2


def eskom_bill(month, highest):
    """`highest` is the kVA of the bills before."""
    by_price = month.split(lambda at: ESKOM[eskom(at)[0]][0][eskom(at)[1]])
    kwh, kva = month.energy(), month.demand("kvah", 30)

    def counted(at):
        return eskom(at) in (("high", 0), ("high", 1))

    lag = month.energy("lag", counted) - month.energy("kwh", counted) * Fraction(30, 100)
    busy = month.energy("kwh", lambda at: eskom(at)[1] < 2)
    lines = {
        ("energy", "energy"): priced(by_price, {price: price for price in by_price}),
        ("energy", "legacy charge"): cents(kwh * exact("0.2278")),
        ("energy", "ancillary"): cents(kwh * exact("0.0041")),
        ("energy", "network demand"): cents(busy * exact("0.297")),
        ("energy", "subsidies"): cents(kwh * exact("0.0963")),
        ("demand_flat", "network capacity"): cents(max(kva, highest, 650) * exact("53.34")),
        ("demand_flat", "excess capacity"): cents(max(0, kva - 650) * exact("53.34")),
        ("reactive", "reactive"): cents(max(0, lag) * exact("0.1768")),
        ("fixed", "service"): month.days * exact("71.34"),
    }
    lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(15, 100))
    return kva, lines


def test_south_africa(bill):
    found, months = bill("za-eskom-miniflex", "Africa/Johannesburg", "2025-04-01", days=91)
    highest, expected = exact("655.5"), []
    for month in months:
        kva, lines = eskom_bill(month, highest)
        highest = max(highest, kva)
        expected.append(lines)
    agree(found, expected)
    assert expected[-1]["reactive", "reactive"] > 0 == expected[0]["reactive", "reactive"]


def kenya(at):
    if at.weekday() == 5:
        return hours(at, (0, 8), (14, 24))
    return at.weekday() == 6 or hours(at, (22, 6))


def test_kenya(bill):
    found, months = bill("ke-ci1-growth", "Africa/Nairobi", "2025-07-01", days=184)
    past, expected = [exact(each) for each in ("30500.25", "21000", "26000")], []
    for month in months:
        off = month.energy("kwh", kenya)
        mean = sum(past[-6:]) / len(past[-6:])
        past.append(off)
        growth = rounded(max(0, off - rounded(mean, "0.000001", "truncate")), "0.000001")
        lines = {
            ("energy", "energy"): cents(month.energy() * exact("12.28")),
            ("energy", "growth"): -cents(growth * exact("6.14")),
            ("energy", "rest of off-peak"): -cents((off - growth) * exact("0.614")),
            ("demand_flat", "kVA"): cents(month.demand("kvah", 30) * 1100),
            ("energy", "fuel cost"): cents(month.energy() * exact("3.42")),
        }
        lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(16, 100))
        expected.append(lines)
    agree(found, expected)
    assert {each["energy", "growth"] < 0 for each in expected} == {True, False}


def test_turkey(bill):
    found, months = bill("tr-industry-mv", "Etc/GMT-3", "2025-01-01", days=151)
    prices, expected = {"T1": "3.2101", "T2": "4.9123", "T3": "1.9876"}, []
    for month in months:
        kwh = month.energy()
        by_period = month.split(
            lambda at: "T2" if hours(at, (17, 22)) else "T3" if hours(at, (22, 6)) else "T1"
        )
        lag, lead = month.energy("lag"), month.energy("lead")
        over = cents(max(0, month.demand() - 600) * exact("124.82"))
        lines = {
            ("energy", "energy"): priced(by_period, prices),
            ("energy", "distribution"): cents(kwh * exact("0.81234")),
            ("demand_flat", "power"): cents(600 * exact("62.41")) + over,
            ("reactive", "inductive"): cents(lag * exact("1.6789")) if lag * 5 > kwh else 0,
            ("reactive", "capacitive"): cents(lead * exact("1.6789"))
            if lead * 100 > kwh * 15
            else 0,
        }
        lines["tax", "BTV"] = cents(lines["energy", "energy"] / 20)
        lines["tax", "KDV"] = cents(sum(lines.values()) / 5)
        expected.append(lines)
    agree(found, expected)
    assert {each["reactive", "capacitive"] > 0 for each in expected} == {True, False}


def britain(at):
    if at.weekday() < 5 and hours(at, (16, 19)):
        return "red"
    return "amber" if at.weekday() < 5 and hours(at, (7.5, 21)) else "green"


def test_britain(bill):
    found, months = bill("gb-duos-hv", "Europe/London", "2025-10-01", days=61 + HOUR)
    expected = []
    for month in months:
        kwh, by_band = month.energy(), month.split(britain)
        over = max(0, month.demand("kvah", 30) - 600)
        kvarh = month.energy("lag") + month.energy("lead") - kwh * Fraction(33, 100)
        capacity = cents(600 * month.days * exact("0.0342"))
        lines = {
            ("energy", "unit charge"): priced(
                by_band, {"red": "0.08713", "amber": "0.01204", "green": "0.00117"}
            ),
            ("energy", "supply"): priced(
                by_band, {"red": "0.2213", "amber": "0.1987", "green": "0.1565"}
            ),
            ("demand_flat", "capacity"): capacity + cents(over * month.days * exact("0.0501")),
            ("fixed", "fixed"): cents(month.days * exact("1.0573")),
            ("reactive", "reactive"): cents(max(0, kvarh) * exact("0.00241")),
            ("tax", "climate change levy"): cents(kwh * exact("0.00801")),
        }
        lines["tax", "VAT"] = cents(sum(lines.values()) / 5)
        expected.append(lines)
    agree(found, expected)


def wholesale(place):
    """Pounds a MWh of each half-hour: often below zero, sometimes beyond the cap."""
    return Fraction((place * 7919) % 50_021, 100) - 40


def test_half_hourly_prices_over_the_change_to_summer_time(bill):
    london = ZoneInfo("Europe/London")
    start = datetime(2025, 3, 1, tzinfo=ZoneInfo("UTC"))
    moments = [start + timedelta(minutes=30 * place) for place in range(31 * 48 - 2)]
    feed = [
        [at.astimezone(london).strftime("%Y-%m-%dT%H:%M"), f"{float(wholesale(place)):.2f}"]
        for place, at in enumerate(moments)
    ]
    site = {"feeds": {"wholesale": feed}}
    days = 31 - HOUR
    found, (month,) = bill("gb-agile", "Europe/London", "2025-03-01", days, part=200, site=site)
    amounts = {False: Fraction(0), True: Fraction(0)}
    for place, row in enumerate(month.rows):
        peak = hours(row.at, (16, 19))
        price = wholesale(place // 2) * exact("0.0022") + (exact("0.12") if peak else 0)
        price = min(rounded(price, "0.000001"), exact("0.9524"))
        amounts[peak] += Fraction(row.kwh, MILLION) * price
    lines = {
        ("energy", "energy"): cents(amounts[False]),
        ("energy", "energy at peak"): cents(amounts[True]),
        ("fixed", "standing charge"): cents(31 * exact("0.4756")),
    }
    lines["tax", "VAT"] = cents(sum(lines.values()) / 20)
    agree(found, [lines])
    assert site_of("gb-agile") is None
