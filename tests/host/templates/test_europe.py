"""Tariffs of the European Union beside exact arithmetic: summer time, leap years, Easter."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from dateutil.easter import easter

from tests.host.oracles.national import MILLION, cents, dates, hours, priced, root
from tests.host.oracles.rational import exact, in_tiers
from tests.host.templates.bills import agree, bill, site_of

__all__ = ["bill"]
HOUR = Fraction(1, 24)
"""Of a day: that much less is a whole number of months from winter to summer time."""
SPAIN_FEASTS = {(1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)}
SPAIN_SEASONS = {1: 0, 2: 0, 7: 0, 12: 0, 3: 1, 11: 1, 6: 2, 8: 2, 9: 2, 4: 3, 5: 3, 10: 3}
SPAIN = {  # period: contracted kW, energy, power of a year, excess
    1: (380, "0.152391", "29.023621", "3.3239"),
    2: (400, "0.131127", "15.101243", "1.7305"),
    3: (400, "0.109842", "6.520017", "0.8471"),
    4: (420, "0.098213", "5.310044", "0.6532"),
    5: (420, "0.081907", "1.920311", "0.2104"),
    6: (460, "0.079655", "1.105221", "0.1266"),
}


def spain(at):
    """The number of the period."""
    feast = at.weekday() >= 5 or (at.month, at.day) in SPAIN_FEASTS
    if feast or at.hour < 8:
        return 6
    return SPAIN_SEASONS[at.month] + (1 if hours(at, (9, 14), (18, 22)) else 2)


def spain_reactive(active, reactive):
    """The price of a kvarh by the power factor."""
    square = active**2 / (active**2 + reactive**2)
    if square < Fraction("0.64"):
        return exact("0.062332")
    return exact("0.041554") if square < Fraction("0.9025") else Fraction(0)


def spain_bill(month):
    active, lag = month.split(spain), month.split(spain, "lag")
    squares = defaultdict(Fraction)
    for kw, at in month.windows():
        period = spain(at)
        squares[period] += max(Fraction(0), kw - SPAIN[period][0]) ** 2
    year_days = 366 if month.year % 4 == 0 else 365
    power = sum(
        cents(kw * exact(price) * month.days / year_days) for kw, _, price, _ in SPAIN.values()
    )
    excess = sum(cents(root(squares[period]) * exact(SPAIN[period][3])) for period in squares)
    reactive = 0
    for period in set(active) - {6}:
        beyond = lag[period] - active[period] * Fraction(33, 100)
        if beyond > 0:
            reactive += cents(beyond * spain_reactive(active[period], lag[period]))
    lead = month.energy("lead", lambda at: spain(at) == 6) - active[6] * Fraction("0.203")
    lines = {
        ("energy", "energy"): priced(active, {n: row[1] for n, row in SPAIN.items()}),
        ("demand_flat", "power"): power + excess,
        ("reactive", "reactive"): reactive,
        ("reactive", "capacitive"): cents(max(0, lead) * Fraction(5, 100)),
    }
    tax = cents(sum(lines.values()) * exact("0.0511269632"))
    share = Fraction(month.days, {2: 29, 12: 31}.get(month.number, month.days))
    lines["fixed", "meter"] = cents(exact("1.2") * share)
    lines["tax", "electricity tax"] = tax
    lines["tax", "IVA"] = cents(sum(lines.values()) * Fraction(21, 100))
    return lines


def test_spain_in_a_leap_year(bill):
    found, months = bill("es-61td", "Europe/Madrid", "2024-01-01")
    assert months[-1].days == 30, "the load ends a day before the year"
    expected = [spain_bill(month) for month in months]
    agree(found, expected)
    assert max(each["reactive", "reactive"] for each in expected) > 0


def winter(at):
    return at.month in (11, 12, 1, 2, 3)


def france(at):
    return ("HC" if hours(at, (22, 6)) else "HP") + ("H" if winter(at) else "E")


def france_power(powers, days):
    """b1 P1 + b2 (P2 - P1) + ..., of which each class has P (b - the next b) as its line."""
    steps = [exact(each) for each in ("15.05", "7.12", "3.78", "1.21")]
    rises = [now - before for now, before in zip(powers, [0, *powers], strict=False)]
    falls = [now - after for now, after in zip(steps, [*steps[1:], 0], strict=True)]
    lines = [kva * fall for kva, fall in zip(powers, falls, strict=True)]
    assert sum(lines) == sum(rise * step for rise, step in zip(rises, steps, strict=True))
    return sum(cents(line * days / 365) for line in lines)


def france_bill(month):
    names = ("HPH", "HCH", "HPE", "HCE")
    contract = dict(zip(names, (480, 500, 520, 540), strict=True))
    energies = {"HPH": "0.0569", "HCH": "0.0347", "HPE": "0.0201", "HCE": "0.0149"}
    beyond = defaultdict(Fraction)
    for kva, at in month.windows("kvah"):
        beyond[france(at)] += Fraction(kva > contract[france(at)], 4)

    def counted(at):
        return winter(at) and hours(at, (6, 22)) and at.weekday() < 6

    excess = month.energy("lag", counted) - month.energy("kwh", counted) * Fraction(4, 10)
    lines = {
        ("fixed", "management"): cents(exact("217.8") * month.days / 365),
        ("fixed", "metering"): cents(exact("283.27") * month.days / 365),
        ("demand_flat", "power"): france_power(list(contract.values()), month.days),
    }
    cta = cents(sum(lines.values()) * exact("0.2193"))
    lines["demand_flat", "hours beyond"] = sum(cents(h * exact("12.41")) for h in beyond.values())
    lines["energy", "energy"] = priced(month.split(france), energies)
    lines["reactive", "reactive"] = cents(max(0, excess) * exact("0.0205"))
    lines["tax", "CTA"] = cta
    lines["tax", "excise"] = cents(month.energy() * exact("0.0205"))
    lines["tax", "TVA"] = cents(sum(lines.values()) / 5)
    return lines


def test_france_over_the_change_to_winter_time(bill):
    found, months = bill("fr-turpe-bt-over-36", "Europe/Paris", "2025-06-01", days=183 + HOUR)
    expected = [france_bill(month) for month in months]
    agree(found, expected)
    assert max(each["reactive", "reactive"] for each in expected) > 0
    assert max(each["demand_flat", "hours beyond"] for each in expected) > 0


ITALY_FEASTS = dates("2025-01-01", "2025-01-06", "2025-04-25", "2025-05-01", "2025-06-02") | {
    easter(2025) + timedelta(days=1)
}


def italy(at):
    if at.weekday() == 6 or at.date() in ITALY_FEASTS or not hours(at, (7, 23)):
        return "F3"
    return "F1" if at.weekday() < 5 and hours(at, (8, 19)) else "F2"


def italy_bill(month):
    kwh = month.split(italy)
    drawn = month.energy("lag", lambda at: italy(at) != "F3")
    active = kwh["F1"] + kwh["F2"]
    above = max(0, drawn - active * Fraction(75, 100))
    between = max(0, drawn - active * Fraction(33, 100)) - above
    lead = month.energy("lead", lambda at: italy(at) == "F3")
    kw, excise = (
        in_tiers(month.demand(), ("500", None)),
        in_tiers(month.energy(), ("100000", None)),
    )
    lines = {
        ("energy", "energy"): priced(kwh, {"F1": "0.14321", "F2": "0.13457", "F3": "0.11012"}),
        ("demand_flat", "power"): cents(kw[0] * exact("3.0432") + kw[1] * exact("2.8765")),
        ("fixed", "point of delivery"): cents(exact("519.43") / 12),
        ("reactive", "reactive drawn"): cents(
            between * exact("0.00247") + above * exact("0.00319")
        ),
        ("reactive", "reactive injected"): cents(lead * exact("0.00606")),
        ("tax", "excise"): cents(excise[0] * exact("0.0125")) + cents(excise[1] * exact("0.0075")),
    }
    lines["tax", "IVA"] = cents(sum(lines.values()) * Fraction(22, 100))
    return lines


def test_italy(bill):
    found, months = bill("it-mv-f123", "Europe/Rome", "2025-01-01", days=151 - HOUR)
    agree(found, [italy_bill(month) for month in months])


def test_germany_switches_at_2500_hours_for_all_of_the_year(bill):
    found, months = bill("de-rlm-medium-voltage", "Europe/Berlin", "2025-01-01", add=50)
    expected, peak, kwh = [], Fraction(0), Fraction(0)
    charged = dict.fromkeys(
        ("power below", "energy below", "power from", "energy from"), Fraction(0)
    )
    for month in months:
        used = month.energy()
        peak, kwh = max(peak, month.demand()), kwh + used
        many = kwh / peak >= 2500
        twelfth = Fraction(month.number, 12)
        due = {
            "power below": 0 if many else peak * exact("22.1") * twelfth,
            "energy below": 0 if many else kwh * exact("0.0671"),
            "power from": peak * exact("148.3") * twelfth if many else 0,
            "energy from": kwh * exact("0.0166") if many else 0,
        }
        lines = {}
        for name, amount in due.items():
            line = cents(amount - charged[name])
            charged[name] += line
            group = "energy" if name.startswith("energy") else "demand_flat"
            lines[group, f"{name} 2500 h"] = line
        reactive = max(0, month.energy("lag") - used / 2)
        lines["fixed", "metering"] = cents(exact("563.2") * month.days / 365)
        lines["reactive", "reactive"] = cents(reactive * exact("0.0102"))
        lines["energy", "concession"] = cents(used * exact("0.0011"))
        lines["tax", "levies"] = cents(used * exact("0.02651"))
        lines["tax", "electricity tax"] = cents(used * exact("0.0205"))
        lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(19, 100))
        expected.append(lines)
    agree(found, expected)
    assert min(each["energy", "energy below 2500 h"] for each in expected) < 0, "it switched"
    assert charged["power below"] == 0
    assert charged["power from"] == cents(peak * exact("148.3"))


def test_flanders(bill):
    found, months = bill(
        "be-flanders-capacity", "Europe/Brussels", "2025-01-01", days=273 - HOUR, part=200
    )
    past = [exact(each) for each in site_of("be-flanders-capacity")["past"]["month's peak"]]
    peaks, expected = list(reversed(past)), []
    for month in months:
        peaks.append(month.demand())
        counted = [max(exact("2.5"), each) for each in peaks[-12:]]
        mean = sum(counted) / len(counted)
        lines = {
            ("demand_flat", "capacity"): cents(mean * exact("51.9853") / 12),
            ("energy", "grid"): cents(month.energy() * exact("0.0542123")),
            ("fixed", "data"): cents(exact("18.56") * month.days / 365),
        }
        lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(6, 100))
        expected.append(lines)
    agree(found, expected)


def three_days(month):
    """The mean of the highest hours of the three highest days."""
    by_day = defaultdict(Fraction)
    for kw, at in month.windows(minutes=60):
        by_day[at.date()] = max(by_day[at.date()], kw)
    return sum(sorted(by_day.values())[-3:]) / 3


def test_sweden(bill):
    found, months = bill("se-effekt-top3", "Europe/Stockholm", "2025-01-01", days=151 - HOUR)
    expected = []
    for month in months:
        name, price = ("winter's", "81.25") if month.number < 4 else ("summer's", "40.625")
        mean = Fraction(int(three_days(month) * MILLION), MILLION)
        lines = {
            ("demand_flat", f"{name} three days"): cents(mean * exact(price)),
            ("energy", "transfer"): cents(month.energy() * exact("0.0612")),
            ("fixed", "fixed"): cents(Fraction(3900 * month.days, 365)),
            ("tax", "energy tax"): cents(month.energy() * exact("0.439")),
        }
        lines["tax", "moms"] = cents(sum(lines.values()) / 4)
        expected.append(lines)
    agree(found, expected)


def test_norway(bill):
    found, months = bill(
        "no-capacity-steps", "Europe/Oslo", "2025-01-01", days=181 - HOUR, part=200
    )
    expected = []
    for month in months:
        mean = three_days(month)
        steps = ((2, 128), (exact("2.4"), 175), (5, 226), (mean, 374))
        kwh = month.split(lambda at: hours(at, (6, 22)))
        tax = (
            ("consumption tax in winter", "0.0979")
            if month.number < 4
            else ("consumption tax", "0.1693")
        )
        lines = {
            ("demand_flat", "capacity step"): next(kr for most, kr in steps if mean <= most),
            ("energy", "energy"): priced(kwh, {True: "0.3512", False: "0.2312"}),
            ("tax", tax[0]): cents(month.energy() * exact(tax[1])),
            ("tax", "Enova"): cents(month.energy() / 100),
        }
        lines["tax", "MVA"] = cents(sum(lines.values()) / 4)
        expected.append(lines)
    agree(found, expected)
    assert len({each["demand_flat", "capacity step"] for each in expected}) > 1
