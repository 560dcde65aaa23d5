"""What `meter run` tells of the log: read from the memories, and its chain verified."""

import json

import pytest

from host.cli import main
from host.event_table import NAMES
from host.run.event_list import EventList, counted, newest, worded
from host.simulator.grid import Grid
from tests.host.scenes import final_points, life_of, scene_of
from tests.interpreter import required


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The result of some minutes with a kill, a brown-out of the chip and another tariff."""
    path = tmp_path_factory.mktemp("events") / "o.json"
    words = ["run", "--plain", "--days", "0.008", "--kill-at", "300", "--brown-out-at", "120.5"]
    words += ["--next-tariff", "demo-flat@2018-01-18T00:04", "--json", str(path)]
    assert main(words) == 0
    return json.loads(path.read_text(encoding="utf-8"))


def test_events_are_told_in_order_each_once(told):
    names = [event["name"] for event in told["events"]]
    assert names[:2] == ["power_up", "tariff_installed"]
    assert names[-1] == "power_down"
    assert names.count("restart") == 1
    assert {"chip_set_up", "bill_closed", "tariff_switched"} < set(names)
    assert [event["number"] for event in told["events"]] == list(range(1, len(names) + 1))


def test_their_chain_is_whole(told):
    assert told["events_wrong"] == []
    assert told["ok"]


def test_each_has_both_times_energy_and_balance(told):
    events = told["events"]
    assert events[0]["at"] == "2018-01-17T23:59:50"
    seconds = [event["second"] for event in events]
    assert seconds == sorted(seconds), "seconds only go on, over a kill too"
    passed_s = events[-1]["utc_s"] - events[0]["utc_s"]
    assert abs(seconds[-1] - seconds[0] - passed_s) <= 1, "the first one is before a second begins"
    assert events[-1]["energy_mwh"] == told["points"]["import_mwh_total"]
    assert events[-1]["balance_u"] == told["balance_end_u"]
    (closed,) = [event for event in events if event["name"] == "bill_closed"]
    assert closed["value"] == told["closed_bills"][0]["total_u"]


def test_the_summary_counts_them(told):
    line = counted(told["events"])
    assert "restart 1" in line
    assert "tariff switched 1" in line


def test_kinds_have_words():
    (sag,) = [number for number, name in NAMES.items() if name == "sag_a"]
    assert worded(sag, 1) == "sag a begins"
    assert newest({"event": [7, sag, 2, 1600000000, 25, 170000]}) == (
        7,
        "sag a ends",
        1600000000,
    )
    assert newest({}) is None


NOON = "2018-01-18T12:00"
MINUTES = ("--days", "0.0035", "--start", NOON, "--tariff", "demo-flat")


def lived(folder, rows, request=None):
    """(names of events, events, points, requests until the answer) of a life with these commands,
    which is killed after so many requests.
    """
    required("micropython32")
    scheme = {"format": 1, "name": "x", "currency": "KRW", "zone": {"utc_offset_min": 540}}
    (folder / "scheme.json").write_text(json.dumps(scheme))
    (folder / "topups.csv").write_text("\n".join(["at,kind,amount,id,tariff,from", *rows, ""]))
    files = ("--scheme", str(folder / "scheme.json"), "--topups", str(folder / "topups.csv"))
    scene = scene_of(*MINUTES, *files)
    life = life_of(scene)
    (slot,) = life.slots
    served = answered = 0

    def count():
        nonlocal served, answered
        served += 1
        answered = answered or (served if scene.world.answers else 0)
        if served == request:
            slot.kill()

    life.live(count)
    found = EventList(scene)
    assert found.wrong == []
    return [event["name"] for event in found.found], found.found, final_points(scene), answered


def test_a_kill_around_a_command_leaves_one_event_of_one_effect(tmp_path):
    rows = [f"{NOON}:30,top_up,50000,7,,"]
    names, events, _, answered = lived(tmp_path, rows)
    assert names == ["power_up", "credit_loaded", "power_down"]
    for request in range(answered - 10, answered + 2):
        names, events, points, _ = lived(tmp_path, rows, request)
        assert points["bought_u"] == 50_000_000_000
        (loaded,) = [event for event in events if event["name"] == "credit_loaded"]
        assert loaded["value"] == points["bought_u"]
        assert names[0] == "power_up"
        assert names.count("restart") == 1
        assert names[-1] == "power_down"


def test_what_happens_to_the_switch_is_told_with_its_causes(tmp_path):
    rows = [f"{NOON}:10,open,,,,", f"{NOON}:20,close,,,,", "2018-01-18T12:02:10,permit,,,,"]
    names, events, _, _ = lived(tmp_path, rows)
    assert names == [
        "power_up",
        "opening_commanded",
        "supply_opened",
        "command_refused",
        "closing_permitted",
        "supply_closed",
        "power_down",
    ]
    assert events[2]["value"] == 0x10


class Disturbed(Grid):
    """A supply of which phase A has another voltage for two minutes."""

    share = 1.0

    def _voltage(self, phase, t_s):
        wave = super()._voltage(phase, t_s)
        return wave.scaled(self.share) if phase == 0 and 180 <= t_s < 300 else wave


@pytest.mark.parametrize(
    ("share", "name"), [(0.7, "sag_a"), (1.3, "swell_a"), (0.05, "phase_loss_a")]
)
def test_a_voltage_that_is_not_as_it_should_be_is_told_once_over_a_kill(share, name):
    """From the terminals to the log; the voltage wanders by a percent, the load keeps up."""
    required("micropython32")
    scene = scene_of("--days", "0.005")
    scene.world.terminals.grid = Disturbed(1)
    scene.world.terminals.grid.share = share
    life = life_of(scene)
    scene.world.at(220_000_000, life.slots[0].kill)
    life.live()
    found = EventList(scene)
    assert found.wrong == []
    told = [event for event in found.found if event["name"] in (name, "restart")]
    assert [(event["name"], event["how"]) for event in told] == [
        (name, "begins"),
        ("restart", ""),
        (name, "ends"),
    ]
    assert told[2]["value"] == pytest.approx(share * 230_000, rel=0.02)
    assert told[2]["utc_s"] == told[0]["utc_s"]
    assert 120 <= told[2]["lasted_s"] <= 125
