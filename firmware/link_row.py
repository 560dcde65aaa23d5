"""What the link to the other processor keeps in the stored state (docs/SPEC.md)."""

import struct

from firmware.compat import const

STREAMS = const(4)
LINK_BYTES = const(36)


class LinkRow:
    """The key of the command done last, and how far each ring was read and what of it was lost
    unread. It is there without a link, too: whoever else reads the rings moves their marks.
    """

    size = LINK_BYTES

    def __init__(self, rings=()):
        self.rings = rings
        self.done_key = 0

    def pack_into(self, buffer, offset):
        struct.pack_into("<I", buffer, offset, self.done_key)
        for k in range(STREAMS):
            offset += 4
            ring = self.rings[k] if k < len(self.rings) else None
            marks = (ring.read_to, ring.lost) if ring else (0, 0)
            struct.pack_into("<II", buffer, offset, *marks)
            offset += 4

    def unpack_from(self, buffer, offset):
        self.done_key = struct.unpack_from("<I", buffer, offset)[0]
        for ring in self.rings:
            if ring:
                ring.read_to, ring.lost = struct.unpack_from("<II", buffer, offset + 4)
            offset += 8
