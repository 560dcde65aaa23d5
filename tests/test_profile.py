"""The load profile: intervals in a ring of records, found by their time."""

from drivers.atm90e32.snapshot import UNMEASURED
from firmware.errors import SettingsError
from firmware.profile import CLIPPED, CLOCK_INVALID, ESTIMATED, INTERVAL_S, LoadProfile
from firmware.profile_records import MOST_U32, RECORD_BYTES, ProfileRecord
from tests.expect import raises
from tests.fakes import Ring, told

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
BEGIN_S = 1516201200


class Volts:
    """A reading of the metering chip."""

    flags = 0

    def __init__(self, *volts_mv):
        self._volts_mv = volts_mv

    def voltage_mv(self, phase):
        return self._volts_mv[phase - 1]


def filled(intervals, energy_mwh=10, interval_s=INTERVAL_S, ring=None):
    """A profile with so many whole intervals recorded, minute by minute."""
    profile = LoadProfile(ring or Ring(), interval_s)
    for number in range(intervals):
        run(profile, BEGIN_S + interval_s * number, energy_mwh + number)
    return profile


def run(profile, start_s, energy_mwh):
    """A whole interval, which draws that in its last minute."""
    end_s = start_s + profile.interval_s
    for utc_s in range(start_s, end_s, 60):
        last = utc_s + 60 == end_s
        profile.add(utc_s, utc_s + 60, [energy_mwh + k if last else 0 for k in range(7)])


def energies(energy_mwh):
    return tuple([energy_mwh + k for k in range(7)])


def starts(profile, from_s, to_s):
    return [record.start_s for record in profile.records(from_s, to_s)]


def test_each_interval_is_recorded_when_it_ends():
    profile = filled(3)
    assert (profile.recorded, profile.lost) == (3, 0)
    for number in range(3):
        start_s = BEGIN_S + 900 * number
        assert told(profile, start_s) == (900, 0, energies(10 + number))
    assert profile.start_s == BEGIN_S + 2700


def test_an_interval_that_was_not_recorded_has_no_record():
    profile = filled(3)
    assert told(profile, BEGIN_S - 900) is None
    assert told(profile, BEGIN_S + 450) is None
    assert told(profile, BEGIN_S + 2700) is None


def test_a_record_holds_all_that_it_says():
    record = ProfileRecord()
    record.start_s, record.before_s, record.run_at = 0xFEDCBA98, 77, 0x01020304
    record.covered_s, record.flags, record.interval_s = 899, ESTIMATED, 3600
    record.energies_mwh = [MOST_U32 - k for k in range(7)]
    record.peak_mwh, record.volts_cv = 123456789, [23000, 23010, 65535]
    body = bytearray(RECORD_BYTES)
    record.pack_into(body)
    assert bytes(body[:20]) == (
        b"\x98\xba\xdc\xfe\x4d\x00\x00\x00\x04\x03\x02\x01\x83\x03\x01\x3c\xff\xff\xff\xff"
    )
    again = ProfileRecord().unpack_from(body)
    for name in ("start_s", "before_s", "run_at", "covered_s", "flags", "interval_s"):
        assert getattr(again, name) == getattr(record, name)
    assert (again.energies_mwh, again.peak_mwh) == (record.energies_mwh, 123456789)
    assert again.volts_cv == [23000, 23010, 65535]


def test_the_mean_voltage_and_the_highest_minute_of_an_interval():
    profile = LoadProfile(Ring())
    for utc_s in range(0, 900, 60):
        profile.see(Volts(230000, 231000, 232010))
        profile.see(Volts(230100, 231000, 232010))
        profile.add(BEGIN_S + utc_s, BEGIN_S + utc_s + 60, [utc_s % 480] * 7)
    record = profile.record_at(BEGIN_S)
    assert record.volts_cv == [23005, 23100, 23201]
    assert (record.peak_mwh, record.interval_s) == (420, 900)
    run(profile, BEGIN_S + 900, 5)
    record = profile.record_at(BEGIN_S + 900)
    assert (record.volts_cv, record.peak_mwh) == ([0, 0, 0], 5)


def test_a_clock_that_does_not_know_the_time_and_a_chip_that_is_not_ready():
    profile = LoadProfile(Ring())
    profile.add(BEGIN_S, BEGIN_S + 60, [1] * 7)
    profile.see(Volts(230000, 0, 0))
    reading = Volts(1, 1, 1)
    reading.flags = UNMEASURED
    profile.see(reading, True)
    profile.add(BEGIN_S + 60, BEGIN_S + 900, [1] * 7)
    record = profile.record_at(BEGIN_S)
    assert (record.flags, record.volts_cv) == (CLOCK_INVALID, [23000, 0, 0])


def test_an_estimated_minute_is_no_peak():
    profile = LoadProfile(Ring())
    profile.add(BEGIN_S, BEGIN_S + 60, [9] * 7, ESTIMATED)
    profile.add(BEGIN_S + 60, BEGIN_S + 90, [8] * 7)
    profile.add(BEGIN_S + 90, BEGIN_S + 900, [9999] * 7)
    record = profile.record_at(BEGIN_S)
    assert (record.peak_mwh, record.flags) == (0, ESTIMATED)


