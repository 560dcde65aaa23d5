"""Homes in Korea, Tokyo and France, and demand in Thailand, Malaysia, Gujarat, Ontario and South
Africa, beside exact arithmetic.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.host.oracles.national import cents, hours, priced
from tests.host.oracles.rational import exact, in_tiers, power_factor, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def won(amount):
    return rounded(amount, "1", "truncate")


def korea_home(month):
    summer = month.number in (7, 8)
    kwh = month.energy()
    parts = in_tiers(kwh, ("300", "450", None) if summer else ("200", "400", None))
    steps = zip(parts, ("120", "214.6", "307.3"), strict=True)
    basic = 1 if kwh <= 200 else 2 if kwh <= 400 else 3
    lines = {
        ("energy", "summer energy" if summer else "energy"): sum(
            won(part * exact(price)) for part, price in steps
        ),
        ("energy", "climate charge"): won(kwh * 9),
        ("fixed", f"basic {basic}"): (910, 1600, 7300)[basic - 1],
    }
    base = sum(lines.values())
    lines["tax", "VAT"] = rounded(base / 10, "1")
    lines["tax", "fund"] = rounded(base * exact("3.2") / 100, "10", "truncate")
    return lines


def test_korea_at_home(bill):
    found, months = bill("kr-kepco-home", "Asia/Seoul", "2025-01-01", part=200)

    def total(values):
        return rounded(sum(values), "10", "truncate")

    agree(found, [korea_home(month) for month in months], total=total)
    assert len({("basic 3" in str(each["lines"])) for each in found}) == 2


TOKYO_FUEL = {4: "-6.45", 5: "-5.92"}


def tokyo(month):
    kwh = month.energy()
    steps = zip(in_tiers(kwh, ("120", "300", None)), ("29.80", "36.40", "40.49"), strict=True)
    fuel = exact(TOKYO_FUEL.get(month.number, "-7.01"))
    return {
        ("fixed", "basic charge"): cents(40 * exact("31.175")),
        ("energy", "energy"): sum(cents(part * exact(price)) for part, price in steps),
        ("energy", "fuel adjustment"): cents(kwh * fuel),
        ("tax", "renewable levy"): won(kwh * exact("3.98")),
    }


def test_tokyo(bill):
    found, months = bill("jp-tepco-lighting-b", "Asia/Tokyo", "2025-04-01", days=122, part=200)
    agree(found, [tokyo(month) for month in months], total=lambda values: won(sum(values)))


RED = {date(2025, 1, 14), date(2025, 1, 15)}
WHITE = {date(2025, 1, 20), date(2025, 2, 3)}


def tempo(at):
    """A colour's day goes from six to six."""
    day = date.fromordinal(at.date().toordinal() - (at.hour < 6))
    colour = "red" if day in RED else "white" if day in WHITE else "blue"
    return f"{colour} {'day' if hours(at, (6, 22)) else 'night'}"


def france(month):
    prices = {
        "blue night": "0.1288",
        "blue day": "0.1552",
        "white night": "0.1447",
        "white day": "0.1792",
        "red night": "0.1518",
        "red day": "0.6586",
    }
    energy = priced(month.split(tempo), prices)
    return {
        ("energy", "energy"): energy,
        ("fixed", "subscription"): exact("15.50"),
        ("tax", "VAT on the subscription"): cents(exact("15.50") * exact("5.5") / 100),
        ("tax", "VAT on energy"): cents(energy / 5),
    }


def test_tempo(bill):
    found, months = bill("fr-tempo", "Etc/GMT-1", "2025-01-01", days=59, part=300)
    agree(found, [france(month) for month in months])


def thailand(month):
    on_kw = month.demand(where=lambda at: hours(at, (18.5, 21.5)))
    partial_kw = month.demand(where=lambda at: hours(at, (8, 18.5)))
    kwh = month.energy()
    lines = {
        ("demand_tou", "on-peak kW"): cents(on_kw * exact("285.05")),
        ("demand_tou", "partial excess"): cents(max(0, partial_kw - on_kw) * exact("58.88")),
        ("energy", "energy"): cents(kwh * exact("3.1471")),
        ("fixed", "service charge"): exact("312.24"),
        ("other", "Ft"): cents(kwh * exact("0.1972")),
    }
    lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(7, 100))
    return lines


def test_thailand_time_of_day(bill):
    found, months = bill("th-mea-tod-41", "Asia/Bangkok", "2025-01-01")
    expected = [thailand(month) for month in months]
    agree(found, expected)
    assert any(each["demand_tou", "partial excess"] for each in expected)


