"""A wall clock that leaps far ahead is not believed at once, because a closed bill stays closed.

Until the leap has stood for an hour of running, billing goes on in the time that it knew, second
by second of the monotonic clock. A clock that comes back within that hour has cost nothing. One
that was right after all, because the meter was away for so long, bills that hour as of before.
"""

LONGEST_LEAP_S = 35 * 86400
"""Up to this a clock is believed at once: it closes a bill or two, and long outages are real."""
BELIEVED_AFTER_S = 3600
_SLACK_S = 2
"""By which a tick can be late."""
_UNKNOWN_S = _SLACK_S + 1
"""What passes for the time that a processor was down, when the clock cannot say: an estimate."""


class ClockDoubt:
    """`ahead_s` is by how much the wall clock is ahead of the time that is billed by, 0 where it
    is believed. Nothing of it is stored: a start within the hour begins another one.
    """

    def __init__(self):
        self.ahead_s = 0
        self._stood_s = 0

    def time_s(self, wall_s, last_s, elapsed_s):
        """The UTC second to bill by: `wall_s`, or less while a leap is in doubt.

        `last_s` is what it was at the reading before, `elapsed_s` what the monotonic clock says
        has passed since, None where that was before the start.
        """
        passed_s = _UNKNOWN_S if elapsed_s is None else elapsed_s
        if self.ahead_s and abs(wall_s - self.ahead_s - last_s - passed_s) <= _SLACK_S:
            self._stood_s += passed_s
            if self._stood_s >= BELIEVED_AFTER_S:
                self.ahead_s = 0
            return wall_s - self.ahead_s
        self.ahead_s = self._stood_s = 0
        if wall_s - last_s > LONGEST_LEAP_S:
            self.ahead_s = wall_s - last_s - passed_s
        return wall_s - self.ahead_s
