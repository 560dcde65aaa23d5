"""A memory of newer firmware: the meter measures on in safe mode, decides nothing, says why."""

import pytest

from comms.points import NAMES
from firmware.journal import blocks, fram_map
from host.simulator.world import MEMORY
from tests.host.scenes import life_of, scene_of
from tests.interpreter import required


@pytest.fixture(autouse=True)
def _micropython():
    required("micropython32")


def test_the_meter_measures_on_in_safe_mode_and_leaves_the_memory_alone():
    scene = scene_of("--days", "0.003", "--start", "2018-01-18T11:00")
    memory = scene.world.devices["metering"][MEMORY].memory
    block = bytearray(blocks.superblock(0, 32768, 0, *fram_map.ring(1)))
    block[4] = blocks.LAYOUT + 1
    block[60:] = blocks.crc32(block[:60]).to_bytes(4, "little")
    for at in fram_map.SUPERBLOCKS_AT:
        memory[at : at + 64] = block
    memory[0x1000:0x1400] = bytes(range(256)) * 4
    before = bytes(memory)
    life_of(scene).live()
    said = scene.world.last_display["metering"]
    assert "got layout 5, expected 4; install newer firmware" in str(said)
    points = dict(zip(NAMES, said["points"], strict=True))
    assert points["import_mwh_total"] > 10_000_000
    assert (points["safe_mode"], points["commits"]) == (1, 0)
    assert bytes(memory) == before
