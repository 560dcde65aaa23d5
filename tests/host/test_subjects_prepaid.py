"""Subjects with a prepaid scheme each, through the whole firmware, killed on the way.

The load is 60 kW, about 20 kW on each phase, so that the flat on phase A draws a kWh in three
minutes, and the shop on B and C two.
"""

import json
import random
from datetime import datetime, timedelta

import pytest

from firmware.errors import SettingsError
from host.cli import main
from host.run.scene import build_scene
from host.simulator.errors import SimulationError
from tests.host.scenes import life_of, options, scene_of
from tests.host.test_meter_starts import Site
from tests.interpreter import required

NOON = datetime(2018, 1, 15, 12)
MINUTES = 30
SCHEME = {
    "format": 1,
    "name": "two alarms",
    "currency": "EUR",
    "zone": {"utc_offset_min": 0},
    "alarm_1": "3",
    "fee": "0.5",
    "debt": {"percent": "25"},
}
COMMANDS = [
    (1, "flat", "debt", "8", 1),
    (15, "flat", "top_up", "4", 1),
    (15, "shop", "top_up", "12", 1),
    (16, "shop", "top_up", "12", 1),
    (17, "shop", "refund", "1", 1),
    (18, "flat", "top_up", "8", 2),
]


@pytest.fixture(autouse=True)
def _micropython():
    required("micropython32")


