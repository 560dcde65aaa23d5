"""Tasks that fail in every way: the meter is back within ten seconds, and nothing is lost but a
second's energy a reset. The firmware is the shipped one; what fails is wrapped around it."""

import pytest

from firmware.supervision import TASKS
from tests.host.faulty_lives import DAYS, Life
from tests.host.scenes import live_apart, scene_of

METERING, DISPLAY = TASKS.index("metering"), TASKS.index("display")
ONE_SNAPSHOT_MWH = 170_000
"""More than the steel plant draws in one second at that time (590 kW)."""
BOUND_S = 10


@pytest.fixture(scope="module")
def undisturbed():
    return live_apart(scene_of(*DAYS))


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
def test_a_task_that_only_looks_starts_again_beside_the_others(faulty_code, undisturbed, what):
    life = Life(faulty_code, task=DISPLAY, what=what)
    check_recovery(life, undisturbed)
    assert life.resets == []
    assert life.points["restarts"] == 1
    assert life.last["restarted"].startswith("display: ")
    assert life.longest_gap_s < 1.5
    assert life.points["import_mwh_total"] == undisturbed["import_mwh_total"]


@pytest.mark.parametrize("what", [*WAYS, "fill", "handler"])
def test_a_task_that_changes_the_meter_is_reset_to_what_is_stored(faulty_code, undisturbed, what):
    life = Life(faulty_code, task=METERING, what=what)
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_cause"] == "software"
    if what != "handler":
        assert life.last["reset_task"] == "metering"


def test_what_was_raised_is_told_after_the_reset(faulty_code):
    life = Life(faulty_code, task=METERING, what="raise")
    assert life.last["reset_error"] == "ValueError: it was made to fail"
    assert "reset_task" not in life.said[0]


@pytest.mark.parametrize("what", ["loop", "wait"])
@pytest.mark.parametrize("task", [METERING, DISPLAY])
def test_whoever_holds_up_all_others_is_bitten_by_the_watchdog(
    faulty_code, undisturbed, what, task
):
    life = Life(faulty_code, task=task, what=what)
    check_recovery(life, undisturbed)
    assert life.resets == ["watchdog"]
    names = {METERING: "metering", DISPLAY: "display"}
    assert (life.last["reset_cause"], life.last["reset_task"]) == ("watchdog", names[task])


def test_metering_that_waits_for_ever_is_missed(faulty_code, undisturbed):
    life = Life(faulty_code, task=METERING, what="hang")
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_task"] == "metering"
    assert "not heard of" in life.last["reset_error"]


def test_a_display_that_waits_for_ever_is_shown_again(faulty_code, undisturbed):
    life = Life(faulty_code, task=DISPLAY, what="hang")
    check_recovery(life, undisturbed)
    assert life.resets == []
    assert "not heard of" in life.last["restarted"]


def test_an_interrupt_between_two_tasks_is_a_reset(faulty_code, undisturbed):
    life = Life(faulty_code, task=METERING, what="loop itself")
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_error"].startswith("KeyboardInterrupt")


def test_a_task_that_keeps_memory_is_found_out_before_none_is_left(faulty_code):
    words = ("--days", "0.01", "--start", "2018-01-18T11:00")
    life = Life(faulty_code, *words, task=DISPLAY, what="leak", every=1)
    assert life.resets == ["software"]
    assert life.longest_gap_s < BOUND_S
    assert life.last["reset_task"] == "display"
    assert "display keeps" in life.last["reset_error"]


def test_a_task_that_fails_again_and_again_ends_in_a_reset(faulty_code, undisturbed):
    life = Life(faulty_code, task=DISPLAY, what="raise", every=1)
    check_recovery(life, undisturbed)
    assert life.resets == ["software"]
    assert life.last["reset_task"] == "display"
