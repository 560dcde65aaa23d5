"""Tariffs of China, Korea and Japan to the last fen, won and yen, beside exact arithmetic."""

import json
from datetime import date
from fractions import Fraction

from tests.host.oracles.national import LOAD, cents, dates, hours, priced
from tests.host.oracles.rational import in_tiers, power_factor, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]
PF_TABLE = json.loads((LOAD.parents[1] / "china_pf_1983.json").read_text())["90"]
CN_FESTIVALS = dates(
    "2025-01-01",
    "2025-01-28..2025-02-04",
    "2025-04-04..2025-04-06",
    "2025-05-01..2025-05-05",
    "2025-05-31..2025-06-02",
    "2025-10-01..2025-10-08",
)
CN_REPLACED = dates("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")


def shanghai(at):
    """The factor on what floats."""
    day, month = at.date(), at.month
    rest = at.weekday() >= 5 and day not in CN_REPLACED and month in (2, 3, 4, 5, 6, 9, 10, 11)
    night = hours(at, (22, 6))
    hot, cold = month in (7, 8, 9), month in (1, 12)
    if night and (day in CN_FESTIVALS or rest):
        return "0.2"
    if (month in (7, 8) and hours(at, (12, 14))) or (cold and hours(at, (19, 21))):
        return "2.25"
    if hours(at, (8, 15) if hot else (8, 11), (18, 21)):
        return "1.8" if hot or cold else "1.6"
    if night:
        return "0.4" if hot or cold else "0.5"
    return "1"


def shanghai_bill(month):
    floating, flat = Fraction("0.5809"), Fraction("0.0501")
    by_factor = month.split(shanghai)
    prices = {name: rounded(floating * Fraction(name) + flat, "0.0001") for name in by_factor}
    energy, kwh = priced(by_factor, prices), sum(by_factor.values())
    over = max(0, month.demand() - 560 * Fraction("1.05"))
    basic = cents(560 * Fraction("40.8")) + cents(over * Fraction("81.6"))
    even = -cents(basic / 10) if kwh / 400 >= 260 else 0
    factor = power_factor(kwh, month.energy("lag") + month.energy("lead"))
    adjusted = (energy + basic + even) * PF_TABLE[str(int(100 * factor))] / 10_000
    return {
        ("energy", "agency energy"): energy,
        ("demand_flat", "basic charge"): basic,
        ("demand_flat", "even use"): even,
        ("power_factor", "power factor"): cents(adjusted),
        ("tax", "funds"): cents(kwh * Fraction("0.029191")),
    }


def test_shanghai(bill):
    found, months = bill("cn-shanghai-two-part", "Asia/Shanghai", "2025-01-01")
    expected = [shanghai_bill(month) for month in months]
    agree(found, expected)
    assert len({each["demand_flat", "even use"] == 0 for each in expected}) == 2
    assert len({each["demand_flat", "basic charge"] for each in expected}) > 2


def guangzhou(at):
    if hours(at, (0, 8)):
        return "0.38"
    return "1.7" if hours(at, (10, 12), (14, 19)) else "1"


def guangzhou_bill(month):
    flat = Fraction("0.58886875")
    by_factor = month.split(guangzhou)
    prices = {name: rounded(flat * Fraction(name), "0.00000001") for name in by_factor}
    summer = 5 <= month.number <= 10
    parts = in_tiers(
        sum(by_factor.values()), ("260", "600", None) if summer else ("200", "400", None)
    )
    increments = cents(parts[1] * Fraction("0.05")) + cents(parts[2] * Fraction("0.3"))
    return {
        ("energy", "energy"): priced(by_factor, prices),
        ("energy", "summer tiers" if summer else "winter tiers"): increments,
    }


def test_guangzhou_at_home(bill):
    found, months = bill(
        "cn-guangzhou-home-tou", "Asia/Shanghai", "2025-03-01", days=275, part=200
    )
    agree(found, [guangzhou_bill(month) for month in months])
    assert {month.number for month in months} == set(range(3, 12)), "both seasons"


KR_PRICES = {
    "summer": ("95.7", "121.5", "155"),
    "mild": ("95.7", "100.5", "119.7"),
    "winter": ("103.1", "120", "149.4"),
}
KR_HOLIDAYS = dates(
    "2025-01-01",
    "2025-01-28..2025-01-30",
    "2025-03-01",
    "2025-05-05..2025-05-06",
    "2025-06-06",
    "2025-08-15",
    "2025-10-03",
    "2025-10-05..2025-10-07",
    "2025-10-09",
    "2025-12-25",
)


def korea(at):
    """(season, level)."""
    season = (
        "summer" if at.month in (6, 7, 8) else "winter" if at.month in (11, 12, 1, 2) else "mild"
    )
    on = ((9, 12), (16, 19)) if season == "winter" else ((11, 12), (13, 18))
    if at.weekday() == 6 or at.date() in KR_HOLIDAYS or hours(at, (22, 8)):
        return season, 0
    return season, 2 if hours(at, *on) and at.weekday() < 5 else 1


def won(amount):
    return rounded(amount, "1", "truncate")


