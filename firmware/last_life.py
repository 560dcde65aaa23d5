"""What the breadcrumbs tell at the start: how the life before ended, and how often that came.

Nothing of this is needed once the meter runs.
"""

import struct
from binascii import crc32

from firmware.breadcrumbs import STATE, Breadcrumbs
from firmware.compat import const
from firmware.supervision import TASKS

MOST_REBOOTS = 3
REBOOTS_S = 3600
"""More resets within that time that the firmware or its watchdog caused, and safe mode begins."""
SAFE_S = 3600
MOST_DOUBLINGS = 3
"""Safe mode lasts an hour, and 2, 4, 8 hours where the next failure follows soon."""
CAUSES = ("power", "brown-out", "watchdog", "software")
"""Reset causes by number, as the event of a restart has them."""
FAILURES = ("watchdog", "software")
"""Reset causes that count; a supply that comes and goes is no fault of the firmware."""
FRESH, TOLD, PLANNED = range(3)
"""Last words: of the life before, of one before that, of a reset that is meant to be."""
_AT_WORK = const(64)
_STATE_AT = const(68)
_HISTORY_AT = const(88)
_WORDS_AT = const(128)
_HISTORY = "<2sBBBBII4I"
_TIMES = const(4)
_MARK = b"MS"
_LAYOUT = const(1)
_NOBODY, _START = const(0), const(1)
_IN_START = const(2)  # a failure in the start counts so often: it will most likely come again
_WORDS_HEAD = const(2)
_MOST_TEXT = const(114)
_RESTART, _WATCHDOG, _OUT_OF_MEMORY = const(4), const(35), const(37)
"""Of `firmware.event_kinds`."""
_HELD_UP = "it held up all others"


class History:
    """How often the firmware failed, in seconds that it ran since the supply came.

    `is_safe` says whether the meter runs in safe mode, since `safe_since_s`; `safe_times` how
    often it has come to that in a row.
    """

    def __init__(self):
        self.passed_s = 0
        self.is_safe = False
        self.safe_since_s = 0
        self.safe_times = 0
        self.reboots_s = []

    def note_start(self, failures, uptime_s):
        """The processor starts, after it ran for `uptime_s`; how many failures that comes to."""
        self.passed_s += uptime_s
        if self.is_safe or not failures:
            return
        recent = [at_s for at_s in self.reboots_s if self.passed_s - at_s < REBOOTS_S]
        if not recent:
            self.safe_times = 0
        self.reboots_s = recent + [self.passed_s] * failures
        if len(self.reboots_s) > MOST_REBOOTS:
            self.enter_safe_mode()

    def enter_safe_mode(self):
        self.is_safe = True
        self.safe_since_s = self.passed_s
        self.safe_times = min(self.safe_times + 1, 255)

    def is_over(self, uptime_s):
        """Whether safe mode has lasted for long enough."""
        doublings = min(max(self.safe_times - 1, 0), MOST_DOUBLINGS)
        return self.passed_s + uptime_s - self.safe_since_s >= SAFE_S << doublings

    def leave_safe_mode(self, uptime_s):
        """The next start is an ordinary one, on probation: its first failure ends it."""
        self.is_safe = False
        self.reboots_s = [self.passed_s + uptime_s] * MOST_REBOOTS

    def pack(self):
        times = (self.reboots_s + [0] * _TIMES)[:_TIMES]
        count = min(len(self.reboots_s), _TIMES)
        head = (_MARK, _LAYOUT, int(self.is_safe), self.safe_times, count)
        return struct.pack(_HISTORY, *(head + (self.passed_s, self.safe_since_s) + tuple(times)))

    def unpack(self, record):
        """Take over a record; one that is none of ours changes nothing."""
        values = struct.unpack(_HISTORY, record)
        if values[:2] == (_MARK, _LAYOUT):
            self.is_safe, self.safe_times = bool(values[2]), values[3]
            self.passed_s, self.safe_since_s = values[5:7]
            self.reboots_s = list(values[7 : 7 + values[4]])


