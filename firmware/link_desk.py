"""What the communication processor may read and bring: the handlers of the link's requests.

Everything but commands is answered from one buffer; nothing that can be asked for changes energy
or money, and a command is verified first (`firmware.link_commands`).
"""

import struct

from comms.link_server import Unable
from firmware.link_commands import Tray
from firmware.link_points import Picture
from firmware.outbox import Outbox

ANSWER_BYTES = 508
_HELLO = "<IIHB"
_HELLO_BYTES = 11
_MARKS = "<II"
_MARKS_BYTES = 8
_SECOND = "<I"
_SECOND_BYTES = 4


class Desk:
    """`row` is the link's part of the stored state, and has the rings of the records; for `obey`
    and `verify` see `firmware.link_commands`, for `read` `firmware.link_points`. `handlers` are by
    the names of REQUESTS.
    """

    def __init__(self, meter, row, read, obey=None, verify=bytes):
        self._meter = meter
        self._out = bytearray(ANSWER_BYTES)
        self.outbox = Outbox(row.rings, self._out)
        self.picture = Picture(meter, read)
        self.tray = Tray(meter, row, obey, verify)
        self.handlers = {
            "hello": self._hello,
            "read": self._read,
            "records": self._records,
            "stored": self._stored,
            "command": self.tray.take,
        }

    def _hello(self, payload):
        """Boots 4, UTC second 4, points 2, streams 1; their next sequences and marks, 4 each."""
        meter, out, rings = self._meter, self._out, self.outbox.rings
        head = (meter.stored.boots, meter.utc_s(), self.picture.count, len(rings))
        struct.pack_into(_HELLO, out, 0, *head)
        at = _HELLO_BYTES
        for ring in rings:
            marks = (ring.newest + 1, ring.read_to) if ring else (0, 0)
            struct.pack_into(_MARKS, out, at, *marks)
            at += _MARKS_BYTES
        return memoryview(out)[:at]

    def _read(self, payload):
        """UTC second of the values 4, then each value 8, signed."""
        values = self.picture.part(*struct.unpack("<HB", payload))
        if values is None or _SECOND_BYTES + len(values) > ANSWER_BYTES:
            raise Unable
        size = _SECOND_BYTES + len(values)
        struct.pack_into(_SECOND, self._out, 0, self.picture.at_s)
        self._out[_SECOND_BYTES:size] = values
        return memoryview(self._out)[:size]

    def _records(self, payload):
        """As `Outbox.records` says."""
        try:
            return self.outbox.records(*struct.unpack("<BIH", payload))
        except LookupError:
            raise Unable

    def _stored(self, payload):
        """The mark of the stream as it is then, 4."""
        try:
            mark = self.outbox.stored(*struct.unpack("<BI", payload))
        except LookupError:
            raise Unable
        struct.pack_into(_SECOND, self._out, 0, mark)
        return memoryview(self._out)[:_SECOND_BYTES]
