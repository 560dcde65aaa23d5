"""What the meter keeps in its flash, and what is said of that: as events, where it is news."""

from firmware.compat import const
from firmware.flash_memory import FlashMemory
from firmware.profile import profile_of
from firmware.record_ring import RecordRing

_FLASH_LOST = const(20)
_FLASH_ERROR = const(21)
_PROFILE_OVERFLOW = const(25)
_PROFILE_LOST = const(26)
_EVENTS_AT, _EVENTS_BYTES, _EVENT_BYTES = const(0x500000), const(0x100000), const(64)


class Archive:
    """`flash` with its rings, of which `rings` are told to the far end, and the load `profile`."""

    def __init__(self, board, interval_s, events):
        self.flash = FlashMemory(getattr(board, "flash_bus", None), board.sleep_ms)
        self.profile = profile_of(self.flash, interval_s)
        events.ring = RecordRing(self.flash, _EVENTS_AT, _EVENTS_BYTES, _EVENT_BYTES)
        self.rings = (self.profile.ring, events.ring)
        self._events = events
        self._skipped = self._lost = 0
        self._overflows = True  # what was so at the start was told when it came

    def poll(self):
        """Once a second, when the state has been stored."""
        flash, profile, events = self.flash, self.profile, self._events
        flash.poll()
        if flash.trouble:
            events.begin(_FLASH_LOST)
        else:
            events.end(_FLASH_LOST)
        if profile.lost != self._lost:
            self._lost = profile.lost
            events.note(_PROFILE_LOST, profile.lost)
        skipped = flash.skipped()
        if skipped != self._skipped:
            self._skipped = skipped
            events.note(_FLASH_ERROR, skipped)
        overflows = profile.ring.oldest > profile.ring.read_to
        if overflows and not self._overflows:
            events.note(_PROFILE_OVERFLOW)
        self._overflows = overflows
