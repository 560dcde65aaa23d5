"""What `meter run` tells of the log: read from the memories, and its chain verified."""

import json

import pytest

from host.cli import main
from host.event_table import NAMES
from host.run.event_list import counted, newest, worded


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