def test_numbers_too_large_for_a_record_are_the_most_there_is():
    profile = LoadProfile(Ring())
    profile.see(Volts(999999, 0, 0))
    profile.add(BEGIN_S, BEGIN_S + 60, [MOST_U32 + 5] * 7)
    profile.add(BEGIN_S + 60, BEGIN_S + 900, [0] * 7)
    assert told(profile, BEGIN_S) == (900, CLIPPED, (MOST_U32,) * 7)
    record = profile.record_at(BEGIN_S)
    assert (record.peak_mwh, record.volts_cv) == (MOST_U32, [65535, 0, 0])


def test_a_range_of_time_is_read_in_order():
    profile = filled(100)
    assert starts(profile, BEGIN_S + 900, BEGIN_S + 3600) == [BEGIN_S + 900 * k for k in (1, 2, 3)]
    assert starts(profile, BEGIN_S + 901, BEGIN_S + 2701) == [BEGIN_S + 1800, BEGIN_S + 2700]
    assert len(starts(profile, 0, 1 << 32)) == 100
    assert starts(profile, BEGIN_S + 90000, 1 << 32) == []
    assert starts(profile, 0, BEGIN_S) == []


def test_the_ring_forgets_the_oldest():
    profile = filled(20, ring=Ring(8))
    assert told(profile, BEGIN_S + 11 * 900) is None
    assert told(profile, BEGIN_S + 12 * 900) == (900, 0, energies(22))
    assert starts(profile, 0, 1 << 32) == [BEGIN_S + 900 * k for k in range(12, 20)]


def test_where_the_clock_steps_back_an_interval_is_gone_on_with():
    profile = filled(10)
    profile.add(BEGIN_S + 1800, BEGIN_S + 1860, [7] * 7)
    run(profile, BEGIN_S + 2700, 1)
    assert told(profile, BEGIN_S + 1800) == (960, 0, tuple([12 + 7 + k for k in range(7)]))
    assert told(profile, BEGIN_S + 2700) == (1800, 0, tuple([13 + 1 + 2 * k for k in range(7)]))
    assert starts(profile, 0, 1 << 32) == [BEGIN_S + 900 * k for k in range(10)]
    run(profile, BEGIN_S + 9000, 1)
    assert starts(profile, BEGIN_S + 2700, 1 << 32) == [
        BEGIN_S + 900 * k for k in (3, 4, 5, 6, 7, 8, 9, 10)
    ]


def test_a_record_that_is_made_again_after_a_cut_changes_nothing():
    """The state that is committed knows nothing of the two records behind it."""
    profile = filled(5)
    again = LoadProfile(profile.ring)
    again.start_s = again.newest_s = BEGIN_S + 2700
    run(again, BEGIN_S + 2700, 13)
    run(again, BEGIN_S + 3600, 14)
    for number in range(5):
        assert told(again, BEGIN_S + 900 * number) == (900, 0, energies(10 + number))
    assert starts(again, 0, 1 << 32) == [BEGIN_S + 900 * k for k in range(5)]


def test_a_lost_state_takes_its_time_from_the_records():
    profile = filled(5)
    again = LoadProfile(profile.ring)
    again.take_over()
    assert again.newest_s == BEGIN_S + 3600
    run(again, BEGIN_S + 2700, 1)
    assert told(again, BEGIN_S + 2700)[0] == 1800, "it is gone on with"
    fresh = LoadProfile(Ring())
    fresh.take_over()
    assert fresh.newest_s == 0


def test_records_that_cannot_be_read_hide_no_others():
    for hidden in ((0,), (5,), (9,), (4, 5, 6), (7, 8, 9), (0, 1, 2, 9)):
        profile = filled(10)
        run(profile, BEGIN_S + 900, 1)  # the clock is set back
        for sequence in hidden:
            del profile.ring.bodies[sequence]
        for number in range(10):
            found = told(profile, BEGIN_S + 900 * number)
            assert (found is None) == (number in hidden and number != 1), (hidden, number)


def test_what_the_ring_does_not_take_is_counted():
    profile = filled(3)
    profile.ring.full = True
    run(profile, BEGIN_S + 2700, 1)
    assert (profile.recorded, profile.lost) == (3, 1)
    profile.ring.full = False
    run(profile, BEGIN_S + 3600, 1)
    assert starts(profile, BEGIN_S + 1800, 1 << 32) == [BEGIN_S + 1800, BEGIN_S + 3600]


def test_a_year_is_found_in_few_reads():
    ring = Ring()
    profile = filled(3, ring=ring)
    body = bytearray(RECORD_BYTES)
    record = profile.record_at(BEGIN_S + 1800)
    for _ in range(400):
        record.start_s += 900
        record.pack_into(body)
        ring.append_now(body)
    reads = []
    read = ring.read

    def counted(sequence, body):
        reads.append(sequence)
        return read(sequence, body)

    ring.read = counted
    assert len(starts(profile, BEGIN_S + 90000, BEGIN_S + 90000 + 3600)) == 4
    assert len(reads) < 20


def test_the_interval_is_one_of_those_in_use():
    assert told(filled(1, interval_s=3600), BEGIN_S)[0] == 3600
    for interval_s in (0, 59, 420, 7200):
        assert "expected one of" in str(raises(SettingsError, LoadProfile, Ring(), interval_s))
