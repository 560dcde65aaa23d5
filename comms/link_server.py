"""The metering processor's end of the link: it answers, and never asks, waits or remembers.

    server = LinkServer({"read": read, ...})     # each takes and returns bytes
    for byte in chunk:
        answer = server.take(byte, now_s)        # None, or a view of bytes to send
        if answer is not None:
            uart.write(answer)

It needs nothing of the other side: whatever comes, a byte costs a bounded time, a request has a
price, and there are `PER_SECOND` to spend, `MOST_SAVED` after a quiet time. What exceeds that is
answered "busy" as long as that itself is affordable, then not at all. Doubled requests are
harmless: reads change nothing, `stored` only rises, and a command carries an id of its own.
"""

from comms.link_frame import ANSWER, FrameReader, FrameWriter
from comms.link_requests import BUSY, REFUSED, ROW_OF, UNABLE, UNKNOWN, WRONG_LENGTH

PER_SECOND = 20
MOST_SAVED = 40


class LinkServer:
    """`handlers` has a function for each name of REQUESTS that this meter carries out; one that
    raises `Unable` (or is not there) or `Busy` is answered so. `refused` counts by reason.
    """

    def __init__(self, handlers):
        self.reader = FrameReader()
        self.refused = [0] * (UNABLE + 1)
        self._handlers = handlers
        self._writer = FrameWriter()
        self._purse = Purse(PER_SECOND, MOST_SAVED)

    def take(self, byte, now_s):
        """Take one byte, at a second of the monotonic clock; the answer that it brought about."""
        if not self.reader.feed(byte):
            return None
        kind, request = self.reader.kind, self.reader.request
        row = ROW_OF.get(kind)
        reason = self._objection(row, now_s)
        if not reason:
            try:
                answer = self._handlers[row[1]](self.reader.payload)
                return self._writer.frame(kind | ANSWER, request, answer)
            except Refusal as refusal:
                reason = refusal.reason
        self.refused[reason] += 1
        if not self._purse.spend(1, now_s):
            return None
        return self._writer.frame(REFUSED, request, bytes((reason,)))

    def _objection(self, row, now_s):
        """Why a request is not carried out, 0 if it is; what is carried out is paid for."""
        if row is None:
            return UNKNOWN
        _, name, least, most, cost = row
        if not least <= len(self.reader.payload) <= most:
            return WRONG_LENGTH
        if name not in self._handlers:
            return UNABLE
        return 0 if self._purse.spend(cost, now_s) else BUSY


class Refusal(Exception):
    """Raised by a handler that does not carry out a request."""


class Unable(Refusal):
    """Nor would it if it were asked again."""

    reason = UNABLE


class Busy(Refusal):
    """But it may a moment later."""

    reason = BUSY


class Purse:
    """So many coins a second, of which `most` can be saved; time that went back gives none."""

    def __init__(self, per_second, most):
        self._per_second = per_second
        self._most = most
        self._saved = most
        self._at_s = None

    def spend(self, coins, now_s):
        """Take so many out; False, and nothing taken, where there are fewer."""
        if self._at_s is not None and now_s > self._at_s:
            earned = min(now_s - self._at_s, self._most) * self._per_second
            self._saved = min(self._most, self._saved + earned)
        self._at_s = now_s
        if coins > self._saved:
            return False
        self._saved -= coins
        return True
