"""Records of real processes reach the far end once each, as they stand in the flash."""

import pytest

from host.simulator.world import FLASH
from tests.host.scenes import life_of, scene_of
from tests.host.test_isolation import killer
from tests.interpreter import required

RINGS = ((0x200000, 0x300000, 64), (0x500000, 0x100000, 64))
"""Base, length and slot of the load profile and of the events (docs/SPEC.md)."""
TAIL_BYTES = 8


@pytest.mark.parametrize(("faults", "kills"), [("0", 0), ("0.3", 0), ("0.15", 24)])
def test_each_record_is_stored_once(faults, kills):
    """An hour with an interval a minute; the last ones have not been asked for yet."""
    required("micropython32")
    words = ("--days", "0.0417", "--profile", "1", "--start", "2018-01-18T11:00")
    scene = scene_of(*words, "--processors", "2", "--link-faults", faults)
    life = life_of(scene)
    life.live(killer(life.launchers, scene, kills, seed=4))
    memory = scene.world.devices["metering"][FLASH].memory
    disk = scene.world.far_end.disk
    for stream, (base, length, slot) in enumerate(RINGS):
        found = disk.records[stream]
        sequences = [sequence for sequence, _ in found]
        assert sequences == list(range(len(found))), "none is missing, none is there twice"
        for sequence, body in found:
            at = base + sequence % (length // slot) * slot
            assert bytes(memory[at : at + slot - TAIL_BYTES]) == body
    assert len(disk.records[0]) >= (30 if kills or faults == "0.3" else 58)
    if kills:
        assert sum(len(one.resets) for one in life.slots) >= 15
        assert len(disk.records[1]) > 5


def test_records_of_days_and_bills_arrive_whole():
    """They are longer than a byte can say."""
    required("micropython32")
    scene = scene_of("--days", "0.03", "--start", "2018-01-18T23:30", "--processors", "2")
    life_of(scene).live()
    flash = bytes(scene.world.devices["metering"][FLASH].memory[0x600000:0x640000])
    disk = scene.world.far_end.disk
    found = disk.records[2]
    assert [sequence for sequence, _ in found] == list(range(disk.following[2])) != []
    assert all(len(body) > 255 and body in flash for _, body in found)
