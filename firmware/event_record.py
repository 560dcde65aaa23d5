"""One record of the event log: its bytes, its chain, and its slot (docs/SPEC.md, "Events").

    number 4, kind 1, flags 1, back 2, begin UTC 4, begin 4, lasted 4, value 8, energy 8,
    balance 8, count 4, chain 8

`back` is how many numbers before it the record before of its kind stands, 0 where there is none
so near; `count` is how often the kind has happened. The chain is the beginning of the SHA-256 of
the chain of the record before and of all else in this one. A slot is a record, its number again
and a CRC-32: the chain tells that nobody changed it, the CRC that it was written to its end.
"""

from binascii import crc32
from hashlib import sha256
from struct import pack_into, unpack_from

from firmware.compat import const
from firmware.event_log import CHAIN_BYTES

RECORD_BYTES = const(56)
SLOT_BYTES = const(64)
LAYOUT = "<IBBHIIIqQqI"
_CHAINED = const(48)
_MOST_BACK = const(0xFFFF)
_MOST = const(0x7FFFFFFFFFFFFFFF)


def pack(slot, head, times, value, energy_mwh, balance_u, count):
    """Fill a slot but for its chain; `head` is (number, kind, flags, back), `times` (begin UTC
    second, begin second, seconds).
    """
    number, kind, flags, back = head
    head = (number, kind, flags, 0 if back > _MOST_BACK else back)
    value, balance_u = _clipped(value), _clipped(balance_u)
    pack_into(LAYOUT, slot, 0, *head, *times, value, energy_mwh, balance_u, count)


def seal(slot, before):
    """Chain the record of a slot to the one of the chain `before`, and close it."""
    view = memoryview(slot)
    digest = sha256(before)
    digest.update(view[:_CHAINED])
    slot[_CHAINED:RECORD_BYTES] = digest.digest()[:CHAIN_BYTES]
    slot[RECORD_BYTES : RECORD_BYTES + 4] = view[:4]
    pack_into("<I", slot, SLOT_BYTES - 4, crc32(view[: SLOT_BYTES - 4]))


def is_whole(slot, number):
    """Whether a slot holds the record of this number, to its end."""
    stored = unpack_from("<II", slot, RECORD_BYTES)
    return (
        stored == (number, crc32(memoryview(slot)[: SLOT_BYTES - 4])) and number_of(slot) == number
    )


def number_of(record):
    return unpack_from("<I", record, 0)[0]


def chain_of(record):
    return record[_CHAINED:RECORD_BYTES]


def take_chain(chain, slot):
    """Let `chain` become that of a slot's record. Takes no memory, and so cannot fail halfway."""
    for place in range(CHAIN_BYTES):
        chain[place] = slot[_CHAINED + place]


def _clipped(value):
    return max(-_MOST - 1, min(_MOST, value))
