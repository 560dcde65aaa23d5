"""A tariff that takes over in the running meter: by every kill around it the same bills."""

import json

import pytest

from host.cli import main
from host.run.result import UNREPEATABLE
from host.simulator.world import MEMORY
from tests.host.scenes import final_points, life_of, live_apart, live_here, scene_of

START = ("--days", "0.0045", "--start", "2018-01-18T11:45", "--profile", "1")
RICH = {
    "format": 2,
    "name": "rich",
    "currency": "KRW",
    "zone": {"utc_offset_min": 540},
    "calendars": [
        {
            "name": "use",
            "periods": ["low", "high"],
            "otherwise": "low",
            "schedule": [{"from": "11:47", "to": "11:49", "period": "high"}],
        }
    ],
    "rules": [
        {"rule": "energy", "kind": "energy", "prices": {"low": "100", "high": "333.333333"}},
        {"rule": "demand", "kind": "demand", "window_min": 1, "price": "6490"},
        {"rule": "ratchet", "kind": "history", "of": "demand", "bills": 3},
        {
            "rule": "power factor",
            "kind": "power_factor",
            "base": ["energy", "demand"],
            "standard": "cn-0.90",
        },
        {"rule": "standing", "kind": "fixed", "price": "31000"},
        {
            "rule": "minimum",
            "kind": "minimum",
            "base": ["energy", "demand", "power factor", "standing"],
            "amount": "50000",
        },
        {
            "rule": "vat",
            "kind": "tax",
            "base": ["energy", "demand", "power factor", "standing", "minimum"],
            "percent": "10",
        },
    ],
}
CYCLE = {"cycle": {"day": 20}}
NOON = "2018-01-18T11:48"


@pytest.fixture
def rich(tmp_path):
    """A file with the rich tariff."""
    return written(tmp_path, "rich")


def written(folder, name, **fields):
    path = folder / f"{name}.json"
    path.write_text(json.dumps({**RICH, "name": name, **fields}))
    return str(path)


def adds_up(points):
    assert points["closed_u"] + points["bill_u"] == points["debited_u"]
    assert points["balance_u"] == 3_000_000_000_000 - points["debited_u"]


def bill_of(scene):
    return scene.world.last_display["metering"]["bill"]


def test_a_rich_tariff_makes_the_same_bill_on_both_runtimes(rich, tmp_path):
    words = (*START, "--tariff", rich, "--next-tariff", f"{written(tmp_path, 'next')}@{NOON}")
    words += ("--bus-faults", "0.0005", "--brown-out-at", "200")
    scenes = scene_of(*words), scene_of(*words)
    here, apart = live_here(scenes[0]), live_apart(scenes[1])
    assert {name for name in here if here[name] != apart[name]} <= {*UNREPEATABLE}
    assert bill_of(scenes[0]) == bill_of(scenes[1])
    assert apart["bills_closed"] == 1
    adds_up(apart)


def test_kills_at_every_request_around_the_switch_change_no_bill(rich):
    """The tariff changes 180 s after the load begins; a second is five requests."""
    words = (*START, "--tariff", rich, "--next-tariff", f"demo-flat@{NOON}")
    undisturbed = scene_of(*words)
    expected = live_apart(undisturbed)
    adds_up(expected)
    before = requests_until(words, 187)
    for request in range(before, before + 20):
        scene = scene_of(*words)
        killed_at(scene, request)
        points = final_points(scene)
        adds_up(points)
        assert points["boots"] == 2
        assert points["bills_closed"] == 1
        assert closed(scene)[:2] == closed(undisturbed)[:2]
        lost_mwh = expected["import_mwh_total"] - points["import_mwh_total"]
        assert 0 <= lost_mwh <= 170_000, "what one snapshot had read"
        (line,) = bill_of(scene)
        assert line[6] == line[4] * 120


def closed(scene):
    return scene.world.last_display["metering"]["closed"]


