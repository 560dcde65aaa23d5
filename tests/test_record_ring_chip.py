"""The ring of records on a chip that is absent, fails, hangs, or is another one."""

import gc

from tests.flash_scene import Scene, numbered
from tests.ring_scene import assert_holds, filled

HEAP_KIB = 512  # the chip is simulated in this process: 64 KiB of cells, and copies of a sector

IN_SECTOR = 64


def test_a_chip_that_is_absent_is_said_and_nothing_raises():
    scene = Scene()
    scene.chip.exchange = lambda t_us, mosi: (b"\xff" * len(mosi), 1)
    scene.start()
    assert not scene.ring.is_open and not scene.flash.works
    assert "chip select" in scene.flash.trouble
    assert scene.ring.append(b"x") == -1
    assert scene.body_of(0) is None
    scene.second()


def test_a_chip_that_is_too_small_is_said():
    scene = Scene(sectors=15)
    assert scene.ring.is_open
    scene = Scene(sectors=16)
    assert not scene.ring.is_open
    assert "got 65536 bytes, expected 69632 or more" in scene.flash.trouble


def test_a_chip_that_is_protected_is_said():
    scene = Scene()
    scene.chip.exchange(0, b"\x06")
    scene.chip.exchange(0, b"\x01\x1c")
    scene.start()
    assert "write-protected" in scene.flash.trouble


def test_a_chip_that_fails_in_service_is_given_up_and_taken_back():
    scene = filled(10)
    scene.chip.hangs = True
    assert scene.ring.append(numbered(10)) == -1
    assert not scene.flash.works and scene.flash.failures == 1
    before_us = scene.bus.now_us
    for _ in range(50):
        scene.second()
        assert scene.ring.append(numbered(10)) == -1
    assert scene.bus.now_us - before_us < 51000000, "nobody waits for it"
    scene.chip.power_off()
    for _ in range(61):
        scene.second()
    assert scene.flash.works and scene.flash.trouble == ""
    sequence = scene.append(numbered(10))
    assert scene.body_of(sequence) == numbered(10)
    assert_holds(scene, 0, 10)


def test_a_chip_that_hangs_in_an_erase_is_given_up():
    scene = filled(3 * IN_SECTOR)
    scene.append(numbered(3 * IN_SECTOR))
    scene.ring.poll()
    scene.chip.hangs = True
    for _ in range(5):
        scene.second()
    assert "still busy" in scene.flash.trouble


def test_a_start_during_an_erase_waits_for_it():
    """The processor was reset, the chip was not: it answers nothing until the erase is over."""
    scene = filled(3 * IN_SECTOR)
    scene.append(numbered(3 * IN_SECTOR))
    scene.ring.poll()
    assert scene.chip.is_busy(scene.bus.now_us)
    scene.start()
    assert scene.flash.works and scene.ring.newest == 3 * IN_SECTOR


def test_a_start_reads_little():
    scene = filled(1000, sectors=14)
    count = 0
    exchange = scene.bus.exchange

    def counted(tx, rx):
        nonlocal count
        count += 1
        exchange(tx, rx)

    scene.bus.exchange = counted
    scene.start()
    assert scene.ring.newest == 999
    assert count < 14 * IN_SECTOR // 4


def test_random_images_neither_raise_nor_hang():
    for seed in range(12):
        gc.collect()
        scene = Scene()
        chance, memory = seed + 1, scene.chip.memory
        for place in range(len(memory)):
            chance = (chance * 1103515245 + 12345) & 0x3FFFFFFF
            memory[place] = chance >> 12 & 0xFF
        scene.restart()
        assert (scene.ring.newest, scene.ring.count) == (-1, 0)
        for number in range(100):
            assert scene.body_of(scene.append(numbered(number))) == numbered(number)
        scene.restart()
        assert scene.ring.newest >= 99


def test_a_new_chip_goes_on_behind_what_was_read():
    """What has been read is known to the stored state, and the flash is another one."""
    scene = Scene()
    scene.ring.read_to = 500
    scene.second()
    for number in range(500, 800):
        assert scene.append(numbered(number)) == number
        scene.second()
    scene.restart()
    scene.ring.read_to = 500
    scene.second()
    assert (scene.ring.next, scene.ring.read_to) == (800, 500)
    assert_holds(scene, scene.ring.oldest, 800)
