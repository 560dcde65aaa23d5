"""A ring of records in the NOR flash: slots of one size, each with a sequence and a CRC-32.

    ring = RecordRing(flash, 0x200000, 0x300000, 64)    # where, how long, bytes of a slot
    ring.open()                         # finds the newest; whether the ring can be used
    ring.append(body)                   # its sequence, or -1: try again a second later
    ring.read(sequence, body)           # fills `body`; whether there is such a record
    ring.poll()                         # once a second

A slot is (docs/SPEC.md, "Rings in the flash"): body, sequence 4, CRC-32 4 of all before it. The
place of a slot is its sequence modulo the ring's length, so that a record is read at once, and one
that stands elsewhere is no record. A slot that does not take its record is passed over: its
sequence has no record, the next slot takes it. The sector after the one that is being written is
erased ahead, and nobody waits for that.
"""

from binascii import crc32
from struct import pack_into, unpack_from

from drivers.nor_flash import PAGE_BYTES, SECTOR_BYTES
from firmware.ring_search import BLANK, UNFIT, newest_of

TAIL_BYTES = 8
MOST_SEQUENCE = 0xFFFEFFFF
TRIES = 8
"""Slots that one record tries at a time."""
LEAST_SECTORS = 3
"""One that is written, one that is erased ahead, one that is kept."""
MOST_ERASES = 2
"""Of a sector that does not become FF; then it is used as it is, slot by slot."""
_NUMBER, _TAIL = "<I", "<II"
_CRC_BYTES = 4


class RecordRing:
    """`next` is the sequence of the next record, `newest` that of the last one, -1 if there is
    none; `capacity` how many slots there are, `body_bytes` the most that a record may hold.

    `skipped` counts slots that did not take a record, `bad_erases` sectors that were not all FF
    after two erases. `read_to` is the first sequence that nobody has read yet, and `lost` how many
    unread ones were erased when it was moved last: both belong to whoever stores them.
    """

    def __init__(self, flash, base, length, slot_bytes):
        if length // SECTOR_BYTES < LEAST_SECTORS or SECTOR_BYTES % slot_bytes:
            raise ValueError(
                "ring: got slots of %d in %d bytes, expected a part of %d in %d sectors or more"
                % (slot_bytes, length, SECTOR_BYTES, LEAST_SECTORS)
            )
        self._flash = flash
        self._base = base
        self._slot_bytes = slot_bytes
        self.sector_slots = SECTOR_BYTES // slot_bytes
        self.capacity = length // SECTOR_BYTES * self.sector_slots
        self.body_bytes = slot_bytes - TAIL_BYTES
        self.is_open = False
        self.newest = -1
        self.next = 0
        self.skipped = self.bad_erases = 0
        self.read_to = self.lost = 0
        self._room_to = 0  # the first sequence whose slot is not erased and ready
        self._given_up_to = 0  # the same, or the end of the sector that is being erased
        self._doubtful_to = 0  # up to here slots may hold something: each is looked at
        self._erases = 0  # of the sector of `_room_to`, while it is being erased

    @property
    def oldest(self):
        """The first sequence that is not erased."""
        return max(0, self._given_up_to - self.capacity)

    def __len__(self):
        """How many sequences there are; where a slot was passed over, one has no record."""
        return max(0, self.newest + 1 - self.oldest)

    def open(self):
        """Find the newest record; False where there is no chip, or one that is too small."""
        flash = self._flash
        if not flash.works or not flash.wait():
            return False
        end = self._base + self.capacity * self._slot_bytes
        if end > flash.size:
            flash.refuse(
                "flash: got %d bytes, expected %d or more; fit a W25Q64" % (flash.size, end)
            )
            return False
        newest = newest_of(self)
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
        for _ in range(TRIES):
            sequence = self.next
            if not self._flash.works or not sequence < self._room_to <= MOST_SEQUENCE:
                return -1
            self.next += 1
            if self._put(sequence, body):
                self.newest = sequence
                return sequence
            self.skipped += 1
        return -1

    def read(self, sequence, body):
        """Fill `body` with a record, or the beginning of one; False where there is none whole.

        Waits for an erase that goes on: 45 ms, 400 at the most.
        """
        if not self.oldest <= sequence <= self.newest or not self._flash.wait():
            return False
        return self.fetch(sequence, body)

    def poll(self):
        """Once a second: see that the sector after the one that is being written is erased."""
        slots = self.sector_slots
        if not self.is_open:
            self.open()
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
        flash, slot_bytes, crc = self._flash, self._slot_bytes, 0
        address, view = self._address(sequence), memoryview(flash.page)
        for offset in range(0, slot_bytes, PAGE_BYTES):
            count = min(PAGE_BYTES, slot_bytes - offset)
            flash.read(address + offset, view[:count])
            wanted = min(len(body) - offset, count)
            if wanted > 0:
                body[offset : offset + wanted] = view[:wanted]
            is_last = offset + count == slot_bytes
            crc = crc32(view[: count - _CRC_BYTES * is_last], crc)
        return unpack_from(_TAIL, flash.page, count - TAIL_BYTES) == (sequence, crc)

    def claim(self, place):
        """The sequence that a slot claims by its last bytes; BLANK or UNFIT where it cannot be."""
        flash = self._flash
        flash.read(self._address(place) + self.body_bytes, memoryview(flash.page)[:TAIL_BYTES])
        sequence, crc = unpack_from(_TAIL, flash.page, 0)
        if sequence == crc == 0xFFFFFFFF:
            return BLANK
        is_fit = sequence <= MOST_SEQUENCE and sequence % self.capacity == place
        return sequence if is_fit else UNFIT

    def _go_on_after(self, newest):
        self.newest, self.next = newest, newest + 1
        slots = self.sector_slots
        self._room_to = self._given_up_to = -(-self.next // slots) * slots
        self._doubtful_to = self._room_to

    def _put(self, sequence, body):
        """Write one slot, its body first; whether it reads back."""
        flash, address = self._flash, self._address(sequence)
        if sequence < self._doubtful_to and not flash.is_blank(address, self._slot_bytes):
            return False
        if self._slot_bytes <= PAGE_BYTES:
            return flash.program(address, self._slot_of(sequence, body))
        tail, tail_at = self._tail_of(sequence, body), address + self.body_bytes
        is_put = flash.program(address, body) and flash.program(tail_at, tail)
        return is_put and self.fetch(sequence, b"")  # what shares a page with the tail, too

    def _slot_of(self, sequence, body):
        """A whole slot, in the page; what the body does not fill stays FF."""
        slot, end = memoryview(self._flash.page)[: self._slot_bytes], self.body_bytes
        slot[: len(body)] = body
        for place in range(len(body), end):
            slot[place] = 0xFF
        pack_into(_NUMBER, slot, end, sequence)
        pack_into(_NUMBER, slot, end + _CRC_BYTES, crc32(slot[:-_CRC_BYTES]))
        return slot

    def _tail_of(self, sequence, body):
        """The last bytes of a slot that is larger than a page."""
        page, left, crc = self._flash.page, self.body_bytes - len(body), crc32(body)
        view = memoryview(page)
        for place in range(PAGE_BYTES):
            page[place] = 0xFF
        while left:
            count = min(left, PAGE_BYTES)
            crc = crc32(view[:count], crc)
            left -= count
        pack_into(_NUMBER, page, 0, sequence)
        pack_into(_NUMBER, page, _CRC_BYTES, crc32(view[:_CRC_BYTES], crc))
        return view[:TAIL_BYTES]

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
        elif self._erases < MOST_ERASES:
            self._erases += flash.start_erase(address)
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