def requests_until(words, second):
    """How many requests the firmware makes until this second of the world."""
    scene = scene_of(*words)
    life = life_of(scene)
    count = 0

    def note():
        nonlocal count
        count += scene.world.now_us < second * 1_000_000

    life.live(note)
    return count


def killed_at(scene, request):
    life = life_of(scene)
    served = 0

    def count():
        nonlocal served
        served += 1
        if served == request:
            life.slots[0].kill()

    life.live(count)


def test_kills_at_every_write_of_the_installation_install_it_all_the_same(rich):
    """It is installed as the meter starts: pieces of 256 bytes, two requests each."""
    words = ("--days", "0.0035", "--start", "2018-01-18T11:45", "--next-tariff", f"{rich}@{NOON}")
    for request in range(20, 110, 9):
        scene = scene_of(*words)
        killed_at(scene, request)
        points = final_points(scene)
        adds_up(points)
        assert points["bills_closed"] == 1
        assert scene.world.last_display["metering"]["tariff"] == "rich"


def test_the_meter_may_be_down_while_the_tariff_changes(rich):
    words = (*START, "--tariff", "demo-flat", "--next-tariff", f"{rich}@{NOON}")
    scene = scene_of(*words)
    life = life_of(scene, restart_s=40)
    scene.world.at(scene.begin_us + 160_500_000, life.slots[0].kill)
    life.live()
    points = final_points(scene)
    adds_up(points)
    begin_s, end_s, total_u, _ = closed(scene)
    assert end_s - begin_s == 180, "the bill of a flat tariff ends at its second"
    energy_mwh = sum(line[4] for line in bill_of(scene) if line[0] == "energy")
    assert total_u == (points["import_mwh_total"] - energy_mwh) * 120


def test_a_tariff_that_does_not_fit_into_the_heap_is_refused_and_said(rich, capsys, tmp_path):
    """The heap is so small that another such tariff finds no room."""
    large = written(tmp_path, "large", rules=[*RICH["rules"], *demands(40)])
    words = ["run", "--plain", *START, "--next-tariff", f"{large}@{NOON}", "--heap", "192"]
    out = tmp_path / "out.json"
    code = main([*words, "--json", str(out)])
    result = json.loads(out.read_text())
    assert (code, result["ok"]) == (1, False)
    assert "too large for the memory of this meter" in result["refusal"]
    assert "did not take a tariff" in capsys.readouterr().err


def demands(count):
    return [
        {"rule": f"demand {number}", "kind": "demand", "window_min": 60, "separate": True}
        for number in range(count)
    ]


def test_a_month_that_ends_within_the_run_closes_its_bill(tmp_path, capsys):
    to_thousands = {"total": {"to": "1000", "carry": True}}
    tariff = written(tmp_path, "cycle", **CYCLE, rounding=to_thousands)
    out = tmp_path / "out.json"
    words = ["run", "--plain", "--start", "2018-01-19T23:00", "--days", "0.06"]
    assert main([*words, "--tariff", tariff, "--kill-at", "3599.9,3661", "--json", str(out)]) == 0
    result = json.loads(out.read_text())
    (bill,) = result["closed_bills"]
    assert (bill["number"], bill["end_s"]) == (1, 1516374000), "midnight in Korea"
    assert bill["total_u"] == result["closed_u"]
    assert result["carried_u"] != 0
    assert bill["total_u"] % 1_000_000_000 == 0
    assert result["debits_u"] == result["closed_u"] + result["bill_u"]
    assert "bill 1 of 2018-01-19 14:00:00Z to 2018-01-19 15:00:00Z" in capsys.readouterr().out


def test_the_tariff_stands_in_the_memory_as_it_was_sent(rich):
    scene = scene_of("--days", "0.001", "--tariff", rich)
    live_here(scene)
    memory = scene.world.devices["metering"][MEMORY].memory
    document = scene.tariffs.document.encode()
    assert bytes(memory[0x4306 : 0x4306 + len(document)]) == document
    assert int.from_bytes(memory[0x4300:0x4302], "little") == len(document)
