"""Tariffs of Georgia, Arizona, New York, Louisiana, Quebec and Mexico, beside exact arithmetic."""

from fractions import Fraction
from itertools import groupby

from tests.host.oracles.national import cents, hours, priced
from tests.host.oracles.rational import exact, in_tiers, rounded
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def blocks(kwh, limits, prices):
    return sum(
        cents(part * exact(price))
        for part, price in zip(in_tiers(kwh, limits), prices, strict=True)
    )


def millionth(quantity):
    return rounded(quantity, "0.000001")


def georgia(months):
    kw = [month.demand(minutes=30) for month in months]
    summer = [6 <= month.number <= 9 for month in months]
    for number, month in enumerate(months):
        past = range(max(0, number - 11), number)
        terms = [kw[each] * Fraction(95, 100) for each in past if summer[each]]
        terms += [kw[each] * Fraction(60, 100) for each in (*past, number) if not summer[each]]
        terms += [kw[number]] if summer[number] else []
        hour = millionth(max([*terms, 175]))
        kwh = month.energy()
        first, beyond = min(kwh, 200 * hour), max(0, kwh - 200 * hour)
        prices = "0.120914", "0.110763", "0.095402", "0.073958"
        later = "0.012374", "0.009306", "0.007025"
        lines = {
            ("energy", "first 200 hours"): blocks(first, (3000, 10000, 200000, None), prices),
            ("energy", "beyond 200 hours"): blocks(beyond, (200 * hour, 400 * hour, None), later),
            ("fixed", "basic service"): 241,
        }
        lines["other", "riders"] = cents(sum(lines.values()) * exact("14.5") / 100)
        lines["energy", "fuel"] = cents(kwh * exact("0.045876"))
        yield lines


def test_georgia(bill):
    found, months = bill("us-georgia-power-pll", "America/New_York", "2025-01-01")
    expected = list(georgia(months))
    agree(found, expected)
    assert any(each["energy", "beyond 200 hours"] for each in expected)


def on_peak(at):
    return at.weekday() < 5 and hours(at, (11, 21))


def arizona(months):
    on = [month.demand(where=on_peak) for month in months]
    for number, month in enumerate(months):
        past = range(max(0, number - 11), number)
        summer = [on[each] for each in past if 5 <= months[each].number <= 10]
        billed = millionth(max(on[number], Fraction(80, 100) * max(summer, default=0)))
        off = month.demand(where=lambda at: not on_peak(at))
        by_period = month.split(lambda at: "on" if on_peak(at) else "off")
        yield {
            ("demand_tou", "on-peak demand"): cents(billed * exact("17.442")),
            ("demand_tou", "residual demand"): cents(max(0, off - billed) * exact("3.281")),
            ("energy", "energy"): priced(by_period, {"on": "0.05112", "off": "0.04025"}),
            ("fixed", "basic service"): cents(month.days * exact("5.208")),
            ("other", "adjustments"): cents(month.energy() * exact("0.011284")),
        }


def test_arizona(bill):
    found, months = bill("us-aps-e35", "America/Phoenix", "2025-07-01")
    agree(found, list(arizona(months)))


def as_used(month, counts):
    """The sum of the highest half-hours of the days."""
    days = groupby(month.windows(minutes=30), key=lambda each: each[1].date())
    return sum(max((kw for kw, at in day if counts(at)), default=0) for _, day in days)


def new_york(months):
    kw = [month.demand(minutes=30) for month in months]
    for number, month in enumerate(months):
        contract = max(330, *kw[max(0, number - 11) : number + 1])
        daily = as_used(month, lambda at: at.weekday() < 5 and hours(at, (8, 22)))
        core = as_used(
            month, lambda at: 6 <= at.month <= 9 and at.weekday() < 5 and hours(at, (8, 18))
        )
        lines = {
            ("demand_flat", "contract demand"): cents(contract * exact("8.52")),
            ("demand_tou", "daily demand"): cents(daily * exact("0.5974")),
            ("demand_tou", "daily summer demand"): cents(core * exact("0.7731")),
            ("fixed", "customer charge"): exact("147.35"),
        }
        lines["tax", "gross receipts tax"] = cents(sum(lines.values()) * exact("2.4066") / 100)
        lines["energy", "supply"] = cents(month.energy() * exact("0.08915"))
        lines["other", "system benefit"] = cents(month.energy() * exact("0.0056"))
        yield lines


