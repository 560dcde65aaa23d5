"""What the metering processor makes of commands over the link: each once."""

import json
import struct
from binascii import crc32

from comms.link_frame import FrameReader, FrameWriter
from comms.link_requests import DONE, KIND_OF, MORE
from comms.link_server import Busy, LinkServer, Unable
from firmware import link_commands
from firmware.link import Kept, Link
from firmware.link_desk import Desk
from tests.desk_scene import Meter, Ring, brought, pieces_of, records_of, top_up
from tests.expect import raises
from tests.prepaid_scene import UNIT

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place


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
