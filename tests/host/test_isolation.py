"""Whatever the communication processor does, the meter measures, bills and switches to the digit
as if there were none.

The scene has a bill that closes because another tariff takes over, debits by the minute, an alarm
and a trip of the supply's switch.
"""

import json
import random
import tempfile
from pathlib import Path

import pytest

from host.run.result import UNREPEATABLE
from tests.host.scenes import final_points, life_of, scene_of
from tests.hostile_board import BEHAVIOURS
from tests.interpreter import required

SCENE = (
    *("--days", "0.006", "--start", "2018-01-18T11:00", "--scheme", "gb-emergency-credit"),
    *("--prepaid", "13.20", "--seed", "5"),
)
FOLDER = tempfile.TemporaryDirectory()
HOSTILE = "tests/hostile_board.py"
ONE_SNAPSHOT_MWH = 170_000
"""More than the load draws in one second."""
MAY_DIFFER = {*UNREPEATABLE}


@pytest.fixture(autouse=True)
def _micropython():
    required("micropython32")


def tariff(name, price):
    """A file with a small tariff: the meter is to have room for both, and the link."""
    rules = [
        {"rule": "energy", "kind": "energy", "price": price},
        {"rule": "standing", "kind": "fixed", "price": "7.04", "per": "month"},
    ]
    document = {
        "format": 2,
        "name": name,
        "currency": "GBP",
        "zone": {"utc_offset_min": 0},
        "rules": rules,
    }
    path = Path(FOLDER.name) / f"{name}.json"
    path.write_text(json.dumps(document))
    return path


def scene_with(*words):
    """The scene, with these words beside."""
    first, following = tariff("first", "0.3"), tariff("following", "0.4")
    switch = ("--tariff", str(first), "--next-tariff", f"{following}@2018-01-18T11:04")
    return scene_of(*SCENE, *switch, *words)


def lived(*words, behaviour=None, prepare=None, **ways):
    """(what the meter said at its end, the life) of a scene with these words beside."""
    scene = scene_with(*words)
    if behaviour:
        scene.world.own_settings["communication"]["behaviour"] = behaviour
        ways["programs"] = {"communication": HOSTILE}
    life = life_of(scene, **ways)
    life.live(prepare(scene, life) if prepare else lambda: None)
    said = dict(scene.world.last_display["metering"])
    said["points"] = {
        name: value for name, value in final_points(scene).items() if name not in MAY_DIFFER
    }
    return said, life


@pytest.fixture(scope="module")
def alone():
    """What the meter says that is alone."""
    said, _ = lived()
    points = said["points"]
    assert (points["bills_closed"], points["supply_closed"], points["alarm"]) == (1, 0, 1)
    assert said["events"][-1][2] == "trip"
    return said


def test_two_quiet_processors_are_as_one(alone):
    said, life = lived("--processors", "2")
    assert said == alone
    assert life.slots[1].about["interpreter"]["word_bits"] == 32


@pytest.mark.parametrize("behaviour", sorted(BEHAVIOURS))
def test_no_misbehaviour_changes_a_digit(alone, behaviour):
    ways = {"silent_s": 3.0, "restart_s": 100} if behaviour == "endless" else {}
    said, life = lived("--processors", "2", behaviour=behaviour, **ways)
    if said["event"] != alone["event"]:  # what was refused is noted, every few minutes
        assert behaviour in ("commands", "requests", "reads")
        assert 0 < said.pop("event")[0] - alone["event"][0] < 12
        alone = {name: alone[name] for name in alone if name != "event"}
    assert said == alone
    causes = {reset["cause"] for reset in life.slots[1].resets}
    assert causes == ({"watchdog"} if behaviour == "endless" else set())
    assert not life.slots[0].resets


def test_kills_of_the_communication_processor_change_nothing(alone):
    def prepare(scene, life):
        return killer(life.launchers[1:], scene, 70, seed=1)

    said, life = lived("--processors", "2", prepare=prepare)
    assert said == alone
    assert len(life.slots[1].resets) > 30 and not life.slots[0].resets


def test_fifty_kills_of_either_processor_break_nothing():
    """Over a bad line, with a top-up every 40 seconds."""
    scene = scene_with("--processors", "2", "--link-faults", "0.1")
    sent = [{"kind": "top_up", "id": 1 + k, "amount": "2.50"} for k in range(8)]
    for number, command in enumerate(sent):
        at_us = scene.begin_us + 40_000_000 * (number + 1)
        scene.world.at(at_us, lambda _, command=command: scene.world.send(command))
    life = life_of(scene)
    life.live(killer(life.launchers, scene, 75, seed=2))
    points = final_points(scene)
    kills = [len(slot.resets) for slot in life.slots]
    assert sum(kills) >= 50 and min(kills) > 10, kills
    true_mwh = scene.world.terminals.true_energy(scene.power_fail_us).import_mwh
    assert -3000 < true_mwh - points["import_mwh_total"] < ONE_SNAPSHOT_MWH * (kills[0] + 1)
    assert points["debited_u"] == points["closed_u"] + points["bill_u"]
    came_u, went_u = points["opening_u"] + points["bought_u"], points["debited_u"]
    assert points["balance_u"] == came_u - went_u + points["held_u"]
    disk = scene.world.far_end.disk
    assert points["bought_u"] in (
        2_500_000 * len(disk.answers),
        2_500_000 * (len(disk.answers) + 1),
    )
    assert (
        all(json.loads(text)["said"] == "" for _, text in disk.answers) and len(disk.answers) > 4
    )
    assert points["supply_closed"] == int(scene.relay.contacts == 7)
    assert (points["supply_causes"] == 0) == bool(points["supply_closed"])


def killer(launchers, scene, kills, seed):
    """Kills one of the processes by hand at random moments, so many times within the run."""
    chance = random.Random(seed)
    span_us = scene.power_fail_us - scene.begin_us
    moments = sorted(scene.begin_us + chance.randrange(span_us) for _ in range(kills))

    def kill_when_due():
        child = chance.choice(launchers).child
        if moments and scene.world.now_us >= moments[0] and child and child.poll() is None:
            moments.pop(0)
            child.kill()

    return kill_when_due
