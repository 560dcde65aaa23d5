"""`meter tariff diff`: what is a difference, how it is told, how many minutes it moves."""

import json
from copy import deepcopy

import pytest

from host.cli import main
from host.tariff.diff.documents import are_equal, differences
from host.templates.catalogue import template, templates

OLD = {
    "format": 2,
    "name": "old",
    "valid_from": "2026-01-01",
    "currency": "EUR",
    "zone": {"utc_offset_min": 60},
    "calendars": [
        {
            "name": "use",
            "periods": ["low", "high"],
            "otherwise": "low",
            "schedule": [{"from": "08:00", "to": "20:00", "period": "high"}],
        }
    ],
    "rules": [
        {"rule": "energy", "kind": "energy", "prices": {"low": "0.10", "high": "0.20"}},
        {"rule": "peak", "kind": "demand", "price": "5"},
        {"rule": "vat", "kind": "tax", "base": ["energy", "peak"], "percent": "20"},
    ],
}


@pytest.fixture
def diff(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def run(change, *words, old=OLD):
        new = deepcopy(old)
        change(new)
        for name, document in (("old", old), ("new", new)):
            (tmp_path / f"{name}.json").write_text(json.dumps(document))
        code = main(["tariff", "diff", "old.json", "new.json", *words])
        said = capsys.readouterr()
        assert said.err == ""
        return code, said.out.splitlines()

    return run


def set_price(document):
    document["rules"][0]["prices"]["high"] = "0.25"


def rows(document):
    return document["calendars"][0]["schedule"]


@pytest.mark.parametrize(
    "change",
    [
        lambda document: None,
        lambda document: document["rules"][0]["prices"].update(low="0.1"),
        lambda document: document["rules"][1].update(window_min=15, accrual="daily"),
        lambda document: document.update(cycle={"day": 1}),
        lambda document: document.update(
            rules=[dict(reversed(r.items())) for r in document["rules"]]
        ),
    ],
)
def test_what_means_the_same_is_no_difference(diff, change):
    assert diff(change) == (0, ["no difference in what they mean"])


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (set_price, ["changed  rules: energy.prices.high: 0.20 -> 0.25 (+25.00 %)"]),
        (
            lambda document: document["rules"][1].update(window_min=30),
            ["changed  rules: peak.window_min: 15 -> 30 (+100.00 %)"],
        ),
        (
            lambda document: document["rules"].append(
                {"rule": "rent", "kind": "fixed", "price": "3"}
            ),
            ['added    rules: rent: {"rule": "rent", "kind": "fixed", "price": "3"}'],
        ),
        (
            lambda document: document["rules"].pop(),
            [
                "removed  rules: vat: " + json.dumps(OLD["rules"][2]),
            ],
        ),
        (
            lambda document: document["rules"][2].update(base=["energy"]),
            ['changed  rules: vat.base: ["energy", "peak"] -> ["energy"]'],
        ),
        (
            lambda document: document["rules"][2].update(kind="adder"),
            ["changed  rules: vat.kind: tax -> adder"],
        ),
        (lambda document: document.update(currency="USD"), ["changed  currency: EUR -> USD"]),
    ],
)
def test_how_a_difference_is_told(diff, change, lines):
    assert diff(change) == (1, lines)


def test_another_order_of_rules_is_a_difference(diff):
    def swap(document):
        document["rules"][:2] = reversed(document["rules"][:2])

    assert diff(swap) == (1, ["moved    rules: now in the order peak, energy, vat"])


def test_minutes_that_have_another_period_are_counted(diff):
    code, lines = diff(lambda document: rows(document)[0].update({"from": "09:30"}))
    assert code == 1
    assert lines == [
        "changed  calendars: use.schedule[0].from: 08:00 -> 09:30",
        "calendar use: 32,850 minutes of 2026 have another period",
        "       32,850  high -> low",
    ]
    assert 90 * 365 == 32850


def test_a_row_that_came_and_days_it_is_for(diff):
    """Of 2026, 104 days are a Saturday or a Sunday."""
    weekend = {"days": ["sat", "sun"], "period": "low"}
    _, lines = diff(lambda document: rows(document).insert(0, weekend))
    assert (
        lines[0]
        == 'added    calendars: use.schedule[0]: {"days": ["sat", "sun"], "period": "low"}'
    )
    assert lines[-1] == f"    {104 * 720:>9,}  high -> low"


def test_a_change_of_season_dates_alone_is_counted(diff):
    old = deepcopy(OLD)
    old["seasons"] = {"cold": ["11-01..03-31"]}
    rows(old)[0]["seasons"] = ["cold"]
    _, lines = diff(lambda document: document["seasons"].update(cold=["11-01..03-30"]), old=old)
    assert lines[-1] == "          720  high -> low"


def test_as_json(diff, capsys):
    code, lines = diff(set_price, "--json")
    assert code == 1
    assert json.loads("\n".join(lines)) == {
        "differences": [
            {
                "what": "changed",
                "where": "rules: energy.prices.high",
                "old": "0.20",
                "new": "0.25",
                "percent": "25.00",
            }
        ],
        "year": 2026,
        "minutes": [],
    }


@pytest.mark.parametrize("found", templates(), ids=lambda each: each.name)
def test_a_template_is_the_same_as_itself(found, capsys):
    assert main(["tariff", "diff", found.name, found.name]) == 0
    assert capsys.readouterr().out == "no difference in what they mean\n"


def leaves(value, path=()):
    if isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, name))
    else:
        yield path


def test_every_value_of_a_document_counts():
    document = template("kr-kepco-industrial-a2").document
    for path in leaves(document):
        changed = deepcopy(document)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = "something else"
        assert list(differences(document, changed)), path


def test_values_that_mean_the_same():
    assert are_equal("1.50", "1.5") and not are_equal("1.50", "1.51")
    assert not are_equal(True, 1) and not are_equal("NaN", "1")
    assert are_equal(["1.0"], ["1"]) and not are_equal(["1"], ["1", "2"])


def test_a_mistake_is_one_message(tmp_path, capsys):
    assert main(["tariff", "diff", "demo-flat", str(tmp_path / "none.json")]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
