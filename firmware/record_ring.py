"""A ring of records in the NOR flash: slots of one size, each with a sequence and a CRC-32.

    ring = RecordRing(flash, 0x200000, 0x300000, 64)    # where, how long, bytes of a slot
    ring.append(body)                   # its sequence, or -1: try again a second later
    ring.read(sequence, body)           # fills `body`; whether there is such a record
    ring.poll()                         # once a second, by the flash; the first finds the newest

A slot is (docs/SPEC.md, "Rings in the flash"): body, sequence 4, CRC-32 4 of all before it. The
place of a slot is its sequence modulo the ring's length, so that a record is read at once, and one
that stands elsewhere is no record. A slot that does not take its record is passed over: its
sequence has no record, the next slot takes it. The sector after the one that is being written is
erased ahead, and nobody waits for that.
"""

from binascii import crc32
from struct import pack, unpack_from

from drivers.nor_flash import PAGE_BYTES, SECTOR_BYTES
from firmware.compat import const, forget

_TAIL_BYTES = const(8)
_MOST_SEQUENCE = const(0xFFFEFFFF)
BLANK, UNFIT = -1, -2
"""What a slot claims that is erased, or that holds no record of its place."""
_TRIES = const(8)
"""Slots that one record tries at a time."""
_LEAST_SECTORS = const(3)
"""One that is written, one that is erased ahead, one that is kept."""
_PATIENCE = const(6)
"""Tries of a record that cannot wait: for an erase, for one that is done again, and so on."""
_MOST_ERASES = const(2)
"""Of a sector that does not become FF; then it is used as it is, slot by slot."""
_NUMBER, _TAIL = "<I", "<II"
_PAD = b"\xff" * 64
_CRC_BYTES = const(4)


