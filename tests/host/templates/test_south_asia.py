"""Tariffs of India, Pakistan, South-East Asia and Australia beside exact arithmetic."""

from fractions import Fraction

from tests.host.oracles.national import cents, dates, hours, priced
from tests.host.oracles.rational import exact, in_tiers, power_factor, rounded, whole
from tests.host.templates.bills import agree, bill

__all__ = ["bill"]


def maharashtra(at):
    """The price of its time of day."""
    if hours(at, (22, 6)):
        return "-1.5"
    return "0.8" if hours(at, (9, 12)) else "1.1" if hours(at, (18, 22)) else "0"


def maharashtra_bill(month, earlier):
    """`earlier` are the kVA of bills before, by day."""
    kvah, kwh = month.energy("kvah"), month.energy()
    by_price = month.split(maharashtra, "kvah")
    kva = month.demand("kvah", 30, lambda at: maharashtra(at) != "-1.5")
    ratchet = min(max(earlier) * Fraction(3, 4), 2600)
    billed = rounded(max(kva, ratchet, 2600 * Fraction("0.65")), "1", "up")
    factor = rounded(kwh / (month.demand(minutes=30) * 24 * month.days), "0.01", "truncate")
    low = max(Fraction(0), min(factor, Fraction("0.85")) - Fraction("0.75")) * 100
    high = max(Fraction(0), min(factor, Fraction("0.925")) - Fraction("0.85")) * 100
    energy = cents(kvah * Fraction("8.36"))
    wheeling = cents(kvah * Fraction("0.6"))
    by_time = priced(by_price, {name: name for name in by_price if name != "0"})
    demand = cents(billed * 549)
    excess = cents(max(Fraction(0), kva - 2600) * 549 / 2)
    rebate = -cents((energy + wheeling + by_time) * (low * Fraction("0.75") + high) / 100)
    duty = (energy + wheeling + by_time + demand + excess + rebate) * Fraction("0.093")
    return kva, {
        ("energy", "energy charge"): energy,
        ("energy", "wheeling"): wheeling,
        ("energy", "time of day"): by_time,
        ("demand_flat", "demand charge"): demand,
        ("demand_flat", "excess demand"): excess,
        ("energy", "load factor rebate"): rebate,
        ("tax", "electricity duty"): cents(duty),
        ("tax", "tax on sale"): cents(kwh * Fraction("0.2604")),
    }


class Carried:
    """Tens of rupees are paid; what that leaves is carried into the next bill."""

    def __init__(self):
        self.carried = Fraction(0)

    def __call__(self, amounts):
        owed = sum(amounts) + self.carried
        paid = rounded(owed, "10")
        self.carried = owed - paid
        return paid


def test_maharashtra(bill):
    found, months = bill("in-msedcl-ht1", "Asia/Kolkata", "2025-01-01", days=212, add=500)
    earlier = [Fraction(kva) for kva in (3700, 2550, 2500, 2700)]
    expected = []
    for month in months:
        kva, lines = maharashtra_bill(month, earlier[-11:])
        earlier.append(kva)
        expected.append(lines)
    agree(found, expected, Carried())
    assert len({each["energy", "load factor rebate"] > -10000 for each in expected}) <= 2
    assert min(each["energy", "load factor rebate"] for each in expected) < 0


def kerala(at):
    return "9.6" if hours(at, (18, 22)) else "4.8" if hours(at, (22, 6)) else "6.4"


def test_kerala(bill):
    found, months = bill("in-kseb-ht1a", "Asia/Kolkata", "2025-01-01", days=304)
    expected, factors = [], set()
    for month in months:
        by_price = month.split(kerala)
        energy = priced(by_price, {name: name for name in by_price})
        kva = month.demand("kvah", 30)
        factor = power_factor(month.energy(), month.energy("lag"))
        factors.add(factor)
        percent = max(Fraction(0), Fraction("0.9") - factor) * 100
        percent += (Fraction("0.95") - max(factor, Fraction("0.9"))) * 50
        expected.append(
            {
                ("energy", "energy charge"): energy,
                ("demand_flat", "demand charge"): cents(max(kva, Fraction("487.5")) * 405),
                ("demand_flat", "excess demand"): cents(max(0, kva - 650) * exact("202.5")),
                ("power_factor", "power factor"): cents(energy * percent / 100),
                ("tax", "duty"): cents(energy / 10),
            }
        )
    agree(found, expected, lambda amounts: rounded(sum(amounts), "1"))
    assert min(factors) < Fraction("0.9") < max(factors)


THAI_HOLIDAYS = dates(
    "2025-01-01",
    "2025-02-12",
    "2025-04-06",
    "2025-04-13..2025-04-15",
    "2025-05-01",
    "2025-05-04",
    "2025-05-12",
    "2025-06-03",
    "2025-07-10..2025-07-11",
    "2025-07-28",
)


def on_peak(at):
    return at.weekday() < 5 and at.date() not in THAI_HOLIDAYS and hours(at, (9, 22))


