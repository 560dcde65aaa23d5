"""`meter park bill` on the example that is shipped, beside exact arithmetic from its CSV files."""

import csv
import json
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from host.cli import main
from tests.host.oracles.rational import exact, rounded
from tests.host.sources import ROOT

FOLDER = ROOT / "host" / "data" / "park"
TENANTS = ("Foundry", "Bakery", "Grocer", "Flat")
AREAS = (2400, 180, 420, 95)


@pytest.fixture
def park(capsys, tmp_path):
    """park(change): (exit code, result, what was said) of the example, with a changed document."""

    def run(change=lambda document: None, *words):
        for path in FOLDER.iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        document = json.loads((FOLDER / "park.json").read_text())
        change(document)
        (tmp_path / "park.json").write_text(json.dumps(document))
        target = tmp_path / "result.json"
        code = main(["park", "bill", str(tmp_path / "park.json"), "--json", str(target), *words])
        said = capsys.readouterr()
        result = json.loads(target.read_text()) if target.exists() else None
        return code, result, said.err or said.out

    return run


def rows(name):
    with (FOLDER / name).open() as file:
        return list(csv.DictReader(file))


def energy(name, column="kwh"):
    return sum(exact(row[column]) for row in rows(name))


def cents(amount):
    return rounded(amount, "0.01")


def own():
    """What each tenant's own tariff makes of his meter: amounts typed from the files' words."""
    high = low = Fraction(0)
    peak = Fraction(0)
    for row in rows("hall.csv"):
        at, kwh = datetime.fromisoformat(row["start"]), exact(row["kwh"])
        peak = max(peak, kwh)
        if at.weekday() < 5 and 8 <= at.hour < 20:
            high += kwh
        else:
            low += kwh
    foundry = cents(low * exact("0.124")) + cents(high * exact("0.165"))
    foundry += cents(peak * exact("9.80")) + 18
    shops = [
        cents(energy("shops.csv", f"kwh_{each}") * exact("0.219")) + 31 * exact("0.35")
        for each in "ab"
    ]
    flat = energy("shops.csv", "kwh_c")
    tiers = cents(200 * exact("0.205")) + cents((flat - 200) * exact("0.243"))
    return [foundry, *shops, tiers + cents(tiers * Fraction(19, 100))]


def largest_remainders(whole, weights):
    """Cents that add up to `whole`."""
    exactly = [whole * weight / sum(weights) * 100 for weight in weights]
    parts = [int(each) for each in exactly]
    by_rest = sorted(range(len(weights)), key=lambda n: parts[n] - exactly[n])
    for n in by_rest[: int(whole * 100) - sum(parts)]:
        parts[n] += 1
    return [Fraction(part, 100) for part in parts]


def test_every_statement_is_right_to_the_cent(park):
    code, result, _ = park()
    assert code == 0
    drawn = [energy("hall.csv")] + [energy("shops.csv", f"kwh_{each}") for each in "abc"]
    through = energy("main.csv")
    residual = through - sum(drawn)
    common_bill = cents(residual * exact("0.219")) + 31 * exact("0.35")
    lost = through * exact("1.1") / 100
    lost = Fraction(int(lost * 10**6), 10**6)
    lost_bill = cents(common_bill * lost / residual)
    weights = [Fraction(7, 10) * area / sum(AREAS) + Fraction(3, 40) for area in AREAS]
    common = largest_remainders(common_bill - lost_bill, weights)
    losses = largest_remainders(lost_bill, drawn)
    for number, statement in enumerate(result["tenants"]):
        assert statement["name"] == TENANTS[number]
        (share,) = statement["common"]
        assert Fraction(statement["own"]["total"]) == own()[number]
        assert Fraction(share["amount"]) == common[number]
        assert Fraction(share["lost_amount"]) == losses[number]
        expected = own()[number] + common[number] + losses[number]
        assert Fraction(statement["total"]) == expected


def test_energy_and_money_are_all_accounted_for(park):
    _, result, said = park()
    balance = result["balance"]
    parts = balance["tenants_kwh"] + balance["common_kwh"] + balance["lost_kwh"]
    assert balance["supplied_kwh"] == pytest.approx(parts, abs=1e-6)
    paid = sum(Fraction(each["total"]) for each in result["tenants"])
    assert Fraction(balance["tenants_pay"]) == paid
    assert paid - Fraction(result["supply"]["total"]) == Fraction(balance["difference"])
    common = sum(
        Fraction(s["amount"]) + Fraction(s["lost_amount"])
        for t in result["tenants"]
        for s in t["common"]
    )
    assert common == Fraction(result["common"]["total"])
    assert "Harbour yard" in said


def test_a_tree_of_meters_gives_the_same_as_one_level(park, tmp_path):
    """The shops behind a meter of their own, which shows just their sum."""

    def behind_a_meter(document):
        lines = ["start,kwh"]
        for row in rows("shops.csv"):
            lines.append(f"{row['start']},{sum(Decimal(row[f'kwh_{each}']) for each in 'abc')}")
        (tmp_path / "distribution.csv").write_text("\n".join(lines) + "\n")
        for meter in document["meters"][2:]:
            meter["behind"] = "distribution"
        row = {"name": "distribution", "load": "distribution.csv", "behind": "main"}
        document["meters"].append(row)

    assert park(behind_a_meter)[1]["tenants"] == park()[1]["tenants"]


