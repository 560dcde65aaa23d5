"""Several firmware processes in one world, each with chips of its own."""

from boards.sim.board import FLASH, I2C_BUS, MEMORY, METERING_CHIP
from host.run.result import UNREPEATABLE
from host.run.scene import chip_at
from host.simulator.fram import FRAM
from host.simulator.nor_flash import NORFlash
from host.simulator.world import AsicPort
from tests.host.scenes import final_points, life_of, scene_of

ROLES = ("metering", "second")


def pair_of_meters():
    """(scene, life) of two whole meters at the same terminals."""
    scene = scene_of("--days", "0.002", "--start", "2018-01-18T11:00")
    devices = scene.world.devices
    devices["second"] = {
        METERING_CHIP: AsicPort(chip_at(scene.world.terminals, seed=2)),
        MEMORY: FRAM(),
        FLASH: NORFlash(),
        I2C_BUS: devices["metering"][I2C_BUS],
    }
    return scene, life_of(scene, roles=ROLES)


def lived(scene, life):
    life.live()
    return [final_points(scene, role) for role in ROLES]


def test_two_meters_at_the_same_terminals_agree():
    first, second = lived(*pair_of_meters())
    assert abs(first["import_mwh_total"] - second["import_mwh_total"]) <= 2000
    assert first["import_mwh_total"] > 20_000_000


def test_killing_one_of_two_changes_nothing_for_the_other():
    undisturbed = lived(*pair_of_meters())
    scene, life = pair_of_meters()
    for second in (20.3, 60.7, 100.1):
        scene.world.at(round(second * 1e6), life.slots[0].kill)
    disturbed = lived(scene, life)
    may_differ = {name: disturbed[1][name] for name in UNREPEATABLE}
    assert disturbed[1] == undisturbed[1] | may_differ
    assert (disturbed[0]["boots"], disturbed[1]["boots"]) == (4, 1)
