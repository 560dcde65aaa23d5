"""What the metering processor answers over the link: points, records, commands, each once."""

import struct

from comms.link_requests import NO_VALUE
from comms.link_server import Busy, Unable
from firmware.link_row import LINK_BYTES, LinkRow
from tests.desk_scene import Meter, Ring, asked_for_records, body_of
from tests.expect import raises
from tests.prepaid_scene import MONDAY_S

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place


def test_records_are_answered_from_a_sequence_on_with_the_next_one():
    desk = Meter([Ring(20)]).desk()
    following, found = asked_for_records(desk, 0, 7, most=6 + 3 * 10 + 9)
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
