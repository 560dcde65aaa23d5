"""Commands that come over the link: collected from their pieces, verified, done once, answered.

A command has a ticket of whoever sent it. What it does, its id and the key of its bytes are stored
in one frame; where its answer was lost it is asked for again, and the same answer is given again,
by a processor that was killed in between as well.
"""

import json
import struct
from binascii import crc32

from comms.link_requests import COMMAND_HEAD, COMMAND_HEAD_BYTES, DONE, MORE
from comms.link_server import Busy, Unable
from firmware.compat import free_bytes
from firmware.journal.journal import NotStored
from firmware.on_command import answer_before, answer_to

MOST_BYTES = 8192
MOST_SAID = 400
"""Characters of a refusal that are sent."""
LEAST_FREE_BYTES = 24576
BLOCK_BYTES, LEAST_BLOCKS = 4096, 3
"""Memory that a command which is coming must leave to the meter, and the blocks in it."""
MOST_TICKET = 0xFFFFFFFF
LATE_TICKETS = 16
"""A ticket that is so many behind the last one comes from a line that doubles and delays: what was
refused to it must not be done now. One that is farther behind was counted by somebody new.
"""


def _plain(sealed):
    """No seal yet: the bytes are the command."""
    return sealed


class Tray:
    """`verify(sealed)` returns the bytes of a command, None where the seal is wrong. `row` is the
    link's part of the stored state, `kept` what lasts from request to request
    (`firmware.link.Kept`).
    """

    def __init__(self, meter, row, kept, verify=_plain):
        self._meter = meter
        self._row = row
        self._kept = kept
        self._verify = verify

    def take(self, payload):
        """Take one piece; carry the command out with the last one. What is to be answered."""
        kept = self._kept
        ticket, total, offset = struct.unpack_from(COMMAND_HEAD, payload, 0)
        self._collect(ticket, total, offset, payload[COMMAND_HEAD_BYTES:])
        if kept.have < total:
            return struct.pack("<BH", MORE, kept.have)
        sealed = kept.pieces
        kept.let_go()
        if 0 < (kept.answered_ticket - ticket) & MOST_TICKET <= LATE_TICKETS:
            return _bytes_of(_refused("command: came after a later one; send it anew"))
        key = crc32(sealed, ticket) or 1
        if key != kept.answered_key:
            kept.answer = _bytes_of(self._carried_out(sealed, key))
            kept.answered_ticket, kept.answered_key = ticket, key
        return kept.answer

    def _collect(self, ticket, total, offset, piece):
        """Put a piece to those before; one that does not follow on them is asked for again."""
        kept = self._kept
        if not offset + len(piece) <= total <= MOST_BYTES:
            raise Unable
        if kept.pieces is None or (ticket, total) != (kept.ticket, len(kept.pieces)):
            kept.let_go()
            if offset:
                return
            kept.pieces, kept.ticket = _room_for(total), ticket
        kept.piece_at_s = self._meter.clock.seconds()
        if offset == kept.have:
            kept.pieces[offset : offset + len(piece)] = piece
            kept.have = offset + len(piece)

    def _carried_out(self, sealed, key):
        """The answer (a dict) to a whole command."""
        meter, row = self._meter, self._row
        text = self._verify(sealed)
        if text is None:
            return _refused("command: got a wrong seal, expected that of this meter")
        done = answer_before(meter, text) if key == row.done_key else None
        before, row.done_key = row.done_key, key
        try:
            answer = done or answer_to(meter, text)
            meter.store.expect_stored()
        except NotStored:
            raise Busy from None  # the far end sends it again, and it is done before then
        if answer["said"]:
            row.done_key = before
        return answer


def _room_for(total):
    """So many bytes, which leave the meter room for what it does meanwhile; else Busy."""
    if free_bytes() < total + LEAST_FREE_BYTES:
        raise Busy
    try:
        room = bytearray(total)
        [bytearray(BLOCK_BYTES) for _ in range(LEAST_BLOCKS)]
        return room
    except MemoryError:
        raise Busy from None


def _refused(why):
    return {"kind": None, "id": None, "said": why}


def _bytes_of(answer):
    answer["said"] = answer["said"][:MOST_SAID]
    return bytes((DONE,)) + json.dumps(answer).encode()
