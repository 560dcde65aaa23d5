"""What outlives a reset: who was at work, the last words, how often it came to that."""

from firmware.breadcrumbs import Breadcrumbs
from firmware.last_life import FRESH, MOST_REBOOTS, PLANNED, REBOOTS_S, SAFE_S, History, LastLife

NOBODY, START, METERING, DISPLAY = range(4)

SUPERVISOR_AT = 64
"""Where in the backup memory the records of the supervisor begin (docs/SPEC.md)."""


class Backup:
    """256 bytes that outlive a reset."""

    size = 256

    def __init__(self, noise=0xA5):
        self.bytes = bytearray(bytes([noise]) * self.size)

    def read(self, offset, buf):
        buf[:] = self.bytes[offset : offset + len(buf)]

    def write(self, offset, data):
        assert SUPERVISOR_AT <= offset and offset + len(data) <= self.size
        self.bytes[offset : offset + len(data)] = data


def started(backup, cause):
    """What a life finds that begins for this cause."""
    life = LastLife(backup, cause)
    life.begin()
    return life


def test_noise_is_taken_for_nothing():
    for noise in (0x00, 0xA5, 0xFF):
        life = started(Backup(noise), "power")
        assert (life.task, life.error, life.why, life.uptime_s) == (NOBODY, "", "", 0)
        assert not life.history.is_safe


def test_last_words_are_told_once():
    backup = Backup()
    started(backup, "power")
    crumbs = Breadcrumbs(backup)
    crumbs.works(METERING)
    crumbs.keep_state(1234, 40000, 9000, DISPLAY)
    crumbs.keep_words(FRESH, METERING, "ValueError: 7 \u20ac")
    life = started(backup, "software")
    assert (life.task, life.error) == (METERING, "ValueError: 7 ?")
    assert (life.uptime_s, life.free, life.largest, life.oldest) == (1234, 40000, 9000, DISPLAY)
    again = started(backup, "brown-out")
    assert (again.task, again.error, again.uptime_s) == (NOBODY, "", 0)
    assert again.why == "ValueError: 7 ?"


def test_the_task_at_work_is_blamed_where_the_watchdog_bit():
    backup = Backup()
    started(backup, "power")
    crumbs = Breadcrumbs(backup)
    for number in (START, METERING, DISPLAY, METERING, DISPLAY):
        crumbs.works(number)
    life = started(backup, "watchdog")
    assert (life.task, life.error) == (DISPLAY, "it held up all others")
    assert started(backup, "watchdog").task == NOBODY, "the life between did no work"


def test_long_words_are_cut_and_torn_ones_are_none():
    backup = Backup()
    Breadcrumbs(backup).keep_words(FRESH, METERING, "x" * 500)
    assert started(backup, "software").error == "x" * 114
    Breadcrumbs(backup).keep_words(FRESH, METERING, "whole")
    backup.bytes[130] ^= 1
    assert started(backup, "software").error == ""


def resets(backup, times, cause="software", uptime_s=10):
    """So many lives that end after `uptime_s`; the last one."""
    for _ in range(times):
        Breadcrumbs(backup).keep_state(uptime_s, 0, 0, NOBODY)
        life = started(backup, cause)
    return life


def test_too_many_failures_within_an_hour_end_in_safe_mode():
    for cause in ("software", "watchdog"):
        backup = Backup()
        started(backup, "power")
        assert not resets(backup, MOST_REBOOTS, cause).history.is_safe
        assert resets(backup, 1, cause).history.is_safe
        assert resets(backup, 1, cause).history.is_safe, "and it stays"


def test_a_start_that_fails_counts_double():
    backup = Backup()
    started(backup, "power")
    for is_safe in (False, True):
        Breadcrumbs(backup).keep_words(FRESH, START, "MemoryError")
        assert started(backup, "software").history.is_safe == is_safe


def test_a_supply_that_comes_and_goes_is_no_failure():
    backup = Backup()
    assert not resets(backup, 20, "brown-out").history.is_safe
    assert not resets(backup, 20, "power").history.is_safe


