"""The link over a line that loses, doubles, delays and spoils, and COBS beside a library's."""

import random

from cobs import cobs
from hypothesis import given, settings
from hypothesis import strategies as st

from comms import link_client
from comms.cobs import decode_in_place, encode_into, encoded_bytes
from comms.link_client import LinkClient
from comms.link_frame import FrameReader
from comms.link_server import LinkServer

RUNS = st.sampled_from([0, 1, 253, 254, 255, 508, 509])


@given(st.lists(st.tuples(RUNS, st.integers(0, 255))))
def test_stuffing_is_that_of_the_library(runs):
    data = b"".join(bytes((fill,)) * length for length, fill in runs)
    out = bytearray(encoded_bytes(len(data)))
    length = encode_into(data, len(data), out)
    assert bytes(out[:length]) == cobs.encode(data)
    assert bytes(out[: decode_in_place(out, length)]) == data


@given(st.binary(max_size=1200))
def test_any_bytes_are_borne(noise):
    server, client = LinkServer({}), LinkClient()
    client.ask("hello")
    for byte in noise:
        server.take(byte, 0)
        client.take(byte)


@given(st.binary(max_size=600))
def test_what_is_unstuffed_is_what_the_library_makes_of_it(stuffed):
    buf = bytearray(stuffed)
    length = decode_in_place(buf, len(buf))
    try:
        expected = cobs.decode(stuffed)
    except cobs.DecodeError:
        assert length == -1
    else:
        assert bytes(buf[:length]) == expected


class Line:
    """Bytes on their way: frames are lost, doubled, delayed or hit, by chance."""

    def __init__(self, chance, rate):
        self.chance = chance
        self.rate = rate
        self.waiting = []

    def send(self, frame, now_ms):
        for _ in range(1 + (self.chance.random() < self.rate)):
            if self.chance.random() >= self.rate:
                late_ms = self.chance.randrange(600) if self.chance.random() < self.rate else 5
                self.waiting.append((now_ms + late_ms, self._spoilt(bytes(frame))))

    def _spoilt(self, frame):
        if self.chance.random() >= self.rate:
            return frame
        at = self.chance.randrange(len(frame))
        return frame[:at] + bytes((frame[at] ^ 1 << self.chance.randrange(8),)) + frame[at + 1 :]

    def arrived(self, now_ms):
        arrived = [frame for at_ms, frame in self.waiting if at_ms <= now_ms]
        self.waiting = [each for each in self.waiting if each[0] > now_ms]
        return b"".join(arrived)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.1, 0.3]))
def test_over_a_bad_line_every_answer_is_the_right_one(seed, rate):
    chance = random.Random(seed)
    there, back = Line(chance, rate), Line(chance, rate)
    effects = set()

    def command(payload):
        effects.add(bytes(payload))  # doubled, it changes nothing: as an id would do
        return b"did " + bytes(payload)

    server, client = LinkServer({"command": command}), LinkClient()
    asked, now_ms = 0, 0
    while asked < 12:
        wanted = b"command %d" % asked
        client.ask("command", wanted, now_ms)
        while client.state == link_client.WAITING:
            now_ms += 25
            frame = client.poll(now_ms)
            if frame is not None:
                there.send(frame, now_ms)
            for byte in there.arrived(now_ms):
                answer = server.take(byte, now_ms // 1000)
                if answer is not None:
                    back.send(answer, now_ms)
            for byte in back.arrived(now_ms):
                client.take(byte)
        if client.state == link_client.ANSWERED:
            assert client.answer == b"did " + wanted
            assert wanted in effects
            asked += 1
        assert now_ms < 600_000, "the line is bad, not dead"
    assert effects == {b"command %d" % number for number in range(12)}


def test_noise_hardly_ever_makes_a_frame():
    chance, reader = random.Random(1), FrameReader()
    found = sum(reader.feed(byte) for byte in chance.randbytes(2_000_000))
    assert found == 0 and reader.dropped > 5000