def malaysia(month):
    def is_peak(at):
        return hours(at, (8, 22))

    kwh = month.energy()
    by_period = month.split(lambda at: "peak" if is_peak(at) else "off-peak")
    lines = {
        ("demand_tou", "maximum demand"): cents(month.demand(minutes=30, where=is_peak) * 37),
        ("energy", "energy"): priced(by_period, {"peak": "0.355", "off-peak": "0.219"}),
    }
    below = max(0, 85 - 100 * power_factor(kwh, month.energy("lag")))
    percent = min(below, 10) * exact("1.5") + max(0, below - 10) * 3
    lines["power_factor", "power factor"] = cents(sum(lines.values()) * percent / 100)
    lines["minimum", "least"] = max(Fraction(0), 600 - sum(lines.values()))
    fund = cents(sum(lines.values()) * exact("1.6") / 100)
    lines["other", "ICPT"] = cents(kwh * exact("0.16"))
    lines["other", "renewable fund"] = fund
    return lines


def test_malaysia_e2(bill):
    for part, is_small in ((10, False), (2000, True)):
        zone = "Asia/Kuala_Lumpur"
        found, months = bill("my-tnb-e2-2024", zone, "2025-01-01", days=151, part=part)
        expected = [malaysia(month) for month in months]
        agree(found, expected)
        assert any(each["minimum", "least"] > 0 for each in expected) is is_small


def gujarat(month):
    kva = month.demand("kvah", minutes=30)
    billed = min(max(kva, Fraction(560 * 85, 100)), 560)
    slabs = zip(in_tiers(billed, ("500", "1000", None)), (150, 260, 475), strict=True)
    kwh = month.energy()

    def period(at):
        if hours(at, (7, 11), (18, 22)):
            return "peak"
        return "night" if hours(at, (22, 6)) else "day"

    by_period = month.split(period)
    lines = {
        ("demand_flat", "billing demand"): cents(sum(part * price for part, price in slabs)),
        ("demand_flat", "excess demand"): cents(max(0, kva - 560) * 555),
        ("energy", "energy"): cents(kwh * exact("4.10")),
        ("energy", "time of use"): cents(by_period["peak"] * exact("0.45")),
        ("energy", "night"): -cents(by_period["night"] * exact("0.43")),
    }
    factor = 100 * power_factor(kwh, month.energy("lag"))
    below = max(0, 90 - factor)
    percent = min(below, 5) + 2 * max(0, below - 5) - max(0, factor - 95) / 2
    lines["power_factor", "power factor"] = cents(lines["energy", "energy"] * percent / 100)
    lines["tax", "duty"] = cents(sum(lines.values()) * Fraction(15, 100))
    return lines


def test_gujarat(bill):
    found, months = bill("in-gujarat-htp1", "Asia/Kolkata", "2025-01-01")
    expected = [gujarat(month) for month in months]
    agree(found, expected, total=lambda values: rounded(sum(values), "1"))
    assert len({each["demand_flat", "excess demand"] > 0 for each in expected}) == 2


def delhi(month):
    def period(at):
        night_of = at - timedelta(hours=1)  # the hour after midnight belongs to the day before
        if not 5 <= night_of.month <= 9:
            return "normal"
        peak = hours(at, (14, 17), (22, 1))
        return "peak" if peak else "off-peak" if hours(at, (4, 10)) else "normal"

    by_period = month.split(period, "kvah")
    lines = {
        ("energy", "energy"): cents(sum(by_period.values()) * exact("8.50")),
        ("energy", "summer peak"): cents(by_period.get("peak", 0) * exact("1.70")),
        ("energy", "summer off-peak"): -cents(by_period.get("off-peak", 0) * exact("1.70")),
        ("fixed", "fixed charge"): 600 * 250,
    }
    base = sum(lines.values())
    lines["other", "deficit surcharge"] = cents(base * Fraction(8, 100))
    lines["tax", "electricity tax"] = cents(base * Fraction(5, 100))
    return lines


def test_delhi(bill):
    found, months = bill("in-delhi-tod", "Asia/Kolkata", "2025-03-01", days=306)
    expected = [delhi(month) for month in months]
    agree(found, expected, total=lambda values: rounded(sum(values), "10"))
    assert {each["energy", "summer peak"] > 0 for each in expected} == {True, False}


def bangladesh(month):
    by_period = month.split(lambda at: "peak" if hours(at, (17, 23)) else "off-peak")
    lines = {
        ("energy", "energy"): priced(by_period, {"off-peak": "9.68", "peak": "12.95"}),
        ("demand_flat", "demand charge"): 40 * 48,
    }
    lines["minimum", "least"] = max(Fraction(0), 500 - sum(lines.values()))
    lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(5, 100))
    return lines


