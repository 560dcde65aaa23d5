"""What the meter does with a memory that is damaged, blank, old, another's or not there at all."""

import random
import zlib

import pytest

from drivers.errors import ChipAbsent, SetupError
from firmware.errors import StateRefused
from firmware.journal import blocks, fram_map
from host.simulator.world import FLASH, MEMORY, PROCESSOR
from tests.host.test_meter_starts import PREPAID_U, Site

RING = range(*fram_map.ring(1), 128)
SECOND_MWH = 170_000
"""More than is drawn in one."""


@pytest.fixture
def site():
    return Site()


def devices(site):
    return site.world.devices["metering"]


def lose_ring(site):
    """No frame of the ring is whole any more."""
    for at in RING:
        site.memory[at + 100] ^= 0x10


def lose_copies(site):
    """As if there were no flash."""
    devices(site)[FLASH].memory[:] = b"\xff" * len(devices(site)[FLASH].memory)


def lose_backup(site):
    if PROCESSOR in devices(site):
        devices(site)[PROCESSOR].backup[:64] = bytes(64)


def adds_up(meter):
    meter.settlement.close()
    assert meter.billing.engine.lifetime_u() == meter.account.debited_u
    assert meter.account.balance_u == PREPAID_U - meter.account.debited_u


def test_where_the_ring_is_lost_the_copy_in_the_flash_goes_on(site):
    first = site.start(100)
    lose_ring(site)
    meter = site.start(0)
    assert (meter.health.state_lost, meter.store.restored, meter.stored.rollbacks) == (0, 1, 0)
    lost_mwh = first.registers.mwh[0] - meter.registers.mwh[0]
    assert 0 <= lost_mwh <= 60 * SECOND_MWH
    assert meter.store.sequence > first.store.sequence - 60
    adds_up(meter)
    meter = site.start(5)
    assert meter.store.restored == 0, "and goes on from its own frames"
    adds_up(meter)


def test_a_blank_memory_is_filled_from_the_flash(site):
    first = site.start(100)
    site.memory[:] = bytes(len(site.memory))
    meter = site.start(3)
    assert (meter.health.state_lost, meter.store.restored) == (0, 1)
    assert meter.stored.boots == first.stored.boots + 1
    assert meter.health.tariff_lost == 0, "the settings still have the document"
    adds_up(meter)


def test_where_all_frames_are_lost_the_marks_go_on(site):
    """Balance, debits and energy are those of the last minute."""
    first = site.start(130)
    lose_copies(site)
    lose_ring(site)
    meter = site.start(0)
    assert meter.health.state_lost == 1
    assert 0 <= first.registers.mwh[0] - meter.registers.mwh[0] <= 60 * SECOND_MWH
    assert meter.stored.boots == first.stored.boots + 1
    adds_up(meter)
    assert site.start(0).health.state_lost == 0


def test_a_memory_that_is_put_back_to_what_it_held_is_noticed_and_gains_nothing(site):
    """Copied, spent from, restored: with a flash the copy in it goes on."""
    site.start(10)
    image = bytes(site.memory)
    first = site.start(130)
    site.memory[:] = image
    meter = site.start(0)
    assert (meter.store.restored, meter.stored.rollbacks) == (1, 0)
    assert first.registers.mwh[0] - meter.registers.mwh[0] <= 60 * SECOND_MWH
    adds_up(meter)


def test_where_flash_and_memory_are_put_back_the_processor_still_knows(site):
    site.start(10)
    image, flash = bytes(site.memory), bytes(devices(site)[FLASH].memory)
    first = site.start(130)
    marks = first.store.sequence
    site.memory[:], devices(site)[FLASH].memory[:] = image, flash
    meter = site.start(0)
    assert (meter.store.restored, meter.stored.rollbacks) == (0, 1)
    assert first.registers.mwh[0] - meter.registers.mwh[0] <= 60 * SECOND_MWH
    assert meter.store.sequence > marks - 60
    adds_up(meter)
    assert site.start(0).stored.rollbacks == 1, "it is counted once"
    site.memory[:], devices(site)[FLASH].memory[:] = image, flash
    assert site.start(0).stored.rollbacks == 1
    lose_backup(site)
    site.memory[:], devices(site)[FLASH].memory[:] = image, flash
    assert site.start(0).stored.rollbacks == 0, "now nobody knows"


