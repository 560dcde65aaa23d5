"""What the communication processor may read and bring: the handlers of the link's requests.

Everything but commands is answered in one buffer, which is that of the frame that is sent; nothing
that can be asked for changes energy or money.

Values of points are taken together, of one second, when the first of them is asked for, and stand
until then, so that several requests see one picture. Records stay in their rings until the far end
has stored them, and longer: what it says is stored moves a mark, behind which a ring may be
overwritten without an alarm. A sequence that has no record was passed over by its ring.
"""

import struct

from comms.link_requests import NO_VALUE
from comms.link_server import Busy, LinkServer, Unable
from firmware.compat import const

MOST_TRIED = 16
"""Sequences that one answer looks at, so that its time is bounded."""
MOST_VALUE = (1 << 63) - 1
TAKES_NONE = (
    b'\x01{"kind": null, "id": null,'
    b' "said": "command: this meter takes none; give it a prepaid scheme"}'
)
_VALUE_BYTES = const(8)
_HELLO_BYTES = const(11)


def answer_to_frame(link, meter, now_s):
    """The answer to the frame that the reader of a `firmware.link.Link` has: a view of bytes."""
    take = None
    if meter.prepayment is not None:
        from firmware.link_commands import Tray

        take = Tray(meter, link.row, link.kept).take
    server = LinkServer({}, link.parts)
    server.handlers = Desk(meter, link.row, link.kept, server.room, values_of, take).handlers
    return server.answer(now_s)


def values_of(meter):
    """The values of all points of a meter, those of its prepaid scheme last; of several subjects
    each has its own, which are not among them.
    """
    from firmware import bindings

    values = bindings.read(meter)
    if meter.prepayment and not meter.subjects:
        values += meter.prepayment.points(meter.settlement.utc_s)
    return values


class Desk:
    """`room` is where answers are made; `row` is the link's part of the stored state, and has the
    rings of the records, None for one that is not there; `kept` is what lasts from request to
    request (`firmware.link.Kept`); `read(meter)` gives the values of all points as whole numbers,
    None for what is not there; `take` takes pieces of commands, None where none are taken.
    """

    def __init__(self, meter, row, kept, room, read, take=None):
        self._meter = meter
        self._rings = row.rings
        self._kept = kept
        self._room = room
        self._read_all = read
        self.handlers = {
            "hello": self._hello,
            "read": self._read,
            "records": self._records,
            "stored": self._stored,
            "command": take or _take_none,
        }

    def _hello(self, payload):
        """Boots 4, UTC second 4, points 2, streams 1; their next sequences and marks, 4 each."""
        meter, room, rings, at = self._meter, self._room, self._rings, _HELLO_BYTES
        values = self._kept.values
        points = len(values) // _VALUE_BYTES if values else 0
        struct.pack_into("<IIHB", room, 0, meter.stored.boots, meter.utc_s(), points, len(rings))
        for ring in rings:
            marks = (ring.newest + 1, ring.read_to) if ring else (0, 0)
            struct.pack_into("<II", room, at, *marks)
            at += 8
        return room[:at]

    def _read(self, payload):
        """UTC second of the values 4, then each value 8, signed."""
        first, count = struct.unpack("<HB", payload)
        kept = self._kept
        if not first or kept.values is None:
            self._look()
        end, size = (first + count) * _VALUE_BYTES, 4 + count * _VALUE_BYTES
        if end > len(kept.values) or size > len(self._room):
            raise Unable
        struct.pack_into("<I", self._room, 0, kept.values_at_s)
        self._room[4:size] = memoryview(kept.values)[first * _VALUE_BYTES : end]
        return self._room[:size]

    def _look(self):
        """Take the values of all points, unless those of this second are here."""
        kept, now_s = self._kept, self._meter.utc_s()
        if kept.values is not None and now_s == kept.values_at_s:
            return
        values = self._read_all(self._meter)
        if kept.values is None:
            kept.values = bytearray(_VALUE_BYTES * len(values))
        for k, value in enumerate(values):
            sent = NO_VALUE if value is None else max(-MOST_VALUE, min(value, MOST_VALUE))
            struct.pack_into("<q", kept.values, _VALUE_BYTES * k, sent)
        kept.values_at_s = now_s

    def _records(self, payload):
        """Records from a sequence on, in at most so many bytes: next sequence 4, bytes of a record
        2, then each with its sequence 4.
        """
        stream, start, most = struct.unpack("<BIH", payload)
        ring, room = self._ring(stream), self._room
        if self._meter.flash.is_busy():
            raise Busy  # reading would wait for an erase, and so would the tick
        most, at, step = min(most, len(room)), 6, 4 + ring.body_bytes
        sequence = start if start > ring.newest else max(start, ring.oldest)
        last = min(ring.newest, sequence + MOST_TRIED - 1)
        while sequence <= last and at + step <= most:
            struct.pack_into("<I", room, at, sequence)
            if ring.read(sequence, room[at + 4 : at + step]):
                at += step
            sequence += 1
        struct.pack_into("<IH", room, 0, sequence, ring.body_bytes)
        return room[:at]

    def _stored(self, payload):
        """Everything before a sequence is stored at the far end; the mark as it is then, 4."""
        stream, sequence = struct.unpack("<BI", payload)
        ring = self._ring(stream)
        ring.mark_read(sequence)
        struct.pack_into("<I", self._room, 0, ring.read_to)
        return self._room[:4]

    def _ring(self, stream):
        ring = self._rings[stream] if stream < len(self._rings) else None
        if ring is None:
            raise Unable
        return ring


def _take_none(payload):
    return TAKES_NONE
