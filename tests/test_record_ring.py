"""The ring of records against the simulated flash: what was acknowledged is there, once."""

import gc

from firmware.record_ring import RecordRing
from host.simulator.memory_faults import Cut, Dropped, Flipped, Misdirected, PowerCut, Torn, rot
from tests.expect import raises
from tests.flash_scene import SECTOR_BYTES, Scene, numbered
from tests.ring_scene import assert_holds, filled

HEAP_KIB = 512  # the chip is simulated in this process: 64 KiB of cells, and copies of a sector

IN_SECTOR = 64


def test_records_come_back_by_their_sequence():
    scene = filled(300)
    ring = scene.ring
    assert (ring.newest, ring.next, ring.oldest, ring.skipped) == (299, 300, 6 * 64 - 256, 0)
    assert ring.count == 300 - ring.oldest
    assert_holds(scene, ring.oldest, 300)
    assert scene.body_of(ring.oldest - 1) is None
    assert scene.body_of(300) is None


def test_a_start_finds_what_there_was():
    for count in (0, 1, 63, 64, 65, 127, 128, 191, 255, 256, 257, 320, 1000):
        scene = filled(count)
        before = scene.ring.newest, scene.ring.next, scene.ring.oldest
        scene.restart()
        assert (scene.ring.newest, scene.ring.next, scene.ring.oldest) == before, count
        assert_holds(scene, scene.ring.oldest, count)