def test_without_a_flash_the_meter_does_all_else(site):
    del devices(site)[FLASH]
    site.world.devices["metering"][FLASH] = Nothing()
    first = site.start(70)
    assert first.store.copies_missed > 0
    meter = site.start(5)
    assert meter.health.state_lost == meter.stored.rollbacks == 0
    assert meter.registers.mwh[0] > first.registers.mwh[0]
    adds_up(meter)


class Nothing:
    """What answers where no chip is fitted."""

    def exchange(self, t_us, mosi):
        return b"\xff" * len(mosi), 1


def test_a_newer_layout_is_left_alone(site):
    site.start(70)
    at = fram_map.SUPERBLOCKS_AT[0]
    newer = bytearray(site.memory[at : at + 64])
    newer[4] = blocks.LAYOUT + 1
    newer[60:] = blocks.crc32(newer[:60]).to_bytes(4, "little")
    for at in fram_map.SUPERBLOCKS_AT:
        site.memory[at : at + 64] = newer
        before = bytes(site.memory), bytes(devices(site)[FLASH].memory)
        with pytest.raises(StateRefused, match="got layout 5, expected 4; install newer"):
            site.start(0)
        assert (bytes(site.memory), bytes(devices(site)[FLASH].memory)) == before


def test_an_older_layout_is_left_alone(site):
    """Before there was a superblock: two frames, each with its length behind mark and layout."""
    for at in (0x0000, 0x1000):
        site.memory[:] = bytes(len(site.memory))
        frame = b"MW\x03\x05" + (1200).to_bytes(2, "little") + bytes(range(199)) * 6
        frame = frame[:1196].ljust(1196, b"\x07")
        site.memory[at : at + 1200] = frame + zlib.crc32(frame).to_bytes(4, "little")
        before = bytes(site.memory)
        with pytest.raises(StateRefused, match="got layout 3, expected 4; read it out"):
            site.start(0)
        assert bytes(site.memory) == before
        site.memory[at + 700] ^= 1
        assert site.start(0).store.refusal == "", "it was no frame, after all"


def test_a_memory_of_another_meter_is_left_alone(site):
    site.start(70)
    site.settings["serial"] = "another"
    before = bytes(site.memory)
    with pytest.raises(StateRefused, match="that of another meter; fit its own"):
        site.start(0)
    assert bytes(site.memory) == before
    site.memory[:] = bytes(len(site.memory))
    meter = site.start(0)
    assert meter.store.restored == 0, "nor are its copies taken over"
    assert meter.account.balance_u == PREPAID_U


def test_any_memory_at_all_begins_a_life_with_nothing_bought(site):
    """Random images: the state is lost, and it is said; no loop, no error, no money."""
    for seed in range(25):
        site.memory[:] = random.Random(seed).randbytes(len(site.memory))
        lose_copies(site)
        lose_backup(site)
        meter = site.start(1)
        assert meter.health.state_lost == 1
        assert meter.account.balance_u == -meter.account.debited_u
        assert (meter.store.restored, meter.stored.rollbacks, meter.stored.boots) == (0, 0, 1)


def test_no_memory_or_one_that_is_too_small_ends_the_start(site):
    devices(site)[MEMORY].exchange = Nothing().exchange
    with pytest.raises(ChipAbsent):
        site.start(0)
    site = Site()
    small = devices(site)[MEMORY]
    whole = small.exchange

    def exchange(t_us, mosi):
        if mosi[0] == 0x9F:
            return b"\x00\x04\x7f\x03\x02", 1
        return whole(t_us, mosi)

    small.exchange = exchange
    with pytest.raises(SetupError, match="8192 bytes, expected 32768 or more"):
        site.start(0)


def test_the_superblocks_are_written_anew_where_one_is_damaged(site):
    site.start(5)
    at, other = fram_map.SUPERBLOCKS_AT
    whole = bytes(site.memory[at : at + 64])
    assert blocks.read_superblock(whole)[:3] == (blocks.LAYOUT, 0, 32768)
    assert bytes(site.memory[other : other + 64]) == whole
    site.memory[at + 9] ^= 1
    site.start(0)
    assert bytes(site.memory[at : at + 64]) == whole
