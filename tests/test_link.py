"""The link between the processors, byte by byte: stuffing, frames, requests, floods."""

from comms import link_client, link_requests
from comms.cobs import decode_in_place, encode_into, encoded_bytes
from comms.link_client import LinkClient
from comms.link_frame import MOST_ON_WIRE, MOST_PAYLOAD, FrameReader, FrameWriter
from comms.link_server import LinkServer, Unable
from comms.purse import MOST_SAVED, Purse
from tests.expect import allocates_nothing, raises

STUFFED = (
    # examples of the paper and of its encyclopedia article: data, stuffed
    (b"", b"\x01"),
    (b"\x00", b"\x01\x01"),
    (b"\x00\x00", b"\x01\x01\x01"),
    (b"\x11\x22\x00\x33", b"\x03\x11\x22\x02\x33"),
    (b"\x11\x22\x33\x44", b"\x05\x11\x22\x33\x44"),
    (b"\x11\x00\x00\x00", b"\x02\x11\x01\x01\x01"),
    (bytes(range(1, 255)), b"\xff" + bytes(range(1, 255))),
    (bytes(range(255)), b"\x01\xff" + bytes(range(1, 255))),
    (bytes(range(1, 256)), b"\xff" + bytes(range(1, 255)) + b"\x02\xff"),
    (bytes(range(2, 256)) + b"\x00", b"\xff" + bytes(range(2, 256)) + b"\x01\x01"),
    (bytes(range(3, 256)) + b"\x00\x01", b"\xfe" + bytes(range(3, 256)) + b"\x02\x01"),
)
READ = bytes((0, 0, 5))


def stuffed(data):
    out = bytearray(encoded_bytes(len(data)))
    return bytes(out[: encode_into(data, len(data), out)])


def fed(reader, data):
    """How many whole frames the bytes end."""
    return sum([reader.feed(byte) for byte in data])


def answered(server, data, now_s=0):
    """(kind, request, payload) of each answer to the bytes."""
    reader, answers = FrameReader(), []
    for byte in data:
        answer = server.take(byte, now_s)
        if answer is not None:
            assert fed(reader, answer) == 1
            answers.append((reader.kind, reader.request, bytes(reader.payload)))
    return answers


def echo(payload):
    return bytes(payload)


def unable(payload):
    raise Unable


def test_known_data_is_stuffed_and_unstuffed():
    for data, expected in STUFFED:
        assert stuffed(data) == expected
        buf = bytearray(expected)
        assert decode_in_place(buf, len(buf)) == len(data)
        assert bytes(buf[: len(data)]) == data


def test_what_was_not_stuffed_is_recognised():
    for garbage in (b"\x00", b"\x05\x11", b"\x02\x00", b"\x03\x11\x00", b"\xff\x01"):
        assert decode_in_place(bytearray(garbage), len(garbage)) == -1


def test_a_frame_has_these_bytes():
    plain = b"\x01\x02\x04\x03\x00\x07" + b"\xcb\x9d\x1e\x13"  # the CRC-32 from zlib
    frame = bytes(FrameWriter().frame(2, 0x0304, b"\x00\x07"))
    assert frame == b"\x05\x01\x02\x04\x03" + b"\x06" + plain[5:] + b"\x00"


def test_frames_of_any_length_come_through_behind_noise():
    writer, reader = FrameWriter(), FrameReader()
    for count in (0, 1, 253, 254, 255, 256, 508, MOST_PAYLOAD):
        payload = bytes([(7 * k + count) % 256 for k in range(count)])
        assert fed(reader, b"\x55\xaa noise \x00") == 0
        assert fed(reader, writer.frame(5, count, payload)) == 1
        assert (reader.kind, reader.request, bytes(reader.payload)) == (5, count, payload)
    assert reader.dropped == 8


def test_a_payload_that_is_too_long_is_a_programmers_mistake():
    assert "at most 512" in str(raises(ValueError, FrameWriter().frame, 1, 1, bytes(513)))