def korea_bill(month, earlier):
    """`earlier` are (month number, kW) of the eleven bills before, the latest last."""
    by_level = month.split(korea)
    energy = sum(won(kwh * Fraction(KR_PRICES[key[0]][key[1]])) for key, kwh in by_level.items())
    kwh = month.energy()
    counted = [kw for number, kw in earlier if number in (12, 1, 2, 7, 8, 9)]
    demand = rounded(max([month.demand(), Fraction(700 * 30, 100), *counted]), "1")
    basic = won(demand * 6490)

    def day(at):
        return hours(at, (9, 23))

    lag = power_factor(month.energy("kwh", day), month.energy("lag", day))
    lead = power_factor(
        month.energy("kwh", lambda at: not day(at)), month.energy("lead", lambda at: not day(at))
    )
    lag = max(Fraction("0.6"), min(lag, Fraction("0.95")))
    lead = max(Fraction("0.6"), min(lead, Fraction("0.95")))
    lines = {
        ("demand_flat", "basic charge"): basic,
        ("energy", "energy charge"): energy,
        ("energy", "climate charge"): won(kwh * 9),
        ("energy", "fuel adjustment"): won(kwh * 5),
        ("power_factor", "lagging power factor"): won(basic * (Fraction("0.9") - lag) / 5),
        ("power_factor", "leading power factor"): won(basic * (Fraction("0.95") - lead) / 5),
    }
    charge = sum(lines.values())
    lines["tax", "VAT"] = rounded(charge / 10, "1")
    lines["tax", "power fund"] = rounded(charge * Fraction("0.037"), "10", "truncate")
    return lines


def test_korea(bill):
    found, months = bill("kr-kepco-industrial-a2-contract", "Asia/Seoul", "2025-01-01")
    past = ("520", "530", "440", "450", "460", "570", "585.5", "590", "480", "510", "500")
    earlier = [(2 + place, Fraction(kw)) for place, kw in enumerate(past)]
    expected = []
    for month in months:
        expected.append(korea_bill(month, earlier[-11:]))
        earlier.append((month.number, month.demand()))
    agree(found, expected, lambda amounts: rounded(sum(amounts), "10", "truncate"))
    adjusted = [each["power_factor", "lagging power factor"] for each in expected]
    assert min(adjusted) < 0 < max(adjusted)


JP_HOLIDAYS = dates(
    "2025-05-01..2025-05-06", "2025-07-21", "2025-08-11", "2025-09-15", "2025-09-23"
)


def kyushu(at):
    if at.weekday() == 6 or at.date() in JP_HOLIDAYS or not hours(at, (8, 22)):
        return "15.17"
    if at.month not in (7, 8, 9):
        return "16.32"
    return "19.74" if hours(at, (13, 16)) else "17.27"


def test_kyushu(bill):
    found, months = bill("jp-kyuden-season-tou", "Asia/Tokyo", "2025-05-01", days=153)
    expected, highest = [], Fraction(0)
    for month in months:
        by_price = month.split(kyushu)
        highest = max(highest, month.demand(minutes=30))
        basic = cents(rounded(highest, "1") * Fraction("2142.78"))
        day = lambda at: hours(at, (8, 22))  # noqa: E731
        factor = power_factor(month.energy("kwh", day), month.energy("lag", day))
        expected.append(
            {
                ("demand_flat", "basic charge"): basic,
                ("energy", "energy charge"): priced(by_price, {name: name for name in by_price}),
                ("power_factor", "power factor"): cents(basic * (Fraction("0.85") - factor)),
                ("energy", "fuel adjustment"): cents(month.energy() * Fraction("-1.23")),
                ("tax", "renewables levy"): rounded(
                    month.energy() * Fraction("3.98"), "1", "truncate"
                ),
            }
        )
    agree(found, expected, lambda amounts: rounded(sum(amounts), "1", "truncate"))
    assert highest > months[-1].demand(minutes=30), "the ratchet is to decide some bill"


def korea_default(at):
    """(season, level) by the hours and holidays of the tariff that `meter run` has."""
    season, level = korea(at)
    return (season, level) if at.date() != date(2025, 5, 6) else (season, korea_level(at, season))


def korea_level(at, season):
    """The level of an ordinary weekday: 6 May 2025 is no holiday of that document."""
    if hours(at, (22, 8)):
        return 0
    return (
        2
        if hours(at, *(((9, 12), (16, 19)) if season == "winter" else ((11, 12), (13, 18))))
        else 1
    )


def korea_default_bill(month, earlier):
    by_level = month.split(korea_default)
    energy = sum(won(kwh * Fraction(KR_PRICES[key[0]][key[1]])) for key, kwh in by_level.items())
    counted = [kw for number, kw in earlier if number in (12, 1, 2, 7, 8, 9)]
    demand = max([month.demand(where=lambda at: korea_default(at)[1] > 0), *counted])
    basic = won(demand * 6490)

    def night(at):
        return hours(at, (22, 8))

    lag = power_factor(
        month.energy("kwh", lambda at: not night(at)),
        month.energy("lag", lambda at: not night(at)),
    )
    lead = power_factor(month.energy("kwh", night), month.energy("lead", night))
    lag = max(Fraction("0.6"), min(lag, Fraction("0.95")))
    off = max(Fraction(0), Fraction("0.95") - max(Fraction("0.6"), lead))
    lines = {
        ("demand_flat", "demand"): basic,
        ("energy", "energy"): energy,
        ("power_factor", "power factor"): won(basic * (Fraction("0.9") - lag) / 5),
        ("power_factor", "leading at night"): won(basic * off / 5),
    }
    charge = sum(lines.values())
    lines["tax", "vat"] = rounded(charge / 10, "1")
    lines["tax", "power industry fund"] = rounded(charge * Fraction("0.037"), "10", "truncate")
    return lines


def test_korea_by_the_tariff_of_meter_run(bill):
    found, months = bill("kr-kepco-industrial-a2", "Asia/Seoul", "2025-01-01")
    expected, earlier = [], []
    for month in months:
        expected.append(korea_default_bill(month, earlier[-11:]))
        peak = month.demand(where=lambda at: korea_default(at)[1] > 0)
        earlier.append((month.number, peak))
    agree(found, expected, lambda amounts: rounded(sum(amounts), "10", "truncate"))