def test_bangladesh(bill):
    found, months = bill("bd-lt-c1", "Asia/Dhaka", "2025-01-01", days=181, part=20)
    agree(found, [bangladesh(month) for month in months])


def switzerland(month):
    def period(at):
        workday = at.weekday() < 5 and hours(at, (7, 20))
        return "high" if workday or (at.weekday() == 5 and hours(at, (7, 13))) else "low"

    by_period, kwh = month.split(period), month.energy()
    lines = {
        ("energy", "energy"): priced(by_period, {"high": "0.1395", "low": "0.1210"}),
        ("energy", "grid"): priced(by_period, {"high": "0.0512", "low": "0.0344"}),
        ("demand_flat", "power"): cents(rounded(month.demand(), "0.1") * exact("7.85")),
        ("other", "system services"): cents(kwh * exact("0.0055")),
        ("other", "winter reserve"): cents(kwh * exact("0.0023")),
        ("tax", "levy"): cents(kwh * exact("0.023")),
        ("fixed", "metering"): exact("31.50"),
    }
    lines["tax", "VAT"] = cents(sum(lines.values()) * exact("8.1") / 100)
    return lines


def test_switzerland(bill):
    found, months = bill("ch-ht-nt-power", "Europe/Zurich", "2025-01-01")
    agree(
        found,
        [switzerland(month) for month in months],
        total=lambda values: rounded(sum(values), "0.05"),
    )


FEED = (
    (datetime(2025, 6, 1), "28.4"),
    (datetime(2025, 6, 15, 12), "-3.2"),
    (datetime(2025, 6, 15, 13), "41.75"),
    (datetime(2025, 7, 20), None),
)


def ontario(month):
    def price(at):
        return [value for moment, value in FEED if moment <= at.replace(tzinfo=None)][-1]

    by_price = month.split(price)
    known = sum(kwh * exact(each) / 1000 for each, kwh in by_price.items() if each)
    july = month.number == 7
    adjustment = ("734500000", "0.00003") if july else ("612345678.9", "0.000025")
    kwh = month.energy()
    lines = {
        ("energy", "hourly price"): cents(known) + cents(by_price.get(None, 0) * exact("0.035")),
        ("fixed", "global adjustment"): cents(exact(adjustment[0]) * exact(adjustment[1])),
        ("other", "wholesale charges"): cents(kwh * exact("0.0062")),
        ("demand_flat", "line connection"): cents(month.demand(minutes=60) * exact("7.26")),
    }
    lines["tax", "HST"] = cents(sum(lines.values()) * Fraction(13, 100))
    return lines


def test_ontario_class_a(bill):
    found, months = bill("ca-ontario-class-a", "Etc/GMT+4", "2025-06-01", days=61)
    agree(found, [ontario(month) for month in months])


MEGAFLEX = {
    "high peak": "6.2207",
    "high standard": "1.0863",
    "high off-peak": "0.8127",
    "low peak": "2.2160",
    "low standard": "0.9722",
    "low off-peak": "0.8127",
}


def megaflex(at):
    high = at.month in (6, 7, 8)
    name = "off-peak"
    if at.weekday() < 5:
        if hours(at, (6, 8), (17, 20)) if high else hours(at, (7, 9), (18, 21)):
            name = "peak"
        elif hours(at, (8 if high else 6, 22)):
            name = "standard"
    elif at.weekday() == 5 and hours(at, (7, 12), (18, 20)):
        name = "standard"
    return f"{'high' if high else 'low'} {name}"


def south_africa(months):
    kva = [
        month.demand("kvah", minutes=30, where=lambda at: "off" not in megaflex(at))
        for month in months
    ]
    for number, month in enumerate(months):
        kwh = month.energy()
        lines = {
            ("energy", "active energy"): priced(month.split(megaflex), MEGAFLEX),
            ("demand_flat", "network demand"): cents(kva[number] * exact("29.70")),
            ("demand_flat", "network capacity"): cents(
                max(700, *kva[max(0, number - 11) : number + 1]) * exact("53.34")
            ),
            ("fixed", "service charge"): cents(month.days * exact("253.68")),
            ("other", "legacy charge"): cents(kwh * exact("0.2278")),
        }
        if month.number in (6, 7, 8):
            over = max(0, month.energy("lag") - kwh * Fraction(3, 10))
            lines["reactive", "kvarh"] = cents(over * exact("0.2478"))
        lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(15, 100))
        yield lines


def test_megaflex(bill):
    found, months = bill("za-eskom-megaflex", "Africa/Johannesburg", "2025-01-01")
    expected = list(south_africa(months))
    agree(found, expected)
    assert any(each.get(("reactive", "kvarh")) for each in expected)
