"""One snapshot, frame by frame: every way in which three witnesses can disagree."""

from array import array

from drivers.atm90e32 import (
    ATM90E32,
    DOUBTFUL,
    ENERGY_KINDS,
    IMPLAUSIBLE,
    REPAIRED,
    TORN,
    TORN_REPAIRED,
    setup,
)
from drivers.atm90e32.block import Block
from drivers.atm90e32.snapshot import Snapshot
from drivers.atm90e32.wire import Wire
from tests.expect import allocates_nothing
from tests.fake_atm90e32 import FakeChip, NullBus, Recorder, astray, flip, stuck, unheard

# Totals of absolute values (MMode0 bits 4, 3) need not match the phases: witnesses judge alone.
ROWS = tuple(
    (stage, name, value | 0x18 if name == "MMode0" else value)
    for stage, name, value in setup.rows({})
)
P_PLUS_A, P_MINUS_A, S_C = 1, 5, 19
VALUE, FIRST, SECOND = 1, 2, 3  # frames of an energy register, after the word before it


class Bench:
    """A configured driver on a fake chip that is about to be read."""

    def __init__(self, counts_per_s=0):
        self.fake = FakeChip()
        self.chip = ATM90E32(self.fake, lambda ms: None, ROWS, counts_per_s)
        self.chip.configure()
        for address in range(0xB0, 0xF0):
            self.fake.data[address] = 0x0100 + address  # words that differ from each other
        self.at_s = 0
        self.read()

    def count(self, index, value):
        address = 0x80 + index if index < 20 else 0xA0 + index - 20
        self.fake.data[address] = self.fake.data.get(address, 0) + value

    def spoil(self, index, part, spoiler):
        self.fake.spoil[self.fake.sent + 4 * index + part] = spoiler

    def read(self):
        self.at_s += 1
        return self.chip.snapshot(self.at_s)


def test_every_energy_register_has_its_place():
    bench = Bench()
    for index in range(36):
        bench.count(index, 1000 + index)
    shot = bench.read()
    assert list(shot.counts) == list(range(1000, 1036))
    assert len(ENERGY_KINDS) == 9 and ENERGY_KINDS[4] == "S"
    assert shot.flags & (REPAIRED | DOUBTFUL) == 0
    assert list(bench.read().counts) == [0] * 36  # reading has cleared them


def test_the_address_of_every_count():
    bench = Bench()
    bench.fake.data[0x87] = 7  # reverse active, phase C
    bench.fake.data[0xAF] = 8  # reverse harmonic, phase C
    shot = bench.read()
    assert shot.counts[4 * ENERGY_KINDS.index("P-") + 3] == 7
    assert shot.counts[4 * ENERGY_KINDS.index("Ph-") + 3] == 8


def one_hit(part, spoiler, value=300, index=P_PLUS_A, earlier=300):
    """Count of a register that counts `value` while one frame is spoilt, then the next one."""
    bench = Bench()
    bench.count(index, earlier)
    bench.read()
    bench.count(index, value)
    bench.spoil(index, part, spoiler)
    shot = bench.read()
    first, flags = shot.counts[index], shot.flags
    return first, flags & (REPAIRED | DOUBTFUL), bench.read().counts[index]


def test_a_flipped_value_is_put_right_by_its_witnesses():
    for mask in (0x0001, 0x0400, 0x8000, 0x0101, 0x5555, 0xFFFF):
        assert one_hit(VALUE, flip(mask)) == (300, REPAIRED, 0)
        assert one_hit(VALUE, flip(mask), earlier=3000) == (300, REPAIRED, 0)


def test_a_flipped_witness_changes_nothing():
    for part in (FIRST, SECOND):
        for mask in (0x0001, 0x8000, 0xFFFF):
            assert one_hit(part, flip(mask)) == (300, REPAIRED, 0)


def test_one_stuck_frame_changes_nothing():
    for level in (0x0000, 0xFFFF):
        assert one_hit(VALUE, stuck(level)) == (300, REPAIRED, 0)
        for part in (FIRST, SECOND):
            assert one_hit(part, stuck(level)) == (300, REPAIRED, 0)


def test_a_read_that_never_reached_the_chip_is_made_again():
    for answer in (0x0000, 0xFFFF, 0x1234):
        assert one_hit(VALUE, unheard(answer)) == (300, REPAIRED, 0)


def test_a_witness_that_never_reached_the_chip_changes_nothing():
    for part in (FIRST, SECOND):
        assert one_hit(part, unheard(0xFFFF)) == (300, REPAIRED, 0)


def test_a_hit_on_an_idle_register_makes_no_count():
    for mask in (0x0001, 0x0400, 0x8000):
        first, flags, after = one_hit(VALUE, flip(mask), value=0, earlier=0)
        assert (first, after) == (0, 0) and flags