def test_a_frame_that_is_hit_at_any_bit_is_dropped():
    frame = bytes(FrameWriter().frame(5, 1, b"command"))
    for bit in range(8 * len(frame)):
        hit, reader = bytearray(frame), FrameReader()
        hit[bit // 8] ^= 1 << bit % 8
        assert fed(reader, hit) == 0, bit
        fed(reader, b"\x00")
        assert fed(reader, frame) == 1, "the next one is whole"


def test_another_version_is_dropped():
    plain = b"\x02\x05\x01\x00x"
    reader = FrameReader()
    assert fed(reader, stuffed(plain + crc(plain)) + b"\x00") == 0
    assert reader.dropped == 1


def crc(data):
    from binascii import crc32

    return crc32(data).to_bytes(4, "little")


def test_endless_noise_fills_nothing_and_is_over_with_the_next_zero():
    reader = FrameReader()
    for number in range(5 * MOST_ON_WIRE):
        assert not reader.feed(1 + number % 255)
    assert fed(reader, b"\x00") == 0
    assert fed(reader, FrameWriter().frame(1, 1, b"")) == 1
    assert (reader.frames, reader.dropped) == (1, 1)


def test_a_byte_within_a_frame_allocates_nothing():
    reader = FrameReader()
    allocates_nothing(lambda: reader.feed(7))


def test_a_request_is_answered_with_its_number():
    server = LinkServer({"read": echo})
    answers = answered(server, FrameWriter().frame(2, 77, READ))
    assert answers == [(0x82, 77, READ)]


def test_what_is_not_in_the_list_is_refused():
    server, writer = LinkServer({"read": echo, "command": unable}), FrameWriter()
    for kind, payload, reason in (
        (0x09, b"", link_requests.UNKNOWN),
        (0x82, READ, link_requests.UNKNOWN),  # an answer is no request
        (0x02, READ[:2], link_requests.WRONG_LENGTH),
        (0x02, READ + b"x", link_requests.WRONG_LENGTH),
        (0x04, bytes(5), link_requests.UNABLE),  # nobody carries it out
        (0x05, bytes(9), link_requests.UNABLE),
    ):
        assert answered(server, writer.frame(kind, 9, payload)) == [(0xFF, 9, bytes((reason,)))]
    assert server.refused == [0, 2, 2, 0, 2]


def test_every_request_has_its_bounds_and_its_price():
    kinds = [row[0] for row in link_requests.REQUESTS]
    assert kinds == sorted(set(kinds)) and max(kinds) < 0x80
    for _, _, least, most, cost in link_requests.REQUESTS:
        assert 0 <= least <= most <= MOST_PAYLOAD and 1 <= cost <= MOST_SAVED


def test_a_flood_costs_no_more_than_its_price():
    calls = []
    server, writer = LinkServer({"command": lambda payload: calls.append(1) or b""}), FrameWriter()
    frame = bytes(writer.frame(5, 1, bytes(9)))
    for second in range(10):
        for _ in range(100):
            answered(server, frame, second)
    assert len(calls) <= (MOST_SAVED + 9 * 20) // 8
    assert len(calls) >= 9
    unheard, busy = server.refused[0], server.refused[link_requests.BUSY]
    assert unheard + busy == 1000 - len(calls) and unheard > busy


def test_after_a_flood_a_quiet_second_is_enough():
    server, writer = LinkServer({"hello": echo}), FrameWriter()
    frame = bytes(writer.frame(1, 1, b""))
    answered(server, frame * 200, 5)
    assert answered(server, frame, 6) == [(0x81, 1, b"")]


def test_a_purse_gives_nothing_for_time_that_went_back():
    purse = Purse(10, 20)
    assert purse.spend(20, 100) and not purse.spend(1, 100)
    assert not purse.spend(1, 50)
    assert purse.spend(10, 51) and not purse.spend(1, 51)
    assert purse.spend(20, 1000000) and not purse.spend(1, 1000000)


def test_a_client_asks_again_in_doubling_waits_and_gives_up():
    client, sent_at = LinkClient(), []
    client.ask("read", READ, now_ms=0)
    for now_ms in range(0, 40000, 50):
        if client.poll(now_ms) is not None:
            sent_at.append(now_ms)
    assert sent_at == [0, 250, 750, 1750, 3750, 7750]
    assert client.state == link_client.SILENT
    assert (client.asked, client.repeated, client.silent) == (1, 5, 1)


def test_an_answer_to_another_request_does_not_count():
    client, writer = LinkClient(), FrameWriter()
    client.ask("read", READ)
    client.ask("read", READ)
    for kind, request in ((0x82, 1), (0x81, 2), (0x02, 2)):
        assert not any([client.take(byte) for byte in bytes(writer.frame(kind, request, b"no"))])
    assert [client.take(byte) for byte in bytes(writer.frame(0x82, 2, b"yes"))][-1]
    assert (client.state, client.answer) == (link_client.ANSWERED, b"yes")


def test_busy_is_asked_again_and_other_refusals_end_a_request():
    client, writer = LinkClient(), FrameWriter()
    client.ask("read", READ)
    assert client.poll(0) is not None
    for byte in bytes(writer.frame(0xFF, 1, bytes((link_requests.BUSY,)))):
        client.take(byte)
    assert client.state == link_client.WAITING and client.poll(250) is not None
    for byte in bytes(writer.frame(0xFF, 1, bytes((link_requests.UNABLE,)))):
        client.take(byte)
    assert client.state == link_client.REFUSED
    assert link_requests.REASONS[client.reason] == "cannot be carried out now"
