"""The simulated board under MicroPython: time that is the world's, a bus that takes no memory."""

from host.run.image import sources
from host.simulator import scheduler
from host.simulator.processes import Launcher, Listener
from tests.host.scenes import scene_of
from tests.interpreter import required


def said_by(main):
    """(what the module `main` shows as firmware of a board, requests that it took)."""
    world = scene_of("--days", "1").world
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
