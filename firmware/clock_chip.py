"""The clock chip (DS3231, which holds UTC and corrects its crystal for temperature) and the clock.

    clock.with_chip("begin", last_s)    # at the start
    clock.with_chip("compare")          # every few minutes
    clock.with_chip("set", utc_s)

Where the wall clock is off by up to LARGEST_SLEW_S, its seconds are made a little shorter or
longer until it is right; where it is off by more, twice alike, it steps, and both times are told.

A chip that has stopped, is absent or shows no time ends nothing. While the processor runs, its own
ticks go on; where it starts so, time goes on from the last that was stored, and `is_invalid` says
so until somebody sets the clock or the chip shows a time again.
"""

from drivers.ds3231 import DS3231, FIRST_UTC_S, LAST_UTC_S
from drivers.errors import DriverError
from firmware.compat import const
from firmware.errors import MeterError

STOPPED, UNREADABLE, ABSENT = 1, 2, 3
"""What can be wrong with the clock chip: it lost its time, shows none, or does not answer."""
LARGEST_SLEW_S = 5
UNKNOWN_S = 3
"""What passes for the time away where no clock knows: longer than a late tick, so an estimate."""
_NUDGE_MS = const(70)
"""Beyond what is certain, where ours is behind: a crystal may lose 60 ms in between."""
_EDGE_STEP_MS = const(20)
"""Between two readings while a second of the chip's is waited for."""
_EDGE_TRIES = const(55)


class _Stopped(DriverError):
    pass


def begin(clock, last_s, trim=None):
    """Take the time from the chip; where it has none, go on from `last_s` (UTC, stored).

    `trim` is the chip's aging trim, slower by about 0.1 ppm a step, where there is one to be set.
    """
    if trim is not None:
        _try(clock, lambda rtc: rtc.trim(trim))
    utc_s = _try(clock, _time_of)
    clock.is_invalid = int(utc_s is None)
    if utc_s is None:
        utc_s = max(last_s, FIRST_UTC_S) + UNKNOWN_S
    clock.label(utc_s)


def compare(clock):
    """Read the chip, and bring the wall clock into line."""
    early_s, early_ms = clock.utc_s(), clock.ms_to_next_second()
    shown_s = _try(clock, _time_of)
    if shown_s is None:
        clock.suspect_s = None
        return
    away_s = shown_s - clock.utc_s()
    if abs(away_s) > LARGEST_SLEW_S:
        _suspect(clock, away_s)
        return
    clock.suspect_s = None
    clock.is_invalid = 0
    least_ms = (away_s - 1) * 1000 + clock.ms_to_next_second()
    most_ms = (shown_s - early_s) * 1000 + early_ms
    if clock.slew_ms < least_ms:
        clock.slew_ms = least_ms + _NUDGE_MS
    clock.slew_ms = min(most_ms, clock.slew_ms)


def set(clock, utc_s):
    """Set the wall clock and the chip, which may be absent. Raises MeterError."""
    if not FIRST_UTC_S <= utc_s <= LAST_UTC_S:
        raise MeterError(
            f"clock: got {utc_s} s since 1970, expected {FIRST_UTC_S} to {LAST_UTC_S}"
            " (years 2000 to 2099)"
        )
    before_s = clock.utc_s()
    clock.label(utc_s)
    _try(clock, lambda rtc: rtc.set(utc_s))
    _stepped(clock, before_s, utc_s)


async def find_edge(clock, sleep_ms):
    """Wait until the chip's second changes, and let ours begin there; False if it does not."""
    before = None if clock.fault else _try(clock, _second_of)
    for _ in range(_EDGE_TRIES):
        if clock.fault:
            return False
        if _try(clock, _second_of) != before:
            return _begin_second(clock)
        await sleep_ms(_EDGE_STEP_MS - clock.ticks_ms() % _EDGE_STEP_MS)
    return False


def _begin_second(clock):
    shown_s = _try(clock, _time_of)
    if shown_s is None or abs(shown_s - clock.utc_s()) > 1:
        return False
    clock.label(shown_s)
    return True


def _suspect(clock, away_s):
    """The chip shows another time: to be believed when it does so a second time."""
    if clock.suspect_s is None or abs(away_s - clock.suspect_s) > 1:
        clock.suspect_s = away_s
        return
    before_s = clock.utc_s()
    clock.label_s += away_s
    _stepped(clock, before_s, before_s + away_s)


def _stepped(clock, before_s, after_s):
    clock.slew_ms = clock.is_invalid = 0
    clock.suspect_s = None
    clock.steps += 1
    if clock.on_step:
        clock.on_step(before_s, after_s)


def _try(clock, action):
    """What `action(rtc)` gives; None where the chip is not as it should be: `fault` says why."""
    clock.fault = ABSENT
    if clock.i2c is None:
        return None
    try:
        done = action(DS3231(clock.i2c))
        clock.fault = 0
        return done
    except OSError:
        return None
    except _Stopped:
        clock.fault = STOPPED
    except DriverError:
        clock.fault = UNREADABLE
    return None


def _time_of(rtc):
    if not rtc.is_valid():
        raise _Stopped
    return rtc.utc_s()


def _second_of(rtc):
    return rtc.second()
