"""kill -9 of the firmware at any moment costs at most what one snapshot had read."""

import os
import signal

import pytest

from boards.sim.board import MEMORY
from host.simulator.errors import SimulationError
from tests.host.scenes import clock_of, final_points, life_of, live_apart, scene_of

DAYS = ("--days", "0.004", "--start", "2018-01-18T11:00")
PREPAID_U = 3_000_000_000_000
ONE_SNAPSHOT_MWH = 170_000
"""More than the steel plant draws in one second at that time (590 kW)."""
MINUTE_US = 60_000_000


def killed_after(request, words=DAYS):
    """(points at the end, resets) of a life that is killed so many requests after a minute."""
    scene = scene_of(*words)
    life = life_of(scene)
    (slot,) = life.slots
    served = 0

    def count():
        nonlocal served
        served += scene.world.now_us >= MINUTE_US
        if served == request:
            slot.kill()

    life.live(count)
    return final_points(scene), slot.resets


def test_a_kill_between_any_two_requests_of_a_second_loses_at_most_that_second():
    undisturbed = live_apart(scene_of(*DAYS))
    losses = []
    for request in range(1, 7):
        points, resets = killed_after(request)
        assert [reset["cause"] for reset in resets] == ["killed"]
        assert points["boots"] == 2
        assert points["bill_u"] == points["debited_u"] == PREPAID_U - points["balance_u"]
        losses.append(undisturbed["import_mwh_total"] - points["import_mwh_total"])
    assert all(0 <= loss <= ONE_SNAPSHOT_MWH for loss in losses), losses
    assert 0 in losses, "some moments are after the commit and lose nothing"
    assert any(losses), "the moment between read and commit loses that snapshot"


def test_many_kills_cost_at_most_one_snapshot_each():
    undisturbed = live_apart(scene_of(*DAYS))
    times = [20.0005 + 17.113 * k for k in range(15)]
    scene = scene_of(*DAYS)
    life = life_of(scene)
    for second in times:
        scene.world.at(scene.begin_us + round(second * 1e6), life.slots[0].kill)
    life.live()
    points = final_points(scene)
    assert points["boots"] == 16
    loss = undisturbed["import_mwh_total"] - points["import_mwh_total"]
    assert 0 <= loss <= 15 * ONE_SNAPSHOT_MWH
    assert points["gaps"] == 0, "a chip that went on metering is adopted, never reset"


def test_energy_of_the_time_down_is_priced_by_the_periods_it_fell_in():
    """The peak ends at 12:00; the processor is down from a little before to a little after."""
    words = ("--days", "0.001", "--start", "2018-01-18T11:45")
    scene = scene_of(*words)
    clock_of(scene).leap(0, 15 * 60 - 40)  # 40 s before noon
    life = life_of(scene)
    scene.world.at(scene.begin_us + 39_200_000, life.slots[0].kill)
    life.live()
    points = final_points(scene)
    lines = scene.world.last_display["metering"]["bill"]
    middle, peak = (line[4] for line in lines if line[1] in ("winter middle", "winter peak"))
    assert points["boots"] == 2
    assert middle + peak == points["import_mwh_total"]
    share = peak / (middle + peak)
    assert abs(share - 40 / 86) < 0.02


def test_a_silent_firmware_is_reset_by_the_watchdog():
    scene = scene_of("--days", "0.001")
    life = life_of(scene, silent_s=1.0)
    stopped = False

    def stop_once():
        nonlocal stopped
        if not stopped and scene.world.now_us > 40_000_000:
            stopped = True
            os.kill(life.launchers[0].pid, signal.SIGSTOP)

    life.live(stop_once)
    points = final_points(scene)
    assert [reset["cause"] for reset in life.slots[0].resets] == ["watchdog"]
    assert points["boots"] == 2


def test_kills_from_outside_are_survived_however_fast_they_follow_each_other():
    """Six kills by hand, each soon after the start before; the world learns of them late."""
    scene = scene_of(*DAYS)
    life = life_of(scene)
    kills = 0

    def kill_soon_after_each_start():
        nonlocal kills
        if kills < 6 and scene.world.now_us > (20 + 5 * kills) * 1_000_000:
            kills += 1
            os.kill(life.launchers[0].pid, signal.SIGKILL)

    life.live(kill_soon_after_each_start)
    resets = life.slots[0].resets
    assert [reset["cause"] for reset in resets] == ["killed by signal 9"] * 6
    assert final_points(scene)["boots"] >= 5


def test_a_firmware_that_gives_up_as_it_starts_ends_the_run(tmp_path):
    """A board whose memory does not answer must not sell, and says why."""
    scene = scene_of(*DAYS)
    scene.world.devices["metering"][MEMORY] = Absent()
    error = pytest.raises(SimulationError, live_apart, scene).value
    assert "gave up 5 times" in str(error)
    assert "ChipAbsent: FRAM: id reads FF everywhere" in str(error)


class Absent:
    """A chip select behind which nothing is soldered."""

    def exchange(self, t_us, mosi):
        return b"\xff" * len(mosi), 1