def test_both_witnesses_stuck_do_not_replace_a_good_count():
    for level in (0x0000, 0xFFFF):
        bench = Bench()
        bench.count(P_PLUS_A, 290)
        bench.read()
        bench.count(P_PLUS_A, 300)
        bench.spoil(P_PLUS_A, FIRST, stuck(level))
        bench.spoil(P_PLUS_A, SECOND, stuck(level))
        shot = bench.read()
        assert shot.counts[P_PLUS_A] == 300
        assert shot.flags & DOUBTFUL


def test_a_dead_witness_register_is_never_believed():
    bench = Bench()
    for index in range(36):
        bench.count(index, 500)
        for part in (FIRST, SECOND):
            bench.spoil(index, part, stuck(0))
    bench.fake.spoil[bench.fake.sent + 171] = stuck(0)
    shot = bench.read()
    assert list(shot.counts) == [500] * 36  # in the very first second, with no history
    assert shot.flags & DOUBTFUL
    assert bench.chip.block.doubtful == 36


def test_a_witness_that_went_astray_does_not_replace_a_good_count():
    for neighbour in (
        0x79,
        0x7A,
        0x7C,
        0x70,
        0x68,
        0x58,
        0x38,
        0xF8,
    ):  # one address bit beside 0x78
        bench = Bench()
        bench.count(S_C, 290)
        bench.read()
        bench.count(S_C, 300)
        bench.spoil(S_C, FIRST, astray(neighbour))
        shot = bench.read()
        assert shot.counts[S_C] == 300 and shot.flags & DOUBTFUL


def test_three_witnesses_hit_in_different_bits_still_tell():
    bench = Bench()
    bench.count(P_PLUS_A, 0x0123)
    for part in (VALUE, FIRST, SECOND):
        bench.spoil(P_PLUS_A, part, flip(1 << 4 * part))
    shot = bench.read()
    assert shot.counts[P_PLUS_A] == 0x0123 and shot.flags & DOUBTFUL


def test_noise_is_no_count():
    bench = Bench(counts_per_s=100)
    bench.count(P_PLUS_A, 50)
    for part, noise in ((VALUE, 0x9A31), (FIRST, 0xC5F2), (SECOND, 0x8E47)):
        bench.spoil(P_PLUS_A, part, stuck(noise))
    shot = bench.read()
    assert shot.counts[P_PLUS_A] == 0 and shot.flags & DOUBTFUL


def test_all_ones_are_never_a_count():
    bench = Bench()
    bench.count(P_PLUS_A, 0xFFFF)
    shot = bench.read()
    assert shot.counts[P_PLUS_A] == 0 and shot.flags & DOUBTFUL


def test_a_count_beyond_the_largest_load_is_flagged_and_withheld():
    bench = Bench(counts_per_s=100)
    bench.count(P_PLUS_A, 216)  # two seconds' worth and the rounding
    assert not bench.read().flags & IMPLAUSIBLE
    bench.count(P_PLUS_A, 217)
    shot = bench.read()
    assert shot.counts[P_PLUS_A] == 0
    assert shot.flags & (IMPLAUSIBLE | DOUBTFUL) == IMPLAUSIBLE | DOUBTFUL


def test_the_bound_grows_with_the_time_between():
    bench = Bench(counts_per_s=100)
    bench.at_s += 9
    bench.count(P_PLUS_A, 1000)
    assert not bench.read().flags & IMPLAUSIBLE


def torn(times):
    """A snapshot in which phase A's power is renewed `times` times between its high words."""
    bench = Bench()
    powers = [(2, 0x0005), (3, 0xFFF0), (4, 0x0001), (5, 0xFFFF), (6, 0)]

    def renew(chip, word):
        chip.data[0xB1], chip.data[0xC1] = powers.pop()

    renew(bench.fake, 0)
    start = bench.fake.sent
    tear = start + 4 * 24  # the high word again of word 22, 23, 24
    bench.fake.spoil[tear] = renew
    for again in range(1, times):
        bench.fake.spoil[start + 172 + 4 * again - 2] = renew
    return bench, bench.read()


def test_a_pair_torn_by_an_update_is_read_again():
    bench, shot = torn(1)
    assert shot.flags & (TORN_REPAIRED | TORN) == TORN_REPAIRED
    assert shot.power_mw(1) == ((5 << 16) + 0xFFFF) * 32 // 100 + 1
    assert bench.chip.block.torn == 1


def test_a_pair_torn_twice_is_read_a_third_time():
    _, shot = torn(2)
    assert shot.flags & (TORN_REPAIRED | TORN) == TORN_REPAIRED
    assert shot.power_mw(1) == ((4 << 16) + 1) * 8 // 25


