"""A clock that leaps far ahead is not believed before it has stood for an hour."""

from firmware.clock_doubt import BELIEVED_AFTER_S, LONGEST_LEAP_S, ClockDoubt

NOW_S = 1516201200
YEAR_S = 366 * 86400


class Run:
    """A meter's seconds: what the wall clock shows, and what is billed by."""

    def __init__(self, wall_s=NOW_S):
        self.doubt = ClockDoubt()
        self.wall_s = wall_s
        self.last_s = wall_s

    def tick(self, seconds=1, leap_s=0, elapsed_s=1):
        """So many seconds, the clock leaping in the first; the time that is billed by."""
        for _ in range(seconds):
            self.wall_s += leap_s + (elapsed_s or 0)
            leap_s = 0
            self.last_s = self.doubt.time_s(self.wall_s, self.last_s, elapsed_s)
            elapsed_s = 1
        return self.last_s


def test_a_clock_that_goes_on_is_what_is_billed_by():
    run = Run()
    assert run.tick(5) == NOW_S + 5
    assert run.tick(1, -3 * YEAR_S) == NOW_S + 6 - 3 * YEAR_S
    assert run.doubt.ahead_s == 0


def test_up_to_a_month_or_so_it_is_believed_at_once():
    assert Run().tick(1, LONGEST_LEAP_S - 1) == NOW_S + LONGEST_LEAP_S
    run = Run()
    assert run.tick(1, LONGEST_LEAP_S) == NOW_S + 1
    assert run.doubt.ahead_s == LONGEST_LEAP_S


def test_a_leap_is_believed_when_it_has_stood():
    run = Run()
    assert run.tick(1, YEAR_S) == NOW_S + 1
    assert run.tick(BELIEVED_AFTER_S - 1) == NOW_S + BELIEVED_AFTER_S
    assert run.doubt.ahead_s == YEAR_S
    assert run.tick() == NOW_S + BELIEVED_AFTER_S + 1 + YEAR_S
    assert run.tick(5) == run.wall_s
    assert run.doubt.ahead_s == 0


def test_one_that_comes_back_has_cost_nothing():
    run = Run()
    run.tick(100, YEAR_S)
    assert run.tick(1, -YEAR_S) == NOW_S + 101 == run.wall_s
    assert run.doubt.ahead_s == 0
    run.tick(1, YEAR_S)
    assert run.tick(BELIEVED_AFTER_S - 1) == NOW_S + 101 + BELIEVED_AFTER_S, "the hour begins anew"


def test_one_that_leaps_on_begins_another_hour():
    run = Run()
    run.tick(1000, YEAR_S)
    run.tick(1, YEAR_S)
    assert run.tick(BELIEVED_AFTER_S - 1) == NOW_S + 1000 + BELIEVED_AFTER_S
    assert run.doubt.ahead_s == 2 * YEAR_S


def test_at_a_start_the_time_away_is_not_known():
    run = Run()
    assert run.tick(1, YEAR_S, None) == NOW_S + 3, "more than a late tick, so an estimate"
    assert run.tick(10) == NOW_S + 13


def test_late_ticks_are_no_other_leap():
    run = Run()
    run.tick(1, YEAR_S)
    assert run.tick(1, 0, 7) == NOW_S + 8
    assert run.tick(1, 1) == NOW_S + 10
    assert run.doubt.ahead_s == YEAR_S
