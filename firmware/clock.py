"""Time: seconds that only go on, which billing counts, and the wall clock that labels them.

The processor's ticks wrap; `seconds()` counts on over that. The clock chip (DS3231, which holds
UTC and corrects its crystal for temperature) is read at the start and every few minutes. Where the
wall clock here is off by up to LARGEST_SLEW_S, its seconds are made a little shorter or longer
until it is right; where it is off by more, twice alike, it steps, and both times are told.

A chip that has stopped, is absent or shows no time ends nothing. While the processor runs, its own
ticks go on; where it starts so, time goes on from the last that was stored, `is_invalid` says so
until somebody sets the clock or the chip shows a time again, and billing is as ever.
"""

from drivers.ds3231 import DS3231, FIRST_UTC_S, LAST_UTC_S
from drivers.errors import DriverError
from firmware.compat import const
from firmware.errors import MeterError

STOPPED, UNREADABLE, ABSENT = 1, 2, 3
"""What can be wrong with the clock chip: it lost its time, shows none, or does not answer."""
LARGEST_SLEW_S = const(5)
SLEW_MS = const(5)
"""By which a second is longer or shorter while the wall clock is brought into line."""
UNKNOWN_S = const(3)
"""What passes for the time away where no clock knows: longer than a late tick, so an estimate."""
COMPARE_EVERY_S = const(600)
EARLY_MS, LATE_MS = const(30), const(200)
"""The chip is read so long before a second begins and after it did: it shows whole seconds, and
so these tell whether ours begin with its."""
NUDGE_MS = const(70)
"""Beyond what is certain, where ours is behind: a crystal may lose 60 ms in between."""
_TICKS_MASK = const((1 << 30) - 1)
_SECOND_MS = const(1000)
EDGE_STEP_MS = const(20)
"""Between two readings while a second of the chip's is waited for."""
_EDGE_TRIES = const(55)


class ClockRefused(MeterError):
    """A time that the clock cannot be set to; the message says why."""


def clock_of(board):
    """The clock of a board that has `ticks_ms()` and, if it has a clock chip, `i2c`."""
    i2c = getattr(board, "i2c", None)
    return Clock(board.ticks_ms, DS3231(i2c) if i2c else None)


