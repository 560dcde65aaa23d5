"""Commands reach the meter once, whenever it is killed; and what the switch does to the energy."""

import json

import pytest

from host.cli import main
from host.simulator.world import COMMAND_WAITS
from tests.host.scenes import final_points, life_of, scene_of
from tests.interpreter import required

NOON = "2018-01-18T12:00"
SCHEME = {"format": 1, "name": "x", "currency": "KRW", "zone": {"utc_offset_min": 540}}
MINUTES = ("--days", "0.0035", "--start", "2018-01-18T12:00", "--tariff", "demo-flat")
PAID_U = 50_000_000_000


@pytest.fixture(autouse=True)
def _micropython():
    required("micropython32")


def written(folder, rows, **settings):
    """The words that name a scheme of these settings and a schedule of these rows."""
    (folder / "scheme.json").write_text(json.dumps({**SCHEME, **settings}))
    text = "at,kind,amount,id,tariff,from\n" + "".join(f"{row}\n" for row in rows)
    (folder / "topups.csv").write_text(text)
    return ("--scheme", str(folder / "scheme.json"), "--topups", str(folder / "topups.csv"))


def lived(words, request=None):
    """(points at the end, answers, requests served when the first was given) of a life that is
    killed after so many requests.
    """
    scene = scene_of(*MINUTES, *words)
    life = life_of(scene)
    (slot,) = life.slots
    served, answered = 0, None

    def count():
        nonlocal served, answered
        served += 1
        if scene.world.answers and answered is None:
            answered = served
        if served == request:
            slot.kill()

    life.live(count)
    assert not scene.world.pins & COMMAND_WAITS
    return final_points(scene), [each[2]["said"] for each in scene.world.answers], answered


def test_a_kill_around_a_command_neither_loses_nor_doubles_it(tmp_path):
    words = written(tmp_path, [f"{NOON}:30,top_up,50000,7,,"])
    _, said, answered = lived(words)
    assert said == [""]
    repeats = set()
    for request in range(answered - 5, answered + 2):
        points, said, _ = lived(words, request)
        assert (points["boots"], points["bought_u"]) == (2, PAID_U)
        assert points["balance_u"] == points["opening_u"] + PAID_U - points["debited_u"]
        repeats.update(said)
    done_before = "top_up: got id 7, expected more than 7: it was done before"
    assert repeats == {"", done_before}, "a kill between commit and answer repeats it"


def test_a_switch_that_opens_by_command_takes_the_load_off(tmp_path):
    rows = [f"{NOON}:10,open,,,,", f"{NOON}:20,close,,,,", "2018-01-18T12:02:10,permit,,,,"]
    points, said, _ = lived(written(tmp_path, rows))
    assert said == ["", "close: got the button, expected none while: command", ""]
    open_s, whole_s = 120, 302
    power_kw = points["import_mwh_total"] / 1e6 * 3600 / (whole_s - open_s)
    on_all_the_time, _, _ = lived(written(tmp_path, []))
    assert power_kw * whole_s / 3600 == pytest.approx(
        on_all_the_time["import_mwh_total"] / 1e6, rel=0.01
    )
    assert points["supply_closed"] == 1


def test_what_a_weld_lets_through_is_metered_and_told(tmp_path):
    scene = scene_of(*MINUTES, *written(tmp_path, [f"{NOON}:10,open,,,,"]))
    scene.relay.welded = 0b100
    life_of(scene).live()
    points = final_points(scene)
    assert (points["supply_closed"], points["supply_welded"]) == (1, 1)
    assert [event[2] for event in scene.world.last_display["metering"]["events"]] == [
        "open",
        "weld",
    ]
    true = scene.world.terminals.true_energy(scene.power_fail_us)
    assert points["import_mwh_total"] == pytest.approx(true.import_mwh, rel=1e-3)
    c_and_all = points["import_mwh_c"] / points["import_mwh_total"]
    assert c_and_all > 0.8  # phases A and B for ten seconds, C for five minutes


def test_a_tariff_is_installed_by_command_if_it_fits(tmp_path):
    document = {**SCHEME, "format": 2, "name": "later"}
    document["rules"] = [{"rule": "energy", "kind": "energy", "price": "100"}]
    (tmp_path / "later.json").write_text(json.dumps(document))
    (tmp_path / "other.json").write_text(json.dumps({**document, "currency": "USD"}))
    rows = [
        f"{NOON}:05,tariff,,1,{tmp_path / 'later.json'},2018-01-18T12:02",
        f"{NOON}:06,tariff,,1,{tmp_path / 'later.json'},2018-01-18T12:03",
        f"{NOON}:07,tariff,,2,{tmp_path / 'other.json'},2018-01-18T12:03",
    ]
    scene = scene_of(*MINUTES, *written(tmp_path, rows))
    life_of(scene).live()
    said = [each[2]["said"] for each in scene.world.answers]
    assert said[0] == ""
    assert "it was done before" in said[1]
    assert said[2] == 'currency: got "USD", expected KRW, the account\'s'
    assert scene.world.last_display["metering"]["tariff"] == "later"


@pytest.mark.parametrize(
    ("rows", "settings", "message"),
    [
        (["2018-01-18T12:00,gift,1,,,"], {}, "topups.csv:2: kind: got 'gift', expected one of"),
        (["noon,top_up,1,,,"], {}, "topups.csv:2: at: got 'noon', expected a local time"),
        (["2018-01-18T12:00,top_up,1,x,,"], {}, "topups.csv:2: id: got 'x', expected a whole"),
        (["2018-01-19T12:00,top_up,1,,,"], {}, "expected a time within the run"),
        ([], {"currency": "EUR"}, "got EUR, expected KRW as in tariff demo-flat"),
        ([], {"alarm_1": 5}, "scheme.json:1: alarm_1: got 5, expected a decimal number as text"),
    ],
)
def test_a_mistake_is_one_message(tmp_path, capsys, rows, settings, message):
    assert main(["run", "--plain", *MINUTES, *written(tmp_path, rows, **settings)]) == 2
    said = capsys.readouterr().err
    assert message in said.replace('"', "'")
    assert len(said.splitlines()) == 1


def test_a_schedule_needs_a_scheme(tmp_path, capsys):
    words = written(tmp_path, [])[2:]
    assert main(["run", "--plain", *MINUTES, *words]) == 2
    assert "needs --scheme" in capsys.readouterr().err
    assert main(["run", "--plain", *MINUTES, "--scheme", "nowhere"]) == 2
    assert "schemes are cn-two-alarms, gb-emergency-credit" in capsys.readouterr().err
