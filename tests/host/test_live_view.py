"""The live view shows what the meter says, and ends with the last picture."""

import io
import json
import re

from rich.console import Console

from boards.sim.board import Board
from firmware.meter import Meter
from firmware.report import status
from host.run.view import LineView, LiveView
from host.simulator.local import LocalPort
from tests.host.scenes import scene_of


def scene_with_a_status(*words):
    """A scene in which the meter has run for two minutes of load."""
    scene = scene_of("--days", "0.01", "--start", "2018-01-18T11:00", *words)
    port = LocalPort(scene.world)
    board = Board(port)
    meter = Meter(board)
    meter.start()
    for second in range(1, 131):
        port.wait(second, 0)
        meter.tick()
    board.display(status(meter))
    return scene


def test_the_live_view_shows_phases_energy_tariff_and_balance():
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=100)
    with LiveView(scene_with_a_status(), console) as view:
        view.step()
    seen = text.getvalue()
    words = ("phase A", "phase C", "kvarh", "winter peak", "2,9", "KRW", "x real time", "11:02")
    for word in words:
        assert word in seen, word


def test_lines_say_power_energy_period_and_balance():
    text = io.StringIO()
    LineView(scene_with_a_status(), Console(file=text, width=200)).step()
    line = text.getvalue()
    assert line.startswith("2018-01-18 11:02 ")
    assert "peak" in line
    assert " 575.7 kW " in line  # 143.93 kWh in that quarter of an hour


def test_with_a_scheme_the_view_says_how_supply_and_account_stand(tmp_path):
    scheme = {"format": 1, "name": "x", "currency": "KRW", "zone": {"utc_offset_min": 540}}
    (tmp_path / "scheme.json").write_text(json.dumps({**scheme, "alarm_1": "9000"}))
    words = ("--scheme", str(tmp_path / "scheme.json"), "--tariff", "demo-flat")
    seen = {}
    for prepaid in ("4000", "1000"):
        text = io.StringIO()
        console = Console(file=text, force_terminal=True, width=100)
        scene = scene_with_a_status(*words, "--prepaid", prepaid)
        with LiveView(scene, console) as view:
            view.step()
        seen[prepaid] = text.getvalue()
    assert all("alarm" in text for text in seen.values())
    assert re.search(r"supply +on", seen["4000"])
    assert "0 d 0 h" in seen["4000"]
    assert "off: no credit" in seen["1000"]
