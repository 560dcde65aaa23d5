"""Tasks that fail in every way: the meter is back within ten seconds, and nothing is lost but a
second's energy a reset. The firmware is the shipped one; what fails is wrapped around it."""

import subprocess

import pytest

from firmware.supervision import TASKS
from host.run.image import IMAGE, Code, code_of
from host.runtimes import mpy_cross, romfs
from host.simulator.world import ASIC
from tests.host.scenes import final_points, life_of, live_apart, scene_of
from tests.host.sources import ROOT
from tests.interpreter import required

METERING, DISPLAY = TASKS.index("metering"), TASKS.index("display")
DAYS = ("--days", "0.002", "--start", "2018-01-18T11:00")
ONE_SNAPSHOT_MWH = 170_000
"""More than the steel plant draws in one second at that time (590 kW)."""
BOUND_S = 10
FAILS_AT_S = 40


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    """The image of the firmware, with the module that breaks it."""
    code_of(required("micropython32"))
    files = {str(path.relative_to(IMAGE)): path.read_bytes() for path in IMAGE.rglob("*.mpy")}
    folder = tmp_path_factory.mktemp("faulty")
    target = folder / "faulty_board.mpy"
    source = ROOT / "tests" / "faulty_board.py"
    subprocess.run([*mpy_cross(), "-o", str(target), str(source)], check=True)
    path = folder / "faulty.rom"
    path.write_bytes(romfs.image({**files, "faulty_board.mpy": target.read_bytes()}))
    return Code(str(IMAGE / "boards/sim/micropython"), path)


@pytest.fixture(scope="module")
def undisturbed():
    return live_apart(scene_of(*DAYS))


class Life:
    """A life with a fault, and what was seen of it."""

    def __init__(self, code, *words, **fault):
        self.scene = scene_of(*(words or DAYS))
        self.scene.world.settings["fault"] = {"at_s": FAILS_AT_S, **fault}
        self.scene.world.settings["display_s"] = 10
        life = life_of(self.scene, silent_s=3.0)
        for launcher in life.launchers:
            launcher._argv = _argv(launcher, code)
            launcher._code = code.environment()
        (slot,) = life.slots
        self.said = []
        self.readings_us = []
        chip = self.scene.world.devices["metering"][ASIC]
        exchange = chip.exchange

        def watch(t_us, mosi):
            if len(mosi) > 500:
                self.readings_us.append(t_us)
            return exchange(t_us, mosi)

        chip.exchange = watch
        life.live(self.look)
        self.resets = [reset["cause"] for reset in slot.resets]
        self.points = final_points(self.scene)
        self.last = self.scene.world.last_display["metering"]

    def look(self):
        said = self.scene.world.last_display.get("metering")
        if said and (not self.said or said is not self.said[-1]):
            self.said.append(said)

    @property
    def longest_gap_s(self):
        pairs = zip(self.readings_us, self.readings_us[1:], strict=False)
        return max(later - earlier for earlier, later in pairs) / 1e6


def _argv(launcher, code):
    heap = launcher._argv[: launcher._argv.index("-X") + 2]
    return [*heap, *code.argv("faulty_board")]


def check_recovery(life, undisturbed):
    """Back in time, with nothing lost that need not be, and the switch untouched."""
    assert life.longest_gap_s < BOUND_S
    loss = undisturbed["import_mwh_total"] - life.points["import_mwh_total"]
    assert 0 <= loss <= len(life.resets) * ONE_SNAPSHOT_MWH
    assert life.points["bill_u"] == life.points["debited_u"]
    assert life.points["gaps"] == 0
    assert not life.scene.relay.moves and life.scene.relay.contacts == 0x07


WAYS = ("raise", "interrupt", "exit", "cancel", "allocate")


@pytest.mark.parametrize("what", WAYS)
def test_a_task_that_only_looks_starts_again_beside_the_others(code, undisturbed, what):
    life = Life(code, task=DISPLAY, what=what)
    check_recovery(life, undisturbed)
    assert life.resets == []
    assert life.points["restarts"] == 1
    assert life.last["restarted"].startswith("display: ")
    assert life.longest_gap_s < 1.5
    assert life.points["import_mwh_total"] == undisturbed["import_mwh_total"]


@pytest.mark.parametrize("what", [*WAYS, "fill", "handler"])
def test_a_task_that_changes_the_meter_is_reset_to_what_is_stored(code, undisturbed, what):
    life = Life(code, task=METERING, what=what)
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_cause"] == "software"
    if what != "handler":
        assert life.last["reset_task"] == "metering"


def test_what_was_raised_is_told_after_the_reset(code):
    life = Life(code, task=METERING, what="raise")
    assert life.last["reset_error"] == "ValueError: it was made to fail"
    assert "reset_task" not in life.said[0]


@pytest.mark.parametrize("what", ["loop", "wait"])
@pytest.mark.parametrize("task", [METERING, DISPLAY])
def test_whoever_holds_up_all_others_is_bitten_by_the_watchdog(code, undisturbed, what, task):
    life = Life(code, task=task, what=what)
    check_recovery(life, undisturbed)
    assert life.resets == ["watchdog"]
    names = {METERING: "metering", DISPLAY: "display"}
    assert (life.last["reset_cause"], life.last["reset_task"]) == ("watchdog", names[task])


def test_metering_that_waits_for_ever_is_missed(code, undisturbed):
    life = Life(code, task=METERING, what="hang")
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_task"] == "metering"
    assert "not heard of" in life.last["reset_error"]


def test_a_display_that_waits_for_ever_is_shown_again(code, undisturbed):
    life = Life(code, task=DISPLAY, what="hang")
    check_recovery(life, undisturbed)
    assert life.resets == []
    assert "not heard of" in life.last["restarted"]


def test_an_interrupt_between_two_tasks_is_a_reset(code, undisturbed):
    life = Life(code, task=METERING, what="loop itself")
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_error"].startswith("KeyboardInterrupt")


def test_a_task_that_keeps_memory_is_found_out_before_none_is_left(code):
    words = ("--days", "0.01", "--start", "2018-01-18T11:00")
    life = Life(code, *words, task=DISPLAY, what="leak", every=1)
    assert life.resets == ["software"]
    assert life.longest_gap_s < BOUND_S
    assert life.last["reset_task"] == "display"
    assert "display keeps" in life.last["reset_error"]


def test_a_task_that_fails_again_and_again_ends_in_a_reset(code, undisturbed):
    life = Life(code, task=DISPLAY, what="raise", every=1)
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_task"] == "display"
