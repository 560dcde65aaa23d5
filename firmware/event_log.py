"""The log of events: what happened to the meter, by the numbers of `firmware.event_kinds`.

    meter.events.note(CREDIT_LOADED, amount_u)      # it happened
    meter.events.begin(SAG_A, volts_mv)             # it lasts from now on
    meter.events.end(SAG_A, lowest_mv)              # and is over; the value is its extreme

What has begun is not begun again, and what has not is not ended, so that a source may say it each
second. A source says what happened after it did it, and before the state is stored: number and
chain of the newest event are a section of the stored state, so that an event and its effect are
there together or not at all. Only what was stored is told, and goes to the flash.

Nothing clears the log. A record that nobody has read may be overwritten when the flash has run
round; that is an event. What is done with records (`firmware.event_memory`) takes memory only
then.
"""

from struct import pack_into, unpack_from

from firmware.compat import const, forget

BEGAN, ENDED = 1, 2
"""Flags of a record: it lasts from here on; it has lasted until here. Neither: it was a moment."""
OF_SHIFT = const(4)
"""The upper half of the flags is the number of the subject that it concerns, 0 for the meter."""
KINDS = const(128)
CHAIN_BYTES = const(8)
_NUMBER = "<I"
_CHAIN_AT = const(4)


class EventLog:
    """A section of the stored state, and what it is about.

    `witness()` tells (UTC second, seconds since the start, energy in mWh, balance in micro-units).
    What is stored are seconds that only go on, over starts too: at a start by as much as the wall
    clock says. `bus` is the FRAM's, `ring` the one in the flash, or None.

    `number` is that of the last event, `packed` of the last one in the frame that is stored
    next or was last, `told` of the last one that was stored, `indexed` of the
    last one in the index, `archived` of the last one in the flash, -1 while that is not known.
    `recent` are the last ones, for the display, each as (number, kind, flags, UTC second of its
    begin, seconds that it lasted, value).
    """

    size = _CHAIN_AT + CHAIN_BYTES

    def __init__(self, witness, bus, ring=None):
        self.witness = witness
        self.bus = bus
        self.ring = ring
        self.number = self.packed = self.told = self.indexed = 0
        self.archived = -1
        self.recent = []
        self.chain = bytearray(CHAIN_BYTES)
        self.lasting = bytearray(KINDS // 8)
        self.first_s = 0  # what `witness` calls 0
        self.overflow_at = -1  # the first unread record when the last overflow was told
        self.dropped = 0
        self.seldom = {}  # {kind: (until which second, how often since)}
        self._changed = True

    def note(self, kind, value=0, of=0):
        """Something happened; `of` is the number of the subject that it concerns, 1 to 3."""
        self._add(kind, of << OF_SHIFT, value)

    def begin(self, kind, value=0):
        """Something lasts from now on; nothing where it does already."""
        if not self.lasts(kind) and self._add(kind, BEGAN, value):
            self.lasting[kind >> 3] |= 1 << (kind & 7)

    def end(self, kind, value=None):
        """It is over; nothing where it had not begun. `value` is its extreme, if it has one."""
        if self.lasts(kind) and self._add(kind, ENDED, value):
            self.lasting[kind >> 3] &= ~(1 << (kind & 7))

    def lasts(self, kind):
        """Whether it has begun and is not over."""
        return bool(self.lasting[kind >> 3] & 1 << (kind & 7))

    def stored(self, last=False):
        """The state was stored: what was noted before is told, and goes to the flash, where there
        is time for it.
        """
        self.told = self.packed
        if last:
            return
        ring = self.ring
        waits = ring is not None and ring.is_open and self.archived != self.told
        if waits or self.indexed != self.told or self.dropped:
            try:
                self.with_memory("settle")
            except MemoryError:
                pass  # it is tried again a second later

    def pack_into(self, buffer, offset):
        """Bring what changed into a stored frame."""
        if self._changed:
            pack_into(_NUMBER, buffer, offset, self.number)
            buffer[offset + _CHAIN_AT : offset + self.size] = self.chain
            self._changed = False
            self.packed = self.number

    def unpack_from(self, buffer, offset):
        self.number = unpack_from(_NUMBER, buffer, offset)[0]
        self.chain[:] = buffer[offset + _CHAIN_AT : offset + self.size]

    def with_memory(self, name, *given):
        """What the function of that name in `firmware.event_memory` does with this log."""
        from firmware import event_memory  # so that it is loaded for the moment only

        self._changed = True
        try:
            return getattr(event_memory, name)(self, *given)
        finally:
            forget("firmware.event_memory")
            forget("firmware.event_record")

    def _add(self, kind, flags, value):
        """Write a record; whether there was room for it, in the memories and on the heap."""
        before = self.number
        try:
            self.with_memory("add", kind, flags, value)
        except MemoryError:
            pass
        if self.number == before:
            self.dropped += 1
        return self.number != before
