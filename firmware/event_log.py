"""The log of events: what happened to the meter, by the numbers of `firmware.event_kinds`.

    meter.events.note(CREDIT_LOADED, amount_u)      # it happened
    meter.events.begin(SAG_A, volts_mv)             # it lasts from now on
    meter.events.end(SAG_A, lowest_mv)              # and is over; the value is its extreme

What has begun is not begun again, and what has not is not ended, so that a source may say it each
second. A source says what happened after it did it, and before the state is stored.
"""

MOST_RECENT = 8
"""Kept for the display."""
BEGAN, ENDED = 1, 2
"""Flags of a record: it lasts from here on; it has lasted until here."""


class EventLog:
    """`witness()` tells (UTC second, monotonic second, energy in mWh, balance in micro-units).

    `sequence` is the number of the last event. `recent` are the last ones, each as (sequence,
    kind, flags, UTC second of its begin, seconds that it lasted, value).
    """

    def __init__(self, witness):
        self._witness = witness
        self._open = {}
        self.sequence = 0
        self.recent = []

    def note(self, kind, value=0):
        """Something happened."""
        utc_s, _, _, _ = self._witness()
        self._add(kind, 0, utc_s, 0, value)

    def begin(self, kind, value=0):
        """Something lasts from now on; nothing where it does already."""
        if kind not in self._open:
            utc_s, now_s, _, _ = self._witness()
            self._open[kind] = (utc_s, now_s, value)
            self._add(kind, BEGAN, utc_s, 0, value)

    def end(self, kind, value=None):
        """It is over; nothing where it had not begun. `value` is its extreme, if it has one."""
        if kind in self._open:
            began_utc_s, began_s, first = self._open.pop(kind)
            now_s = self._witness()[1]
            value = first if value is None else value
            self._add(kind, ENDED, began_utc_s, now_s - began_s, value)

    def lasts(self, kind):
        """Whether it has begun and is not over."""
        return kind in self._open

    def _add(self, kind, flags, utc_s, duration_s, value):
        self.sequence += 1
        self.recent.append((self.sequence, kind, flags, utc_s, duration_s, value))
        del self.recent[:-MOST_RECENT]
