"""The points as the link reads them: all values of one second, in a buffer of their own.

They are taken when the first of them is asked for, and stand until then, so that several requests
see one picture.
"""

import struct

from comms.link_requests import NO_VALUE, POINT

POINT_BYTES = 8
_LAYOUT = "<" + POINT
_MOST = (1 << 63) - 1


class Picture:
    """`at_s` is the UTC second of the values, `count` how many there are; `read(meter)` gives them
    as whole numbers, None for what is not there.
    """

    def __init__(self, meter, read):
        self._meter = meter
        self._read = read
        self._values = None
        self.at_s = 0

    @property
    def count(self):
        if self._values is None:
            self.take()
        return len(self._values) // POINT_BYTES

    def take(self):
        """Take the values of all points, unless those of this second are here."""
        now_s = self._meter.utc_s()
        if self._values is not None and now_s == self.at_s:
            return
        values = self._read(self._meter)
        if self._values is None:
            self._values = bytearray(POINT_BYTES * len(values))
        for k, value in enumerate(values):
            struct.pack_into(_LAYOUT, self._values, POINT_BYTES * k, _sent(value))
        self.at_s = now_s

    def part(self, first, count):
        """The values of some points, 8 bytes each; None where there are not so many."""
        end = (first + count) * POINT_BYTES
        if not first or self._values is None:
            self.take()
        if end > len(self._values):
            return None
        return memoryview(self._values)[first * POINT_BYTES : end]


def _sent(value):
    return NO_VALUE if value is None else max(-_MOST, min(value, _MOST))
