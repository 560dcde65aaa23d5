"""The load profile: a ring of records whose place follows from their start."""

from firmware.errors import SettingsError
from firmware.profile import CLIPPED, MOST_MWH, RECORD_BYTES, LoadProfile
from tests.expect import raises
from tests.fakes import Memory

BASE, END = 4096, 32768
PLACES = (END - BASE) // RECORD_BYTES


def filled(intervals, energy_mwh=10, interval_s=900):
    """A profile with so many whole intervals recorded, from the beginning of time on."""
    profile = LoadProfile(Memory(), BASE, END, interval_s)
    for number in range(intervals):
        start_s = interval_s * number
        profile.add(start_s, start_s + interval_s, [energy_mwh + number] * 7)
    return profile


def test_a_flipped_bit_of_a_record_is_noticed():
    profile = filled(1)
    assert profile.record_at(0) == (900, 0, (10,) * 7)
    for byte in range(RECORD_BYTES):
        for bit in range(8):
            profile._memory.bytes[BASE + byte] ^= 1 << bit
            assert profile.record_at(0) is None
            profile._memory.bytes[BASE + byte] ^= 1 << bit
    assert profile.record_at(0)


def test_an_interval_that_was_not_recorded_has_no_record():
    profile = filled(1)
    assert profile.record_at(900) is None
    assert profile.record_at(PLACES * 900) is None  # the same place, another time


def test_the_ring_forgets_the_oldest():
    profile = filled(PLACES + 2)
    assert profile.record_at(900) is None
    assert profile.record_at(2 * 900) == (900, 0, (12,) * 7)
    assert profile.record_at((PLACES + 1) * 900) == (900, 0, (PLACES + 11,) * 7)


def test_records_stay_within_their_room():
    profile = filled(2 * PLACES)
    assert not any(profile._memory.bytes[:BASE])
    assert not any(profile._memory.bytes[BASE + PLACES * RECORD_BYTES :])


def test_an_interval_too_large_for_a_record_holds_the_most_there_is():
    assert filled(1, MOST_MWH + 5).record_at(0) == (900, CLIPPED, (MOST_MWH,) * 7)


def test_the_interval_is_one_of_those_in_use():
    assert filled(1, interval_s=3600).record_at(0)[0] == 3600
    for interval_s in (0, 59, 420, 7200):
        assert "expected one of" in str(raises(SettingsError, filled, 0, 10, interval_s))
