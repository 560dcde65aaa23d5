"""What `meter run --tariff` takes, and what it refuses before a meter sees it."""

import json

import pytest

from host.run.tariff_file import read_tariff
from host.simulator.errors import SimulationError

SOUND = {"format": 2, "name": "mine", "currency": "EUR", "zone": {"utc_offset_min": 60}}
SOUND["rules"] = [{"rule": "energy", "kind": "energy", "price": "0.25"}]


def refusal(folder, text):
    path = folder / "mine.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SimulationError) as refused:
        read_tariff(str(path))
    message = str(refused.value)
    assert message.startswith((f"tariff {path}: ", f"tariff {path}:1: "))
    assert len(message) < 300 + len(str(path))
    return message


def with_text(value):
    return json.dumps({**SOUND, "text": value})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "got more than 64 KiB"),
        ("[" * 60_000, "nested deeper than 10"),
        ("[" * 11 + "]" * 11, "nested deeper than 10"),
        (with_text("x" * 70_000), "got more than 64 KiB"),
        (with_text(float("nan")), "got NaN, which is no JSON number"),
        (with_text(float("-inf")), "got -Infinity, which is no JSON number"),
        ('{"format": 2, "format": 2}', "got the key 'format' twice in one object, in line 1 and"),
        ("{prices", "not a JSON document: line 1, column 2: got 'prices': Expecting property"),
        ('{"format"', "line 1, column 10: got the end: Expecting ':' delimiter"),
        (b"\xff\xfe", "not UTF-8 text"),
        ("[]", "tariff: got [], expected an object"),
        (json.dumps({**SOUND, "rules": []}), "rules: got [], expected a list of 1 to 64"),
        (json.dumps({**SOUND, "default": "all"}), 'got the key "default", expected one of'),
    ],
)
def test_what_a_meter_could_not_take_is_refused(tmp_path, text, message):
    assert message in refusal(tmp_path, text)


def test_texts_grow_as_they_are_sent(tmp_path):
    """Two bytes of UTF-8 are six as JSON on the wire."""
    text = json.dumps({**SOUND, "text": "\u00e4" * 20_000}, ensure_ascii=False)
    assert "got more than 64 KiB as it is sent" in refusal(tmp_path, text)


@pytest.mark.parametrize("name", ["mine", "./mine", "mine.v2"])
def test_a_file_needs_no_suffix(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(json.dumps(SOUND))
    assert read_tariff(name)[1].name == "mine"


def test_a_byte_order_mark_is_nothing(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(SOUND), encoding="utf-8-sig")
    assert read_tariff(str(path))[0] == SOUND


def test_a_name_is_a_template():
    assert read_tariff("demo-flat")[1].calendars[0].periods == ("all",)


@pytest.mark.parametrize("name", ["nowhere", "./nowhere", "x" * 300])
def test_what_is_not_there_is_said_with_how_many_templates_there_are(name):
    with pytest.raises(SimulationError, match=r"cannot read .*; of \d+ templates the nearest is"):
        read_tariff(name)


def test_the_nearest_names_are_said():
    with pytest.raises(SimulationError, match="the nearest is za-eskom-miniflex"):
        read_tariff("za-eskom-minflex")
