"""Reads records of the event log and verifies their chain (docs/SPEC.md, "Events").

    records = records_of(fram, flash)       # bytes of 56, in the order of their numbers
    for complaint in complaints(records): print(complaint)

Written from the specification, not from the firmware, so that each holds the other.
"""

import hashlib
import struct
import zlib
from dataclasses import dataclass

RECORD_BYTES, SLOT_BYTES, CHAIN_BYTES = 56, 64, 8
CHAINED_BYTES = RECORD_BYTES - CHAIN_BYTES
FRAM_AT, FRAM_SLOTS = 0x7700, 32
FLASH_AT, FLASH_SLOTS = 0x500000, 16384
BEGAN, ENDED = 1, 2


@dataclass(frozen=True)
class Event:
    """One event; times in seconds, `value` in the unit of its kind."""

    number: int
    kind: int
    flags: int
    back: int
    utc_s: int
    at_s: int
    lasted_s: int
    value: int
    energy_mwh: int
    balance_u: int
    count: int
    chain: bytes


def event_of(record):
    """The event that a record of 56 bytes holds."""
    return Event(*struct.unpack("<IBBHIIIqQqI8s", record))


def complaints(records, before=bytes(CHAIN_BYTES), newest=None):
    """What is wrong with records that should follow one another, one sentence each.

    `before` is the chain of the record before the first, zeros where that is number 1; None where
    it is not known, so that the first one is believed. `newest` is (number, chain) of the last one
    as the stored state knows it, if that is known.
    """
    number, chain = None, before
    for record in records:
        event = event_of(record)
        if number is not None and event.number != number + 1:
            yield f"event {number + 1}: got {event.number} behind it, expected no hole"
            chain = None
        expected = event.chain if chain is None else chain_of(chain, record)
        if event.chain != expected:
            yield (
                f"event {event.number}: got the chain {event.chain.hex()}, expected"
                f" {expected.hex()}; it was changed, or the one before"
            )
        number, chain = event.number, event.chain
    if newest is not None and (number, chain) != newest:
        yield f"event {newest[0]}: got {number} as the last one, expected it with its chain"


def chain_of(before, record):
    """The chain that a record must have behind one of this chain."""
    return hashlib.sha256(before + record[:CHAINED_BYTES]).digest()[:CHAIN_BYTES]


def records_of(fram, flash, newest=None):
    """The records of both memories (bytes) up to number `newest`, in order, each once.

    What stands in FRAM is taken where the flash has not got it.
    """
    found = {}
    for at, slots, memory in ((FRAM_AT, FRAM_SLOTS, fram), (FLASH_AT, FLASH_SLOTS, flash)):
        for slot in range(slots if memory else 0):
            body = _body_of(memory, at, slot, slots)
            if body is not None:
                found[event_of(body).number] = body
    return [found[number] for number in sorted(found) if newest is None or number <= newest]


def _body_of(memory, at, slot, slots):
    """The record in a slot, None where there is none that is whole and in its place."""
    begin = at + slot * SLOT_BYTES
    whole = memory[begin : begin + SLOT_BYTES]
    sequence, checksum = struct.unpack_from("<II", whole, RECORD_BYTES)
    if sequence % slots != slot or checksum != zlib.crc32(whole[:-4]) or not any(whole):
        return None
    return bytes(whole[:RECORD_BYTES])
