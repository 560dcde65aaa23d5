"""What the communication processor carries between the meter and the far end; it keeps nothing.

    steps = round_of_calls(notes)
    whom, name, payload = steps.send(answer)     # None first, and where there was no answer

A round is a generator: each step is a request to one of the two ends, and is sent the answer.
It can be given up and begun anew at any step, however often: records stay at the meter until the
far end has stored them, and it takes each once by its sequence; a command stays at the far end
until it is answered, and the meter does each once by its id.
"""

import struct

from comms.link_requests import COMMAND_HEAD, DONE, MORE
from comms.modem_requests import MOST_PIECE

METER, FAR_END = 0, 1
MOST_RECORDS = 500
"""Bytes of records in one answer, so that they fit a frame to the far end."""
_WANTED = "<I"
_RECORDS = "<BIH"
_FROM = "<BI"
_HEAD_BYTES = 6
_HELLO_BYTES = 11


class Notes:
    """What was carried, for whoever wants to know."""

    def __init__(self):
        self.rounds = self.records = self.commands = 0


def round_of_calls(notes):
    """One round: the commands that wait at the far end, then what is new of each stream."""
    told = yield FAR_END, "call", b""
    if told is None or len(told) < _HEAD_BYTES:
        return
    ticket, total = struct.unpack_from("<IH", told, 0)
    while total:
        ticket, total = yield from _carry_command(notes, ticket, total)
    wanted = _numbers(told, _HEAD_BYTES, 1)
    hello = yield METER, "hello", b""
    if hello is None or len(hello) < _HELLO_BYTES:
        return
    for stream, (following, mark) in enumerate(_numbers(hello, _HELLO_BYTES, 2)):
        if stream < len(wanted):
            yield from _carry_stream(notes, stream, wanted[stream][0], following, mark)
    notes.rounds += 1


def _carry_stream(notes, stream, wanted, following, mark):
    """What is new of a stream; where nothing is, the meter may still not know what is stored."""
    if wanted < following:
        yield from _carry_records(notes, stream, wanted)
    elif mark < wanted:
        yield METER, "stored", struct.pack(_FROM, stream, wanted)


def _carry_records(notes, stream, wanted):
    """All records of a stream that the far end has not stored yet."""
    while True:
        records = yield METER, "records", struct.pack(_RECORDS, stream, wanted, MOST_RECORDS)
        if not records or len(records) < 6 or _sequence(records) <= wanted:
            return
        stored = yield FAR_END, "deliver", struct.pack(_FROM, stream, wanted) + records
        if not stored or _sequence(stored) <= wanted:
            return
        notes.records += (len(records) - 6) // (4 + struct.unpack_from("<H", records, 4)[0])
        wanted = _sequence(stored)
        yield METER, "stored", struct.pack(_FROM, stream, wanted)


def _carry_command(notes, ticket, total):
    """One command, piece by piece, and its answer; the ticket and length of the next."""
    offset = 0
    while True:
        piece = yield FAR_END, "command", struct.pack("<IH", ticket, offset)
        if not piece or len(piece) > MOST_PIECE:
            return 0, 0
        answer = yield METER, "command", struct.pack(COMMAND_HEAD, ticket, total, offset) + piece
        if not answer:
            return 0, 0
        if answer[0] != MORE:
            break
        offset = struct.unpack_from("<H", answer, 1)[0]
    notes.commands += answer[0] == DONE
    told = yield FAR_END, "answer", struct.pack("<I", ticket) + answer[1:]
    return struct.unpack_from("<IH", told, 0) if told and len(told) >= _HEAD_BYTES else (0, 0)


def _numbers(data, at, count):
    """What stands from `at` on, as rows of `count` numbers."""
    layout = "<%dI" % count
    size = 4 * count
    return [struct.unpack_from(layout, data, k) for k in range(at, len(data) - size + 1, size)]


def _sequence(data):
    """The sequence that an answer begins with; 0 where it is too short for one."""
    return struct.unpack_from(_WANTED, data, 0)[0] if len(data) >= 4 else 0
