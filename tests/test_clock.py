"""The clock: seconds that only go on, and the wall clock that follows the clock chip."""

from drivers.ds3231 import DS3231, FIRST_UTC_S, LAST_UTC_S
from firmware.clock import Clock
from firmware.clock_chip import ABSENT, STOPPED, UNKNOWN_S, UNREADABLE
from firmware.errors import MeterError
from tests.expect import allocates_nothing, raises
from tests.fakes import ClockChip

TICKS = 1 << 30
NOW_S = 1516201200
YEAR_S = 366 * 86400


class Rig:
    """A clock, its chip and real time, of which the processor's ticks may be off by `ppm`."""

    def __init__(self, ticks=0, ppm=0, chip_s=NOW_S):
        self.chip = ClockChip(chip_s)
        self.ms = 0
        self._first = ticks
        self._ppm = ppm
        self.told = []
        self.clock = Clock(self.ticks_ms, self.chip)
        self.clock.on_step = lambda *both: self.told.append(both)

    def ticks_ms(self):
        return (self._first + self.ms + self.ms * self._ppm // 1000000) % TICKS

    def wait(self, ms):
        self.ms += ms
        self.chip.ms += ms
        self.clock.seconds()

    def compare(self):
        """As the meter does: shortly before a second of ours begins, and shortly after."""
        self.wait(self.clock.ms_to_next_second() + 970)
        self.clock.with_chip("compare")
        self.wait(230)
        self.clock.with_chip("compare")

    def off_ms(self):
        """By how much the wall clock is ahead of the chip."""
        ahead_ms = (self.clock.utc_s() - NOW_S) * 1000 + 1000 - self.clock.ms_to_next_second()
        return ahead_ms - self.chip.ms


def started(**how):
    rig = Rig(**how)
    rig.clock.with_chip("begin", 0)
    return rig


def test_seconds_go_on_while_ticks_wrap():
    for before_ms in (10000, 1, 500, 1000, 999):
        rig = started(ticks=TICKS - before_ms)
        for second in range(1, 21):
            rig.wait(1000)
            assert rig.clock.seconds() == second
            assert rig.clock.utc_s() == NOW_S + second


def test_seconds_go_on_over_many_wraps():
    rig = started(ticks=TICKS - 1)
    for day in range(1, 100, 6):
        rig.wait(6 * 86400 * 1000)
        assert rig.clock.seconds() == (day + 5) * 86400


def test_reading_the_clock_takes_no_memory():
    rig = started()
    rig.clock = Clock(lambda: 123456, None)
    allocates_nothing(rig.clock.seconds)
    allocates_nothing(rig.clock.ms_to_next_second)


def test_a_tick_that_comes_a_little_early_or_late_is_no_other_second():
    rig = started()
    second = 0
    for jitter_ms in (-400, 800, -800, 400, 499, -998):
        rig.wait(60000 + jitter_ms)
        second += 60
        assert rig.clock.seconds() == second


def test_a_wall_clock_that_drifts_is_brought_back_without_a_step():
    for ppm in (-100, 100):
        rig = started(ppm=ppm)
        for _ in range(200):
            rig.wait(600000)
            rig.compare()
            assert abs(rig.off_ms()) < 300
        assert (rig.told, rig.clock.steps) == ([], 0)
        drift_s = rig.clock.seconds() - rig.ms // 1000
        assert abs(drift_s) >= 11, "the seconds themselves are left alone"


def test_while_it_is_brought_back_a_second_is_a_little_longer_or_shorter():
    for off_ms in (3500, -3500):
        rig = started()
        rig.chip.ms += off_ms
        rig.compare()
        rig.wait(rig.clock.ms_to_next_second())
        lengths = []
        for _ in range(1000):
            before_ms = rig.ms
            rig.wait(rig.clock.ms_to_next_second() - 500)
            rig.wait(rig.clock.ms_to_next_second())
            lengths.append(rig.ms - before_ms)
        assert min(lengths) >= 994 and max(lengths) <= 1006
        assert abs(rig.off_ms()) < 1000
        for _ in range(10):
            rig.wait(600000)
            rig.compare()
        assert abs(rig.off_ms()) < 300
        assert not rig.told


def test_the_wall_clock_does_not_go_back_where_it_is_slewed():
    rig = started()
    rig.chip.ms -= 4000
    rig.compare()
    before_s = rig.clock.utc_s()
    for _ in range(3000):
        rig.wait(rig.clock.ms_to_next_second() % 333 or 1)
        now_s = rig.clock.utc_s()
        assert 0 <= now_s - before_s <= 1
        before_s = now_s


def test_a_step_is_believed_the_second_time_and_told_with_both_times():
    for leap_s in (6, -6, 3600, -3600, YEAR_S, -10 * YEAR_S):
        rig = started()
        rig.wait(100000)
        rig.chip.ms += leap_s * 1000
        rig.clock.with_chip("compare")
        assert not rig.told
        rig.wait(200)
        rig.clock.with_chip("compare")
        assert rig.told == [(NOW_S + 100, NOW_S + 100 + leap_s)]
        assert rig.clock.utc_s() == NOW_S + 100 + leap_s
        assert rig.clock.seconds() == 100


def test_one_wrong_reading_is_no_step():
    rig = started()
    rig.wait(1000)
    for leap_ms in (3600000, -3600000, -7200000, 7200000):
        rig.chip.ms += leap_ms
        rig.clock.with_chip("compare")
    assert not rig.told and rig.clock.utc_s() == NOW_S + 1


def test_a_start_without_a_time_goes_on_from_the_last_that_was_stored():
    faults = ((STOPPED, "stopped"), (UNREADABLE, "garbled"), (ABSENT, "absent"))
    for fault, attribute in faults:
        rig = Rig()
        setattr(rig.chip, attribute, True)
        rig.clock.with_chip("begin", NOW_S - 5000)
        assert (rig.clock.is_invalid, rig.clock.fault) == (1, fault)
        rig.wait(7000)
        assert rig.clock.utc_s() == NOW_S - 5000 + UNKNOWN_S + 7


def test_a_board_without_the_chip_has_a_clock_that_can_be_set():
    rig = Rig()
    clock = Clock(rig.ticks_ms, None)
    clock.with_chip("begin", 0)
    assert (clock.is_invalid, clock.fault, clock.utc_s()) == (1, ABSENT, FIRST_UTC_S + UNKNOWN_S)
    clock.with_chip("set", NOW_S)
    clock.with_chip("compare")
    assert (clock.is_invalid, clock.fault, clock.utc_s()) == (0, ABSENT, NOW_S)


def test_a_chip_that_shows_a_time_again_is_believed():
    rig = Rig()
    rig.chip.absent = True
    rig.clock.with_chip("begin", NOW_S - 5000)
    rig.chip.absent = False
    rig.compare()
    assert (rig.clock.is_invalid, rig.clock.fault) == (0, 0)
    assert abs(rig.off_ms()) < 1000
    assert len(rig.told) == 1


def test_one_that_has_stopped_is_not_believed_before_it_is_set():
    rig = Rig()
    rig.chip.stopped = True
    rig.clock.with_chip("begin", NOW_S - 5000)
    rig.compare()
    assert (rig.clock.is_invalid, rig.clock.fault, rig.told) == (1, STOPPED, [])
    rig.clock.with_chip("set", NOW_S + 77)
    assert (rig.clock.is_invalid, rig.clock.fault) == (0, 0)
    assert rig.told[0][1] == NOW_S + 77 == DS3231(rig.chip).utc_s()
    rig.compare()
    assert len(rig.told) == 1


def test_a_chip_that_fails_while_the_meter_runs_leaves_the_time_as_it_goes():
    for attribute in ("stopped", "garbled", "absent"):
        rig = started()
        setattr(rig.chip, attribute, True)
        for _ in range(10):
            rig.wait(60000)
            rig.compare()
        assert rig.clock.fault and not rig.clock.is_invalid and not rig.told
        assert rig.clock.utc_s() == NOW_S + rig.ms // 1000


def test_setting_has_bounds():
    rig = started()
    for utc_s in (FIRST_UTC_S - 1, LAST_UTC_S + 1, -1, 1 << 40):
        assert "2000 to 2099" in str(raises(MeterError, rig.clock.with_chip, "set", utc_s))
    assert rig.clock.utc_s() == NOW_S and not rig.told
    for utc_s in (FIRST_UTC_S, LAST_UTC_S):
        rig.clock.with_chip("set", utc_s)
        assert rig.clock.utc_s() == utc_s


def test_the_end_of_the_chip_is_not_the_end_of_time():
    """It shows no year beyond 2099, so that the processor's own seconds go on."""
    rig = started(chip_s=LAST_UTC_S - 5)
    rig.wait(10000)
    rig.compare()
    assert rig.clock.fault == UNREADABLE
    assert rig.clock.utc_s() > LAST_UTC_S and not rig.told


def test_seconds_cross_the_edges_of_whole_numbers_and_calendars():
    for edge_s in (
        2020426624,  # 2034-01-09 13:37:04: 2^30 s since 2000
        1 << 31,  # 2038-01-19 03:14:08
        951782400,  # 2000-02-29
        1709164800,  # 2024-02-29
        1709251200,  # 2024-03-01
        4070908800,  # 2099-01-01
    ):
        rig = started(chip_s=edge_s - 2)
        for second in range(-1, 4):
            rig.wait(1000)
            assert rig.clock.utc_s() == edge_s + second
        rig.clock.with_chip("compare")
        assert not rig.told and not rig.clock.fault