def test_a_pair_that_never_holds_still_is_flagged():
    _, shot = torn(4)
    assert shot.flags & (TORN_REPAIRED | TORN) == TORN


def test_measurements_by_phase():
    bench = Bench()
    data = bench.fake.data
    for i, phase in enumerate((1, 2, 3)):
        data[0xD9 + i], data[0xE9 + i] = 23000 + i, 0
        data[0xDD + i], data[0xED + i] = 5000 + i, 0x8000
        data[0xB0 + phase], data[0xC0 + phase] = 0xFFFF, 0x10000 - 3125 * phase
        data[0xBC + phase] = 1000 - phase
        data[0xF9 + i] = 3600 - 300 * i
    data[0xB0], data[0xC0], data[0xB4], data[0xC4] = 0, 6250, 0xFFFF, 0xFFFF - 6249
    data[0xF8], data[0xFC], data[0xDC] = 4998, 0xFFFB, 77
    data[0xFE], data[0xFF] = 1200, 2400
    shot = bench.read()
    for i, phase in enumerate((1, 2, 3)):
        assert shot.voltage_mv(phase) == 230000 + 10 * i
        assert shot.current_ma(phase) == 5001 + i
        assert shot.current_ua(phase) == 5000500 + 1000 * i
        assert shot.power_mw(phase) == -1000 * phase and shot.power_is_export(phase)
        assert shot.power_factor_x1000(phase) == 1000 - phase
        assert shot.angle_x10(phase) == -300 * i
    assert shot.power_mw(0) == 2000 and not shot.power_is_export(0)
    assert shot.reactive_mvar(0) == -2000 and shot.reactive_is_negative(0)
    assert (shot.frequency_mhz(), shot.temperature_c(), shot.neutral_ma()) == (49980, -5, 77)
    assert [shot.voltage_angle_x10(phase) for phase in (1, 2, 3)] == [0, 1200, -1200]


def test_status_is_told_by_name_and_phase():
    bench = Bench()
    bench.fake.data[0x71] = 0x4080  # over-current B, neutral
    bench.fake.data[0x72] = 0x1101  # sag C, phase loss C, active reverse C
    shot = bench.read()
    assert list(shot.states()) == [
        ("over_current", 2),
        ("neutral_over_current", 0),
        ("sag", 3),
        ("phase_loss", 3),
        ("active_reverse", 3),
    ]
    assert list(shot.events()) == []


def test_changes_are_told_once_and_cleared_exactly():
    bench = Bench()
    bench.fake.data[0x72] = 0x4000
    bench.fake.data[0x74] = 0x6000  # sag A and B changed, A holds

    def late(chip, word):
        chip.data[0x74] |= 0x0400

    bench.fake.spoil[bench.fake.sent + 172 + 2] = late
    assert list(bench.read().events()) == [("sag", 1, True), ("sag", 2, False)]
    assert bench.fake.data[0x74] == 0x0400  # what came later is still there
    assert list(bench.read().events()) == [("phase_loss", 1, False)]
    assert list(bench.read().events()) == []


def test_a_flipped_change_flag_is_no_event():
    bench = Bench()
    bench.fake.spoil[bench.fake.sent + 108 + 57] = flip(0x8000)
    assert list(bench.read().events()) == []


def test_a_snapshot_is_the_same_object_refilled():
    bench = Bench()
    bench.count(0, 5)
    shot = bench.read()
    assert shot.counts[0] == 5 and shot.at_s == 2
    assert bench.read() is shot
    assert shot.counts[0] == 0 and shot.at_s == 3


def test_a_whole_snapshot_allocates_nothing():
    fake = FakeChip()
    recorder = Recorder(fake)
    chip = ATM90E32(recorder, lambda ms: None, ROWS, 7000)
    chip.configure()
    for index in range(36):
        fake.data[0x80 + index if index < 20 else 0x8C + index] = 3000 + index
    chip.snapshot(1)
    quiet = ATM90E32(NullBus(recorder.longest), lambda ms: None, ROWS, 7000)
    quiet.digest = chip.digest
    allocates_nothing(lambda: quiet.snapshot(2))
    assert quiet.snapshot(3).counts[35] == 3035 and quiet.snapshot(4).flags == 0


def test_signs_are_told_without_allocating():
    shot = Snapshot()
    allocates_nothing(lambda: shot.power_is_export(0) or shot.reactive_is_negative(3))


def test_the_block_is_one_exchange_of_172_frames():
    lengths = []

    class Bus:
        def exchange(self, tx, rx):
            lengths.append(len(tx))

    bus = Bus()
    Block(bus, Wire(bus), Snapshot(), array("H", bytes(72)), ()).run(0xFFFE)
    assert lengths == [4 * 172]
