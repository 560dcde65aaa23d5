"""The clock beside the meter: taken over at the start, compared, set by command, and what is told.

An outage is the time from the last reading that was stored to a start after a loss of supply, by
the clock chip, which runs on from its battery; where that has no time, nobody knows its length.
"""

from firmware.compat import const

_CLOCK_SET = const(5)
_CLOCK_INVALID = const(6)
_CLOCK_BATTERY = const(7)
"""Of `firmware.event_kinds`, whose names take 1.2 KB of memory for good once it is loaded."""

FIELDS = ("short", "long", "unknown", "total_s", "longest_s", "set_clock_id")
LAYOUT = "IIIIII"
"""What is stored, in order."""
_STOPPED = const(1)  # of `firmware.clock_chip`
_SHORT_S = const(60)
"""Up to this an outage is a short one, unless the settings say otherwise."""
_MOST_SHORT_S = const(255)


class Timekeeping:
    """`short`, `long`, `unknown` count outages since the meter was new, `last_s` is how long the
    one before this start was: 0 where there was none, None where nobody knows; up to `short_s` it
    is a short one. `was_off` says whether the processor started for want of a supply.
    """

    def __init__(self, clock, events, board):
        self.short = self.long = self.unknown = 0
        self.total_s = self.longest_s = self.last_s = 0
        self.set_clock_id = 0
        self._clock = clock
        self._events = events
        self.reset_cause = getattr(board, "reset_cause", None)
        self.was_off = self.reset_cause not in ("watchdog", "software")
        self._trim = board.settings.get("clock_trim")
        self.short_s = min(board.settings.get("short_outage_s", _SHORT_S), _MOST_SHORT_S)
        clock.on_step = self._stepped

    def start(self, seen_s, first_s):
        """Take the time from the chip, or from the last reading; a new meter has none, and knows
        from its settings when it is to begin, at least.
        """
        clock = self._clock
        clock.with_chip("begin", seen_s or first_s, self._trim)
        if not (seen_s and self.was_off):
            return
        away_s = clock.utc_s() - seen_s
        self.last_s = None if clock.is_invalid or away_s < 0 else away_s
        if self.last_s is None:
            self.unknown += 1
            return
        self.total_s += away_s
        self.longest_s = max(self.longest_s, away_s)
        self.short += away_s <= self.short_s
        self.long += away_s > self.short_s

    def look(self):
        """Note what is wrong with the clock, or is no more; to be called before a commit."""
        clock = self._clock
        for kind, is_so in (
            (_CLOCK_INVALID, clock.is_invalid),
            (_CLOCK_BATTERY, clock.fault == _STOPPED),
        ):
            if is_so:
                self._events.begin(kind)
            else:
                self._events.end(kind)

    def compare(self):
        """Bring the clock into line with its chip."""
        self._clock.with_chip("compare")
        self.look()

    def set(self, utc_s, command_id=None):
        """Set clock and chip; MeterError outside of 2000 to 2099."""
        self._clock.with_chip("set", utc_s)
        if command_id is not None:
            self.set_clock_id = command_id
        self.look()

    def _stepped(self, before_s, after_s):
        self._events.note(_CLOCK_SET, before_s)
