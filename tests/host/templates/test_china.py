"""Tariffs of Chinese provinces to the last fen, beside exact arithmetic."""

import json
from datetime import date
from fractions import Fraction

from tests.host.oracles.national import LOAD, cents, dates, hours, priced
from tests.host.oracles.rational import exact, power_factor, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]
TABLES = json.loads((LOAD.parents[1] / "china_pf_1983.json").read_text())
FUNDS = exact("0.029191")


def prices(floating, flat, factors, places):
    """The price of each period: what floats times its factor, and what does not."""
    return {
        name: rounded(exact(floating) * exact(factor) + exact(flat), f"0.{'0' * (places - 1)}1")
        for name, factor in factors.items()
    }


def lines_of(month, period_of, price_of, standard=None, net=False, demand=None):
    """Energy, demand where there is one, adjustment by the table of a standard, funds."""
    kwh = month.energy()
    lines = {("energy", "agency energy"): priced(month.split(period_of), price_of)}
    if demand:
        lines["demand_flat", "maximum demand"] = cents(
            rounded(month.demand(), "1") * exact(demand)
        )
    if standard:
        lag, lead = month.energy("lag"), month.energy("lead")
        factor = power_factor(kwh, abs(lag - lead) if net else lag + lead)
        share = Fraction(TABLES[standard][str(int(100 * factor))], 10_000)
        lines["power_factor", "power factor"] = cents(sum(lines.values()) * share)
    lines["tax", "funds"] = cents(kwh * FUNDS)
    return lines


HOT = dates("2025-05-20", "2025-06-11", "2025-10-03")


def guangdong(at):
    sharp = at.month in (7, 8, 9) or at.date() in HOT
    if sharp and hours(at, (11, 12), (15, 17)):
        return "sharp"
    if hours(at, (10, 12), (14, 19)):
        return "peak"
    return "valley" if at.hour < 8 else "flat"


def test_guangdong(bill):
    found, months = bill("cn-guangdong-ci-tou", "Asia/Shanghai", "2025-05-01", days=184)
    factors = {"sharp": "2.125", "peak": "1.7", "flat": "1", "valley": "0.38"}
    price_of = prices("0.5894", "0.0393", factors, 6)  # 0.4610 + 0.1284; 0.0206 + 0.0187
    agree(found, [lines_of(month, guangdong, price_of, "90") for month in months])
    may = [line for line in found[0]["lines"] if line["part"] == "sharp"]
    assert Fraction(may[0]["quantity"]) > 0, "a hot day in May"


def jiangsu(at):
    summer_or_winter = at.month in (6, 7, 8, 12, 1, 2)
    if hours(at, (14 if summer_or_winter else 15, 22)):
        return "peak"
    valleys = ((0, 6), (11, 13)) if summer_or_winter else ((2, 6), (10, 14))
    return "valley" if hours(at, *valleys) else "flat"


def test_jiangsu(bill):
    found, months = bill("cn-jiangsu-industry-2025", "Asia/Shanghai", "2025-06-01", days=214)
    factors = {"peak": "1.8", "flat": "1", "valley": "0.35"}
    price_of = prices("0.5574", "0.0461", factors, 4)  # 0.4217 + 0.1357; 0.0193 + 0.0268
    agree(found, [lines_of(month, jiangsu, price_of, "90", demand="51.2") for month in months])


THREE_HOT = (date(2025, 6, 13), date(2025, 6, 14), date(2025, 9, 4))
"""The days after three days in a row of 35 degrees and more."""


def sichuan(at):
    sharp = at.month in (7, 8) or at.date() in THREE_HOT
    if sharp and hours(at, (13, 14), (21, 23)):
        return "sharp"
    if hours(at, (10, 12), (15, 21)):
        return "peak"
    return "valley" if hours(at, (23, 7)) else "flat"


def test_sichuan(bill):
    found, months = bill("cn-sichuan-ci-2025", "Asia/Shanghai", "2025-06-01", days=122)
    factors = {"sharp": "1.92", "peak": "1.6", "flat": "1", "valley": "0.4"}
    price_of = prices("0.3891", "0.2097", factors, 5)  # 0.0154 + 0.1601 + 0.0342
    agree(found, [lines_of(month, sichuan, price_of, "85") for month in months])
    sharp = [
        Fraction(line["quantity"]) > 0
        for each in found
        for line in each["lines"]
        if line["part"] == "sharp"
    ]
    assert sharp == [True, True, True, True], "June and September by three hot days"


FESTIVALS = dates("2025-10-01..2025-10-07", "2026-01-01", "2026-02-17..2026-02-23")


def jiangxi(at):
    if at.date() in FESTIVALS and hours(at, (11.5, 14.5)):
        return "deep valley"
    if at.month in (7, 8, 12, 1) and hours(at, (20.5, 22.5)):
        return "sharp"
    if hours(at, (17, 22.5)):
        return "peak"
    return "valley" if hours(at, (11.5, 14.5), (0, 5.5)) else "flat"


def test_jiangxi(bill):
    found, months = bill("cn-jiangxi-ci-2025", "Asia/Shanghai", "2025-09-01", days=181)
    factors = {"sharp": "1.8", "peak": "1.6", "flat": "1", "valley": "0.4", "deep valley": "0.3"}
    price_of = prices("0.5936", "0.0522", factors, 4)  # 0.4493 + 0.1443; 0.0221 + 0.0301
    agree(found, [lines_of(month, jiangxi, price_of, "80", net=True) for month in months])


SHANDONG = (
    # months; hours of sharp, peak, deep valley, valley
    ((12, 1), ((16, 19),), ((19, 22),), (), ((10, 15),)),
    ((2, 3, 4, 5), ((17, 20),), ((20, 22),), ((11, 14),), ((10, 15),)),
    ((6,), (), ((17, 22),), (), ((0, 6),)),
    ((7, 8), (), ((17, 22),), (), ((1, 7),)),
    ((9, 10, 11), ((16.5, 18.5),), ((18.5, 21.5),), (), ((10.5, 14.5),)),
)


def shandong(at):
    for months, *spans in SHANDONG:
        if at.month in months:
            named = zip(("sharp", "peak", "deep valley", "valley"), spans, strict=True)
            return next((name for name, each in named if each and hours(at, *each)), "flat")
    raise AssertionError(at)


def test_shandong(bill):
    found, months = bill("cn-shandong-ci-2025", "Asia/Shanghai", "2025-01-01")
    factors = {"sharp": "2", "peak": "1.7", "flat": "1", "valley": "0.3", "deep valley": "0.1"}
    price_of = prices("0.4128", "0.2053", factors, 6)  # 0.0178 + 0.1519 + 0.0356
    agree(found, [lines_of(month, shandong, price_of) for month in months])
