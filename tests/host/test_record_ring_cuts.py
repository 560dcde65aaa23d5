"""The ring of records under every cut, double cuts, and histories and images by hypothesis."""

import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host.simulator.memory_faults import Cut, Dropped, Flipped, Misdirected, PowerCut, Torn
from tests.flash_scene import SECTOR_BYTES, Scene, numbered

PROGRAM_BITS, ERASE_BITS = 64 * 8, SECTOR_BYTES * 8
SMALL = {"sectors": 3, "slot_bytes": 1024}
"""Four records a sector, so that a short history has many erases."""


class History:
    """Records that are appended and acknowledged, over cuts; `length` is that of their bodies."""

    def __init__(self, length=56, **ways):
        self.scene = Scene(**ways)
        self.length = length
        self.acknowledged = {}
        self.number = 0

    def append(self):
        """One more record and the second after it; a cut ends with the next start."""
        self.number += 1
        body = numbered(self.number, self.length)
        try:
            sequence = self.scene.append(body)
            self.acknowledged[sequence] = body
            self.scene.second()
        except PowerCut:
            self.scene.restart()

    def plan(self, fault, later=0):
        faults = self.scene.chip.faults
        faults.plan(faults.writes + later, fault)

    def check(self):
        """Everything acknowledged that is not older than the oldest is there."""
        ring = self.scene.ring
        assert ring.newest >= max(self.acknowledged, default=-1)
        for sequence, body in self.acknowledged.items():
            if sequence >= ring.oldest:
                assert self.scene.body_of(sequence, self.length) == body
        kept = ring.capacity - 2 * ring.sector_slots
        assert ring.oldest <= max(0, ring.next + ring.sector_slots - kept)


def test_a_cut_at_each_bit_of_a_record():
    history = History()
    for _ in range(72):  # the slot behind them begins a page, as the cut counts
        history.append()
    image = bytes(history.scene.chip.memory)
    for bits in range(PROGRAM_BITS + 1):
        history.scene.chip.memory[:] = image
        history.acknowledged = {n: numbered(n + 1) for n in range(72)}
        history.number = 72
        history.scene.restart()
        history.plan(Cut(bits))
        for _ in range(3):
            history.append()
        history.check()


@pytest.mark.parametrize("way", [{"sectors": 3}, SMALL], ids=["64", "1024"])
@pytest.mark.parametrize("spacing", [2, 3, 7])
def test_a_history_of_cuts(way, spacing):
    """Two thousand records over many laps, and as many cuts as that; with a small spacing many a
    recovery is cut, too.
    """
    chance = random.Random(spacing)
    history = History(1000 if way == SMALL else 56, **way)
    for number in range(2000):
        if number % spacing == 0:
            bits = chance.choice((PROGRAM_BITS, PROGRAM_BITS, 2048, ERASE_BITS))
            fault = chance.choice((Cut(chance.randrange(bits)), Torn(number)))
            history.plan(fault, chance.randrange(12))
        history.append()
        if number % 50 == 0:
            history.check()
    history.check()
    assert len(history.acknowledged) > 3 * history.scene.ring.capacity


FAULTS = st.one_of(
    st.integers(0, 600).map(Cut),
    st.integers(0, ERASE_BITS).map(Cut),
    st.integers(0, 2**31).map(Torn),
    st.just(Dropped()),
)
"""What harms nothing but what is being written."""
DISTURBED = st.integers(0, ERASE_BITS - 1).map(Flipped)
"""In a page or sector that is written, which is all of what a large slot shares with nobody."""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), FAULTS | DISTURBED, st.integers(0, 3)), max_size=12))
def test_acknowledged_records_outlast_any_history(steps):
    """Faults at any distance, so that many fall into the recovery of the one before."""
    history = History(1000, **SMALL)
    for appends, fault, later in steps:
        history.plan(fault, later)
        for _ in range(appends):
            history.append()
        history.check()
    history.scene.restart()
    history.check()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), FAULTS, st.integers(0, 3)), max_size=8))
def test_small_records_outlast_any_history(steps):
    history = History(sectors=3)
    for appends, fault, later in steps:
        history.plan(fault, later)
        for _ in range(appends):
            history.append()
    history.check()
    history.scene.restart()
    history.check()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 90),
    st.integers(-40_000, 40_000).map(Misdirected) | DISTURBED,
    st.integers(0, 3),
)
def test_a_stray_write_harms_no_more_than_where_it_went(appends, fault, later):
    """One page or sector elsewhere; the ring goes on, and what it acknowledges later is there."""
    history = History(1000, **SMALL)
    for _ in range(appends):
        history.append()
    history.plan(fault, later)
    for _ in range(4):
        history.append()
    history.scene.restart()
    history.acknowledged.clear()
    for _ in range(20):
        history.append()
    history.check()


