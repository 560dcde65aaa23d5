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
from tariffs.errors import TariffError

MOST_BYTES = 8192
MOST_SAID = 400
"""Characters of a refusal that are sent."""
LONGEST_PAUSE_S = 60
"""Between two pieces; a command that is not gone on with gives back its memory."""
LEAST_FREE_BYTES = 24576
"""Memory that a command which is coming must leave to the meter."""
MOST_TICKET = 0xFFFFFFFF
LATE_TICKETS = 16
"""A ticket that is so many behind the last one comes from a line that doubles and delays: what was
refused to it must not be done now. One that is farther behind was counted by somebody new.
"""

NAMED = ("kind", "id", "subject")
_OTHER_BYTES = (
    TariffError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
    RuntimeError,
    MemoryError,
)
"""What may be raised by bytes of the same key that are not the command which was done."""


class Tray:
    """`obey(text)` carries out a command and returns its answer (a dict), None where no commands
    are taken; `verify(sealed)` returns the bytes of a command, None where the seal is wrong. `row`
    is the link's part of the stored state.
    """

    def __init__(self, meter, row, obey, verify):
        self._meter = meter
        self._row = row
        self._obey, self._verify = obey, verify
        self._pieces = None
        self._ticket = self._have = self._piece_at_s = 0
        self._answered_ticket = self._answered_key = 0
        self._answer = b""

    def take(self, payload):
        """Take one piece; carry the command out with the last one. What is to be answered."""
        ticket, total, offset = struct.unpack_from(COMMAND_HEAD, payload, 0)
        self._collect(ticket, total, offset, payload[COMMAND_HEAD_BYTES:])
        if self._have < total:
            return struct.pack("<BH", MORE, self._have)
        sealed, self._pieces = self._pieces, None
        self._have = 0
        if 0 < (self._answered_ticket - ticket) & MOST_TICKET <= LATE_TICKETS:
            return _bytes_of(_refused("command: came after a later one; send it anew"))
        key = crc32(sealed, ticket) or 1
        if key != self._answered_key:
            self._answer = _bytes_of(self._carried_out(sealed, key))
            self._answered_ticket, self._answered_key = ticket, key
        return self._answer

    def tidy(self, now_s):
        """Give back the memory of a command that did not go on."""
        if self._pieces is not None and now_s - self._piece_at_s > LONGEST_PAUSE_S:
            self._pieces, self._have = None, 0

    def _collect(self, ticket, total, offset, piece):
        """Put a piece to those before; one that does not follow on them is asked for again."""
        if not offset + len(piece) <= total <= MOST_BYTES:
            raise Unable
        if self._pieces is None or (ticket, total) != (self._ticket, len(self._pieces)):
            if offset:
                self._pieces, self._have = None, 0
                return
            self._begin(ticket, total)
        self._piece_at_s = self._meter.clock.seconds()
        if offset == self._have:
            self._pieces[offset : offset + len(piece)] = piece
            self._have = offset + len(piece)

    def _begin(self, ticket, total):
        self._pieces, self._have = None, 0
        if free_bytes() < total + LEAST_FREE_BYTES:
            raise Busy
        self._pieces = bytearray(total)
        self._ticket = ticket

    def _carried_out(self, sealed, key):
        """The answer (a dict) to a whole command."""
        if self._obey is None:
            return _refused("command: this meter takes none; give it a prepaid scheme")
        text = self._verify(sealed)
        if text is None:
            return _refused("command: got a wrong seal, expected that of this meter")
        row = self._row
        done = self._done_before(text) if key == row.done_key else None
        before, row.done_key = row.done_key, key
        try:
            answer = done or self._obey(text)
            self._meter.store.expect_stored()
        except NotStored:
            raise Busy from None  # the far end sends it again, and it is done before then
        if answer["said"]:
            row.done_key = before
        return answer

    def _done_before(self, text):
        """The answer to a command that was done, None where its id says that it was not.

        The key alone would not do: it may be in a frame that was stored while the command was
        carried out.
        """
        try:
            command = json.loads(text)
            answer = {name: command[name] for name in NAMED if name in command}
            account = self._meter.prepayment.of(command.get("subject")).account
            if getattr(account, answer["kind"] + "_id") == answer["id"]:
                answer["said"] = ""
                return answer
        except _OTHER_BYTES:
            pass
        return None


def _refused(why):
    return {"kind": None, "id": None, "said": why}


def _bytes_of(answer):
    answer["said"] = answer["said"][:MOST_SAID]
    return bytes((DONE,)) + json.dumps(answer).encode()
