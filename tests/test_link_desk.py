"""What the metering processor answers over the link: points, records, commands, each once."""

import json
import struct
from binascii import crc32

from comms.link_frame import FrameReader, FrameWriter
from comms.link_requests import DONE, KIND_OF, MORE, NO_VALUE
from comms.link_server import Busy, LinkServer, Unable
from firmware import link_commands
from firmware.credit_events import Nowhere
from firmware.journal.journal import NotStored
from firmware.link import Kept, Link
from firmware.link_commands import Tray
from firmware.link_desk import Desk
from firmware.link_row import LINK_BYTES, LinkRow
from firmware.prepayment import Prepayment
from tests.expect import raises
from tests.prepaid_scene import MONDAY_S, UNIT, scheme_of

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place


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
    following, size = struct.unpack_from("<IB", answer, 0)
    found = {}
    for at in range(5, len(answer), 4 + size):
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


def test_records_are_answered_from_a_sequence_on_with_the_next_one():
    desk = Meter([Ring(20)]).desk()
    following, found = asked_for_records(desk, 0, 7, most=5 + 3 * 10 + 9)
    assert (following, sorted(found)) == (10, [7, 8, 9])
    assert found[8] == body_of(8)
    assert asked_for_records(desk, 0, 18) == (20, {18: body_of(18), 19: body_of(19)})
    assert asked_for_records(desk, 0, 20) == (20, {})
    assert asked_for_records(desk, 0, 5000) == (5000, {})


def test_sequences_without_a_record_are_passed_over_and_overwritten_ones_too():
    desk = Meter([Ring(40, without=tuple(range(11, 35)), oldest=10)]).desk()
    following, found = asked_for_records(desk, 0, 0)
    assert (following, sorted(found)) == (26, [10]), "what one answer looks at is bounded"
    following, found = asked_for_records(desk, 0, following)
    assert (following, sorted(found)) == (40, [35, 36, 37, 38, 39])


def test_a_stream_that_is_not_there_is_refused():
    desk = Meter([Ring(3), None]).desk()
    for stream in (1, 2, 255):
        raises(Unable, desk.handlers["records"], struct.pack("<BIH", stream, 0, 500))
        raises(Unable, desk.handlers["stored"], struct.pack("<BI", stream, 0))


def test_records_are_to_be_asked_for_again_while_the_flash_erases():
    meter = Meter([Ring(3)])
    desk = meter.desk()
    meter.flash.busy = True
    try:
        raises(Busy, asked_for_records, desk, 0, 0)
    finally:
        meter.flash.busy = False
    assert len(asked_for_records(desk, 0, 0)[1]) == 3


def test_what_is_stored_moves_a_mark_that_only_rises_and_is_in_the_state():
    ring = Ring(20)
    meter = Meter([ring])
    stored = meter.desk().handlers["stored"]
    for to, mark in ((5, 5), (3, 5), (12, 12), (4000000000, 20)):
        assert struct.unpack("<I", bytes(stored(struct.pack("<BI", 0, to)))) == (mark,)
    row = bytearray(LINK_BYTES)
    meter.row.pack_into(row, 0)
    again = Ring(20)
    LinkRow([again]).unpack_from(row, 0)
    assert again.read_to == 20


def test_hello_says_how_much_there_is():
    ring = Ring(20)
    ring.read_to = 12
    meter = Meter([ring, None])
    desk = desk_with_points(meter, [1, 2, 3])
    answer = bytes(desk.handlers["hello"](b""))
    assert answer == struct.pack("<IIHBIIII", 3, MONDAY_S, 0, 2, 20, 12, 0, 0)
    desk.handlers["read"](b"\x00\x00\x01")
    assert bytes(desk.handlers["hello"](b""))[8:10] == b"\x03\x00", "once they were read"


def desk_with_points(meter, values):
    """A desk whose meter has these points; how often they are read is counted."""

    def read(meter):
        meter.reads += 1
        return list(values)

    return meter.desk(read=read)


