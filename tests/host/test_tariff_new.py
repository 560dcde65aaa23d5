"""`meter tariff new` as it is typed: what it writes, what it keeps, and what it refuses."""

import json

import pytest

from host.cli import main
from host.run.tariff_file import TEMPLATES
from host.tariff.new.edit import set_value
from host.templates.catalogue import templates

KOREA = "kr-kepco-industrial-a2"


@pytest.fixture
def new(tmp_path, monkeypatch, capsys):
    """Runs `meter tariff new ... -o mine.json`: code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        try:
            code = main(["tariff", "new", *words, "-o", "mine.json"])
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def template_lines(name):
    return (TEMPLATES / f"{name}.json").read_text(encoding="utf-8").splitlines()


def test_only_what_was_set_is_another_line(new, tmp_path):
    code, out, err = new(
        KOREA,
        "--set",
        "rules[energy].prices.summer peak=160.5",
        "--set",
        "rules[1].window_min=30",
        "--set",
        "cycle.months=2",
    )
    assert (code, err) == (0, "")
    old, mine = template_lines(KOREA), (tmp_path / "mine.json").read_text().splitlines()
    assert len(mine) == len(old)
    changed = [(a, b) for a, b in zip(old, mine, strict=True) if a != b]
    assert [b.strip() for _, b in changed] == [
        '"name": "mine",',
        '"cycle": {"day": 1, "months": 2},',
        '"summer light": "95.7", "summer middle": "121.5", "summer peak": "160.5",',
        '"window_min": 30,',
    ]
    assert out.startswith(f"wrote mine.json: mine, 8 rules, as {KOREA}\nnext:\n")
    assert "  meter tariff check mine.json\n" in out


def test_what_it_says_to_do_next_can_be_done(new, capsys):
    assert new(KOREA)[0] == 0
    assert main(["tariff", "explain", "mine.json"]) == 0
    assert main(["tariff", "diff", KOREA, "mine.json"]) == 1
    assert capsys.readouterr().out.endswith(f"changed  name: {KOREA} -> mine\n")


@pytest.mark.parametrize("template", templates(), ids=lambda each: each.name)
def test_every_template_becomes_a_file(new, tmp_path, template):
    code, out, err = new(template.name, "--name", "mine own")
    assert (code, err) == (0, "")
    found = json.loads((tmp_path / "mine.json").read_text(encoding="utf-8"))
    assert found == {**template.document, "name": "mine own"}
    assert list(found) == list(template.document)


def test_a_file_that_is_there_stays_unless_told(new, tmp_path):
    (tmp_path / "mine.json").write_text("precious")
    code, out, err = new("demo-flat")
    assert (code, out) == (2, "")
    assert "mine.json is there already" in err
    assert (tmp_path / "mine.json").read_text() == "precious"
    assert new("demo-flat", "--force")[0] == 0
    assert json.loads((tmp_path / "mine.json").read_text())["name"] == "mine"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("kr-nothing",), "the nearest is"),
        (("demo-flat", "--set", "rules[0].price=dear"), "not written: rules[0].price: got 'dear'"),
        (("demo-flat", "--set", "rules[0].pryce=1"), 'not written: rules[0]: got the key "pryce"'),
        (
            ("demo-flat", "--set", "rules[5].price=1"),
            "got no '[5].price', expected a number or name",
        ),
        (("demo-flat", "--set", "rules[0].price.x=1"), 'the path ends at "120"'),
        (("demo-flat", "--set", "zone.a.b=1"), "expected one of utc_offset_min"),
        (("demo-flat", "--set", "rules[0].when=[1"), "which is no JSON"),
        (
            ("cn-shanghai-two-part", "--set", "rules[power factor].standard=mine"),
            'rules[6].standard: got "mine"',
        ),
        (
            ("es-61td", "--set", "rules[IVA].percent=much"),
            ".percent: got 'much'",
        ),
        (("demo-flat", "--set", "price"), "expected PATH=VALUE"),
        (("demo-flat", "--name", "x" * 41), "not written: name: got"),
    ],
)
def test_a_mistake_is_one_message_and_writes_nothing(new, tmp_path, words, message):
    code, out, err = new(*words)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["tariff", "new", "demo-flat", "-o", str(tmp_path / "none" / "mine.json")]) == 2
    assert "No such file or directory" in capsys.readouterr().err


TEXT = '{\n  "a": {"b": "1", "c": [1, {"name": "n", "d": true}]},\n  "e": {\n    "f": {}\n  }\n}\n'


@pytest.mark.parametrize(
    ("path", "words", "old", "new_text"),
    [
        ("a.b", "2", '"b": "1"', '"b": "2"'),
        ("a.c[0]", "7", "[1,", "[7,"),
        ("a.c[n].d", "false", "true", "false"),
        ("a.c[1].g", "x", "true}", 'true, "g": "x"}'),
        ("e.f.h", '{"i": 1}', "{}", '{"h": {"i": 1}}'),
        ("e.j", "1.5", '"f": {}', '"f": {},\n    "j": "1.5"'),
        ("k", "\u00e9", "  }\n}", '  },\n  "k": "\u00e9"\n}'),
    ],
)
def test_a_value_is_set_where_it_stands(path, words, old, new_text):
    assert set_value(TEXT, path, words) == TEXT.replace(old, new_text)


def test_a_folder_that_is_not_there_is_said(capsys, tmp_path):
    path = tmp_path / "nowhere" / "x.json"
    assert main(["tariff", "new", "demo-flat", "-o", str(path)]) == 2
    said = capsys.readouterr().err
    assert said == f"meter: -o: cannot write {path}: No such file or directory\n"
