"""The metering processor's end of the link: it answers, and never asks, waits or remembers.

    server = LinkServer({"read": read, ...})     # each takes and returns bytes
    for byte in chunk:
        answer = server.take(byte, now_s)        # None, or a view of bytes to send
        if answer is not None:
            uart.write(answer)

It needs nothing of the other side: whatever comes, a byte costs a bounded time, a frame that is
whole costs a coin, a request its price beside, and there are `PER_SECOND` to spend, `MOST_SAVED`
after a quiet time (`comms.purse`). A request that cannot be paid is answered "busy"; a frame that
cannot, not at all. Doubled requests are harmless: reads change nothing, `stored` only rises, and a
command carries an id of its own.
"""

from comms.link_frame import ANSWER, FrameReader, FrameWriter
from comms.link_requests import BUSY, REFUSED, ROW_OF, UNABLE, UNKNOWN, WRONG_LENGTH
from comms.purse import Purse


class LinkServer:
    """`handlers` has a function for each name of REQUESTS that this meter carries out; one that
    raises `Unable` (or is not there) or `Busy` is answered so. `refused` counts by reason, its
    first number frames that were not looked at. An answer may be made in `room`; what `take`
    returns holds until the next byte.

    `parts` are the reader, writer, purse and counts of one that was before.
    """

    def __init__(self, handlers, parts=None):
        self.handlers = handlers
        self.reader, self._writer, self._purse, self.refused = parts or new_parts()
        self.room = self._writer.room

    def take(self, byte, now_s):
        """Take one byte, at a second of the monotonic clock; the answer that it brought about."""
        if not self.reader.feed(byte):
            return None
        if not self._purse.spend(1, now_s):
            self.refused[0] += 1
            return None
        return self.answer(now_s)

    def answer(self, now_s):
        """The answer to the frame that the reader has, which is paid for."""
        kind, request = self.reader.kind, self.reader.request
        row = ROW_OF.get(kind)
        reason = self._objection(row, now_s)
        if not reason:
            try:
                answer = self.handlers[row[1]](self.reader.payload)
                return self._writer.frame(kind | ANSWER, request, answer)
            except Refusal as refusal:
                reason = refusal.reason
        self.refused[reason] += 1
        return self._writer.frame(REFUSED, request, bytes((reason,)))

    def _objection(self, row, now_s):
        """Why a request is not carried out, 0 if it is; what is carried out is paid for."""
        if row is None:
            return UNKNOWN
        _, name, least, most, cost = row
        if not least <= len(self.reader.payload) <= most:
            return WRONG_LENGTH
        if name not in self.handlers:
            return UNABLE
        return 0 if self._purse.spend(cost, now_s) else BUSY


def new_parts():
    """Of a server: reader, writer, purse, counts."""
    reader = FrameReader()
    return reader, FrameWriter(reader.buf), Purse(), [0] * (UNABLE + 1)


class Refusal(Exception):
    """Raised by a handler that does not carry out a request."""


class Unable(Refusal):
    """Nor would it if it were asked again."""

    reason = UNABLE


class Busy(Refusal):
    """But it may a moment later."""

    reason = BUSY
