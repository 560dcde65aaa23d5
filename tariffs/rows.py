"""Rows of a schedule, as packed bytes: a calendar can have many, and heap is precious."""

import struct

from tariffs.calendar import DAY_S, MINUTE_S
from tariffs.errors import expect
from tariffs.fields import NAME, REQUIRED, Clock, ListOf, Whole

DAY_MIN = DAY_S // MINUTE_S
ANY = 0xFFFF
_FORMAT = "<HHHBHHB"
"""Bits of months (1 to 12), seasons, day types, events; from, to in minutes; period.

`to` is up to 1440 more than `from`, so beyond 1440 on the next day. Bits of seasons and events are
0 for any, because a day may have no season.
"""
_BYTES = struct.calcsize(_FORMAT)


class Unread(ListOf):
    """A list whose items are read by whoever takes them one by one; all at once would be large."""

    def read(self, found, path):
        fits = isinstance(found, list) and self.least <= len(found) <= self.most
        expect(fits, path, found, self.expected)
        return found


class Beginning(Clock):
    """Minutes since midnight at which something begins: before the end of the day."""

    expected = '"00:00" to "23:59"'

    def read(self, found, path):
        minute = Clock.read(self, found, path)
        expect(minute < DAY_MIN, path, found, self.expected)
        return minute


ROW_FIELDS = (
    ("months", ListOf(Whole(1, 12), 12), None),
    ("seasons", ListOf(NAME, 12), None),
    ("days", ListOf(NAME, 16), None),
    ("events", ListOf(NAME, 8), None),
    ("from", Beginning(), 0),
    ("to", Clock(), DAY_MIN),
    ("period", NAME, REQUIRED),
)


def packed(given, seasons, day_types, events, periods, path):
    """The bytes of a row that was given, whose names are among these."""
    start = getattr(given, "from")  # a word of Python, so no attribute in plain text
    return struct.pack(
        _FORMAT,
        ANY if given.months is None else sum(1 << month for month in set(given.months)),
        _bits(given.seasons, seasons, path + ".seasons", 0),
        _bits(given.days, day_types, path + ".days", ANY),
        _bits(given.events, events, path + ".events", 0),
        start,
        given.to if given.to > start else given.to + DAY_MIN,
        index_of(given.period, periods, path + ".period"),
    )


def _bits(given, names, path, otherwise):
    """A bit for each name that is given; `otherwise` where nothing is."""
    if given is None:
        return otherwise
    bits = 0
    for number, name in enumerate(given):
        bits |= 1 << index_of(name, names, f"{path}[{number}]")
    return bits


def index_of(name, names, path):
    """Where a name stands among those that are known."""
    expect(name in names, path, name, f"one of {', '.join(names)}" if names else "none at all")
    return names.index(name)


def expect_new(name, taken, path):
    """TariffError where a name is taken."""
    expect(name not in taken, path, name, "a name that none before it has")


def unpacked(rows, count=None):
    """(months, seasons, day types, events, from, to, period) of the first rows, None for all."""
    end = len(rows) if count is None else count * _BYTES
    for offset in range(0, end, _BYTES):
        yield struct.unpack_from(_FORMAT, rows, offset)


def fits(row, marks):
    """Whether a row is for a day of these (bit of the month, of the season, of the day type)."""
    return bool(is_in(row, marks) and row[2] & marks[2])


def is_in(row, marks):
    """Whether a row is for that (bit of the month, of the season)."""
    return row[0] & marks[0] and (not row[1] or row[1] & marks[1])
