"""The simulated chip on the wire: what a frame does, and what a broken one does."""

from random import Random
from struct import pack, unpack

import pytest

from host.simulator.atm90e32 import ATM90E32AS, BusFaults
from host.simulator.atm90e32.registers import ADDRESS
from tests.host.simulated_chip import Bench, signals

APENERGY = ADDRESS["APenergyT"]


def read_frame(name):
    return pack(">HH", 0x8000 | ADDRESS[name], 0)


def write_frame(name, word):
    return pack(">HH", ADDRESS[name], word)


@pytest.fixture
def bench():
    """A metering chip with energy in its registers."""
    bench = Bench()
    bench.wait(10)
    return bench


def test_a_read_answers_in_its_last_sixteen_clocks(bench):
    assert bench.chip.frame(bench.now, read_frame("ChannelMapI"))[2:] == b"\x02\x10"


def test_address_bits_above_nine_do_not_matter(bench):
    assert bench.chip.frame(bench.now, pack(">HH", 0xFC01, 0))[2:] == b"\x02\x10"


def test_a_write_of_exactly_32_clocks_takes(bench):
    bench.chip.frame(bench.now, write_frame("EMMIntEn0", 0x1234))
    assert bench.read("EMMIntEn0") == 0x1234


@pytest.mark.parametrize("clocks", [1, 15, 16, 24, 31, 33, 40])
def test_a_write_of_any_other_length_is_dropped(bench, clocks):
    bench.chip.frame(bench.now, write_frame("EMMIntEn0", 0x1234), clocks)
    assert bench.read("EMMIntEn0") == 0


def test_a_read_of_fifteen_clocks_does_nothing(bench):
    bench.read("ChannelMapI")
    bench.chip.frame(bench.now, read_frame("APenergyT"), 15)
    assert bench.read("LastSPIData") == 0x0210
    assert bench.read("APenergyT") > 5000
    assert bench.chip.short_frames == 1


@pytest.mark.parametrize("clocks", [16, 17, 31])
def test_a_read_cut_after_clock_16_clears_the_energy_but_leaves_it_in_lastspidata(bench, clocks):
    whole = bench.counts("P")[0]
    bench.chip.frame(bench.now, read_frame("APenergyT"), clocks)
    assert bench.read("APenergyT") == 0
    # the reading above replaced LastSPIData, so the same once more, in the right order
    bench.wait(10)
    bench.chip.frame(bench.now, read_frame("APenergyT"), clocks)
    kept = bench.read("LastSPIData")
    assert kept == bench.counts("P")[0] - whole


def test_a_read_of_33_clocks_delivers_the_word_after_clock_16_all_the_same(bench):
    reply = int.from_bytes(bench.chip.frame(bench.now, read_frame("ChannelMapI"), 33), "big")
    assert reply >> (40 - 32) & 0xFFFF == 0x0210


def test_lastspidata_is_the_word_of_the_last_read_or_write(bench):
    assert bench.read("ChannelMapU") == bench.read("LastSPIData") == 0x0654
    bench.write("EMMIntEn0", 0xBEEF)
    assert bench.read("LastSPIData") == bench.read("LastSPIData") == 0xBEEF


def test_reading_energy_clears_it(bench):
    assert bench.read("APenergyT") > 0
    assert bench.read("APenergyT") == 0


def test_reading_one_direction_leaves_the_others(bench):
    before = bench.counts("P", "A")[0]
    bench.read("APenergyB")
    assert bench.read("APenergyA") >= before - 1


def test_measured_registers_are_not_cleared_by_reading(bench):
    assert bench.read("UrmsA") == bench.read("UrmsA") == 23000


@pytest.mark.parametrize("name", ["UrmsA", "APenergyT", "EMMState0", "LastSPIData"])
def test_a_measured_register_ignores_writes(bench, name):
    bench.write(name, 0x5555)
    bench.read("MeterEn")
    assert bench.read(name) != 0x5555


def test_a_hole_reads_zero_and_keeps_nothing(bench):
    bench.configure()
    bench.write(0x30, 0x1234)
    assert bench.read(0x30) == 0


def test_a_soft_reset_takes_lastspidata_with_it(bench):
    """Which is why published drivers do not check this one write."""
    bench.write("SoftReset", 0x789A)
    assert bench.read("LastSPIData") == 0


def test_softreset_reads_zero(bench):
    assert bench.read("SoftReset") == 0


def test_a_block_gives_the_same_words_as_single_frames():
    names = ["UrmsA", "IrmsB", "APenergyT", "LastSPIData", "LastSPIData", "SAenergyC", "PmeanTLSB"]
    block, single = Bench(), Bench()
    mosi = b"".join(read_frame(name) for name in names)
    words = unpack(">" + "2xH" * len(names), block.chip.exchange(block.now, mosi))
    assert list(words) == [single.read(name) for name in names]


