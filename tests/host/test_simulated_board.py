"""The simulated board under MicroPython: time that is the world's, a bus that takes no memory."""

from boards.sim.board import FLASH, Board
from drivers.nor_flash import NORFlash
from host.run.image import sources
from host.simulator import scheduler
from host.simulator.local import LocalPort
from host.simulator.processes import Launcher, Listener
from tests.host.scenes import scene_of
from tests.interpreter import required


def said_by(main, world=None):
    """(what the module `main` shows as firmware of a board, requests that it took)."""
    world = world or scene_of("--days", "1").world
    world.last_display.clear()
    listener = Listener()
    launcher = Launcher(listener, required("micropython32"), sources(), 192, 20.0, main=main)
    slot = scheduler.Slot(world, "metering", launcher)
    served = 0

    def count():
        nonlocal served
        served += 1

    try:
        scheduler.run(world, [slot], lambda: "metering" in world.last_display, count)
    finally:
        slot.close()
        listener.close()
    return world.last_display["metering"], served


def test_an_idle_day_costs_one_message_a_wake_up():
    said, served = said_by("tests.idle_board")
    assert said == {"slept_s": 86_400, "ticks_s": 86_400}
    assert 86_400 <= served <= 86_420


def test_a_snapshot_through_the_socket_allocates_nothing():
    said, _ = said_by("tests.locked_board")
    assert said == {"frames": 172, "counts": 36, "allocated": 0}


def test_what_the_flash_holds_outlasts_the_processes():
    """Written by one MicroPython process, found by the next, and by a board in this process."""
    world = scene_of("--days", "1").world
    size = 8 * 1024 * 1024
    assert said_by("tests.flash_board", world)[0] == {"size": size, "was_kept": False}
    assert said_by("tests.flash_board", world)[0] == {"size": size, "was_kept": True}
    board = Board(LocalPort(world))
    flash, found = NORFlash(board.flash_bus, board.sleep_ms), bytearray(6)
    flash.probe()
    flash.read(0x7FF0F0, found)
    assert found == b"across"
    assert sum(world.devices["metering"][FLASH].erases) == 1
