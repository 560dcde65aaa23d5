"""Each single bit of the memory flipped, one after the other: what a start takes over then.

The meter has lived for some minutes; its memory is copied, and every one of its 262,144 bits is
flipped in the copy. What is taken over is the newest state or, where the bit was in the newest
frame, the one before it, a second older; never another one, and never one with another balance
than was stored. What carries credit stands in two frames, and is never lost.
"""

import struct

import pytest

from firmware.journal import fram_map, recovery, ring
from firmware.journal.blocks import read_marks, read_superblock
from firmware.journal.start import shape_of
from firmware.tariff_slots import SLOT_BYTES, SlotError, TariffSlots
from tests.host.test_meter_starts import Site

BITS = 8 * 0x8000


class Image:
    """A memory of which `flip` turns one bit, and the next call turns it back."""

    def __init__(self, content):
        self.cells = bytearray(content)
        self.size = len(self.cells)

    def read(self, address, buf):
        buf[:] = self.cells[address : address + len(buf)]

    def flip(self, bit):
        self.cells[bit >> 3] ^= 1 << (bit & 7)


@pytest.fixture(scope="module")
def lived():
    """(image of the memory, shape of its frames, who the meter is, its tariff's CRC)."""
    site = Site()
    meter = site.start(130)
    return Image(site.memory), shape_of(meter.store), meter


def newest(image, shape):
    """The newest whole frame, and what is missing beside it."""
    base, end = fram_map.ring(1)
    whole, torn = recovery.whole_frames(image.read, base, end, shape, 4096)
    lost = recovery.lost_frames(whole, torn, base, end, ring.pitch_of(whole[0][3]))
    return whole[0], lost


def test_each_bit_of_the_memory_may_flip(lived):
    image, shape, _ = lived
    (sequence, since, at, length), lost = newest(image, shape)
    assert lost == 0
    places = (fram_map.ring(1)[1] - fram_map.ring(1)[0]) // ring.pitch_of(length)
    assert places >= 4
    fallen_back = said = 0
    for bit in range(BITS):
        image.flip(bit)
        (found, row, where, size), lost = newest(image, shape)
        if at <= bit >> 3 < at + length:
            assert found == sequence - 1
            fallen_back += 1
        else:
            assert (found, where) == (sequence, at)
            said += lost
        assert (row, size) == (since, length)
        image.flip(bit)
    assert fallen_back == 8 * length
    assert said >= 8 * length * (places // 2 - 1), "a frame that is missing among the newer half"


def test_a_flipped_bit_of_a_block_leaves_the_other_block(lived):
    image, _, meter = lived
    for read, places in (
        (read_superblock, fram_map.SUPERBLOCKS_AT),
        (lambda block: read_marks(block, meter.store.who), fram_map.MARKS_AT),
    ):
        for at in places:
            assert read(image.cells[at : at + 64]) is not None
            for bit in range(8 * at, 8 * at + 512):
                image.flip(bit)
                assert read(image.cells[at : at + 64]) is None
                image.flip(bit)


def test_a_flipped_bit_of_the_document_is_noticed(lived):
    image, _, meter = lived
    at = fram_map.slots_at(1) + meter.billing.slots.active * SLOT_BYTES
    slots = TariffSlots(image, fram_map.slots_at(1))
    length = struct.unpack_from("<H", image.cells, at)[0]
    document = slots.read(0, meter.billing.slots.active_crc)
    assert len(document) == length
    for bit in range(8 * at, 8 * (at + 6 + length)):
        image.flip(bit)
        with pytest.raises(SlotError):
            slots.read(0, meter.billing.slots.active_crc)
        image.flip(bit)


def test_what_was_acknowledged_stands_twice(lived):
    """After a command no single bit can lose what it did."""
    _, shape, meter = lived
    meter.account.balance_u += 5_000_000
    meter.keep()
    image = Image(bytes(meter.store.memory.size))
    for at in range(0, image.size, 4096):
        piece = bytearray(4096)
        meter.store.memory.read(at, piece)
        image.cells[at : at + 4096] = piece
    sequence, _, at, length = newest(image, shape)[0]
    balances = {balance_of(image, at)}
    for bit in range(8 * at, 8 * (at + length)):
        image.flip(bit)
        found, _, where, _ = newest(image, shape)[0]
        assert found == sequence - 1
        balances.add(balance_of(image, where))
        image.flip(bit)
    assert len(balances) == 1


def balance_of(image, frame_at):
    return struct.unpack_from("<iq", image.cells, frame_at + 574)
