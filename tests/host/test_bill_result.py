"""What `meter bill` tells: amounts as text, quantities as numbers, tables for people."""

import io
from decimal import Decimal

import pytest

from host.bill.load import read_load
from host.bill.replay import replay
from host.bill.result import amount, collect, decimals_of
from host.bill.text import show
from host.bill.watchers import Prepaid
from tariffs.compiler import compile_tariff
from tariffs.rounding import Rounding
from tariffs.rules.base import GROUPS
from tests.host.loads import DEMAND, ENERGY, STANDING, VAT, document, load_of

TWO_DAYS = ["1"] * 192
CENTS = {"to": "0.01", "mode": "half_up"}


def result_of(path, *rules, prepaid=None, **more):
    tariff = compile_tariff(document(*rules, **more))
    load = read_load(path, tariff.zone)
    bills = replay(tariff, load, [prepaid] if prepaid else [])
    return collect(tariff, load, bills, prepaid)


def shown(result):
    file = io.StringIO()
    show(result, file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("amount_u", "decimals", "text"),
    [
        (0, 6, "0.000000"),
        (1_500_000, 6, "1.500000"),
        (1_500_000, 2, "1.50"),
        (1_500_000, 0, "1.5"),
        (1_234_567, 2, "1.234567"),
        (-10_000, 2, "-0.01"),
        (7_000_000, 0, "7"),
        (10**24 + 1, 2, "1000000000000000000.000001"),
    ],
)
def test_an_amount_is_written_whole(amount_u, decimals, text):
    assert amount(amount_u, decimals) == text
    assert Decimal(text) * 1_000_000 == amount_u


@pytest.mark.parametrize(
    ("unit_u", "decimals"), [(1, 6), (10, 5), (10_000, 2), (50_000, 2), (1_000_000, 0), (10**7, 0)]
)
def test_a_rounding_says_how_many_decimals(unit_u, decimals):
    assert decimals_of(Rounding(unit_u)) == decimals


def test_a_month_has_all_that_was_promised(tmp_path):
    path = load_of(tmp_path, TWO_DAYS, "2018-01-31T00:00")
    result = result_of(path, ENERGY, DEMAND, STANDING, VAT)
    assert [month["start"] for month in result["months"]] == ["2018-01-31", "2018-02-01"]
    month = result["months"][0]
    assert (month["end"], month["kwh"], month["peak_kw"]) == ("2018-02-01", 96.0, 4.0)
    assert tuple(month["totals"]) == GROUPS
    first = {"rule": "energy", "part": "low", "kind": "energy", "group": "energy"}
    first |= {"quantity": 84.0, "unit": "kWh", "amount": "8.400000"}
    assert month["lines"][0] == first
    units = [line["unit"] for line in month["lines"]]
    assert units == ["kWh", "kWh", "kW", "month", "%"]


def test_lines_totals_and_months_add_up(tmp_path):
    result = result_of(load_of(tmp_path, TWO_DAYS, "2018-01-31T00:00"), ENERGY, DEMAND, VAT_ALONE)
    for month in result["months"]:
        lines = sum(Decimal(line["amount"]) for line in month["lines"])
        assert sum(map(Decimal, month["totals"].values())) == lines
        assert lines + Decimal(month["rounding"]) == Decimal(month["total"])
    totals = [Decimal(month["total"]) for month in result["months"]]
    assert sum(totals) == Decimal(result["total"])


VAT_ALONE = {**VAT, "base": ["energy"], "percent": "7.777"}


def test_amounts_have_the_decimals_of_the_document(tmp_path):
    path = load_of(tmp_path, TWO_DAYS)
    result = result_of(path, ENERGY, VAT_ALONE, rounding={"line": CENTS, "total": CENTS})
    (month,) = result["months"]
    assert [line["amount"] for line in month["lines"]] == ["16.80", "7.20", "1.87"]
    assert month["totals"]["tax"] == "1.87"
    assert (month["total"], result["total"]) == ("25.87", "25.87")


def test_what_the_total_is_rounded_by_is_told(tmp_path):
    path = load_of(tmp_path, TWO_DAYS)
    result = result_of(path, ENERGY, VAT_ALONE, rounding={"total": {"to": "1"}})
    (month,) = result["months"]
    assert (month["rounding"], month["total"]) == ("0.133520", "26")
    assert "rounding" in shown(result)


def test_a_load_within_a_day_is_told_by_its_times(tmp_path):
    result = result_of(load_of(tmp_path, ["1"] * 3, "2018-01-01T06:00"), ENERGY)
    assert (result["start"], result["end"]) == ("2018-01-01T06:00:00", "2018-01-01T06:45:00")


def test_the_account_is_told(tmp_path):
    path = load_of(tmp_path, ["1"] * 9)
    result = result_of(path, ENERGY, prepaid=Prepaid(500_000))
    assert result["prepaid"] == {
        "first_balance": "0.500000",
        "debits": "0.900000",
        "balance": "-0.400000",
        "emptied": "2018-01-01T01:15:00",
    }
    assert "balance 0.50 -> -0.40 KRW, used up at 2018-01-01T01:15:00" in shown(result)
    assert "prepaid" not in result_of(path, ENERGY)


def test_that_reactive_energy_is_missing_is_told_where_it_is_charged(tmp_path):
    path = load_of(tmp_path, ["1"] * 9)
    reactive = {"rule": "reactive", "kind": "energy", "of": "lag", "price": "1"}
    assert result_of(path, ENERGY)["notes"] == []
    result = result_of(path, ENERGY, reactive)
    assert len(result["notes"]) == 1
    assert "note: the tariff charges reactive or apparent energy, the load has none" in shown(
        result
    )


def test_people_see_each_line_each_month_and_the_total(tmp_path):
    path = load_of(tmp_path, [1000] * 192, "2018-01-31T00:00")
    text = shown(result_of(path, ENERGY, DEMAND, STANDING, VAT))
    assert "2018-01-31 to 2018-02-01: 96,000.000 kWh, peak 4,000.000 kW" in text
    assert "2018-02-01 to 2018-02-02:" in text
    assert "demand flat" in text
    assert "minimum" not in text
    assert text.splitlines()[-1].startswith("total   ")


def test_a_narrow_terminal_shows_whole_amounts(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = shown(result_of(load_of(tmp_path, [1000] * 192, "2018-01-31T00:00"), ENERGY, DEMAND))
    assert "demand flat" not in text
    assert "\u2026" not in text


def test_names_are_shown_as_they_stand(tmp_path):
    text = shown(result_of(load_of(tmp_path, ["1"] * 9), {**ENERGY, "rule": "[bold]x[/bold]"}))
    assert "[bold]x[/bold]" in text


def test_one_bill_needs_no_overview(tmp_path):
    text = shown(result_of(load_of(tmp_path, ["1"] * 9), ENERGY))
    assert "total KRW" not in text
