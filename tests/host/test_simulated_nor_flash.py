"""The simulated NOR flash: what its cells do, its times, and the driver upon it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import ChipLost, DriverError, NotWritten, SetupError
from drivers.nor_flash import NORFlash as Driver
from host.simulator.memory_faults import Cut, Dropped, Flipped, Misdirected, PowerCut
from host.simulator.nor_flash import ERASE_US, PROGRAM_US, NORFlash
from tests.chip_bus import Bus

WREN = b"\x06"
BUSY, LATCH = 0x01, 0x02


@pytest.fixture
def chip():
    return NORFlash(size_log2=16)


@pytest.fixture
def driver(chip):
    return attached(chip)


def attached(chip):
    bus = Bus(chip)
    driver = Driver(bus, bus.sleep_ms)
    driver.probe()
    return driver


def sent(chip, *calls, at_us=0):
    """What the last of these calls brings back, sent long after one another."""
    for number, call in enumerate(calls):
        miso, _ = chip.exchange(at_us + number * 1_000_000, call)
    return bytes(miso)


def test_programming_only_clears_bits(chip):
    sent(chip, WREN, b"\x02\x00\x01\x00\xf0", WREN, b"\x02\x00\x01\x00\x3c")
    assert chip.memory[0x100] == 0x30


def test_a_program_runs_round_within_its_page(chip):
    sent(chip, WREN, b"\x02\x00\x01\xfe" + b"abcd")
    assert chip.memory[0x1FE:0x200] == b"ab"
    assert chip.memory[0x100:0x102] == b"cd"
    assert chip.memory[0x200] == 0xFF


def test_of_more_than_a_page_the_last_counts(chip):
    sent(chip, WREN, b"\x02\x00\x01\x00" + b"ab" + b"c" * 256)
    assert set(chip.memory[0x100:0x200]) == {ord("c")}


def test_an_erase_takes_the_sector_around_its_address_and_no_other(chip):
    chip.memory[:] = bytes(len(chip.memory))
    sent(chip, WREN, b"\x20\x00\x12\x34")
    assert set(chip.memory[0x1000:0x2000]) == {0xFF}
    assert not any(chip.memory[:0x1000]) and not any(chip.memory[0x2000:])
    assert chip.erases[1] == sum(chip.erases) == 1


def test_without_the_latch_nothing_changes(chip):
    sent(chip, b"\x02\x00\x00\x00\x00", b"\x20\x00\x00\x00")
    sent(chip, WREN, b"\x04", b"\x02\x00\x00\x00\x00")
    sent(chip, WREN, b"\x02\x00\x00\x00\x55", b"\x02\x00\x00\x01\x55")
    assert chip.memory[:2] == b"\x55\xff"


def test_a_busy_chip_answers_nothing_but_its_status(chip):
    for change, lasts_us in (
        (b"\x02\x00\x00\x00\x00", PROGRAM_US),
        (b"\x20\x00\x00\x00", ERASE_US),
    ):
        chip.exchange(0, WREN)
        _, taken_us = chip.exchange(0, change)
        for t_us in (taken_us, lasts_us - 1):
            assert chip.exchange(t_us, b"\x05\x00")[0][1] == BUSY | LATCH
            assert not any(chip.exchange(t_us, b"\x9f\x00\x00\x00")[0])
        chip.exchange(500, WREN)
        assert chip.exchange(lasts_us + taken_us, b"\x05\x00")[0][1] == 0
        chip.power_off()


def test_protected_blocks_ignore_program_and_erase(chip):
    sent(chip, WREN, b"\x01\x1c", WREN, b"\x02\x00\x00\x00\x00", WREN, b"\x20\x00\x10\x00")
    assert set(chip.memory) == {0xFF}
    assert not any(chip.erases)
    with pytest.raises(SetupError, match="0x1C.*clear BP0"):
        attached(chip)


@given(st.integers(0, 65_000), st.binary(max_size=520))
def test_the_driver_programs_across_pages_and_reads_back(address, data):
    chip = NORFlash(size_log2=16)
    driver = attached(chip)
    driver.program(address, data)
    found = bytearray(len(data))
    driver.read(address, found)
    assert bytes(found) == data == bytes(chip.memory[address : address + len(data)])
    assert chip.programmed_bytes == len(data)


def test_the_driver_erases_and_sees_that_it_did(chip, driver):
    driver.program(0x1000, b"before")
    driver.erase(0x1000)
    assert set(chip.memory) == {0xFF}
    assert chip.erases[1] == 1


def test_the_driver_does_not_wait_for_an_erase_that_was_started(chip, driver):
    driver.start_erase(0x2000)
    assert driver.is_busy()
    driver._bus.now_us += ERASE_US
    assert not driver.is_busy()
    driver.check_erased(0x2000)


def test_bits_that_were_not_erased_are_seen(driver):
    driver.program(0x300, b"\x0f")
    with pytest.raises(NotWritten, match="0x000300 reads 0x00 after programming 0xF0"):
        driver.program(0x300, b"\xf0")


@pytest.mark.parametrize("fault", [Dropped(), Misdirected(256), Flipped(8 * 5 + 2)])
def test_a_page_that_went_wrong_is_seen(chip, driver, fault):
    chip.faults.plan(0, fault)
    with pytest.raises(NotWritten, match="programming"):
        driver.program(0x100, b"sixteen bytes ok")


@pytest.mark.parametrize("fault", [Dropped(), Misdirected(4096), Flipped(8 * 4000 + 2)])
def test_a_sector_that_went_wrong_is_seen(chip, driver, fault):
    driver.program(0x1000, bytes(4096))
    chip.faults.plan(chip.faults.writes, fault)
    with pytest.raises(NotWritten, match="after an erase"):
        driver.erase(0x1000)


def test_a_cut_program_leaves_its_first_bits(chip, driver):
    chip.faults.plan(0, Cut(12))
    with pytest.raises(PowerCut):
        driver.program(0, b"\x00\x00\x00")
    assert chip.memory[:3] == b"\x00\x0f\xff"


def test_a_worn_sector_is_seen():
    chip = NORFlash(size_log2=16, endurance=3)
    driver = attached(chip)
    for _ in range(3):
        driver.erase(0x1000)
    with pytest.raises(NotWritten, match="worn"):
        driver.erase(0x1000)
    driver.erase(0x2000)


def test_a_chip_that_hangs_is_given_up_in_bounded_time(chip, driver):
    chip.hangs = True
    before_us = driver._bus.now_us
    with pytest.raises(ChipLost, match="still busy"):
        driver.erase(0)
    assert driver._bus.now_us - before_us < 600_000
    chip.power_off()
    driver.erase(0)


def test_places_beyond_the_chip_are_refused(driver):
    for action in (
        lambda: driver.read(65_530, bytearray(7)),
        lambda: driver.program(65_536, b"x"),
        lambda: driver.erase(65_536),
        lambda: driver.program(-1, b"x"),
    ):
        with pytest.raises(DriverError, match="65536 bytes"):
            action()
    with pytest.raises(DriverError, match="multiple of 4096"):
        driver.erase(0x1001)


def test_a_chip_of_eight_megabytes_says_so():
    driver = attached(NORFlash())
    assert driver.size == 8 * 1024 * 1024
