"""Watchdog, reset and backup memory of the simulated processor, with real processes."""

import pytest

from boards.sim.board import Board
from host.run.image import sources
from host.simulator import scheduler
from host.simulator.local import LocalPort
from host.simulator.processes import Launcher, Listener
from host.simulator.processor import ProcessorReset
from tests.host.scenes import scene_of
from tests.interpreter import required

FED_S = 8
"""The last time that the firmware of these tests feeds its watchdog."""


def lived(*ends, seconds=40, plan=lambda world, slot: None):
    """(what each life said, the resets) of a board that ends in these ways."""
    world = scene_of("--days", "1").world
    world.settings = {"ends": [*ends, "none"]}
    listener = Listener()
    argv = required("micropython32")
    launcher = Launcher(listener, argv, sources(), 192, 1.0, main="tests.reset_board")
    slot = scheduler.Slot(world, "metering", launcher)
    plan(world, slot)
    said = []

    def look():
        display = world.last_display.pop("metering", None)
        if display:
            said.append((display["cause"], display["lives"]))

    try:
        scheduler.run(world, [slot], lambda: world.now_us > seconds * 1_000_000, look)
    finally:
        slot.close()
        listener.close()
    return said, [(reset["cause"], reset["at_us"] / 1e6) for reset in slot.resets]


def test_a_watchdog_that_is_not_fed_bites_in_the_worlds_time():
    said, resets = lived("stop feeding", seconds=20)
    assert said == [("power", 0), ("watchdog", 1)]
    assert resets == [("watchdog", pytest.approx(FED_S + 3, abs=0.01))]


def test_an_endless_loop_ends_when_its_watchdog_bites():
    said, resets = lived("loop", seconds=20)
    assert said == [("power", 0), ("watchdog", 1)]
    assert resets == [("watchdog", pytest.approx(FED_S + 3, abs=0.01))]


def test_a_processor_can_reset_itself():
    said, resets = lived("software", seconds=15)
    assert said == [("power", 0), ("software", 1)]
    assert resets == [("software", pytest.approx(FED_S, abs=0.01))]


def test_a_process_that_ends_is_started_again():
    said, resets = lived("exit", seconds=15)
    assert said == [("power", 0), ("software", 1)]
    assert resets[0][0].startswith("ended with exit code 3")


def test_a_kill_keeps_the_backup_memory_and_a_power_cut_does_not():
    def plan(world, slot):
        world.at(3_000_000, slot.kill)
        world.at(10_000_000, slot.cut_power)

    said, _ = lived("none", "none", seconds=15, plan=plan)
    assert said == [("power", 0), ("brown-out", 1), ("power", 0)]


def test_a_watchdog_that_is_fed_never_bites():
    said, resets = lived("software", seconds=9)
    assert [cause for cause, _ in resets] == ["software"]
    assert len(said) == 1


def test_a_board_in_this_process_is_ended_by_an_exception():
    world = scene_of("--days", "1").world
    board = Board(LocalPort(world))
    board.backup.write(250, b"abcdef")
    kept = bytearray(6)
    board.backup.read(250, kept)
    assert (bytes(kept), board.reset_cause) == (b"abcdef", "power")
    assert pytest.raises(ProcessorReset, board.reset).value.args == ("software",)
    board.watchdog.start(5000)
    assert pytest.raises(ProcessorReset, board.sleep_ms, 6000).value.args == ("watchdog",)