def test_points_are_of_one_second_until_the_first_is_asked_for_again():
    meter = Meter()
    values = [5, None, -(1 << 70), 1 << 62]
    read = desk_with_points(meter, values).handlers["read"]
    expected = (MONDAY_S, 5, NO_VALUE, -(1 << 63) + 1, 1 << 62)
    assert struct.unpack("<Iqqqq", bytes(read(b"\x00\x00\x04"))) == expected
    values[0], meter.now_s = 6, MONDAY_S + 1
    assert struct.unpack("<Iq", bytes(read(b"\x03\x00\x01"))) == (MONDAY_S, 1 << 62)
    assert meter.reads == 1
    for _ in range(5):
        assert struct.unpack("<Iq", bytes(read(b"\x00\x00\x01"))) == (MONDAY_S + 1, 6)
    assert meter.reads == 2, "once a second at the most"
    raises(Unable, read, b"\xff\xff\xff")
    raises(Unable, read, b"\x00\x00\x40")


def test_a_command_in_pieces_is_done_with_the_last_one():
    meter = Meter()
    command = meter.desk().handlers["command"]
    answers = [bytes(command(piece)) for piece in pieces_of(1, top_up(1), 20)]
    assert answers[:-1] == [struct.pack("<BH", MORE, 20), struct.pack("<BH", MORE, 40)]
    assert json.loads(answers[-1][1:]) == {"kind": "top_up", "id": 1, "said": ""}
    assert meter.account.balance_u == 5 * UNIT


def test_pieces_that_are_doubled_or_missing_are_asked_for_again():
    meter = Meter()
    command = meter.desk().handlers["command"]
    first, second, third = pieces_of(1, top_up(1), 20)
    for piece, have in ((second, 0), (first, 20), (first, 20), (third, 20), (second, 40)):
        assert bytes(command(piece)) == struct.pack("<BH", MORE, have)
    assert bytes(command(third))[0] == DONE
    assert bytes(command(third)) == struct.pack("<BH", MORE, 0)
    assert meter.account.balance_u == 5 * UNIT


def test_a_repeated_command_gets_the_answer_that_it_got():
    meter = Meter()
    desk = meter.desk()
    done, refused = brought(desk, 1, top_up(1)), brought(desk, 2, top_up(2, "none"))
    assert done["said"] == "" and "none" in refused["said"]
    assert brought(desk, 2, top_up(2, "none")) == refused
    assert "came after a later one" in brought(desk, 1, top_up(1))["said"]
    twice = brought(desk, 3, top_up(1))
    assert "it was done before" in twice["said"], "sent twice is not asked for again"
    assert meter.account.balance_u == 5 * UNIT


def test_a_start_between_effect_and_answer_changes_neither():
    meter = Meter()
    done = brought(meter.desk(), 7, top_up(1))
    balance_u, _, row = meter.frames[0]
    assert balance_u == 5 * UNIT, "the effect and its key are in one frame"
    meter.row.unpack_from(row, 0)
    meter.frames.clear()
    assert brought(meter.desk(), 7, top_up(1)) == done
    assert meter.account.balance_u == 5 * UNIT and not meter.frames
    assert "done before" in brought(meter.desk(), 8, top_up(1))["said"]


def test_a_start_between_key_and_effect_does_the_command():
    meter = Meter()
    meter.row.done_key = crc32(top_up(1), 7)
    assert brought(meter.desk(), 7, top_up(1))["said"] == ""
    assert meter.account.balance_u == 5 * UNIT


def test_what_the_memory_does_not_take_is_answered_when_it_does():
    """The command is done once: it is sent again, and the answer says that it was done."""
    meter = Meter()
    desk = meter.desk()
    meter.takes = False
    for _ in range(3):
        raises(Busy, brought, desk, 7, top_up(1))
    assert meter.frames == []
    meter.takes = True
    assert brought(desk, 7, top_up(1))["said"] == ""
    assert meter.account.balance_u == 5 * UNIT