class LastLife:
    """How the life before ended, by what is in `backup`; `cause` is the board's word for it.

    `task` is the number of the task that it ended in, `error` what was said last, `uptime_s` how
    long it ran, `free` and `largest` what of its heap was free and the largest piece of that,
    `oldest` the task nearest to being late; nobody, nothing and 0 where they are not known.
    `why` are the last words of any life since the supply came.
    """

    def __init__(self, backup, cause):
        self.cause = cause
        self._backup = backup
        record = self._read(_STATE_AT, struct.calcsize(STATE))
        state = struct.unpack(STATE, record) if record else (0, 0, 0, _NOBODY)
        self.uptime_s, self.free, self.largest, self.oldest = state
        self.task, self.error, self.why = _NOBODY, "", ""
        self._kind = self._take_words()
        if self._kind == TOLD and cause == "watchdog":
            at_work = bytearray(1)
            backup.read(_AT_WORK, at_work)
            self.task = at_work[0] if at_work[0] < len(TASKS) else _NOBODY
            self.error = self.why = _HELD_UP
        self.history = History()
        record = self._read(_HISTORY_AT, struct.calcsize(_HISTORY))
        if record:
            self.history.unpack(record)

    def begin(self):
        """A new life begins: count it, and make room for what it will leave. What the status is to
        say of the one before.
        """
        failures = int(self.cause in FAILURES and self._kind != PLANNED)
        if self.task == _START:
            failures *= _IN_START
        self.history.note_start(failures, self.uptime_s)
        self.keep_history()
        crumbs = Breadcrumbs(self._backup)
        crumbs.keep_state(0, 0, 0, _NOBODY)
        crumbs.keep_words(TOLD, self.task, self.why)
        self._backup.write(_AT_WORK, bytes((_NOBODY,)))
        told = {"reset_cause": self.cause}
        if self.task != _NOBODY:
            told["reset_task"], told["reset_error"] = TASKS[self.task], self.error
        return told

    def safe_for(self):
        """Why the meter runs in safe mode; nothing where it does not."""
        return (self.why or "it failed too often") if self.history.is_safe else ""

    def events(self):
        """What the log is to be told of the start, unless its supply came: [(kind, value)]."""
        found = []
        if self.cause == "watchdog":
            found.append((_WATCHDOG, 0))
        elif self.cause != "power":
            found.append((_RESTART, CAUSES.index(self.cause)))
        if self.error.startswith("MemoryError"):
            found.append((_OUT_OF_MEMORY, 0))
        return found

    def keep_history(self):
        Breadcrumbs(self._backup).write(_HISTORY_AT, self.history.pack())

    def enter_safe_mode(self):
        """The meter cannot run as it is: what starts next is safe mode."""
        self.history.enter_safe_mode()
        self.keep_history()

    def leave_safe_mode(self, uptime_s):
        """What starts next is the ordinary meter, on probation."""
        self.history.leave_safe_mode(uptime_s)
        self.keep_history()
        Breadcrumbs(self._backup).keep_words(PLANNED, _NOBODY, "safe mode has lasted long enough")

    def _take_words(self):
        """Take over the last words; what kind they are."""
        record = self._read(_WORDS_AT, _WORDS_HEAD + _MOST_TEXT)
        if not record or record[1] >= len(TASKS):
            return TOLD
        self.why = record[_WORDS_HEAD:].rstrip(b"\0").decode()
        if record[0] == FRESH:
            self.task, self.error = record[1], self.why
        return record[0]

    def _read(self, place, size):
        """The record there, or None where its CRC is wrong."""
        data = bytearray(size + 4)
        self._backup.read(place, data)
        record = bytes(data[:size])
        return record if crc32(record) == struct.unpack_from("<I", data, size)[0] else None
