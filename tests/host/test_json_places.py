"""A message about a document names the line of the file."""

import json

import pytest

from host.cli import main
from host.run.json_places import Document, blamed, find, places_of, twins
from host.run.tariff_file import TEMPLATES, one_message
from host.simulator.errors import SimulationError
from tariffs.errors import TariffError

TEXT = """{
  "format": 2,
  "name": "lines", "currency": "EUR",
  "zone": {"utc_offset_min": 60},
  "calendars": [{"name": "use", "periods": ["low", "high"], "otherwise": "low",
    "schedule": [
      {"from": "09:00", "to": "12:00", "period": "high"}
    ]}],
  "rules": [
    {"rule": "energy", "kind": "energy",
     "prices": {"low": "0.1",
                "high": "0.2"}},
    {"rule": "standing", "kind": "fixed", "price": "3", "of": "site:kva"}
  ]
}
"""
SITE = '{"facts": {\n  "kva": "100"\n}}\n'


@pytest.fixture
def refusal(tmp_path, monkeypatch, capsys):
    """What `meter` says of a tariff, with (old, new) put into its text."""
    monkeypatch.chdir(tmp_path)

    def run(old, new, site=SITE, words=("tariff", "check", "mine.json")):
        assert old in TEXT
        (tmp_path / "mine.json").write_text(TEXT.replace(old, new))
        (tmp_path / "site.json").write_text(site)
        code = main([*words, "--site", "site.json"])
        said = capsys.readouterr()
        assert (code, said.out) == (2, "")
        return said.err

    return run


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"0.2"', "0.2", 12),
        ('"12:00"', '"12:99"', 7),
        ('"format": 2', '"format": 1', 2),
        ('"period": "high"', '"period": "hihg"', 7),
        ('"price": "3"', '"pryce": "3"', 13),
        ('"currency"', '"quux"', 3),
        ('"zone": {"utc_offset_min": 60},\n', "", 1),
        ('"rule": "standing", ', "", 13),
        ('"site:kva"', '"site:amps"', 13),
    ],
)
def test_the_line_of_what_is_wrong(refusal, old, new, line):
    assert refusal(old, new).startswith(f"meter: tariff mine.json:{line}: ")


def test_the_line_of_a_site_file(refusal):
    said = refusal("EUR", "EUR", SITE.replace('"100"', "100"))
    assert said.startswith(
        "meter: --site site.json:2: site.facts.kva: got 100, expected a decimal"
    )
    said = refusal("EUR", "EUR", SITE.replace("facts", "fakts"))
    assert said.startswith('meter: --site site.json:1: site: got the key "fakts"')


def test_other_commands_name_the_line_too(refusal, tmp_path):
    load = tmp_path / "load.csv"
    load.write_text("start,kwh\n2018-01-01T00:00,1\n2018-01-01T00:15,1\n")
    words = ("bill", "--tariff", "mine.json", "--load", str(load))
    assert refusal('"0.2"', "0.2", words=words).startswith("meter: tariff mine.json:12: rules[0]")
    words = ("run", "--tariff", "mine.json")
    assert refusal('"0.2"', "0.2", words=words).startswith("meter: tariff mine.json:12: rules[0]")


def test_a_message_that_says_whose_tariff_it_is_keeps_that():
    document = Document(json.loads(TEXT), TEXT, "tariff mine.json")
    refused = pytest.raises(SimulationError, match="^kiosk: tariff mine.json:9: rules: got 5")
    with refused, one_message("kiosk: tariff mine.json", document):
        raise TariffError("rules: got 5")


def test_slips_of_json_have_line_and_column_and_what_stands_there(refusal):
    said = refusal('"low": "0.1",', '"low": "0.1"')
    assert said == (
        "meter: tariff mine.json:12: not a JSON document: line 12, column 17: got '\"high\":':"
        " Expecting ',' delimiter\n"
    )


def test_a_key_that_stands_twice_has_both_lines(refusal):
    said = refusal('"high": "0.2"', '"low": "0.2"')
    assert said == (
        "meter: tariff mine.json:12: got the key 'low' twice in one object, in line 11 and in"
        " line 12; remove one\n"
    )


def test_a_name_with_points_and_brackets_is_found():
    text = '{"a.b": {"a": 1},\n "e": {"b": [1,\n {"c]: d": 2}]}}'
    line = Document(json.loads(text), text, "x").line_of
    assert [line("a.b.a: x"), line("e.b[1].c]: d: x"), line("e.b[0]")] == [1, 3, 2]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.json")), ids=lambda path: path.stem)
def test_every_place_of_a_template_holds_what_the_document_has(path):
    text = path.read_text(encoding="utf-8")

    def walk(place, value, named):
        assert json.loads(text[place.start : place.end]) == value
        assert find(places_of_all, named) == (place, "")
        if isinstance(value, dict):
            assert [name for name, _ in place.inside] == list(value)
            for name, inner in place.inside:
                walk(inner, value[name], f"{named}.{name}" if named else name)
        elif isinstance(value, list):
            assert len(place.inside) == len(value)
            for number, inner in place.inside:
                walk(inner, value[number], f"{named}[{number}]")

    places_of_all = places_of(text)
    walk(places_of_all, json.loads(text), "")
    assert twins(places_of_all, text) is None
    assert blamed(places_of_all, "tariff: got nothing") is places_of_all
