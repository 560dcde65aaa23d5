"""Calendars: which period of the day holds at a second of UTC.

A calendar's rows are kept as packed bytes. When a day begins, those that can matter on it are
worked out into a short table of its periods, so that the answer between is a comparison or two.
"""

import struct

from tariffs.calendar import DAY_S, DAYS, MINUTE_S, civil_date
from tariffs.dates import DayOfYear, Span
from tariffs.errors import TariffError, expect
from tariffs.events import DAY_MIN
from tariffs.fields import NAME, REQUIRED, Clock, ListOf, MapOf, Object, Whole

MOST_CALENDARS = 4
MOST_PERIODS = 16
MOST_ROWS = 128
MOST_SEASONS = 12
MOST_SEASON_RANGES = 12
"""Of one season."""
ALL = "all"
"""Name of the one calendar, and of its one period, of a document without calendars."""
_ANY = 0xFFFF
ROW = "<HHHBHHB"
"""A row: bits of months (1 to 12), seasons, day types, events; from, to in minutes; period.

`to` is up to 1440 more than `from`, so beyond 1440 on the next day. Bits of seasons and events are
0 for any.
"""
_ROW_BYTES = struct.calcsize(ROW)

ROW_FIELDS = (
    ("months", ListOf(Whole(1, 12), 12), None),
    ("seasons", ListOf(NAME, MOST_SEASONS), None),
    ("days", ListOf(NAME, 16), None),
    ("events", ListOf(NAME, 8), None),
    ("from", Clock(), 0),
    ("to", Clock(), DAY_MIN),
    ("period", NAME, REQUIRED),
)
CALENDAR_FIELDS = (
    ("name", NAME, REQUIRED),
    ("periods", ListOf(NAME, MOST_PERIODS), REQUIRED),
    ("otherwise", NAME, None),
    ("schedule", ListOf(Object(*ROW_FIELDS), MOST_ROWS, 0), ()),
)
CALENDARS = ListOf(Object(*CALENDAR_FIELDS), MOST_CALENDARS)
SEASONS = MapOf(ListOf(Span(DayOfYear()), MOST_SEASON_RANGES), MOST_SEASONS)


def read_seasons(found, path):
    """The seasons of a document's object; none where there is no object."""
    given = {} if found is None else SEASONS.read(found, path)
    names = tuple(sorted(given))  # the order of an object differs between runtimes
    ranges = []
    for number, name in enumerate(names):
        for first, last in given[name]:
            ranges.append((first, last, number))
    _expect_apart(ranges, names, path)
    return Seasons(names, tuple(ranges))


def _expect_apart(ranges, names, path):
    """Two ranges overlap just where one holds the first day of the other."""
    for one in ranges:
        for other in ranges:
            if one is not other and _holds(one, other[0]):
                raise TariffError(
                    f"{path}.{names[one[2]]}: got {_month_day(other[0])}, which is also in "
                    f"{names[other[2]]}, expected seasons that do not overlap"
                )


def _month_day(date):
    return "%02d-%02d" % date


def _holds(span, date):
    """Whether a range, which may go over the new year, holds a (month, day)."""
    first, last, _ = span
    if first <= last:
        return first <= date <= last
    return date >= first or date <= last


class Seasons:
    """`names` in the order of the bits; `ranges` ((month, day), (month, day), number)."""

    def __init__(self, names=(), ranges=()):
        self.names = names
        self.ranges = ranges

    def mask_of(self, month, day):
        """The bit of the season that holds a date of the year, 0 for none."""
        for span in self.ranges:
            if _holds(span, (month, day)):
                return 1 << span[2]
        return 0


def read_calendars(found, path, seasons, special_days, events, zone):
    """The calendars of a document's list; one with one period where there is no list."""
    if found is None:
        return (Calendar(ALL, (ALL,), b"", 0, seasons, special_days, events, zone),)
    calendars = []
    for number, given in enumerate(CALENDARS.read(found, path)):
        where = f"{path}[{number}]"
        taken = [calendar.name for calendar in calendars]
        expect(given.name not in taken, where + ".name", given.name, "a name of its own")
        _expect_distinct(given.periods, where + ".periods")
        otherwise = _otherwise(given, where)
        known = (seasons.names, DAYS + special_days.names, events.names, given.periods)
        rows = b"".join(
            _packed(row, known, f"{where}.schedule[{n}]") for n, row in enumerate(given.schedule)
        )
        calendars.append(
            Calendar(
                given.name, given.periods, rows, otherwise, seasons, special_days, events, zone
            )
        )
    return tuple(calendars)


def _expect_distinct(names, path):
    for number, name in enumerate(names):
        expect(name not in names[:number], f"{path}[{number}]", name, "a name of its own")


def _otherwise(given, path):
    """Index of the period that holds where no row fits."""
    name = given.otherwise
    if name is None and len(given.periods) == 1:
        return 0
    return _index(name, given.periods, path + ".otherwise")


