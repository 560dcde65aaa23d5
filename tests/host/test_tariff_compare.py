"""`meter tariff compare` as it is typed: differences, the cheapest, charts, what it refuses."""

import json

import pytest

from host.cli import main
from host.tariff.compare.result import Billed, cheapest, collected, difference, rows
from tariffs.rules.base import GROUPS
from tests.host.loads import document, load_of

FLAT = {"rule": "energy", "kind": "energy", "price": "0.20"}
DEAR = {"rule": "energy", "kind": "energy", "price": "0.25"}
RENT = {"rule": "rent", "kind": "fixed", "price": "0.50", "per": "day"}
REBATE = {"rule": "rebate", "kind": "discount", "base": ["energy"], "percent": "10"}


@pytest.fixture
def compare(tmp_path, monkeypatch, capsys):
    """Runs `meter tariff compare` on a day of 96 kWh: code, output, errors."""
    monkeypatch.chdir(tmp_path)
    load = load_of(tmp_path, ["1"] * 96)
    for name, rules in (("a", (FLAT, RENT)), ("b", (DEAR, REBATE)), ("twin", (FLAT, RENT))):
        (tmp_path / f"{name}.json").write_text(json.dumps(document(*rules)))
    euro = {**document(FLAT), "currency": "EUR"}
    (tmp_path / "euro.json").write_text(json.dumps(euro))

    def run(*words):
        try:
            code = main(["tariff", "compare", *words, "--load", str(load)])
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def cells(out, name):
    """The cells of the row with that name."""
    row = next(line for line in out.splitlines() if line.startswith(f"  {name} "))
    return row.removeprefix(f"  {name}").split()


def test_two_tariffs_by_hand(compare):
    """96 kWh: 19.20 and 0.50 rent, or 24.00 less a tenth."""
    code, out, err = compare("a.json", "b.json")
    assert (code, err) == (0, "")
    assert cells(out, "total") == ["19.70", "21.60", "+1.90", "+9.6"]
    energy, again = (line for line in out.splitlines() if line.startswith("  energy "))
    assert energy.split()[1:] == again.split()[1:] == ["19.20", "24.00", "+4.80", "+25.0"]
    assert cells(out, "fixed") == ["0.50", "0.00", "-0.50", "-100.0"]
    assert cells(out, "rent") == ["0.50"], "a rule of one tariff alone has no difference"
    assert out.endswith("cheapest: a\n")


def test_the_result_as_json(compare, tmp_path):
    assert compare("b.json", "a.json", "--json", "c.json")[0] == 0
    found = json.loads((tmp_path / "c.json").read_text())
    assert found["cheapest"] == ["a"]
    first, second = found["tariffs"]
    assert float(first["total"]) == 21.6 and float(first["difference"]) == 0
    assert float(second["difference"]) == -1.9 and second["percent"] == "-8.80"
    assert {row["name"] for row in found["rules"]} == {"energy", "rebate", "rent"}


def test_what_costs_the_same_is_said(compare):
    assert compare("a.json", "twin.json")[1].endswith("all cost the same\n")


def test_other_currencies_are_shown_without_differences(compare):
    code, out, _ = compare("a.json", "euro.json")
    assert code == 0
    assert cells(out, "total") == ["19.70", "19.20"]
    assert "different currencies" in out and "cheapest:" not in out


def test_a_chart_is_drawn(compare, tmp_path):
    assert compare("a.json", "b.json", "twin.json", "--plot", "c.png")[0] == 0
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("a.json",), "got 1 tariffs, expected 2 to 6"),
        (("a.json", "a.json"), "got one tariff twice"),
        (("a.json", "nowhere"), "of "),
        (("a.json", "euro.json", "--plot", "c.png"), "--plot: got different currencies (a KRW"),
        (("a.json", "b.json", "--plot", "c.txt"), "expected a file that ends in"),
        (("a.json", "b.json", "--plot", "none/c.png"), "create it first"),
    ],
)
def test_a_mistake_is_one_message_and_writes_nothing(compare, tmp_path, words, message):
    before = sorted(tmp_path.iterdir())
    code, out, err = compare(*words)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]
    assert sorted(tmp_path.iterdir()) == before


def billed(label, total, currency="EUR", start="2026-01-01"):
    groups = {"energy": total}
    month = {"start": start, "totals": {name: groups.get(name, "0") for name in GROUPS}}
    month |= {"lines": [], "rounding": "0", "total": total}
    result = {"tariff": label, "currency": currency, "start": start, "end": "2026-02-01"}
    return Billed(label, {**result, "months": [month], "total": total, "notes": []})


def test_differences():
    assert difference(None, 1) is None
    assert difference(5, 0) == (5, None)
    assert difference(-5, -4) == (-1, -25)


def test_bills_that_begin_on_other_days_stand_in_rows_of_their_own():
    found = [billed("a", "5"), billed("b", "6", start="2026-01-15")]
    assert [
        (name, [each is None for each in amounts]) for name, amounts in rows(found, "months")
    ] == [
        ("2026-01-01", [False, True]),
        ("2026-01-15", [True, False]),
    ]


def test_no_cheapest_among_currencies():
    assert cheapest([billed("a", "5"), billed("b", "6", "USD")]) == []
    assert "difference" not in collected([billed("a", "5"), billed("b", "6", "USD")])["tariffs"][1]
    assert cheapest([billed("a", "-5"), billed("b", "-6")]) == ["b"]
