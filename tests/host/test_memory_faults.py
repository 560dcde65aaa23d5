"""Faults of memory writes, in FRAM and in NOR flash: what the cells hold afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.simulator.fram import FRAM
from host.simulator.memory_faults import Cut, Dropped, Flipped, Misdirected, PowerCut, Torn, rot
from host.simulator.nor_flash import NORFlash

OLD, NEW = b"\x0f\xf0\xaa", b"\x35\x00\xff"


def write(fram, address, data):
    fram.exchange(0, b"\x06")
    fram.exchange(0, b"\x02" + address.to_bytes(2, "big") + data)


def fram_after(fault):
    """What three cells hold where the second write to them, OLD to NEW, has this fault."""
    fram = FRAM()
    write(fram, 100, OLD)
    fram.faults.plan(1, fault)
    if fault.cuts:
        with pytest.raises(PowerCut):
            write(fram, 100, NEW)
    else:
        write(fram, 100, NEW)
    assert not any(fram.memory[:100]) and not any(fram.memory[110:])
    return bytes(fram.memory[100:110])


def test_a_cut_at_each_bit_leaves_the_bits_before_it_new():
    assert fram_after(Cut(0))[:3] == OLD
    assert fram_after(Cut(4))[:3] == b"\x3f\xf0\xaa"
    assert fram_after(Cut(8))[:3] == b"\x35\xf0\xaa"
    assert fram_after(Cut(17))[:3] == b"\x35\x00\xaa"
    assert fram_after(Cut(18))[:3] == b"\x35\x00\xea"
    assert fram_after(Cut(24))[:3] == NEW


@given(st.integers(0, 2**32))
def test_a_torn_write_leaves_each_bit_old_or_new(seed):
    cells = fram_after(Torn(seed))[:3]
    for old, new, found in zip(OLD, NEW, cells, strict=True):
        assert found & ~(old | new) == 0, "no bit is set that neither has"
        assert ~found & old & new == 0, "no bit is gone that both have"


def test_torn_writes_differ():
    assert len({fram_after(Torn(seed)) for seed in range(30)}) > 5


def test_a_dropped_write_changes_nothing_and_says_nothing():
    assert fram_after(Dropped())[:3] == OLD


def test_a_misdirected_write_stands_elsewhere():
    assert fram_after(Misdirected(4))[:7] == OLD + b"\x00" + NEW


def test_a_misdirected_write_runs_round_at_the_end():
    fram = FRAM()
    fram.faults.plan(0, Misdirected(-2))
    write(fram, 1, NEW)
    assert fram.memory[-1:] + fram.memory[:2] == NEW


def test_a_flipped_bit_is_wrong_in_the_cells_only():
    assert fram_after(Flipped(9))[:3] == b"\x35\x02\xff"


def test_rot_flips_one_bit_at_rest():
    fram = FRAM()
    rot(fram.memory, 8 * 77 + 3)
    assert fram.memory[77] == 8 and sum(fram.memory) == 8


def flash_at(cells):
    flash = NORFlash(size_log2=16)
    flash.memory[: len(cells)] = cells
    flash.exchange(0, b"\x06")
    return flash


@given(st.integers(0, 2**32))
def test_a_torn_program_only_clears_bits(seed):
    flash = flash_at(b"")
    flash.faults.plan(0, Torn(seed))
    with pytest.raises(PowerCut):
        flash.exchange(0, b"\x02\x00\x00\x00" + NEW)
    assert all(found & new == new for found, new in zip(flash.memory, NEW, strict=False))
    assert set(flash.memory[3:]) == {0xFF}


@given(st.integers(0, 2**32))
def test_a_torn_erase_only_sets_bits(seed):
    flash = flash_at(OLD)
    flash.faults.plan(0, Torn(seed))
    with pytest.raises(PowerCut):
        flash.exchange(0, b"\x20\x00\x00\x00")
    assert all(found & old == old for found, old in zip(flash.memory, OLD, strict=False))
