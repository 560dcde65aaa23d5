"""The simulated FRAM: its write latch, its edges, and the driver upon it."""

import pytest

from drivers.fram import FRAM as Driver
from host.simulator.fram import FRAM, SIZE
from tests.chip_bus import Bus

WREN, WRDI = b"\x06", b"\x04"


@pytest.fixture
def chip():
    return FRAM()


def sent(chip, *calls):
    """What the last of these calls brings back."""
    for call in calls:
        miso, _ = chip.exchange(0, call)
    return bytes(miso)


def test_a_write_without_the_latch_changes_nothing(chip):
    sent(chip, b"\x02\x00\x05abc")
    sent(chip, WREN, WRDI, b"\x02\x00\x05abc")
    assert not any(chip.memory)


def test_the_latch_holds_for_one_write(chip):
    sent(chip, WREN, b"\x02\x00\x05abc", b"\x02\x00\x08xyz")
    assert chip.memory[5:11] == b"abc\0\0\0"
    assert chip.writes == 1


def test_the_latch_shows_in_the_status_and_goes_with_the_supply(chip):
    assert sent(chip, WREN, b"\x05\x00")[1] == 0x02
    chip.power_off()
    assert sent(chip, b"\x05\x00")[1] == 0
    sent(chip, b"\x02\x00\x00a")
    assert not any(chip.memory)


def test_a_write_that_is_cut_leaves_the_bytes_before(chip):
    whole = b"\x02\x10\x00" + b"frame"
    for length in range(3, len(whole)):
        sent(chip, WREN, whole[:length])
        assert chip.memory[0x1000 : 0x1000 + length - 3] == whole[3:length]
        assert not any(chip.memory[0x1000 + length - 3 :])


def test_addresses_run_round_at_the_end(chip):
    sent(chip, WREN, b"\x02\x7f\xffab")
    assert (chip.memory[SIZE - 1], chip.memory[0]) == (ord("a"), ord("b"))
    assert sent(chip, b"\x03\x7f\xff\0\0")[3:] == b"ab"


def test_a_transaction_takes_the_time_of_its_bits(chip):
    assert chip.exchange(0, bytes(2500))[1] == 1000  # 20 000 bits at 20 MHz


def test_the_driver_finds_writes_and_reads_it(chip):
    driver = Driver(Bus(chip))
    assert driver.probe() == b"\x04\x7f\x05\x09"
    driver.write(0x7FF0, b"sixteen bytes ok")
    back = bytearray(16)
    driver.read(0x7FF0, back)
    assert bytes(back) == b"sixteen bytes ok" == bytes(chip.memory[0x7FF0:])
