"""`meter templates` as it is typed: the table, its filters, one template in detail."""

import json

import pytest

from host.cli import main
from host.run.tariff_file import TEMPLATES
from host.tariff.calendar_text import letters, when_words, whens
from host.tariff.needs import needs
from host.templates.catalogue import template, templates
from tariffs.compiler import compile_tariff

NAMES = sorted(path.stem for path in TEMPLATES.glob("*.json"))


@pytest.fixture
def listed(capsys):
    """Runs `meter templates`: code, output, errors."""

    def run(*words):
        try:
            code = main(["templates", *words])
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def names(out):
    """The names in the first column of the table."""
    return [line.split()[0] for line in out.splitlines()[3:-2] if line.strip()]


def test_the_table_has_every_template(listed):
    code, out, err = listed()
    assert (code, err) == (0, "")
    assert sorted(names(out)) == NAMES
    row = next(line for line in out.splitlines() if "za-eskom-miniflex" in line)
    assert row.split()[1:5] == ["ZAR", "2025-04-01", "12", "no"]


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (("--country", "kr"), lambda each: each.name.startswith("kr-")),
        (("--currency", "eur"), lambda each: each.document["currency"] == "EUR"),
        (("--kind", "spot"), lambda each: '"spot"' in json.dumps(each.document["rules"])),
        (("--search", "INDUSTRY"), lambda each: "industry" in json.dumps(each.document).lower()),
        (
            ("--country", "KR", "--kind", "contract"),
            lambda each: each.name.startswith("kr-") and "contract" in each.kinds,
        ),
    ],
)
def test_filters_leave_what_fits(listed, words, fits):
    expected = [each.name for each in templates() if fits(each)]
    code, out, err = listed(*words, "--json")
    if not expected:
        assert (code, out) == (2, "") and "got none with" in err
        return
    assert [each["name"] for each in json.loads(out)] == expected
    assert names(listed(*words)[1]) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_shown_in_detail(listed, name):
    code, out, err = listed(name)
    assert (code, err) == (0, "")
    found = template(name)
    assert out.startswith(f"{name}, {found.document['currency']}\n{found.document['text']}\n")
    for rule in found.document["rules"]:
        assert any(
            line.startswith(f"  {rule['rule']} ") and rule["kind"] in line
            for line in out.splitlines()
        )
    told = json.loads(listed(name, "--json")[1])
    assert told["site"] == needs(found.document)
    assert f"{told['document_bytes']} of " in out


def test_what_is_shown_of_one(listed):
    _, out, _ = listed("kr-kepco-industrial-a2")
    assert "valid from 2024-10-24, not verified" in out
    lines = out.splitlines()
    first = lines.index("Monday to Friday")
    assert lines[first + 2] == "Jan   " + "w" * 16 + "nntttttt" + "n" * 8 + "tttttt" + "nnnnnnwwww"
    assert "       d  day    n  night" in out
    assert "demand                billing_demand   6,490 KRW/kW" in out
    assert "site.past: past peak (for past peak)" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("kr-nothing",), "template 'kr-nothing': there is none; of "),
        (("../demo-flat",), "there is none"),
        (("--country", "xx"), "templates: got none with --country xx; countries are "),
        (("--currency", "xx"), "templates: got none with --currency xx; currencies are AED, "),
        (("demo-flat", "--country", "kr"), "--country: got it with a NAME"),
        (("--kind", "magic"), "invalid choice: 'magic'"),
    ],
)
def test_a_mistake_is_one_message(listed, words, message):
    code, out, err = listed(*words)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]


def test_letters_are_distinct_whatever_the_names():
    periods = ["peak", "peak 2", "Peak", "p", "pe", "\u5cf0", "1", "!!"]
    assert len(set(letters(periods).values())) == len(periods)


def test_times_in_words():
    tariff = compile_tariff(template("kr-kepco-industrial-a2").document)
    words = {period: when_words(rows) for period, rows in whens(tariff.calendars[0], 2026).items()}
    assert words["summer peak"] == (
        "from 1 June to 31 August: Monday to Friday 11:00 to 12:00 and 13:00 to 18:00"
    )
    assert words["winter light"] == (
        "from 1 November to 28 February: Monday to Saturday 00:00 to 08:00 and 22:00 to 24:00,"
        " Sunday all day"
    )