class Clock:
    """`ticks_ms()` runs from 0 to 2^30 - 1 and begins again; `rtc` is the chip's driver or None.

    `is_invalid`: the time is no better than the last that was stored. `fault` is what is wrong
    with the chip, 0 for nothing. `steps` counts, `stepped` is (from, to) of the last step,
    `on_step` is called with both.
    """

    def __init__(self, ticks_ms, rtc):
        self._ticks_ms = ticks_ms
        self._rtc = rtc
        self._ticks = ticks_ms()
        self._second = 0
        self._ms = 500  # so that jitter of a tick does not make it the second before
        self._label_s = 0
        self._label_ms = 0
        self._slew_ms = 0
        self._room_ms = 0
        self._suspect_s = None
        self._is_aligned = False
        self.is_invalid = 0
        self.fault = 0
        self.steps = 0
        self.stepped = (0, 0)
        self.on_step = None

    def seconds(self):
        """Seconds since the start: they only go on."""
        self._advance()
        return self._second

    def utc_s(self):
        """The wall clock, seconds since 1970 UTC."""
        self._advance()
        return self._second + self._label_s + (self._ms + self._label_ms) // _SECOND_MS

    def ms_to_next_second(self):
        """Until the wall clock's next second begins: 1 to 1000."""
        self._advance()
        return _SECOND_MS - self._wall_ms()

    def begin(self, last_s):
        """Take the time from the chip; where it has none, go on from `last_s` (UTC, stored)."""
        utc_s = self._read()
        self.is_invalid = int(utc_s is None)
        if utc_s is None:
            utc_s = max(last_s, FIRST_UTC_S) + UNKNOWN_S
        self._label(utc_s)

    async def align(self, sleep_ms):
        """Wait until a second begins; at the start until one of the chip's does, as ours then."""
        if self._is_aligned or not await self._find_edge(sleep_ms):
            await sleep_ms(self.ms_to_next_second())
        self._is_aligned = True

    def compare(self):
        """Read the chip, and bring the wall clock into line."""
        early_s, early_ms = self.utc_s(), self._wall_ms()
        shown_s = self._read()
        if shown_s is None:
            self._suspect_s = None
            return
        late_s = self.utc_s()
        if abs(shown_s - late_s) > LARGEST_SLEW_S:
            self._suspect(shown_s - late_s)
            return
        self._suspect_s = None
        self.is_invalid = 0
        least_ms = (shown_s - late_s) * _SECOND_MS - self._wall_ms()
        most_ms = (shown_s + 1 - early_s) * _SECOND_MS - early_ms
        if self._slew_ms < least_ms:
            self._slew_ms = least_ms + NUDGE_MS
        self._slew_ms = min(most_ms, self._slew_ms)

    def set(self, utc_s):
        """Set the wall clock and the chip, which may be absent. Raises ClockRefused."""
        if not FIRST_UTC_S <= utc_s <= LAST_UTC_S:
            raise ClockRefused(
                f"clock: got {utc_s} s since 1970, expected {FIRST_UTC_S} to {LAST_UTC_S}"
                " (years 2000 to 2099)"
            )
        before_s = self.utc_s()
        self._label(utc_s)
        self._slew_ms = self.is_invalid = 0
        self._suspect_s = None
        self._try(self._set_chip)
        self._tell(before_s, utc_s)

    def trim(self, steps):
        """The chip's aging trim: slower by about 0.1 ppm a step, faster where negative."""
        self._try(lambda rtc: rtc.trim(steps))

    def _set_chip(self, rtc):
        rtc.set(self.utc_s())

    def _read(self):
        """The second that the chip shows, None where it shows none: `fault` says why."""
        return self._try(_time_of)

    def _try(self, action):
        """What `action(rtc)` gives; None where the chip is not as it should be."""
        self.fault = ABSENT
        if self._rtc is None:
            return None
        try:
            done = action(self._rtc)
            self.fault = 0
            return done
        except OSError:
            return None
        except _Stopped:
            self.fault = STOPPED
        except DriverError:
            self.fault = UNREADABLE
        return None

    async def _find_edge(self, sleep_ms):
        """Wait until the chip's second changes, and let ours begin there; False if it does not."""
        if self.fault:
            return False
        before = self._try(_second_of)
        for _ in range(_EDGE_TRIES):
            if self.fault or self._try(_second_of) != before:
                return self._begin_second()
            await sleep_ms(EDGE_STEP_MS - self._ticks_ms() % EDGE_STEP_MS)
        return False

    def _begin_second(self):
        shown_s = self._read()
        if shown_s is None or abs(shown_s - self.utc_s()) > 1:
            return False
        self._label(shown_s)
        return True

    def _suspect(self, away_s):
        """The chip shows another time: to be believed when it does so a second time."""
        if self._suspect_s is None or abs(away_s - self._suspect_s) > 1:
            self._suspect_s = away_s
            return
        before_s = self.utc_s()
        self._label_s += away_s
        self._slew_ms = self.is_invalid = 0
        self._suspect_s = None
        self._tell(before_s, before_s + away_s)

    def _tell(self, before_s, after_s):
        self.steps += 1
        self.stepped = (before_s, after_s)
        if self.on_step:
            self.on_step(before_s, after_s)

    def _advance(self):
        """Count what the ticks have gone on by; they may wrap once in between."""
        ticks = self._ticks_ms()
        ms = self._ms + ((ticks - self._ticks) & _TICKS_MASK)
        self._ticks = ticks
        if ms >= _SECOND_MS:
            passed_s = ms // _SECOND_MS
            self._second += passed_s
            ms -= passed_s * _SECOND_MS
            self._room_ms = passed_s * SLEW_MS
        self._ms = ms
        if self._slew_ms and self._room_ms:
            self._slew(self._room_ms)

    def _slew(self, most_ms):
        """Bring the wall clock into line by so much; it goes back into no second before."""
        ms = max(-min(most_ms, self._wall_ms()), min(most_ms, self._slew_ms))
        self._slew_ms -= ms
        self._room_ms -= abs(ms)
        carried_s, self._label_ms = divmod(self._label_ms + ms, _SECOND_MS)
        self._label_s += carried_s

    def _wall_ms(self):
        return (self._ms + self._label_ms) % _SECOND_MS

    def _label(self, utc_s):
        """This moment is the beginning of that second."""
        self._advance()
        self._label_ms = -self._ms % _SECOND_MS
        self._label_s = utc_s - self._second - (self._ms + self._label_ms) // _SECOND_MS


class _Stopped(DriverError):
    pass


def _time_of(rtc):
    if not rtc.is_valid():
        raise _Stopped
    return rtc.utc_s()


def _second_of(rtc):
    return rtc.second()