def _index(name, names, path):
    expect(name in names, path, name, "one of " + (", ".join(names) or "no names at all"))
    return names.index(name)


def _packed(row, known, path):
    """A row of the document as the bytes of ROW."""
    seasons, day_types, events, periods = known
    start = getattr(row, "from")  # a word of Python, so no attribute in plain text
    expect(start < DAY_MIN, path + ".from", "24:00", '"00:00" to "23:59"')
    return struct.pack(
        ROW,
        _ANY if row.months is None else sum(1 << month for month in set(row.months)),
        _bits(row.seasons, seasons, path + ".seasons", 0),
        _bits(row.days, day_types, path + ".days", _ANY),
        _bits(row.events, events, path + ".events", 0),
        start,
        row.to if row.to > start else row.to + DAY_MIN,
        _index(row.period, periods, path + ".period"),
    )


def _bits(given, names, path, otherwise):
    """A bit for each name that is given; `otherwise` where nothing is."""
    if given is None:
        return otherwise
    bits = 0
    for number, name in enumerate(given):
        bits |= 1 << _index(name, names, f"{path}[{number}]")
    return bits


class Calendar:
    """`periods` are the names of what `at` answers with.

    `_ends` and `_periods` are the day's table: the local minute at which each stretch ends and the
    index of its period. It is of the local day `_day` and of what was known of events then.
    """

    def __init__(self, name, periods, rows, otherwise, seasons, special_days, events, zone):
        self.name = name
        self.periods = periods
        self.rows = rows
        self.otherwise = otherwise
        self._seasons = seasons
        self._special_days = special_days
        self._events = events
        self._zone = zone
        self._day = None
        self._version = None
        self._stretches = ()
        self._since_s = self._until_s = 0
        self._answer = None

    def at(self, utc_s):
        """(index of the period, UTC second until which it is sure to hold).

        The second is the next at which another period may begin: at most the next local midnight,
        or the next change of the clock. It is void once other events are known.
        """
        if not self._since_s <= utc_s < self._until_s or self._version != self._events.version:
            self._find(utc_s)
        return self._answer

    def _find(self, utc_s):
        """Keep the answer for `utc_s` and how long it holds."""
        local_s = self._zone.local_s(utc_s)
        day, second = divmod(local_s, DAY_S)
        if day != self._day or self._version != self._events.version:
            self._day = day
            self._version = self._events.version
            self._stretches = self._table(day)
        end, period = self._stretch(second)
        self._since_s = utc_s
        self._until_s = min(utc_s - second + end * MINUTE_S, self._zone.next_change(utc_s))
        self._answer = period, self._until_s

    def _stretch(self, second):
        """(minute of the end, period) of the stretch of the kept day that holds a second of it."""
        for stretch in self._stretches:
            if second < stretch[0] * MINUTE_S:
                break
        return stretch

    def _table(self, day):
        """((local minute of the end, period), ...) of a local day, in order."""
        parts = self._parts(day)
        table = []
        start = 0
        for end in self._edges_min(day, parts):
            period = self._period_of(parts, day * DAY_MIN + start, start)
            if table and table[-1][1] == period:
                table.pop()
            table.append((end, period))
            start = end
        return tuple(table)

    def _parts(self, day):
        """(events, first minute, end minute, period) of each row on a day, in their order.

        A row that began the day before and goes on after midnight is here with the rest of it.
        """
        parts = []
        marks, marks_before = self._marks(day), self._marks(day - 1)
        for offset in range(0, len(self.rows), _ROW_BYTES):
            row = struct.unpack_from(ROW, self.rows, offset)
            _, _, _, events, start, end, period = row
            if end > DAY_MIN and _fits(row, marks_before):
                parts.append((events, 0, end - DAY_MIN, period))
            if _fits(row, marks):
                parts.append((events, start, min(end, DAY_MIN), period))
        return parts

    def _marks(self, day):
        """(bit of the month, of the season, of the day type) of a local day."""
        _, month, day_of_month = civil_date(day)
        season = self._seasons.mask_of(month, day_of_month)
        return 1 << month, season, 1 << self._special_days.day_type(day)

    def _edges_min(self, day, parts):
        """Minutes after midnight at which another period may begin, and the end of the day."""
        edges = {DAY_MIN}
        for _, start, end, _ in parts:
            edges.add(start)
            edges.add(end)
        midnight = day * DAY_MIN
        for minute in self._events.edges_min(midnight, midnight + DAY_MIN):
            edges.add(minute - midnight)
        edges.discard(0)
        return sorted(edges)

    def _period_of(self, parts, local_min, minute):
        """The period of a minute of the day, which is `local_min` on the calendar."""
        happening = self._events.mask_of(local_min)
        for events, start, end, period in parts:
            if start <= minute < end and (not events or events & happening):
                return period
        return self.otherwise


def _fits(row, marks):
    """Whether a row is for a day of these marks."""
    months, seasons, day_types = row[:3]
    month, season, day_type = marks
    return months & month and (not seasons or seasons & season) and day_types & day_type
