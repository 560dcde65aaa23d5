"""Several firmware processes in one world, each with chips of its own; and an idle day."""

from boards.sim.board import MEMORY, METERING_CHIP, REAL_TIME_CLOCK
from host.run.image import code_folder
from host.run.result import points
from host.run.scene import chip_at
from host.runtimes.recipes import ROOT
from host.simulator import scheduler
from host.simulator.fram import FRAM
from host.simulator.processes import Launcher, Listener
from host.simulator.world import AsicPort
from tests.host.scenes import scene_of
from tests.interpreter import required

ROLES = ("metering", "second")


class Pair:
    """Two whole meters at the same terminals."""

    def __init__(self):
        self.scene = scene_of("--days", "0.002", "--start", "2018-01-18T11:00")
        self.world = self.scene.world
        self.world.devices["second"] = {
            METERING_CHIP: AsicPort(chip_at(self.world.terminals, seed=2)),
            MEMORY: FRAM(),
            REAL_TIME_CLOCK: self.world.devices["metering"][REAL_TIME_CLOCK],
        }
        self._listener = Listener()
        argv = required("micropython32")
        self.slots = [self._slot(role, argv) for role in ROLES]

    def live(self):
        try:
            scheduler.run(self.world, self.slots, self._finished)
        finally:
            for slot in self.slots:
                slot.close()
            self._listener.close()
        return [points(self.world.last_display[role]) for role in ROLES]

    def _slot(self, role, argv):
        launcher = Launcher(self._listener, argv, code_folder(argv), 192, 20.0)
        return scheduler.Slot(self.world, role, launcher)

    def _finished(self):
        said = [self.world.last_display.get(role, {}) for role in ROLES]
        return all(each.get("final") for each in said)


def test_two_meters_at_the_same_terminals_agree():
    first, second = Pair().live()
    assert abs(first["import_mwh_total"] - second["import_mwh_total"]) <= 2000
    assert first["import_mwh_total"] > 20_000_000


def test_killing_one_of_two_changes_nothing_for_the_other():
    undisturbed = Pair().live()
    pair = Pair()
    for second in (20.3, 60.7, 100.1):
        pair.world.at(round(second * 1e6), pair.slots[0].kill)
    disturbed = pair.live()
    assert disturbed[1] == undisturbed[1] | {"heap_used": disturbed[1]["heap_used"]}
    assert (disturbed[0]["boots"], disturbed[1]["boots"]) == (4, 1)


def test_an_idle_day_costs_one_message_a_wake_up():
    scene = scene_of("--days", "1")
    listener = Listener()
    launcher = Launcher(
        listener, required("micropython32"), ROOT, 192, 20.0, main="tests.idle_board"
    )
    slot = scheduler.Slot(scene.world, "metering", launcher)
    served = 0

    def count():
        nonlocal served
        served += 1

    try:
        scheduler.run(scene.world, [slot], lambda: "metering" in scene.world.last_display, count)
    finally:
        slot.close()
        listener.close()
    assert scene.world.last_display["metering"] == {"slept_s": 86_400, "ticks_s": 86_400}
    assert 86_400 <= served <= 86_420
