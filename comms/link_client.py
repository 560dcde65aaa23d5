"""The communication processor's end of the link: one request at a time, until it is answered.

    client.ask("read", payload, now_ms)
    out = client.poll(now_ms)            # None, or a view of bytes to send: the first time, again
    client.take(byte)                    # when it is due
    client.state                         # WAITING, ANSWERED, REFUSED or SILENT

Every request may arrive twice, and every answer late: an answer counts only where it has the
number of the request that is being waited for. Milliseconds are of a counter that never wraps.
"""

from comms import link_requests
from comms.link_frame import ANSWER, FrameReader, FrameWriter

IDLE, WAITING, ANSWERED, REFUSED, SILENT = range(5)
FIRST_WAIT_MS = 250
MOST_TRIES = 6
"""Waits double: a request is given up after 250 ms x 63, some 16 s."""


class LinkClient:
    """`answer` are the bytes of the answer, `reason` why it was refused (link_requests.REASONS);
    `asked`, `repeated` and `silent` count. `kinds` are the requests that there are, by name.
    `heard` is the kind of the last whole frame, whether it was asked for or not.
    """

    def __init__(self, kinds=link_requests.KIND_OF):
        self.reader = FrameReader()
        self.state = IDLE
        self.heard = 0
        self._kinds = kinds
        self.answer = b""
        self.reason = 0
        self.asked = self.repeated = self.silent = 0
        self._writer = FrameWriter()
        self._kind = self._request = self._tries = 0
        self._due_ms = 0
        self._frame = None

    def ask(self, name, payload=b"", now_ms=0):
        """Begin a request; one that is under way is given up."""
        self._kind = self._kinds[name]
        self._request = (self._request + 1) & 0xFFFF
        self._frame = self._writer.frame(self._kind, self._request, payload)
        self._tries, self._due_ms = 0, now_ms
        self.state = WAITING
        self.asked += 1

    def wait_ms(self, now_ms):
        """How long it is until `poll` has something to do."""
        return max(0, self._due_ms - now_ms)

    def poll(self, now_ms):
        """The frame to send now, None if none is due."""
        if self.state != WAITING or now_ms < self._due_ms:
            return None
        if self._tries == MOST_TRIES:
            self.state = SILENT
            self.silent += 1
            return None
        self.repeated += self._tries > 0
        self._due_ms = now_ms + (FIRST_WAIT_MS << self._tries)
        self._tries += 1
        return self._frame

    def take(self, byte):
        """Take one byte; True if it ended the request that was waited for."""
        reader = self.reader
        if not reader.feed(byte):
            return False
        self.heard = reader.kind
        if self.state != WAITING or reader.request != self._request:
            return False
        if reader.kind == self._kind | ANSWER:
            self.state = ANSWERED
            self.answer = bytes(reader.payload)
        elif reader.kind == link_requests.REFUSED and len(reader.payload) == 1:
            self._refused(reader.payload[0])
        return self.state != WAITING

    def _refused(self, reason):
        """What is busy is asked again when its time has come."""
        if reason != link_requests.BUSY:
            self.state, self.reason = REFUSED, reason