def test_new_york_standby(bill):
    found, months = bill("us-coned-sc9-standby", "America/New_York", "2025-01-01")
    agree(found, list(new_york(months)))


def louisiana(months):
    kw = [month.demand(minutes=30) for month in months]
    for number, month in enumerate(months):
        past = max(kw[max(0, number - 11) : number], default=0)
        firm = rounded(max(kw[number], past * Fraction(70, 100), 180), "1")
        over = month.demand("lag", minutes=30) - firm * Fraction(25, 100)
        kwh = month.energy()
        lines = {
            ("demand_flat", "firm demand"): blocks(firm, (200, None), ("12.84", "11.07")),
            ("reactive", "rkVA"): cents(rounded(max(0, over), "1") * exact("0.41")),
            ("energy", "energy"): cents(kwh * exact("0.00682")),
        }
        base = sum(lines.values())
        lines["energy", "fuel"] = cents(kwh * exact("0.02913"))
        lines["other", "formula rate plan"] = cents(base * exact("48.2") / 100)
        lines["minimum", "least"] = cents(max(Fraction(0), 300 * exact("9.65") - base))
        yield lines


def test_louisiana(bill):
    found, months = bill("us-entergy-lips-l", "America/Chicago", "2025-01-01")
    expected = list(louisiana(months))
    agree(found, expected)
    assert all(each["reactive", "rkVA"] > 0 for each in expected)


def quebec(month):
    kw = month.demand()
    most = millionth(max(kw, month.demand("kvah") * Fraction(95, 100), 280))
    lines = {
        ("demand_flat", "power"): cents(most * exact("14.859")),
        ("demand_flat", "supply at 25 kV"): cents(most * exact("-1.191")),
        ("energy", "energy"): cents(month.energy() * exact("0.03779")),
    }
    if month.number in (12, 1, 2, 3):
        lines["demand_flat", "winter overrun"] = cents(max(0, kw - 308) * exact("24.93"))
    before = sum(lines.values())
    lines["tax", "GST"] = cents(before * Fraction(5, 100))
    lines["tax", "QST"] = cents(before * exact("9.975") / 100)
    return lines


def test_quebec(bill):
    found, months = bill("ca-hydro-quebec-l", "America/Montreal", "2025-04-01")
    expected = [quebec(month) for month in months]
    agree(found, expected)
    assert any(each.get(("demand_flat", "winter overrun")) for each in expected)


def mexico(months):
    used = [month.energy() for month in months]
    for number, kwh in enumerate(used):
        past = used[max(0, number - 12) : number]
        if past and sum(past) / len(past) > 250:
            lines = {
                ("energy", "high use"): cents(kwh * exact("6.723")),
                ("fixed", "high use basic"): exact("146.32"),
            }
        else:
            prices = "1.083", "1.318", "3.853"
            lines = {("energy", "steps"): blocks(kwh, (75, 140, None), prices)}
        before = sum(lines.values())
        lines["tax", "IVA"] = cents(before * Fraction(16, 100))
        lines["other", "public lighting"] = cents(before * Fraction(8, 100))
        yield lines


def test_mexico_at_home(bill):
    found, months = bill("mx-home-1-dac", "Etc/GMT+6", "2025-01-01", part=270)
    expected = list(mexico(months))
    agree(found, expected, total=lambda values: rounded(sum(values), "1"))
    assert {("fixed", "high use basic") in each for each in expected} == {True, False}
