"""A meter whose flash is absent, too small, protected or failing bills on, and says so."""

import pytest

from host.run import summary
from host.run.event_list import EventList
from host.simulator.nor_flash import NORFlash
from host.simulator.world import FLASH
from tests.host.scenes import final_points, life_of, live_apart, scene_of

WORDS = ("--days", "0.03", "--start", "2018-01-18T11:00")
BILLED = ("import_mwh_total", "bill_u", "debited_u", "balance_u", "closed_u", "snapshots")


class Absent:
    """A chip select behind which nothing is soldered."""

    def exchange(self, t_us, mosi):
        return b"\xff" * len(mosi), 1

    memory = b""


def protected():
    chip = NORFlash()
    chip.exchange(0, b"\x06")
    chip.exchange(0, b"\x01\x1c")
    return chip


@pytest.fixture(scope="module")
def undisturbed():
    return live_apart(scene_of(*WORDS))


def lived(chip, at_s=None, spoil=None):
    """(points at the end, kinds of the events, lines of the summary's health)."""
    scene = scene_of(*WORDS)
    scene.world.devices["metering"][FLASH] = chip
    if spoil:
        scene.world.at(scene.begin_us + at_s * 1_000_000, lambda _: spoil(chip))
    life = life_of(scene)
    life.live()
    points = final_points(scene)
    assert [slot.resets for slot in life.slots] == [[]]
    return points, list(summary._health(points))


@pytest.mark.parametrize("chip", [Absent, protected, lambda: NORFlash(size_log2=21)])
def test_without_a_flash_everything_is_billed(undisturbed, chip):
    points, said = lived(chip())
    assert {name: points[name] for name in BILLED} == {name: undisturbed[name] for name in BILLED}
    assert (points["flash_fault"], points["profile_records"]) == (1, 0)
    assert points["profile_lost"] >= 2
    assert said[0].startswith("the flash cannot be used; the meter bills on")


def test_a_flash_that_fails_in_service_is_given_up_and_taken_back(undisturbed):
    def hang(chip):
        chip.hangs = True

    points, _ = lived(NORFlash(), 1000, hang)
    assert {name: points[name] for name in BILLED} == {name: undisturbed[name] for name in BILLED}
    assert points["flash_fault"] == 1
    assert points["flash_failures"] >= 1
    assert points["profile_records"] >= 1

    def fail_for_a_while(chip):
        chip.hangs = True

    chip = NORFlash()
    scene = scene_of(*WORDS)
    scene.world.devices["metering"][FLASH] = chip
    scene.world.at(scene.begin_us + 1_000_000_000, lambda _: fail_for_a_while(chip))
    scene.world.at(scene.begin_us + 2_000_000_000, lambda _: chip.power_off())
    points = live_apart(scene)
    assert (points["flash_fault"], points["profile_lost"]) == (0, 1)
    assert points["bill_u"] == undisturbed["bill_u"]


def test_no_chip_is_an_event_that_lasts():
    scene = scene_of(*WORDS)
    scene.world.devices["metering"][FLASH] = Absent()
    live_apart(scene)
    said = [(event["name"], event["how"]) for event in EventList(scene).found]
    assert ("flash_lost", "begins") in said
    assert ("profile_lost", "") in said


def test_nothing_is_said_of_a_flash_that_is_well(undisturbed):
    assert not any("flash" in line for line in summary._health(undisturbed))
