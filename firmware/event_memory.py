"""Where the records of the event log are: the last ones in FRAM, all in a ring of the flash.

    log.with_memory("add", kind, flags, value)      # whether there was room
    log.with_memory("count", kind)                  # how often there was one
    log.with_memory("last_of", kind)                # the newest ten, as tuples of the fields

An event goes to FRAM first, which takes it at once, and from there to the flash when that is free.
Where there is no flash, the last ones are all there is. FRAM also holds an index: of each kind the
number of its newest record and how often it has happened, so that neither takes a search. It is
brought up to date after the state was stored, as what it says can be found out anew from the last
records. An entry that is spoilt is looked for in the flash.
"""

from binascii import crc32
from struct import pack_into, unpack_from

from drivers.fram import FRAM
from firmware.compat import const
from firmware.event_log import BEGAN, ENDED, KINDS
from firmware.event_record import (
    LAYOUT,
    RECORD_BYTES,
    SLOT_BYTES,
    chain_of,
    is_whole,
    number_of,
    pack,
    seal,
    take_chain,
)

_EVENTS_OVERFLOW = const(22)
_EVENTS_LOST = const(23)
_EVENTS_ALTERED = const(24)

BASE = const(0x7700)
SLOTS = const(32)
"""Records in FRAM."""
INDEX_AT = const(0x7300)
_ENTRY_BYTES = const(8)
INDEX_END = INDEX_AT + KINDS * _ENTRY_BYTES
_ENTRY = "<II"
_COUNT_SHIFT = const(9)
_LASTS = const(0x100)
_MOST_COUNT = const(0x7FFFFF)
_TRIES = const(3)
_MOST_SEARCHED = const(1024)
"""Records that are looked at for one kind whose entry is spoilt."""
MOST_RECENT = const(8)
MOST_OF_A_KIND = const(10)
SELDOM_S = const(60)
_MOST_S = const(0xFFFFFFFF)


def start(log, is_loaded):
    """Find the newest event that was told, and go on after it. Before anything is noted.

    `is_loaded` says whether there is a stored state. Where it is lost, or older than what is in
    the flash, the log goes on after its own newest record.
    """
    memory = EventMemory(log)
    number = memory.open()
    if not is_loaded:
        number = max(number, memory.newest_kept())
    if number > log.number:
        memory.adopt(number)
    log.told = log.packed = log.number
    log.indexed = max(0, log.number - SLOTS)
    memory.index(log.number)
    if log.number:
        memory.go_on(memory.find(log.number))


def add(log, kind, flags, value):
    """Write the next record; False where no more can be kept until the state is stored."""
    if log.number + 1 - log.told >= SLOTS:
        return False
    EventMemory(log).add(kind, flags, value)
    return True


def note_seldom(log, kind):
    """Something happened that may happen often: it is noted once in SELDOM_S, and the value is how
    often it happened since.
    """
    now_s = log.witness()[1]
    until_s, times = log.seldom.get(kind, (now_s, 0))
    if now_s < until_s:
        log.seldom[kind] = until_s, times + 1
    else:
        log.seldom[kind] = now_s + SELDOM_S, 0
        add(log, kind, 0, times + 1)


def settle(log):
    """Bring what is told into the index and the flash, and note what was lost."""
    memory = EventMemory(log)
    memory.index(log.told)
    memory.archive(log.told)
    if log.dropped and add(log, _EVENTS_LOST, 0, log.dropped):
        log.dropped = 0
    unread = memory.unread()
    if unread not in (-1, log.overflow_at) and add(log, _EVENTS_OVERFLOW, 0, unread):
        log.overflow_at = unread


def count(log, kind):
    """How often a kind of event has happened since the meter was new."""
    return EventMemory(log).newest(kind, log.told)[1]


def newest_of(log, kind):
    """The number of the newest event of a kind, 0 where there was none."""
    return EventMemory(log).newest(kind, log.told)[0]


def last_of(log, kind):
    """The fields of the last events of a kind, the newest first, as in LAYOUT."""
    memory, found = EventMemory(log), []
    number = memory.newest(kind, log.told)[0]
    while number and len(found) < MOST_OF_A_KIND:
        fields = memory.fields_of(number)
        if fields is None:
            break
        found.append(fields)
        number = number - fields[3] if fields[3] else 0
    return found


