"""Lock, CRC, resets, supply and power modes of the simulated chip."""

import pytest

from host.simulator.atm90e32 import ATM90E32AS
from host.simulator.atm90e32.lock import PASS_US, crc16
from host.simulator.atm90e32.registers import ADDRESS, REGISTERS, RESET_VALUES
from tests.host.simulated_chip import Bench, Script, signals

DEAF = 0xFFFF


@pytest.fixture
def locked():
    """A chip that meters and has learned its digest."""
    bench = Bench()
    bench.write("CfgRegAccEn", 0)
    bench.wait(0.02)
    return bench


# the map


def test_the_map_has_the_201_registers_of_the_data_sheet():
    assert len(REGISTERS) == len({row.address for row in REGISTERS}) == 201
    assert len({row.name for row in REGISTERS}) == 201


def test_registers_of_the_larger_sibling_are_not_there():
    addresses = {row.address for row in REGISTERS}
    assert addresses.isdisjoint({0xD8, 0x6E, 0x95})
    assert ADDRESS["IrmsN"] == 0xDC


def test_after_power_on_every_configuration_register_has_its_default():
    bench = Bench(started=False)
    for row in REGISTERS:
        if row.kind == "config":
            assert bench.read(row.name) == row.reset, row.name


def test_a_presence_test_finds_what_the_notes_promise():
    bench = Bench(started=False)
    names = ("ChannelMapI", "ChannelMapU", "PLconstH", "PLconstL")
    assert [bench.read(name) for name in names] == [0x0210, 0x0654, 0x0861, 0xC468]


# writing


def test_the_strict_lock_refuses_configuration_writes_outside_configuration_mode():
    bench = Bench(started=False)
    bench.write("MeterEn", 1)
    assert bench.read("MeterEn") == 0
    bench.write("CfgRegAccEn", 0x55AA)
    bench.write("MeterEn", 1)
    assert bench.read("MeterEn") == 1


def test_the_lax_lock_takes_them_and_the_crc_tells(locked):
    bench = Bench(lock="lax")
    bench.write("CfgRegAccEn", 0)
    bench.wait(0.02)
    bench.write("PoffsetA", 5)
    assert bench.read("PoffsetA") == 5
    bench.wait(0.03)
    assert bench.read("CRCErrStatus") == 1


def test_special_registers_need_no_unlocking(locked):
    locked.write("EMMIntEn0", 0x1234)
    assert locked.read("EMMIntEn0") == 0x1234
    locked.wait(0.05)
    assert locked.read("CRCErrStatus") == 0


# the crc


def test_a_pass_over_112_words_takes_14_milliseconds():
    assert PASS_US == 112 * 125 == 14_000


def test_the_polynomial_is_that_of_ccitt():
    """The check value of CRC-16/CCITT-FALSE over "123456789" without its odd last byte."""
    assert crc16([0x3132, 0x3334, 0x3536, 0x3738]) == 0xA12B


def test_the_digest_is_learned_one_pass_after_locking():
    bench = Bench()
    bench.write("CfgRegAccEn", 0)
    bench.wait(0.013)
    assert bench.read("CRCDigest") == 0
    bench.wait(0.002)
    words = list(RESET_VALUES[:0x70])
    words[0] = 1
    assert bench.read("CRCDigest") == crc16(words)


def test_the_digest_depends_on_the_configuration(locked):
    first = locked.read("CRCDigest")
    locked.configure(PoffsetA=1)
    locked.write("CfgRegAccEn", 0)
    locked.wait(0.02)
    assert locked.read("CRCDigest") not in (0, first)


@pytest.mark.parametrize("address", [0x00, 0x31, 0x6C])
def test_a_flipped_bit_is_found_within_two_passes_and_raises_warn(locked, address):
    locked.wait(0.003)
    locked.chip.flip_register_bit(locked.now, address, 3)
    assert locked.read("CRCErrStatus") == 0
    locked.wait(0.028)
    assert locked.read("CRCErrStatus") == 1
    assert locked.chip.warn_out


def test_warn_reaches_irq0_only_when_merged(locked):
    locked.chip.flip_register_bit(locked.now, 0x41, 0)
    locked.wait(0.03)
    assert locked.chip.pins(locked.now) == (False, False, True)
    locked.configure(IRQ0MergeCfg=2)
    locked.write("CfgRegAccEn", 0)
    locked.wait(0.02)
    assert locked.chip.pins(locked.now) == (False, False, False)  # learned anew
    locked.chip.flip_register_bit(locked.now, 0x41, 0)
    locked.wait(0.03)
    assert locked.chip.pins(locked.now) == (True, False, True)


def test_the_error_goes_when_the_bit_is_back(locked):
    for _ in range(2):
        locked.chip.flip_register_bit(locked.now, 0x41, 0)
        locked.wait(0.03)
    assert locked.read("CRCErrStatus") == 0


def test_in_configuration_mode_nothing_is_checked(locked):
    locked.configure(PoffsetA=77)
    locked.chip.flip_register_bit(locked.now, 0x42, 0)
    locked.wait(1)
    assert locked.read("CRCErrStatus") == 0


def test_the_golden_digest_may_be_written_in_its_test_mode_only(locked):
    digest = locked.read("CRCDigest")
    locked.write("CRCDigest", 0x1234)
    assert locked.read("CRCDigest") == digest
    locked.write("CfgRegAccEn", 0xAA55)
    locked.write("CRCDigest", 0x1234)
    locked.wait(0.03)
    assert locked.read("CRCDigest") == 0x1234
    assert locked.read("CRCErrStatus") == 1


