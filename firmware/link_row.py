"""What the link to the other processor keeps in the stored state (docs/SPEC.md)."""

import struct

STREAMS = 4
LINK_BYTES = 4 + 8 * STREAMS
_KEY = "<I"
_MARK = "<II"
_MARKS_AT = 4


class LinkRow:
    """What the link keeps in the stored state: the key of the command done last, and how far each
    ring was read and what of it was lost unread. Without a link it stays as it was stored.
    """

    size = LINK_BYTES

    def __init__(self, rings=()):
        self.rings = rings
        self.done_key = 0
        self._stored = bytearray(LINK_BYTES)

    def pack_into(self, buffer, offset):
        row = self._stored
        struct.pack_into(_KEY, row, 0, self.done_key)
        for k, ring in enumerate(self.rings):
            if ring:
                struct.pack_into(_MARK, row, _MARKS_AT + 8 * k, ring.read_to, ring.lost)
        buffer[offset : offset + LINK_BYTES] = row

    def unpack_from(self, buffer, offset):
        row = self._stored
        row[:] = buffer[offset : offset + LINK_BYTES]
        self.done_key = struct.unpack_from(_KEY, row, 0)[0]
        for k, ring in enumerate(self.rings):
            if ring:
                ring.read_to, ring.lost = struct.unpack_from(_MARK, row, _MARKS_AT + 8 * k)