@pytest.fixture
def folder(tmp_path):
    """With subjects.json, load.csv and topups.csv."""
    rule = {"rule": "energy", "kind": "energy", "price": "1"}
    tariff = {"format": 2, "name": "one", "currency": "EUR", "zone": {"utc_offset_min": 0}}
    (tmp_path / "one.json").write_text(json.dumps(tariff | {"rules": [rule]}))
    (tmp_path / "scheme.json").write_text(json.dumps(SCHEME))
    common = {"tariff": "one.json", "scheme": "scheme.json"}
    subjects = [
        {"name": "flat", "phases": "a", "prepaid": "4.3", **common},
        {"name": "shop", "phases": "bc", "prepaid": "11.17", **common},
    ]
    (tmp_path / "subjects.json").write_text(json.dumps({"subjects": subjects}))
    quarters = [NOON + timedelta(minutes=15 * n) for n in range(MINUTES // 15 + 2)]
    rows = ["start,kwh"] + [f"{at.isoformat()},15" for at in quarters]
    (tmp_path / "load.csv").write_text("\n".join(rows) + "\n")
    write_commands(tmp_path, COMMANDS)
    return tmp_path


def write_commands(folder, commands):
    rows = ["at,subject,kind,amount,id"]
    for minute, *cells in commands:
        at = (NOON + timedelta(minutes=minute)).isoformat()
        rows.append(",".join([at, *map(str, cells)]))
    (folder / "topups.csv").write_text("\n".join(rows) + "\n")


def words(folder, *more):
    found = ["--days", str(MINUTES / 1440), "--load", folder / "load.csv"]
    found += ["--subjects", folder / "subjects.json", "--topups", folder / "topups.csv", *more]
    return [str(word) for word in found]


def lived(folder, *more):
    out = folder / "out.json"
    assert main(["run", "--plain", *words(folder, *more), "--json", str(out)]) == 0
    return json.loads(out.read_text())


def events_of(result, subject):
    """[(minute, what)] of a subject."""
    found = [each for each in result["account_events"] if each["subject"] == subject]
    return [
        ((datetime.fromisoformat(each["at"]) - NOON) // timedelta(minutes=1), each["what"])
        for each in found
    ]


def expect_balanced(result):
    """Bought and brought, less refunded, is debited, held, there, or paid; for each."""
    for subject in result["subjects"]:
        paid = subject["prepaid"]
        came_u = paid["bought_u"] + paid["opening_u"] - paid["refunded_u"]
        went_u = paid["debt_paid_u"] + paid["fees_paid_u"] - paid["held_u"]
        assert came_u == subject["debited_u"] + subject["balance_u"] + went_u
        assert paid["opening_u"] == subject["balance_start_u"]


def test_each_is_cut_off_by_the_poles_of_its_phases(folder):
    result = lived(folder, "--poles-apart")
    assert events_of(result, "flat") == [
        (1, "debt"),
        (4, "alarm"),
        (13, "trip"),
        (15, "top_up"),  # what is below zero, 1 of the debt, 0.5 of fees
        (15, "close"),
        (18, "top_up"),
        (30, "alarm"),
    ]
    assert events_of(result, "shop") == [
        (13, "alarm"),
        (15, "top_up"),
        (16, "refused"),
        (17, "refund"),
        (29, "alarm"),
    ]
    expect_balanced(result)
    warned = lived(folder)
    for phase, minutes in (("a", 28), ("b", 30), ("c", 30)):
        energies = [each["points"][f"import_mwh_{phase}"] for each in (result, warned)]
        assert energies[0] / energies[1] == pytest.approx(minutes / 30, rel=5e-3)  # seconds late
    assert [each["trips"] for each in result["subjects"]] == [1, 1]
    assert result["subjects"][0]["prepaid"]["debt_paid_u"] == 3_000_000


def test_one_switch_for_all_warns_and_never_trips(folder, capsys):
    scene = build_scene(options(*words(folder)))
    life_of(scene).live()
    assert not scene.relay.moves
    result = lived(folder)
    assert "flat, shop: the account warns and never trips" in capsys.readouterr().out
    flat = events_of(result, "flat")
    assert (13, "would_trip") in flat and (15, "would_close") in flat
    assert not {"trip", "close"} & {what for _, what in flat}
    assert [each["trips"] for each in result["subjects"]] == [0, 0]
    expect_balanced(result)


def test_what_would_be_off_at_the_end_is_said(folder, capsys):
    write_commands(folder, [(1, "shop", "refund", "5", 1)])
    result = lived(folder)
    assert [each["prepaid"]["would_trip"] for each in result["subjects"]] == [1, 1]
    assert capsys.readouterr().out.count(", would be off") == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kills_leave_every_command_done_once_and_all_money_accounted_for(folder, seed):
    """Kills fall around the commands, the trip and the closing, and anywhere."""
    rng = random.Random(seed)
    near = [60 * minute for minute, *_ in COMMANDS] + [13 * 60]
    moments = [rng.choice(near) + round(rng.uniform(-0.5, 1.2), 4) for _ in range(6)]
    moments += [round(rng.uniform(20, 60 * MINUTES - 20), 3) for _ in range(4)]
    result = lived(folder, "--poles-apart", "--kill-at", ",".join(map(str, moments)))
    assert result["boots"] > 6
    expect_balanced(result)
    flat, shop = [each["prepaid"] for each in result["subjects"]]
    assert (flat["bought_u"], shop["bought_u"]) == (12_000_000, 12_000_000)
    assert (flat["debt_u"] + flat["debt_paid_u"], shop["refunded_u"]) == (8_000_000, 1_000_000)


def test_another_tariff_and_a_site_for_one_subject_from_the_command_line(folder):
    per_kw = {"rule": "kw", "kind": "fixed", "price": "0", "of": "site:kw"}
    following = json.loads((folder / "one.json").read_text())
    following["rules"] = [following["rules"][0] | {"price": "2"}, per_kw]
    following["name"] = "two"
    (folder / "two.json").write_text(json.dumps(following))
    (folder / "site.json").write_text(json.dumps({"facts": {"kw": "7"}}))
    more = ("--next-tariff", f"shop={folder / 'two.json'}@2018-01-15T12:20")
    site = f"={folder / 'site.json'}"
    for wrong in ((), ("--site", "flat" + site)):
        with pytest.raises(SimulationError, match="site"):
            scene_of(*words(folder, *more, *wrong))
    result = lived(folder, *more, "--site", "shop" + site)
    flat, shop = result["subjects"]
    assert (flat["tariff"], shop["tariff"]) == ("one", "two")
    assert [each["subject"] for each in result["closed_bills"]] == ["shop"]
    expect_balanced(result)
    with pytest.raises(SimulationError, match="got 'two', expected one of flat=TARIFF@TIME, shop"):
        scene_of(*words(folder, "--next-tariff", "two@2018-01-15T12:20"))


def test_a_site_is_in_the_file_or_in_one_beside_it(folder):
    found = json.loads((folder / "subjects.json").read_text())
    (folder / "kw.json").write_text('{"facts": {"kw": "7"}}')
    found["subjects"][0]["site"] = "kw.json"
    found["subjects"][1]["site"] = {"facts": {"kw": "8"}}
    (folder / "subjects.json").write_text(json.dumps(found))
    scene = scene_of(*words(folder))
    sites = [each["site"]["facts"]["kw"] for each in scene.world.settings["subjects"]]
    assert sites == ["7", "8"]
    found["subjects"][0]["site"] = 5
    (folder / "subjects.json").write_text(json.dumps(found))
    assert "subjects[0].site: got 5, expected an object, or a file's name" in refusal(folder)


def refusal(folder, *more):
    with pytest.raises(SimulationError) as refused:
        scene_of(*words(folder, *more))
    return str(refused.value)


def test_what_cannot_be_asked_for_is_said_in_one_line(folder):
    write_commands(folder, [(1, "attic", "top_up", "5", 1)])
    assert "topups.csv:2: subject: got 'attic', expected one that has a scheme: flat, shop" in (
        refusal(folder)
    )
    write_commands(folder, [(1, "", "top_up", "5", 1)])
    assert "topups.csv:2: subject: got ''" in refusal(folder)
    write_commands(folder, [(99, "flat", "top_up", "5", 1)])
    assert "topups.csv:2: at: got 2018-01-15T13:39:00, expected a time within" in refusal(folder)
    write_commands(folder, [(5, "", "set_clock", "", 1)])
    scene_of(*words(folder))
    found = json.loads((folder / "subjects.json").read_text())
    found["subjects"][0]["scheme"] = "gb-emergency-credit"
    (folder / "subjects.json").write_text(json.dumps(found))
    assert ": got GBP, expected EUR as in tariff one" in refusal(folder)
    for each in found["subjects"]:
        del each["scheme"]
    (folder / "subjects.json").write_text(json.dumps(found))
    assert "needs a subject with a scheme" in refusal(folder)
    (folder / "topups.csv").unlink()
    bare = ["--load", str(folder / "load.csv"), "--subjects", str(folder / "subjects.json")]
    with pytest.raises(SimulationError, match="--poles-apart: got no subject that has a scheme"):
        scene_of("--days", "0.01", *bare, "--poles-apart")


def test_a_memory_without_schemes_is_not_taken_over_with_one(folder):
    """What was bought before would be unknown."""
    site = Site()
    settings = json.loads(json.dumps(scene_of(*words(folder)).world.settings))
    site.settings = site.world.settings = settings
    site.start(65)
    for each in settings["subjects"]:
        del each["scheme"]
    site.settings = site.world.settings = settings
    with pytest.raises(SettingsError, match="or a scheme where none was or the reverse"):
        site.start(0)
