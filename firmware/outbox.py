"""Records on their way to the far end: each ring of records is a stream of its own.

Records stay in their rings until the far end has stored them, and longer: what it says is stored
moves a mark, behind which a ring may be overwritten without an alarm. Sequences only rise; one
that has no record was passed over by its ring. A ring has (`firmware.record_ring`):

    oldest, newest, next, body_bytes, read_to
    read(sequence, body) -> whether there is such a record
    mark_read(to_sequence)
"""

import struct

MOST_TRIED = 16
"""Sequences that one answer looks at, so that its time is bounded."""
_SEQUENCE = "<I"
_SEQUENCE_BYTES = 4
_HEAD = "<IB"
_HEAD_BYTES = 5


class Outbox:
    """`rings` are the streams in order, None for one that is not there.

    `out` is the buffer that answers are made in; views of it hold until the next one.
    """

    def __init__(self, rings, out):
        self.rings = rings
        self._out = out

    def records(self, stream, start, most):
        """Records from the sequence `start` on, in at most `most` bytes: next sequence 4, bytes of
        a record 1, then each with its sequence 4. LookupError where there is no such stream.
        """
        ring, out = self._ring(stream), self._out
        step = _SEQUENCE_BYTES + ring.body_bytes
        most, at = min(most, len(out)), _HEAD_BYTES
        sequence = start if start > ring.newest else max(start, ring.oldest)
        last = min(ring.newest, sequence + MOST_TRIED - 1)
        while sequence <= last and at + step <= most:
            struct.pack_into(_SEQUENCE, out, at, sequence)
            if ring.read(sequence, memoryview(out)[at + _SEQUENCE_BYTES : at + step]):
                at += step
            sequence += 1
        struct.pack_into(_HEAD, out, 0, sequence, ring.body_bytes)
        return memoryview(out)[:at]

    def stored(self, stream, sequence):
        """Everything before this sequence is stored at the far end; the mark as it is then."""
        ring = self._ring(stream)
        ring.mark_read(sequence)
        return ring.read_to

    def _ring(self, stream):
        ring = self.rings[stream] if stream < len(self.rings) else None
        if ring is None:
            raise LookupError(stream)
        return ring