def test_the_short_way_through_a_block_reads_what_single_frames_read():
    """Random blocks at random times, across load steps, publications and clearing reads."""
    random = Random(5)
    names = [name for name in ADDRESS if not name.startswith("CRC")]
    blocks = [b"".join(map(read_frame, random.choices(names, k=30))) for _ in range(5)]
    block, single = Bench(), Bench()
    for bench in (block, single):
        for second in range(2, 20, 3):
            bench.source.add(second * 1_000_000, signals(230, second, 10 * second))
        bench.chip.signals_changed(bench.now)
    for _ in range(150):
        mosi, at = random.choice(blocks), block.now
        alone = [single.chip.frame(at + 40 * k, mosi[4 * k : 4 * k + 4])[2:] for k in range(30)]
        replies = block.chip.exchange(at, mosi)
        assert [replies[4 * k + 2 : 4 * k + 4] for k in range(30)] == alone
        block.wait(random.choice([0.0013, 0.02, 0.3]))


def test_a_bytearray_or_memoryview_is_a_block_too(bench):
    mosi = bytearray(read_frame("UrmsA"))
    assert bench.chip.exchange(bench.now, memoryview(mosi))[2:] == b"\x59\xd8"


def test_a_block_that_is_no_whole_frames_is_refused(bench):
    with pytest.raises(ValueError, match="whole frames of 4 bytes: got 5"):
        bench.chip.exchange(bench.now, bytes(5))


def test_each_frame_of_a_block_fetches_at_its_own_time():
    bench = Bench(signals(600, 60))  # 9600 counts a second
    mosi = read_frame("APenergyT") * 100
    words = unpack(">" + "2xH" * 100, bench.chip.exchange(bench.now, mosi, 1000))
    assert all(9 <= word <= 11 for word in words[1:])


def test_frames_are_counted_by_register_and_direction():
    bench = Bench(started=False)
    for _ in range(3):
        bench.read("UrmsA")
    bench.write("EMMIntEn0", 1)
    bench.chip.exchange(bench.now, read_frame("APenergyT") + read_frame("LastSPIData") * 2)
    assert bench.chip.frames == {
        ADDRESS["UrmsA"]: (3, 0),
        ADDRESS["EMMIntEn0"]: (0, 1),
        APENERGY: (1, 0),
        0x78: (2, 0),
    }


@pytest.mark.parametrize("idle", [0xFFFF, 0])
def test_a_chip_without_supply_leaves_the_line_idle(idle):
    chip = ATM90E32AS(None, idle=idle)
    assert chip.exchange(0, read_frame("ChannelMapI")) == idle.to_bytes(2, "big") * 2


# disturbed frames


def faulty(kind, bit):
    """A bench whose first frame after the start is disturbed in one place."""
    bench = Bench()
    bench.wait(10)
    bench.chip.faults = BusFaults(planned={0: (kind, bit)})
    return bench


def test_a_flipped_miso_bit_shows_in_the_reply_and_not_in_lastspidata():
    bench = faulty("miso", 31)
    assert bench.read("ChannelMapI") == 0x0211
    assert bench.read("LastSPIData") == 0x0210


def test_a_flipped_address_bit_reads_another_register():
    assert faulty("mosi", 15).read("ChannelMapI") == 1  # MeterEn


def test_a_flipped_direction_bit_turns_a_read_into_a_write_of_zero():
    bench = faulty("mosi", 0)
    bench.read("EMMIntEn0")
    assert bench.read("LastSPIData") == 0


def test_a_lost_clock_drops_a_write():
    bench = faulty("drop", 20)
    bench.write("EMMIntEn0", 0x1234)
    assert bench.read("EMMIntEn0") == 0


def test_a_lost_clock_delivers_the_rest_of_the_word_one_bit_late():
    bench = faulty("drop", 24)  # the last of the high byte comes twice
    assert bench.read("ChannelMapU") == 0x062A
    assert bench.read("LastSPIData") == 0x0654


def test_an_extra_clock_drops_a_write_and_shifts_a_read():
    bench = faulty("add", 20)
    bench.write("EMMIntEn0", 0x1234)
    assert bench.read("EMMIntEn0") == 0
    assert faulty("add", 24).read("ChannelMapU") == 0x06A8


def test_faults_come_at_their_rate_and_repeat_with_their_seed():
    def injected(seed):
        faults = BusFaults(rate=0.01, seed=seed)
        bench = Bench(faults=faults)
        for _ in range(100):
            bench.chip.exchange(bench.now, read_frame("UrmsA") * 100)
            bench.wait(1)
        return faults.injected

    first = injected(3)
    assert 60 < len(first) < 140
    assert first == injected(3)
    assert first != injected(4)


def test_an_unknown_kind_of_fault_is_refused():
    with pytest.raises(ValueError, match="unknown kinds of bus faults"):
        BusFaults(kinds=("sneeze",))


def test_a_wrong_option_is_refused_with_the_choices():
    with pytest.raises(ValueError, match="lock is 'loose', expected one of"):
        ATM90E32AS(None, lock="loose")
