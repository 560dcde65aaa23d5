"""Ontario, California, the Midwest, Brazil and Economy 7, beside exact arithmetic."""

from fractions import Fraction

from tests.host.oracles.national import cents, dates, hours, priced
from tests.host.oracles.rational import exact, in_tiers
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def ontario_bill(month):
    summer = 5 <= month.number <= 10
    kwh = month.energy()
    parts = in_tiers(kwh, ("600" if summer else "1000", None))
    energy = sum(cents(part * exact(p)) for part, p in zip(parts, ("0.103", "0.125"), strict=True))
    lines = {
        ("energy", "summer energy" if summer else "winter energy"): energy,
        ("fixed", "delivery"): exact("42.88"),
        ("energy", "transmission"): cents(kwh * exact("0.0173")),
        ("other", "regulatory"): cents(kwh * exact("0.0062")),
    }
    before_tax = sum(lines.values())
    lines["tax", "HST"] = cents(before_tax * Fraction(13, 100))
    lines["other", "electricity rebate"] = -cents(before_tax * exact("13.1") / 100)
    return lines


def test_ontario(bill):
    found, months = bill("ca-ontario-rpp-tiered", "America/Toronto", "2025-01-01", part=60)
    agree(found, [ontario_bill(month) for month in months])
    over = {(5 <= month.number <= 10, month.energy() > 600) for month in months}
    assert (True, True) in over and (False, True) in over


def california_bill(month):
    def is_peak(at):
        return 5 <= at.month <= 10 and at.weekday() < 5 and hours(at, (12, 18))

    by_period = month.split(lambda at: "peak" if is_peak(at) else "other")
    lines = {
        ("energy", "energy"): priced(by_period, {"peak": "0.16055", "other": "0.08837"}),
        ("demand_flat", "demand"): cents(month.demand() * exact("17.74")),
        ("demand_tou", "peak demand"): cents(month.demand(where=is_peak) * exact("19.65")),
    }
    if 5 <= month.number <= 10:
        most = month.energy() * exact("0.22")
        lines["other", "rate limiter"] = cents(min(0, most - sum(lines.values())))
    lines["fixed", "customer charge"] = cents(month.days * exact("19.71253"))
    return lines


def test_california_rate_limiter(bill):
    found, months = bill("us-pge-rate-limiter", "America/Los_Angeles", "2025-01-01")
    expected = [california_bill(month) for month in months]
    agree(found, expected)
    limits = [each.get(("other", "rate limiter"), 0) for each in expected]
    assert min(limits) < 0 and limits[0] == 0


CALLS = dates("2025-01-15"), dates("2025-02-11")


def called(at):
    """Windows of 30 minutes that end within a call; `at` is their last quarter-hour's begin."""
    day = at.date()
    return (day in CALLS[0] and hours(at, (14, 18))) or (day in CALLS[1] and hours(at, (16, 19.5)))


def midwest_bill(month):
    kw = month.demand(minutes=30)
    lines = {
        ("energy", "energy"): cents(month.energy() * exact("0.0512")),
        ("demand_flat", "demand"): cents(kw * exact("14.20")),
        ("demand_flat", "interruptible credit"): cents(max(0, kw - 150) * exact("-5.75")),
    }
    over = max(0, month.demand(minutes=30, where=called) - 150)
    lines["demand_tou", "penalty"] = cents(over * exact("12.50"))
    return lines


def test_midwest_interruptible(bill):
    found, months = bill("us-midwest-interruptible", "Etc/GMT+6", "2025-01-01", days=90)
    expected = [midwest_bill(month) for month in months]
    agree(found, expected)
    assert max(each["demand_tou", "penalty"] for each in expected) > 0
    assert expected[2]["demand_tou", "penalty"] == 0


def economy_bill(month):
    by_period = month.split(lambda at: "night" if hours(at, (0.5, 7.5)) else "day")
    energy = {name: kwh * exact(p) for name, kwh, p in _rows(by_period)}
    lines = {
        ("energy", "energy"): sum(energy.values()),
        ("fixed", "standing charge"): month.days * exact("0.5235"),
    }
    lines["tax", "VAT"] = sum(lines.values()) * Fraction(5, 100)
    return lines


def _rows(by_period):
    prices = {"day": "0.3042", "night": "0.1521"}
    return [(name, by_period[name], prices[name]) for name in prices]


def test_economy_7(bill):
    found, months = bill("gb-economy-7-prepay", "Etc/GMT", "2025-10-01", days=92, part=300)
    expected = [economy_bill(month) for month in months]
    agree(found, expected, total=lambda values: cents(sum(values)), near=Fraction(2, 1_000_000))


BRAZIL = dates(
    *("2025-01-01", "2025-03-04", "2025-04-18", "2025-04-21", "2025-05-01", "2025-06-19"),
    *("2025-09-07", "2025-10-12", "2025-11-02", "2025-11-15", "2025-11-20", "2025-12-25"),
)


def white(at):
    if at.weekday() > 4 or at.date() in BRAZIL:
        return "off-peak"
    return "peak" if hours(at, (18, 21)) else "between" if hours(at, (17, 22)) else "off-peak"


def brazil_bill(month):
    prices = {"peak": "1.24815", "between": "0.79632", "off-peak": "0.52371"}
    energy = priced(month.split(white), prices)
    least = cents(max(Fraction(0), exact("65.612") - energy))
    lines = {("energy", "energy"): energy, ("minimum", "availability"): least}
    for name, percent in (("PIS/COFINS", exact("4.93")), ("ICMS", 18)):
        lines["tax", name] = cents(sum(lines.values()) * percent / (100 - percent))
    lines["tax", "public lighting"] = exact("18.42")
    return lines


def test_brazil_at_home(bill):
    found, months = bill("br-b1-branca", "America/Fortaleza", "2025-01-01", part=900)
    expected = [brazil_bill(month) for month in months]
    agree(found, expected)
    assert len({each["minimum", "availability"] > 0 for each in expected}) == 2