def test_a_flipped_meter_constant_changes_what_is_counted(locked):
    before = locked.counted("P", "A", 10)
    locked.chip.flip_register_bit(locked.now, ADDRESS["PLconstH"], 11)
    expected = before * 0x0861C468 / 0x0061C468
    assert locked.counted("P", "A", 10) == pytest.approx(expected, rel=0.001)


# resets


@pytest.fixture
def busy():
    """A chip with changed registers, energy and latched events."""
    bench = Bench()
    bench.configure(PhiA=9, DetectTh1=0x4321)
    bench.write("EMMIntEn1", 0xFFFF)
    bench.apply(signals(0, 0))
    bench.wait(1)
    return bench


def is_as_new(bench):
    energy = bench.chip.energy_counts(bench.now)
    names = ("MeterEn", "PhiA", "EMMIntEn1", "EMMIntState1", "UrmsA", "APenergyT", "CfgRegAccEn")
    return not any(map(bench.read, names)) and energy["P", "T"] == (0, 0)


def test_a_soft_reset_restores_the_defaults_but_for_the_detection_latches(busy):
    busy.write("SoftReset", 0x789A)
    assert is_as_new(busy)
    assert busy.read("DetectTh1") == 0x4321


def test_any_other_word_to_softreset_does_nothing(busy):
    busy.write("SoftReset", 0x789B)
    assert busy.read("PhiA") == 9


def test_the_reset_pin_does_the_same_and_deafens_while_low(busy):
    busy.chip.reset_pin(busy.now, True)
    assert busy.read("ChannelMapI") == DEAF
    busy.chip.reset_pin(busy.now, False)
    assert is_as_new(busy)


def test_a_brown_out_restores_the_defaults_and_deafens_for_the_start_up_time(busy):
    busy.chip.brown_out(busy.now)
    busy.wait(0.009)
    assert busy.read("MeterEn") == DEAF
    busy.wait(0.002)
    assert is_as_new(busy)


def test_power_off_silences_and_forgets_the_latches_too(busy):
    busy.chip.power_off(busy.now)
    busy.wait(1)
    assert busy.read("DetectTh1") == DEAF
    busy.chip.power_on(busy.now)
    busy.wait(0.05)
    assert busy.read("DetectTh1") == 0
    assert is_as_new(busy)


def test_writes_to_a_deaf_chip_are_lost():
    bench = Bench(started=False, start_up_ms=40)
    bench.chip.brown_out(bench.now)
    bench.write("EMMIntEn0", 0xFFFF)
    bench.wait(0.05)
    assert bench.read("EMMIntEn0") == 0


def start_up_us(seed):
    chip = ATM90E32AS(Script(signals(230, 1)), seed=seed)
    chip.power_on(0)
    return next(t for t in range(0, 50_000, 100) if not chip.deaf(t))


def test_start_up_takes_5_to_40_milliseconds_by_the_seed():
    times = [start_up_us(seed) for seed in range(40)]
    assert min(times) >= 5_000
    assert max(times) <= 40_000
    assert max(times) - min(times) > 20_000
    assert start_up_us(7) == start_up_us(7)


def test_nothing_is_metered_before_meteren():
    bench = Bench(started=False)
    bench.wait(10)
    assert bench.read("UrmsA") == 0
    assert bench.counts("P") == (0, 0)


def test_any_of_the_low_eight_bits_of_meteren_starts_metering():
    for word, runs in ((0x0080, True), (0x0100, False)):
        bench = Bench(started=False)
        bench.configure(MeterEn=word)
        bench.wait(1)
        assert (bench.read("UrmsA") > 0) == runs


def test_metering_stops_with_meteren_and_energy_stays():
    bench = Bench()
    bench.configure(MeterEn=0)
    counts = bench.counts("P")
    bench.wait(10)
    assert bench.counts("P") == counts
    assert bench.read("UrmsA") == 0
    assert bench.read("APenergyT") == counts[0]


# power modes


@pytest.mark.parametrize("mode", ["I", "D"])
def test_idle_and_detection_lose_everything_but_the_detection_latches(busy, mode):
    busy.chip.set_power_mode(busy.now, mode)
    assert busy.read("ChannelMapI") == DEAF
    busy.wait(0.001)
    busy.chip.set_power_mode(busy.now, "N")
    busy.wait(0.005)
    assert busy.read("ChannelMapI") == DEAF  # start-up time again
    busy.wait(0.01)
    assert is_as_new(busy)
    assert busy.read("DetectTh1") == 0x4321


def partial():
    bench = Bench(started=False)
    bench.chip.set_power_mode(bench.now, "I")
    bench.wait(0.001)
    bench.chip.set_power_mode(bench.now, "M")
    bench.wait(0.05)
    bench.configure(MeterEn=1)
    bench.wait(1.5)
    return bench


def test_partial_mode_measures_but_accumulates_no_energy():
    bench = partial()
    assert bench.read("UrmsA") == 23000
    assert bench.counted("P", "T", 10) == 0


def test_partial_mode_raises_no_interrupts_and_checks_no_crc():
    bench = partial()
    bench.write("EMMIntEn1", 0xFFFF)
    bench.write("CfgRegAccEn", 0)
    bench.chip.flip_register_bit(bench.now, 0x41, 0)
    bench.apply(signals(0, 0))
    bench.wait(1)
    assert bench.chip.pins(bench.now) == (False, False, False)
    assert bench.read("EMMIntState1") == 0
    assert bench.read("EMMState1") & 0x7000 == 0x7000


def test_a_soft_reset_is_valid_in_normal_mode_only():
    bench = partial()
    bench.write("SoftReset", 0x789A)
    assert bench.read("MeterEn") == 1


def test_an_unknown_power_mode_is_refused():
    with pytest.raises(ValueError, match="power mode is 'X', expected one of"):
        Bench().chip.set_power_mode(10_000_000, "X")