def test_thailand(bill):
    found, months = bill("th-pea-tou-42", "Asia/Bangkok", "2025-01-01", days=212)
    charges = [Fraction(each) for each in ("50000", "120000.5", "60000")]
    expected = []
    for month in months:
        demand = cents(month.demand(where=on_peak) * exact("132.93"))
        minimum = max(0, cents(max(charges[-12:]) * Fraction(7, 10)) - demand)
        charges.append(demand)
        kvar = rounded(month.demand("lag") - month.demand() * exact("0.6197"), "1")
        lines = {
            ("demand_tou", "demand charge"): demand,
            ("energy", "energy charge"): priced(
                month.split(on_peak), {True: "4.1839", False: "2.6037"}
            ),
            ("reactive", "power factor"): cents(max(0, kvar) * exact("56.07")),
            ("minimum", "minimum"): minimum,
            ("fixed", "service"): exact("312.24"),
            ("energy", "Ft"): cents(month.energy() * exact("0.3672")),
        }
        lines["tax", "VAT"] = cents(sum(lines.values()) * Fraction(7, 100))
        expected.append(lines)
    agree(found, expected)
    for key in (("minimum", "minimum"), ("reactive", "power factor")):
        assert max(each[key] for each in expected) > 0


def test_pakistan(bill):
    found, months = bill("pk-domestic-slabs", "Asia/Karachi", "2025-07-01", days=365, part=500)
    units = [exact(each) for each in ("201", "160", "150", "199.5", "180", "190")]
    limits = ("100", "200", "300", "700", None)
    expected = []
    for month in months:
        kwh = month.energy()
        protected = max([kwh, *units[-6:]]) <= 200
        units.append(kwh)
        prices = ("22.44", "28.91", "33.1", "42.76", "47.69")
        if protected:
            prices = ("10.54", "13.01", "13.01", "13.01", "13.01")
            limits_of, prices = ("100", None), prices[:2]
        else:
            limits_of = limits
        slabs = zip(in_tiers(kwh, limits_of), prices, strict=True)
        amount = sum(cents(part * exact(price)) for part, price in slabs)
        lines = {("energy", "protected" if protected else "unprotected"): amount}
        lines["tax", "duty"] = cents(amount * exact("0.015"))
        lines["tax", "GST"] = cents((amount + lines["tax", "duty"]) * exact("0.18"))
        expected.append(lines)
    agree(found, expected, lambda amounts: rounded(sum(amounts), "1"))
    assert {name for each in expected for _, name in each} >= {"protected", "unprotected"}


def test_malaysia(bill):
    found, months = bill("my-domestic-rp4", "Asia/Kuala_Lumpur", "2025-01-01", days=273, part=80)
    expected = []
    for month in months:
        kwh = month.energy()
        rebates = (("200", "400", "1000", None), ("-0.25", "-0.17", "-0.005", "0"))
        lines = {
            ("energy", "generation"): cents(whole(kwh, ("1500", None), ("0.2703", "0.3703"))),
            ("energy", "capacity"): cents(kwh * exact("0.0455")),
            ("energy", "network"): cents(kwh * exact("0.1285")),
        }
        fund = cents(sum(lines.values()) * exact("0.016"))
        lines["fixed", "retail"] = 10 if kwh > 600 else 0
        lines["energy", "fuel adjustment"] = cents(kwh * exact("-0.0145")) if kwh > 600 else 0
        lines["energy", "efficiency rebate"] = cents(whole(kwh, *rebates))
        lines["tax", "renewables fund"] = fund if kwh > 300 else 0
        expected.append(lines)
    agree(found, expected)
    assert len({each["energy", "efficiency rebate"] == 0 for each in expected}) == 2


def test_indonesia(bill):
    found, months = bill("id-pln-i3-tm", "Asia/Jakarta", "2025-01-01", days=120)
    expected = []
    for month in months:
        by_price = month.split(lambda at: "1553.67" if hours(at, (17, 22)) else "1035.78")
        lines = {("energy", "energy"): priced(by_price, {name: name for name in by_price}, "1")}
        factor = power_factor(month.energy(), month.energy("lag"), 6)
        beyond = max(0, month.energy("lag") - month.energy() * Fraction(62, 100))
        if factor < Fraction("0.85"):
            lines["reactive", "reactive"] = rounded(beyond * exact("1114.74"), "1")
        least = 2600 * exact("41431.2")
        lines["minimum", "minimum"] = rounded(max(0, least - lines["energy", "energy"]), "1")
        lines["tax", "street lighting tax"] = rounded(sum(lines.values()) * Fraction(3, 100), "1")
        expected.append(lines)
    agree(found, expected)
    assert {each["minimum", "minimum"] > 0 for each in expected} == {True, False}


def test_south_australia(bill):
    """Half-hours where the clock is half an hour from whole hours, over the end of summer time."""
    days = 92 + Fraction(1, 24)
    found, months = bill("au-sapn-solar-sponge", "Australia/Adelaide", "2025-03-01", days)
    highest, expected = Fraction(0), []
    prices = {"peak": "0.3921", "shoulder": "0.2412", "sponge": "0.0917"}

    def adelaide(at):
        return "sponge" if hours(at, (10, 15)) else "peak" if hours(at, (17, 21)) else "shoulder"

    for month in months:
        highest = max(highest, month.demand("kvah", 30, lambda at: adelaide(at) == "peak"))
        lines = {
            ("energy", "energy"): priced(month.split(adelaide), prices),
            ("demand_flat", "capacity"): cents(highest * exact("9.871")),
            ("fixed", "supply"): cents(month.days * exact("4.1123")),
        }
        lines["tax", "GST"] = cents(sum(lines.values()) / 10)
        expected.append(lines)
    agree(found, expected)