def brute_force(scene):
    """The newest whole record of all, by looking at each slot."""
    scene.cut()
    ring = scene.ring
    claims = [ring.claim(place) for place in range(ring.capacity)]
    return max((n for n in claims if n >= 0 and ring.fetch(n, b"")), default=-1)


DAMAGE = st.tuples(
    st.sampled_from(["slot", "sector", "erased", "half"]), st.integers(0, 13), st.integers(0, 63)
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2000), st.lists(DAMAGE, max_size=3), st.integers(0, 2**31))
def test_the_newest_is_found_whatever_is_damaged(count, damages, seed):
    """Up to three slots or whole sectors torn, rotted, erased, half erased or random."""
    scene = laps(count)
    chance, memory = random.Random(seed), scene.chip.memory
    for kind, sector, slot in damages:
        start = SECTOR_BYTES * (1 + sector)
        if kind == "slot":
            start, length = start + 64 * slot, 64
        else:
            length = SECTOR_BYTES
        for place in range(start, start + length):
            noise = chance.randrange(256)
            memory[place] = {
                "slot": noise,
                "sector": noise,
                "erased": 0xFF,
                "half": memory[place] | noise,
            }[kind]
    newest = brute_force(scene)
    scene.restart()
    assert scene.ring.newest == newest
    for number in range(5):
        sequence = scene.append(numbered(number))
        assert scene.body_of(sequence) == numbered(number)


def slot_of(sequence, body, size=64):
    """A slot as docs/SPEC.md has it."""
    cells = body + b"\xff" * (size - 8 - len(body)) + struct.pack("<I", sequence)
    return cells + struct.pack("<I", zlib.crc32(cells))


KEPT = {}


def laps(count):
    """A scene with so many records in 14 sectors, as its cells would be, written directly."""
    scene = Scene(sectors=14)
    ring = scene.ring
    ring._room_to = 1 << 30
    erased = (count + 63) // 64 * 64 + 64
    for sequence in range(max(0, erased - ring.capacity), count):
        at = SECTOR_BYTES + sequence % ring.capacity * 64
        if sequence not in KEPT:
            KEPT[sequence] = slot_of(sequence, numbered(sequence))
        scene.chip.memory[at : at + 64] = KEPT[sequence]
    scene.restart()
    assert scene.ring.newest == count - 1
    return scene


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([64, 256, 4096]))
def test_random_images_neither_raise_nor_hang(seed, slot_bytes):
    scene = Scene(sectors=8, slot_bytes=slot_bytes)
    scene.chip.memory[:] = random.Random(seed).randbytes(len(scene.chip.memory))
    scene.restart()
    assert scene.ring.newest == -1
    for number in range(20):
        sequence = scene.append(numbered(number))
        assert scene.body_of(sequence) == numbered(number)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=14, max_size=14))
def test_whole_records_of_wild_sequences_neither_raise_nor_hang(sequences):
    """A chip of another meter, say: each record is whole, and stands where it may."""
    scene = Scene(sectors=14)
    ring = scene.ring
    for sector, wild in enumerate(sequences):
        sequence = wild // ring.capacity * ring.capacity + sector * 64
        at = SECTOR_BYTES + sequence % ring.capacity * 64
        if sequence < 2**32:
            scene.chip.memory[at : at + 64] = slot_of(sequence, numbered(sector))
    scene.restart()
    for number in range(5):
        scene.ring.append(numbered(number))
        scene.second()


def test_the_newest_of_a_large_ring_is_found_in_few_reads():
    """Three megabytes of records: one read for two hundred slots."""
    from host.simulator.nor_flash import NORFlash

    scene = Scene(sectors=14)
    scene.chip = scene.bus.chip = NORFlash()
    scene.where = (0x200000, 0x300000, 64)
    ring = scene.start()
    for sequence in range(139_990 - ring.capacity + 128, 139_990):
        at = 0x200000 + sequence % ring.capacity * 64
        scene.chip.memory[at : at + 64] = slot_of(sequence, b"full")
    reads = []
    exchange = scene.bus.exchange
    scene.bus.exchange = lambda tx, rx: reads.append(len(tx)) or exchange(tx, rx)
    assert scene.start().newest == 139_989
    assert len(reads) < 250, len(reads)