def test_failures_that_are_far_apart_do_not_add_up():
    backup = Backup()
    assert not resets(backup, 20, uptime_s=REBOOTS_S // MOST_REBOOTS + 1).history.is_safe


def test_a_loss_of_the_supply_begins_anew():
    backup = Backup()
    assert resets(backup, MOST_REBOOTS + 1).history.is_safe
    backup.bytes[:] = bytes([0x3C]) * backup.size
    assert not started(backup, "power").history.is_safe


def test_a_reset_that_is_meant_is_no_failure():
    backup = Backup()
    before = resets(backup, MOST_REBOOTS)
    Breadcrumbs(backup).keep_words(PLANNED, NOBODY, "it is time")
    life = started(backup, "software")
    assert not life.history.is_safe
    assert (life.task, life.error) == (NOBODY, "")
    assert len(life.history.reboots_s) == len(before.history.reboots_s)


def test_safe_mode_ends_after_an_hour_and_later_where_it_comes_back_at_once():
    backup = Backup()
    hours = []
    life = resets(backup, MOST_REBOOTS + 1)
    for _ in range(6):
        assert life.history.is_safe
        uptime_s = 0
        while not life.history.is_over(uptime_s):
            uptime_s += SAFE_S // 4
        hours.append(uptime_s // SAFE_S)
        life.leave_safe_mode(uptime_s)
        crumbs = Breadcrumbs(backup)
        crumbs.keep_words(PLANNED, NOBODY, "it is time")
        crumbs.keep_state(uptime_s, 0, 0, NOBODY)
        assert not started(backup, "software").history.is_safe
        life = resets(backup, 1)
    assert hours == [1, 2, 4, 8, 8, 8]


def test_a_start_in_safe_mode_counts_on():
    """A dip of the supply in safe mode neither ends it nor begins its hour anew."""
    backup = Backup()
    life = resets(backup, MOST_REBOOTS + 1)
    life = resets(backup, 1, "brown-out", SAFE_S - 10)
    assert life.history.is_safe and not life.history.is_over(0)
    assert life.history.is_over(10)


def test_an_hour_of_health_makes_the_next_safe_mode_a_short_one():
    backup = Backup()
    life = resets(backup, MOST_REBOOTS + 1)
    life.leave_safe_mode(SAFE_S)
    Breadcrumbs(backup).keep_words(PLANNED, NOBODY, "it is time")
    resets(backup, 1)
    life = resets(backup, 1, uptime_s=2 * REBOOTS_S)
    assert not life.history.is_safe
    life = resets(backup, MOST_REBOOTS)
    assert life.history.is_safe
    assert life.history.is_over(SAFE_S)


def test_a_history_is_kept_whole():
    history = History()
    history.passed_s, history.reboots_s, history.safe_times = 100000, [1, 2, 99999], 7
    copy = History()
    copy.unpack(history.pack())
    assert copy.pack() == history.pack()
    assert (copy.reboots_s, copy.safe_times) == ([1, 2, 99999], 7)
    copy.unpack(b"XX" + history.pack()[2:])
    assert copy.reboots_s == [1, 2, 99999]


def noted(backup, cause):
    return started(backup, cause).events()


def test_the_log_is_told_why_the_processor_started():
    restart, watchdog, out_of_memory = 4, 35, 37
    assert noted(Backup(), "power") == []
    assert noted(Backup(), "brown-out") == [(restart, 1)]
    assert noted(Backup(), "software") == [(restart, 3)]
    assert noted(Backup(), "watchdog") == [(watchdog, 0)]
    backup = Backup()
    Breadcrumbs(backup).keep_words(FRESH, METERING, "MemoryError: none")
    assert noted(backup, "software") == [(restart, 3), (out_of_memory, 0)]
    assert started(backup, "brown-out").safe_for() == ""
    assert resets(backup, MOST_REBOOTS).safe_for() == "MemoryError: none"
    assert resets(Backup(), MOST_REBOOTS + 1).safe_for() == "it failed too often"


def test_events_have_the_numbers_of_their_table():
    from firmware import event_kinds

    names = ("RESTART", "WATCHDOG", "SAFE_MODE", "OUT_OF_MEMORY", "TASK_RESTARTED")
    assert [getattr(event_kinds, name) for name in names] == [4, 35, 36, 37, 34]