def test_what_was_refused_once_is_not_done_by_a_late_copy():
    meter = Meter(max_balance="10")
    desk = meter.desk()
    assert "expected a balance of at most" in brought(desk, 1, top_up(1, "11"))["said"]
    assert brought(desk, 2, top_up(1, "9"))["said"] == ""
    meter.account.balance_u = 0
    assert "came after a later one" in brought(desk, 1, top_up(2, "9"))["said"]
    assert brought(desk, 0xFFFFF000, top_up(2, "9"))["said"] == "", "counted by somebody new"


def test_a_command_is_verified_before_it_is_read():
    meter = Meter()
    desk = meter.desk(verify=lambda sealed: sealed[1:] if sealed[:1] == b"#" else None)
    assert "wrong seal" in brought(desk, 1, top_up(1))["said"]
    assert meter.account.balance_u == 0
    assert brought(desk, 2, b"#" + top_up(1))["said"] == ""
    assert meter.account.balance_u == 5 * UNIT


def test_a_meter_without_a_scheme_takes_no_commands_and_says_so():
    meter = Meter()
    desk = Desk(meter, meter.row, Kept(), None, None)
    assert "takes none" in brought(desk, 1, top_up(1))["said"]


def test_a_command_that_is_too_long_or_does_not_fit_itself_is_refused():
    command = Meter().desk().handlers["command"]
    for total, offset, piece in ((8193, 0, b"x"), (5, 3, b"xyz"), (0, 0, b"x")):
        raises(Unable, command, struct.pack("<IHH", 1, total, offset) + piece)


def test_a_command_that_does_not_go_on_gives_back_its_memory():
    class Board:
        link_uart = link_waits = None

    meter = Meter()
    meter.rings = ()
    link = Link(meter, Board)
    desk = meter.desk()
    link.kept = meter.kept
    desk.handlers["command"](next(pieces_of(1, top_up(1), 20)))
    for second, have in ((60, 20), (61, 0)):
        meter.clock.now_s = second
        link.tidy()
        assert link.kept.have == have
    meter.clock.now_s = 0


def test_silence_and_refusals_are_events():
    class Board:
        link_uart = link_waits = None

    class Events:
        said = []

        def __getattr__(self, name):
            return lambda kind, value=0: self.said.append((name, kind, value))

    meter = Meter()
    meter.rings, meter.events = (), Events()
    link = Link(meter, Board)
    for second, refused in ((299, 0), (300, 0), (599, 3), (600, 3), (899, 3), (900, 3)):
        link.parts[3][1] = refused
        meter.clock.now_s = second
        link.tidy()
    meter.clock.now_s = 0
    calm = ("end", 38, 0)
    assert Events.said == [calm, ("note", 39, 3), calm, ("begin", 38, 0)]


def test_a_command_for_which_there_is_no_room_is_to_come_later():
    desk, free = Meter().desk(), link_commands.free_bytes
    link_commands.free_bytes = lambda: 20000
    try:
        raises(Busy, desk.handlers["command"], next(pieces_of(1, top_up(1))))
    finally:
        link_commands.free_bytes = free


def test_bytes_that_only_look_like_a_command_are_refused_in_one_sentence():
    meter = Meter()
    desk = meter.desk()
    for ticket, text in enumerate((b"{", b"[]", b"\xff\xfe", b"[" * 400, b'{"kind": []}'), 1):
        said = brought(desk, ticket, text)["said"]
        assert said and "\n" not in said, text
        meter.row.done_key = crc32(text, ticket + 100)
        assert brought(desk, ticket + 100, text)["said"], "nor with the key of one that was done"


def test_the_whole_desk_answers_in_frames():
    server = LinkServer({})
    server.handlers = Meter([Ring(20)]).desk(room=server.room).handlers
    request = FrameWriter().frame(KIND_OF["records"], 9, struct.pack("<BIH", 0, 15, 500))
    answers = [server.take(byte, 0) for byte in bytes(request)]
    reader = FrameReader()
    assert [reader.feed(byte) for byte in bytes(answers[-1])][-1]
    assert sorted(records_of(bytes(reader.payload))[1]) == [15, 16, 17, 18, 19]