class RecordRing:
    """`next` is the sequence of the next record, `newest` that of the last one, -1 if there is
    none; `capacity` how many slots there are, `body_bytes` the most that a record may hold, as
    much as a slot has room for unless it is said.

    `skipped` counts slots that did not take a record, `bad_erases` sectors that were not all FF
    after two erases. `read_to` is the first sequence that nobody has read yet, and `lost` how many
    unread ones were erased when it was moved last: both belong to whoever stores them.
    """

    def __init__(self, flash, base, length, slot_bytes, body_bytes=0):
        if length // SECTOR_BYTES < _LEAST_SECTORS or SECTOR_BYTES % slot_bytes:
            raise ValueError(
                "ring: got slots of %d in %d bytes, expected a part of %d in %d sectors or more"
                % (slot_bytes, length, SECTOR_BYTES, _LEAST_SECTORS)
            )
        self._flash = flash
        self._base = base
        self._slot_bytes = slot_bytes
        self.sector_slots = SECTOR_BYTES // slot_bytes
        self.capacity = length // SECTOR_BYTES * self.sector_slots
        self.body_bytes = body_bytes or slot_bytes - _TAIL_BYTES
        self.is_open = False
        self.newest = -1
        self.next = 0
        self.skipped = self.bad_erases = 0
        self.read_to = self.lost = 0
        self._room_to = 0  # the first sequence whose slot is not erased and ready
        self._given_up_to = 0  # the same, or the end of the sector that is being erased
        self._doubtful_to = 0  # up to here slots may hold something: each is looked at
        self._erases = 0  # of the sector of `_room_to`, while it is being erased
        flash.rings.append(self)

    @property
    def oldest(self):
        """The first sequence that is not erased."""
        return max(0, self._given_up_to - self.capacity)

    @property
    def count(self):
        """How many sequences there are; where a slot was passed over, one has no record."""
        return max(0, self.newest + 1 - self.oldest)

    def open(self):
        """Find the newest record; False where there is no chip, or one that is too small."""
        flash = self._flash
        if not flash.works or not flash.wait():
            return False
        end = self._base + self.capacity * self._slot_bytes
        if end > flash.size:
            flash.trouble = "flash: got %d bytes, expected %d or more; fit a W25Q64" % (
                flash.size,
                end,
            )
            return False
        from firmware.ring_search import newest_of  # seldom, so that it takes memory only then

        newest = newest_of(self)
        forget("firmware.ring_search")
        self.is_open = flash.works
        if self.is_open:
            self._go_on_after(newest)
            self.poll()
        return self.is_open

    def append(self, body):
        """Write a record (at most `body_bytes`) and read it back; its sequence.

        -1 where that cannot be done at once: the chip is busy or gone, or nothing is erased yet.
        """
        if not self.is_open or len(body) > self.body_bytes or self._flash.is_busy():
            return -1
        for _ in range(_TRIES):
            sequence = self.next
            if not self._flash.works or not sequence < self._room_to <= _MOST_SEQUENCE:
                return -1
            self.next += 1
            if self._put(sequence, body):
                self.newest = sequence
                return sequence
            self.skipped += 1
        return -1

    def append_now(self, body):
        """The same, standing still for erases where it must, up to half a second each: for what
        comes in bulk after a gap.
        """
        for _ in range(_PATIENCE):
            sequence = self.append(body)
            if sequence >= 0 or not self._flash.wait():
                return sequence
            self.poll()
        return -1

    def read(self, sequence, body):
        """Fill `body` with a record, or the beginning of one; False where there is none whole.

        Waits for an erase that goes on: 45 ms, 400 at the most.
        """
        if not self.oldest <= sequence <= self.newest or not self._flash.wait():
            return False
        return self.fetch(sequence, body)

    def poll(self):
        """Once a second: see that the sector after the one that is being written is erased.

        Where sequences that have been read are gone, with the chip that held them, the next one is
        behind them: whoever has read those would take a lower one for one that he has.
        """
        slots = self.sector_slots
        if not self.is_open:
            self.open()
        elif self.next < self.read_to and not self._erases:
            self._go_on_after(self.read_to - 1)
        elif self._erases:
            self._go_on_erasing()
        elif self._room_to < -(-self.next // slots) * slots + slots:
            self._make_room()

    def mark_read(self, to_sequence):
        """All records before this sequence have been read: they may be erased."""
        self.lost = self.unread_lost
        self.read_to = max(self.read_to, self.oldest, min(to_sequence, self.next))

    @property
    def unread_lost(self):
        """How many sequences were erased before anybody had read them."""
        return self.lost + max(0, self.oldest - self.read_to)

    def fetch(self, sequence, body):
        """As `read`, for any sequence, where the chip is known to be free."""
        address, crc, done = self._address(sequence), 0, 0
        while done < self._slot_bytes:
            count = min(PAGE_BYTES, self._slot_bytes - done)
            view = self._flash.fetch(address + done, count)
            if view is None:
                return False
            wanted = min(len(body) - done, count)
            if wanted > 0:
                body[done : done + wanted] = view[:wanted]
            done += count
            is_last = done == self._slot_bytes
            crc = crc32(view[: count - _CRC_BYTES * is_last], crc)
        return unpack_from(_TAIL, view, count - _TAIL_BYTES) == (sequence, crc)

    def claim(self, place):
        """The sequence that a slot claims by its last bytes; BLANK or UNFIT where it cannot be."""
        view = self._flash.fetch(
            self._address(place) + self._slot_bytes - _TAIL_BYTES, _TAIL_BYTES
        )
        if view is None:
            return UNFIT
        sequence, crc = unpack_from(_TAIL, view, 0)
        if sequence == crc == 0xFFFFFFFF:
            return BLANK
        is_fit = sequence <= _MOST_SEQUENCE and sequence % self.capacity == place
        return sequence if is_fit else UNFIT

    def _go_on_after(self, newest):
        self.newest, self.next = newest, newest + 1
        slots = self.sector_slots
        self._room_to = self._given_up_to = -(-self.next // slots) * slots
        self._doubtful_to = self._room_to

    def _put(self, sequence, body):
        """Write one slot, its body first, and see that all of it can be read."""
        flash, address = self._flash, self._address(sequence)
        if sequence < self._doubtful_to and not flash.is_blank(address, self._slot_bytes):
            return False
        if not flash.program(address, body):
            return False
        tail = self._tail_of(sequence, body)
        tail_at = address + self._slot_bytes - _TAIL_BYTES
        return flash.program(tail_at, tail) and self.fetch(sequence, b"")

    def _tail_of(self, sequence, body):
        """The last bytes of a slot; what the body does not fill stays FF."""
        left, crc = self._slot_bytes - _TAIL_BYTES - len(body), crc32(body)
        while left:
            count = min(left, len(_PAD))
            crc = crc32(_PAD[:count], crc)
            left -= count
        number = pack(_NUMBER, sequence)
        return number + pack(_NUMBER, crc32(number, crc))

    def _make_room(self):
        """Erase the sector of `_room_to`, unless it is blank, as on a new chip."""
        flash, address = self._flash, self._address(self._room_to)
        if flash.is_busy():
            return
        if flash.is_blank(address, SECTOR_BYTES):
            self._take_sector()
        elif flash.start_erase(address):
            self._given_up_to = self._room_to + self.sector_slots
            self._erases += 1

    def _go_on_erasing(self):
        flash, address = self._flash, self._address(self._room_to)
        if flash.is_busy():
            return
        if flash.is_blank(address, SECTOR_BYTES):
            self._take_sector()
        elif not flash.works:
            self._erases = 0
        elif self._erases < _MOST_ERASES:
            self._erases += int(flash.start_erase(address))
        else:
            self.bad_erases += 1
            self._take_sector()
            self._doubtful_to = self._room_to

    def _take_sector(self):
        self._room_to += self.sector_slots
        self._given_up_to = self._room_to
        self._erases = 0

    def _address(self, sequence):
        return self._base + sequence % self.capacity * self._slot_bytes
