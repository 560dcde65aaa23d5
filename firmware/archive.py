"""What the meter keeps in its flash, and what is said of that: as events, where it is news."""

from firmware.compat import const
from firmware.flash_memory import FlashMemory
from firmware.history import History
from firmware.profile import profile_of
from firmware.record_ring import RecordRing

_FLASH_LOST = const(20)
_FLASH_ERROR = const(21)
_PROFILE_OVERFLOW = const(25)
_PROFILE_LOST = const(26)
"""Kinds of events, as `firmware.event_kinds` has them, whose names would all stay in memory."""
_EVENTS_AT = const(0x500000)
_EVENTS_BYTES = const(0x100000)
_EVENT_BYTES = const(64)


class Archive:
    """`flash` with its rings; the load `profile`, and the `history` of days and bills. `rings` are
    what is told to the far end, in the order of its streams; the second one is that of events.
    `rows` are sections of the stored state.
    """

    def __init__(self, board, interval_s, events):
        self.flash = FlashMemory(getattr(board, "flash_bus", None), board.sleep_ms)
        self.profile = profile_of(self.flash, interval_s)
        events.ring = RecordRing(self.flash, _EVENTS_AT, _EVENTS_BYTES, _EVENT_BYTES)
        self.history = self.profile.history = History(self.flash)
        self.rings = (self.profile.ring, events.ring, self.history.ring)
        self.rows = (self.profile.peak_row,) + self.history.rows
        self._events = events
        self._skipped = self._lost = 0
        self._overflows = True  # what was so at the start was told when it came

    def lost(self):
        """How many records the flash did not take since the start."""
        return self.profile.lost + self.history.lost

    def take_over(self):
        """There is no stored state: what is in the flash may be older than this meter's life."""
        self.history.ring.read_to = self.history.ring.oldest
        self.profile.take_over()

    def poll(self):
        """Once a second, when the state has been stored."""
        flash, profile, events = self.flash, self.profile, self._events
        flash.poll()
        if flash.trouble:
            events.begin(_FLASH_LOST)
        else:
            events.end(_FLASH_LOST)
        lost = self.lost()
        if lost != self._lost:
            self._lost = lost
            events.note(_PROFILE_LOST, lost)
        skipped = flash.skipped()
        if skipped != self._skipped:
            self._skipped = skipped
            events.note(_FLASH_ERROR, skipped)
        overflows = profile.ring.oldest > profile.ring.read_to
        if overflows and not self._overflows:
            events.note(_PROFILE_OVERFLOW)
        self._overflows = overflows