class EventMemory:
    """The memories of one log, for a moment."""

    def __init__(self, log):
        self._log = log
        self._fram = FRAM(log.bus)
        self._ring = log.ring
        self._slot = bytearray(SLOT_BYTES)
        self._record = memoryview(self._slot)[:RECORD_BYTES]
        self._entry = bytearray(_ENTRY_BYTES)

    def open(self):
        """Find out which record is the newest in the flash; its number, -1 if that cannot be."""
        log, ring = self._log, self._ring
        if log.archived < 0 and ring is not None and ring.is_open:
            if ring.newest < 0:
                log.archived = 0
            elif ring.read(ring.newest, self._record):
                log.archived = number_of(self._slot)
        return log.archived

    def add(self, kind, flags, value):
        """Write the next record to FRAM, chained to the one before.

        What may fail for want of memory is done before the log takes the record on.
        """
        log = self._log
        number = log.number + 1
        before, times = self.newest(kind, log.number)
        utc_s, now_s, energy_mwh, balance_u = log.witness()
        now_s = min(now_s + log.first_s, _MOST_S)
        span = utc_s, now_s, 0
        if flags & ENDED:
            began = self.fields_of(before)
            if began:
                span = began[4], began[5], max(0, now_s - began[5])
                value = began[7] if value is None else value
        slot = bytearray(SLOT_BYTES)
        head = number, kind, flags, number - before if before else 0
        pack(slot, head, span, value or 0, energy_mwh, balance_u, times + (not flags & ENDED))
        seal(slot, log.chain)
        self._keep(number, slot)
        log.recent.append((number, kind, flags, span[0], span[2], value or 0))
        if len(log.recent) > MOST_RECENT:
            log.recent.pop(0)
        take_chain(log.chain, slot)
        log.number = number

    def find(self, number):
        """A record, until the next call, from wherever it is; None where it is not there."""
        if self._kept(number):
            return self._record
        return self._record if self.place_of(number) >= 0 else None

    def fields_of(self, number):
        """What a record holds, in the order of LAYOUT; None where it cannot be read."""
        record = self.find(number) if number else None
        return None if record is None else unpack_from(LAYOUT, record, 0)

    def newest_kept(self):
        """The highest number of the records in FRAM, 0 where there is none."""
        newest = 0
        for place in range(SLOTS):
            self._fram.read(_slot_at(place), self._slot)
            number = number_of(self._slot)
            if number > newest and number % SLOTS == place and is_whole(self._slot, number):
                newest = number
        return newest

    def place_of(self, number):
        """Where in the ring a record stands, which is read then; -1 where it does not.

        Places count up as numbers do, but where a slot was passed over or a record is missing.
        """
        ring = self._ring
        archived = self.open()
        if archived <= 0 or number > archived:
            return -1
        low, high = ring.oldest, ring.newest
        place = max(low, high - (archived - number))
        while low <= high:
            found = self._number_at(place, low)
            if found == number:
                return place
            if found > number:
                high = place - 1
            else:
                low = place + 1
            place = (low + high) // 2
        return -1

    def newest(self, kind, number):
        """(number, count) of the newest record of a kind up to `number`; zeros for none."""
        while number > self._log.indexed:
            if self._kept(number) and self._slot[4] == kind:
                return number, self._count()
            number -= 1
        newest, times, _ = self._entry_of(kind)
        return (newest if newest <= number else 0), times

    def archive(self, number):
        """Bring what is in FRAM up to `number` into the flash, and count what is not there."""
        log = self._log
        while 0 <= self.open() < number:
            following = max(log.archived + 1, number - SLOTS + 1)
            there = self._kept(following)
            if there and self._ring.append(self._record) < 0:
                break  # it is busy, or gone
            if log.archived:
                log.dropped += following - log.archived - bool(there)
            log.archived = following

    def index(self, number):
        """Bring the index up to this number."""
        log = self._log
        while log.indexed < number:
            following = log.indexed + 1
            if self._kept(following):
                kind, flags, times = self._slot[4], self._slot[5], self._count()
                if self._entry_of(kind)[0] < following:
                    self._write_entry(kind, following, times, flags & BEGAN)
            log.indexed = following

    def unread(self):
        """The place in the ring of the first record that nobody has read, when the next sector to
        be erased has it; -1 while none is in danger.
        """
        ring = self._ring
        if self._log.archived <= 0:
            return -1
        slots = ring.sector_slots
        first_kept = (ring.newest // slots + 3) * slots - ring.capacity
        return ring.read_to if ring.read_to < first_kept else -1

    def adopt(self, number):
        """The state is lost, or older than the log: go on after the log's newest record."""
        record = self.find(number)
        if record is not None:
            self._log.number = number
            self._log.chain[:] = chain_of(record)

    def go_on(self, record):
        """Take over from the newest record, which should be the one that the state knows."""
        log = self._log
        is_known = record is not None and chain_of(record) == log.chain
        if record is not None:
            fields = unpack_from(LAYOUT, record, 0)
            utc_s, now_s, _, _ = log.witness()
            log.first_s = fields[5] + max(0, utc_s - fields[4]) - now_s
        for kind in range(KINDS):
            if self._entry_of(kind)[2]:
                log.lasting[kind >> 3] |= 1 << (kind & 7)
        overflow = self.fields_of(self.newest(_EVENTS_OVERFLOW, log.number)[0])
        if overflow:
            log.overflow_at = overflow[7]
        if not is_known:
            self.add(_EVENTS_ALTERED, 0, log.number)

    def _keep(self, number, slot):
        """Write a slot to FRAM, and see that it is there."""
        at = _slot_at(number)
        for _ in range(_TRIES):
            self._fram.write(at, slot)
            self._fram.read(at, self._slot)
            if self._slot == slot:
                return

    def _kept(self, number):
        """Whether a record is in FRAM; it is read then."""
        for _ in range(_TRIES):  # the bus may have been hit
            self._fram.read(_slot_at(number), self._slot)
            if is_whole(self._slot, number):
                return True
        return False

    def _number_at(self, place, low):
        """The number of the record there, or of the one before; 0 where there is none from `low`
        on. It is read then.
        """
        while place >= low:
            if self._ring.read(place, self._record):
                return number_of(self._slot)
            place -= 1
        return 0

    def _entry_of(self, kind):
        """(number, count, whether it lasts) of the newest record of a kind, by the index."""
        entry = self._entry
        for _ in range(_TRIES):
            self._fram.read(_entry_at(kind), entry)
            number, told = unpack_from(_ENTRY, entry, 0)
            if told & 0xFF == _check(kind, entry):
                return number, told >> _COUNT_SHIFT, bool(told & _LASTS)
        if number == told == 0 or number == told == 0xFFFFFFFF:
            return 0, 0, False
        return self._searched(kind)

    def _write_entry(self, kind, number, times, lasts):
        entry = self._entry
        told = min(times, _MOST_COUNT) << _COUNT_SHIFT | (_LASTS if lasts else 0)
        pack_into(_ENTRY, entry, 0, number, told)
        entry[4] = _check(kind, entry)
        self._fram.write(_entry_at(kind), entry)

    def _searched(self, kind):
        """The same, looked for among the newest records of the flash."""
        ring = self._ring
        if self.open() > 0:
            for place in range(ring.newest, ring.newest - _MOST_SEARCHED, -1):
                if ring.read(place, self._record) and self._slot[4] == kind:
                    return number_of(self._slot), self._count(), bool(self._slot[5] & BEGAN)
        return 0, 0, False

    def _count(self):
        return unpack_from(LAYOUT, self._slot, 0)[10]


def _slot_at(number):
    return BASE + number % SLOTS * SLOT_BYTES


def _entry_at(kind):
    return INDEX_AT + kind * _ENTRY_BYTES


def _check(kind, entry):
    """Of an entry and whose it is, but for the byte where it stands."""
    view = memoryview(entry)
    return crc32(view[5:], crc32(view[:4], kind)) & 0xFF