def test_a_meter_that_shows_less_than_those_behind_it_is_refused(park):
    def exchanged(document):
        document["meters"][0]["load"], document["meters"][1]["load"] = "hall.csv", "main.csv"

    code, _, said = park(exchanged)
    assert code == 2 and "meter main: got " in said and "less than the meters behind it" in said


def test_one_text_a_tenant_is_written(park, tmp_path):
    folder = tmp_path / "statements"
    assert park(lambda document: None, "--statements", str(folder))[0] == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "bakery.md",
        "flat.md",
        "foundry.md",
        "grocer.md",
    ]
    text = (folder / "bakery.md").read_text()
    assert "| standing charge | 31.000 day | 10.85 |" in text
    assert text.endswith("EUR**\n")


def test_a_park_of_one_meter_has_nothing_in_common(park):
    def alone(document):
        document["meters"] = document["meters"][:1]
        document["tenants"] = [dict(document["tenants"][0], meters=["main"])]

    code, result, _ = park(alone)
    assert code == 0
    assert result["balance"]["common_kwh"] == 0
    assert result["balance"]["supplied_kwh"] == result["balance"]["tenants_kwh"] > 0


def all_lost(document):
    document["losses"]["percent"] = "250"


def gained(document):
    document["losses"]["percent"] = "-1"


def negative_share(document):
    document["common"]["shares"][0]["percent"] = "900"
    document["common"]["shares"][1]["percent"] = "-800"


def drop_meter(document):
    del document["meters"][1]


def wrong_shares(document):
    document["common"]["shares"][0]["percent"] = "69"


def circle(document):
    document["meters"][1]["behind"] = "bakery"
    document["meters"][2]["behind"] = "hall"


def two_owners(document):
    document["tenants"][1]["meters"] = ["hall"]


def nobody(document):
    del document["tenants"][3]


def another_currency(document):
    document["tenants"][3]["tariff"] = "kr-kepco-home"


def no_area(document):
    for tenant in document["tenants"]:
        tenant["area_m2"] = "0"


def one_without_area(document):
    del document["tenants"][2]["area_m2"]


def missing_file(document):
    document["meters"][1]["load"] = "nowhere.csv"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop_meter, ("tenants[0].meters[0]", '"hall"', "none behind it")),
        (wrong_shares, ("common.shares", "99 %", "expected 100")),
        (circle, ("no circle",)),
        (all_lost, ("losses.percent", '"250"', "less than 100")),
        (gained, ("losses.percent", '"-1"', "0 to less than 100")),
        (negative_share, ("common.shares[0].percent", '"900"', "0 to 100")),
        (two_owners, ("tenants[1].meters[0]", "not Foundry's")),
        (nobody, ("tenants", '"flat"', "every last meter at a tenant")),
        (another_currency, ("tenant Flat", "KRW", "EUR")),
        (no_area, ("common.shares[0].by", "area_m2")),
        (one_without_area, ("tenants[2]: got no area_m2", "common.shares[0] goes by area")),
        (missing_file, ("nowhere.csv", "cannot read")),
    ],
)
def test_what_cannot_be_billed_is_refused_in_one_line_and_nothing_is_written(park, change, words):
    code, result, said = park(change)
    assert (code, result) == (2, None)
    assert said.startswith("meter: ") and len(said.strip().splitlines()) <= 2
    for word in words:
        assert word in said, said


def test_loads_of_other_intervals_or_times_are_refused(park, tmp_path):
    def quarter_hours(document):
        lines = ["start,kwh"]
        lines += [f"2018-01-01T{n // 4:02}:{n % 4 * 15:02},1" for n in range(96)]
        (tmp_path / "quarters.csv").write_text("\n".join(lines))
        document["meters"][1]["load"] = "quarters.csv"

    code, _, said = park(quarter_hours)
    assert code == 2 and "meter hall: got intervals of 15 min, expected" in said


def test_meters_behind_that_show_more_for_an_hour_are_made_up_by_the_next(park, tmp_path):
    def late_clock(document):
        lines = (tmp_path / "hall.csv").read_text().splitlines()
        for place in range(1, len(lines) - 1):
            first, second = lines[place].split(","), lines[place + 1].split(",")
            if Decimal(second[1]) > 60:
                break
        first[1], second[1] = str(Decimal(first[1]) + 50), str(Decimal(second[1]) - 50)
        lines[place : place + 2] = ",".join(first), ",".join(second)
        (tmp_path / "hall.csv").write_text("\n".join(lines) + "\n")

    before = park()[1]["balance"]
    code, result, _ = park(late_clock)
    assert code == 0
    assert result["balance"]["common_kwh"] == pytest.approx(before["common_kwh"], abs=1e-6)
