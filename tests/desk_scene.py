"""A desk of the link with a meter behind it, for the tests of it."""

import json
import struct

from comms.link_requests import DONE
from firmware.credit_events import Nowhere
from firmware.journal.journal import NotStored
from firmware.link import Kept
from firmware.link_commands import Tray
from firmware.link_desk import Desk
from firmware.link_row import LINK_BYTES, LinkRow
from firmware.prepayment import Prepayment
from tests.prepaid_scene import MONDAY_S, scheme_of


class Ring:
    """Records in memory, as `firmware.record_ring` keeps them; some sequences have none."""

    def __init__(self, count, body_bytes=6, without=(), oldest=0):
        self.body_bytes = body_bytes
        self.oldest, self.newest = oldest, count - 1
        self.without = without
        self.read_to = self.lost = 0

    def read(self, sequence, body):
        if sequence in self.without or not self.oldest <= sequence <= self.newest:
            return False
        body[:] = body_of(sequence, self.body_bytes)
        return True

    def mark_read(self, to_sequence):
        self.read_to = max(self.read_to, min(to_sequence, self.newest + 1))


def body_of(sequence, size=6):
    return bytes([(sequence * 7 + k) % 256 for k in range(size)])


class Meter:
    """An account with a scheme, and what was stored of it and of the link, frame by frame."""

    safe_for = ""
    events = Nowhere()

    class stored:
        boots = 3

    class flash:
        busy = False

        @classmethod
        def is_busy(cls):
            return cls.busy

    class clock:
        now_s = 0

        @classmethod
        def seconds(cls):
            return cls.now_s

    def __init__(self, rings=(), **settings):
        self.prepayment = Prepayment(scheme_of(**settings), None, self.keep)
        self.account = self.prepayment.account
        self.row = LinkRow(rings)
        self.frames = []
        self.store = self
        self.takes = True
        self.reads = 0
        self.now_s = MONDAY_S

    def utc_s(self):
        return self.now_s

    def follow_credit(self):
        self.prepayment.look(MONDAY_S)

    def keep(self):
        row = bytearray(LINK_BYTES)
        self.row.pack_into(row, 0)
        self.expect_stored()
        self.frames.append((self.account.balance_u, self.account.top_up_id, bytes(row)))

    def expect_stored(self):
        if not self.takes:
            raise NotStored

    def desk(self, read=None, room=None, **ways):
        """A processor that has started anew: what is kept from request to request is new."""
        self.kept = Kept()
        room = room or memoryview(bytearray(508))
        take = Tray(self, self.row, self.kept, **ways).take
        return Desk(self, self.row, self.kept, room, read, take)


def records_of(answer):
    """(next sequence, {sequence: body}) of an answer to "records"."""
    following, size = struct.unpack_from("<IH", answer, 0)
    found = {}
    for at in range(6, len(answer), 4 + size):
        found[struct.unpack_from("<I", answer, at)[0]] = bytes(answer[at + 4 : at + 4 + size])
    return following, found


def asked_for_records(desk, stream, start, most=500):
    return records_of(desk.handlers["records"](struct.pack("<BIH", stream, start, most)))


def pieces_of(ticket, text, size=100):
    for at in range(0, len(text), size):
        yield struct.pack("<IHH", ticket, len(text), at) + text[at : at + size]


def brought(desk, ticket, command, size=100):
    """The answer to a command that is brought piece by piece."""
    for piece in pieces_of(ticket, command, size):
        answer = bytes(desk.handlers["command"](piece))
    assert answer[0] == DONE
    return json.loads(answer[1:])


def top_up(number, amount="5"):
    return json.dumps({"kind": "top_up", "id": number, "amount": amount}).encode()