def test_slots_of_every_size():
    for slot_bytes in (64, 128, 256, 512, 1024, 2048, 4096):
        gc.collect()
        scene = Scene(sectors=3, slot_bytes=slot_bytes)
        assert scene.ring.body_bytes == slot_bytes - 8
        lengths = (1, 40, slot_bytes // 2 + 5, slot_bytes - 9, slot_bytes - 8)
        for number in range(4 * 4096 // slot_bytes):
            length = lengths[number % 5]
            assert scene.append(numbered(number, length)) == number
            assert scene.body_of(number, length) == numbered(number, length)
        scene.restart()
        assert scene.ring.newest == number
        for sequence in range(scene.ring.oldest, number + 1):
            length = lengths[sequence % 5]
            assert scene.body_of(sequence, length) == numbered(sequence, length)
        assert scene.ring.append(bytes(slot_bytes - 7)) == -1, "one byte too many"


def test_a_ring_that_makes_no_sense_is_refused():
    scene = Scene()
    for base, length, slot_bytes in ((0, 8192, 64), (0, 16384, 96), (0, 16384, 8192)):
        assert "ring: got slots of" in str(
            raises(ValueError, RecordRing, scene.flash, base, length, slot_bytes)
        )


def test_a_new_chip_is_written_without_an_erase_and_each_sector_is_erased_once_a_lap():
    scene = filled(4 * IN_SECTOR - IN_SECTOR)
    assert sum(scene.chip.erases) == 0
    scene = filled(5 * 4 * IN_SECTOR)
    assert scene.chip.erases[1:5] == [5, 4, 4, 4]
    assert scene.chip.programmed_bytes == 5 * 4 * IN_SECTOR * 64


def test_nobody_waits_for_an_erase():
    """An erase begins ahead; an append in its time says so within milliseconds."""
    scene = filled(3 * IN_SECTOR)
    scene.append(numbered(3 * IN_SECTOR))
    scene.ring.poll()
    assert scene.chip.is_busy(scene.bus.now_us)
    before_us = scene.bus.now_us
    assert scene.ring.append(numbered(0)) == -1
    assert scene.bus.now_us - before_us < 1000
    scene.second()
    assert scene.ring.append(numbered(3 * IN_SECTOR + 1)) == 3 * IN_SECTOR + 1


def test_an_append_takes_milliseconds_wherever_the_ring_stands():
    scene, longest_us = Scene(), 0
    for number in range(5 * IN_SECTOR):
        before_us = scene.bus.now_us
        assert scene.ring.append(numbered(number)) == number
        longest_us = max(longest_us, scene.bus.now_us - before_us)
        scene.second()
    assert longest_us < 3000


def faulted(count, fault, **ways):
    """A scene with so many records, in which this befalls the next write to its cells."""
    scene = filled(count, **ways)
    scene.chip.faults.plan(scene.chip.faults.writes, fault)
    return scene


def assert_cut_is_survived(scene, number):
    """What was acknowledged before `number` is there; that one may be, whole; the ring goes on."""
    scene.restart()
    assert_holds(scene, scene.ring.oldest, number)
    assert scene.ring.newest in (number - 1, number)
    assert scene.ring.newest < number or scene.body_of(number) == numbered(number)
    for more in range(3):
        sequence = scene.append(numbered(more))
        assert sequence > number - 1
        assert scene.body_of(sequence) == numbered(more)
        scene.second()


def test_a_cut_in_a_record():
    """At each bit, and of each record, in tests/host/test_record_ring_cuts.py."""
    for byte in (0, 1, 2, 17, 54, 55, 56, 57, 59, 60, 62, 63, 64):
        scene = faulted(72, Cut(8 * byte + byte % 8))  # its slot begins a page, as the cut counts
        raises(PowerCut, scene.append, numbered(72))
        assert_cut_is_survived(scene, 72)


def test_cells_that_a_cut_has_hit_are_not_trusted():
    """The same record would read back there; but its cells were programmed for a moment only."""
    scene = faulted(72, Cut(200))
    raises(PowerCut, scene.append, numbered(72))
    scene.restart()
    assert scene.append(numbered(72)) == 73
    assert scene.ring.skipped == 1


def test_a_torn_record():
    for seed in range(8):
        scene = faulted(70, Torn(seed))
        raises(PowerCut, scene.append, numbered(70))
        assert_cut_is_survived(scene, 70)


def about_to_erase(number):
    """A scene with so many records, whose next second begins an erase."""
    scene = Scene()
    gc.collect()
    for each in range(number):
        scene.append(numbered(each))
        if each < number - 1:
            scene.second()
    return scene


def test_an_erase_that_is_cut_or_torn():
    number = 3 * IN_SECTOR + 1  # its first record makes the ring erase
    faults = [Cut(8 * byte) for byte in (0, 1, 63, 64, 65, 2048, 4000, 4095, 4096)]
    for fault in faults + [Torn(seed) for seed in range(8)]:
        scene = about_to_erase(number)
        scene.chip.faults.plan(scene.chip.faults.writes, fault)
        raises(PowerCut, scene.second)
        assert_cut_is_survived(scene, number)


def test_the_recovery_is_cut_too():
    """First the erase, then the erase that the start begins, then the record after it."""
    number = 3 * IN_SECTOR + 1
    for first, second in ((Cut(9000), Torn(1)), (Torn(2), Cut(0)), (Torn(3), Torn(4))):
        scene = about_to_erase(number)
        writes = scene.chip.faults.writes
        scene.chip.faults.plan(writes, first)
        scene.chip.faults.plan(writes + 1, second)
        scene.chip.faults.plan(writes + 2, Torn(5))
        raises(PowerCut, scene.second)
        scene.restart()
        assert_holds(scene, scene.ring.oldest, number)
        assert scene.ring.newest == number - 1


def test_a_slot_that_does_not_take_its_record_is_passed_over():
    for fault in (Dropped(), Flipped(77), Misdirected(256), Misdirected(-4096)):
        scene = faulted(100, fault)
        assert scene.ring.append(numbered(100)) == 101
        assert scene.ring.skipped == 1
        assert scene.body_of(100) is None
        assert scene.body_of(101) == numbered(100)
        scene.restart()
        assert (scene.ring.newest, scene.ring.next) == (101, 102)


def test_an_erase_that_does_nothing_is_done_again():
    for fault in (Dropped(), Flipped(4000), Misdirected(-4096)):
        scene = filled(3 * IN_SECTOR)
        scene.append(numbered(3 * IN_SECTOR))
        scene.chip.faults.plan(scene.chip.faults.writes, fault)
        for _ in range(3):
            scene.second()
        assert scene.ring.bad_erases == 0
        for number in range(3 * IN_SECTOR + 1, 4 * IN_SECTOR + 5):
            assert scene.append(numbered(number)) == number
        assert scene.ring.skipped == 0


def test_a_worn_sector_is_used_as_far_as_it_goes():
    """From the fourth erase on a cell of each sector stays zero: the slot around it is lost."""
    scene, stands_at = Scene(endurance=3), []
    for number in range(17 * IN_SECTOR):
        stands_at.append(scene.append(numbered(number)))
        scene.second()
    assert scene.ring.bad_erases == 2
    assert 1 <= scene.ring.skipped <= 2
    for number, sequence in enumerate(stands_at):
        if sequence >= scene.ring.oldest:
            assert scene.body_of(sequence) == numbered(number)
    scene.restart()
    assert scene.ring.newest == stands_at[-1]


def test_a_rotted_record_is_missed_and_all_others_stand():
    for sequence in (0, 63, 64, 150, 198, 199):
        scene = filled(200, sectors=8)
        rot(scene.chip.memory, (SECTOR_BYTES + sequence * 64) * 8 + 13)
        scene.restart()
        assert scene.body_of(sequence) is None
        assert scene.ring.newest == (199 if sequence < 199 else 198)
        for other in range(200):
            assert other == sequence or scene.body_of(other) == numbered(other)
        assert scene.append(numbered(200)) == 200
        assert scene.ring.skipped == (sequence == 199)


def test_what_nobody_has_read_is_not_lost_silently():
    scene = filled(3 * IN_SECTOR)
    ring = scene.ring
    assert (ring.unread_lost, ring.oldest) == (0, 0)
    for number in range(3 * IN_SECTOR, 3 * IN_SECTOR + 2):
        scene.append(numbered(number))
        scene.second()
    assert (ring.unread_lost, ring.oldest) == (IN_SECTOR, IN_SECTOR)
    ring.mark_read(100)
    assert (ring.read_to, ring.lost, ring.unread_lost) == (100, IN_SECTOR, IN_SECTOR)
    ring.mark_read(10)
    assert ring.read_to == 100, "what was read stays read"
    ring.mark_read(10000)
    assert ring.read_to == ring.next
