"""What the stored state is made of: sections, which go into one commit frame in their order.

A section has `size`, `pack_into(buffer, offset)` and `unpack_from(buffer, offset)`; the journal
(`firmware.journal`) commits all of them together.
"""

import struct

from tariffs.wide import WIDE, take_over, words_of

SCHEME_BYTES = 199
"""What an account with a prepaid scheme and its switch store beyond balance and debits."""


class Fields:
    """A section of whole numbers: `names` of `owner`'s attributes, in the struct format."""

    def __init__(self, owner, layout, names):
        self._owner = owner
        self._layout = "<" + layout
        self._names = names
        self.size = struct.calcsize(self._layout)

    def pack_into(self, buffer, offset):
        owner = self._owner
        values = [getattr(owner, name) for name in self._names]
        struct.pack_into(self._layout, buffer, offset, *values)

    def unpack_from(self, buffer, offset):
        values = struct.unpack_from(self._layout, buffer, offset)
        for name, value in zip(self._names, values):
            setattr(self._owner, name, value)


class Money:
    """A section of sums of money, of `names` of `owner`'s attributes: 12 bytes each, so that none
    wraps in the life of a meter.
    """

    def __init__(self, owner, *names):
        self._owner = owner
        self._names = names
        self._layout = "<" + WIDE * len(names)
        self.size = struct.calcsize(self._layout)

    def pack_into(self, buffer, offset):
        struct.pack_into(self._layout, buffer, offset, *words_of(self._owner, self._names))

    def unpack_from(self, buffer, offset):
        take_over(self._owner, self._names, struct.unpack_from(self._layout, buffer, offset))


class Row:
    """A section that is one list of equal whole numbers, changed in place."""

    def __init__(self, values, code):
        self._values = values
        self._layout = f"<{len(values)}{code}"
        self.size = struct.calcsize(self._layout)

    def pack_into(self, buffer, offset):
        struct.pack_into(self._layout, buffer, offset, *self._values)

    def unpack_from(self, buffer, offset):
        self._values[:] = struct.unpack_from(self._layout, buffer, offset)


class Kept:
    """A section whose bytes mean nothing here: they stay as they were stored."""

    def __init__(self, size):
        self._bytes = bytearray(size)
        self.size = size

    def pack_into(self, buffer, offset):
        buffer[offset : offset + self.size] = self._bytes

    def unpack_from(self, buffer, offset):
        self._bytes[:] = buffer[offset : offset + self.size]


class Seldom:
    """Sections that change only where `owner.changed` says so; else they stay in the frame."""

    def __init__(self, owner, sections):
        self._owner = owner
        self._sections = sections
        self.size = sum([section.size for section in sections])

    def pack_into(self, buffer, offset):
        if self._owner.changed:
            for section in self._sections:
                section.pack_into(buffer, offset)
                offset += section.size

    def unpack_from(self, buffer, offset):
        for section in self._sections:
            section.unpack_from(buffer, offset)
            offset += section.size
