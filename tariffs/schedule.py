"""Calendars: which period of the day holds at a second of UTC.

A calendar's rows are kept as packed bytes. When a day begins, those that can matter on it are
worked out into a short table of its periods, so that the answer between is a comparison or two.
"""

from tariffs.calendar import DAY_S, DAYS, MINUTE_S, civil_date
from tariffs.fields import NAME, REQUIRED, ListOf, Object, read_fields
from tariffs.rows import DAY_MIN, ROW_FIELDS, Unread, expect_new, fits, index_of, packed, unpacked

MOST_CALENDARS = 4
MOST_PERIODS = 16
MOST_ROWS = 128
ALL = "all"
"""Name of the one calendar, and of its one period, of a document without calendars."""
CALENDAR_FIELDS = (
    ("name", NAME, REQUIRED),
    ("periods", ListOf(NAME, MOST_PERIODS), REQUIRED),
    ("otherwise", NAME, None),
    ("schedule", Unread(Object(*ROW_FIELDS), MOST_ROWS, 0), ()),
)
CALENDARS = Unread(Object(*CALENDAR_FIELDS), MOST_CALENDARS)


def read_calendars(found, path, seasons, special_days, events, zone):
    """The calendars of a document's list; one with one period where there is no list."""
    days = Days(seasons, special_days, events, zone)
    if found is None:
        return (Calendar(ALL, (ALL,), b"", 0, days),)
    from tariffs.coverage import Coverage  # here, so that a meter can let it go

    coverage = Coverage(seasons, len(days.types))
    calendars = []
    for number, each in enumerate(CALENDARS.read(found, path)):
        given = read_fields(each, CALENDAR_FIELDS, f"{path}[{number}]")
        taken = [calendar.name for calendar in calendars]
        expect_new(given.name, taken, f"{path}[{number}].name")
        calendars.append(_calendar(given, f"{path}[{number}]", days, coverage))
    return tuple(calendars)


def _calendar(given, path, days, coverage):
    for number, name in enumerate(given.periods):
        expect_new(name, given.periods[:number], f"{path}.periods[{number}]")
    otherwise = _otherwise(given, path)
    rows = bytearray()
    for number, row in enumerate(given.schedule):
        rows.extend(_packed(row, given.periods, days, f"{path}.schedule[{number}]"))
    coverage.check(rows, otherwise, given.periods, path)
    return Calendar(given.name, given.periods, bytes(rows), otherwise, days)


def _otherwise(given, path):
    """Index of the period that holds where no row fits."""
    if given.otherwise is None and len(given.periods) == 1:
        return 0
    return index_of(given.otherwise, given.periods, path + ".otherwise")


def _packed(found, periods, days, path):
    given = read_fields(found, ROW_FIELDS, path)
    return packed(given, days.seasons.names, days.types, days.events.names, periods, path)


class Days:
    """What all calendars of a tariff share: which kind of day it is and what happens on it.

    `types` are the names of the day types, in the order of their numbers.
    """

    def __init__(self, seasons, special_days, events, zone):
        self.seasons = seasons
        self.events = events
        self.zone = zone
        self.types = DAYS + special_days.names
        self._special_days = special_days

    def marks(self, day):
        """(bit of the month, of the season, of the day type) of a local day since 1970."""
        date = civil_date(day)
        return 1 << date[1], self.seasons.mask_of(*date), 1 << self._special_days.day_type(day)


class Calendar:
    """`periods` are the names of what `at` answers with, `rows` those of the schedule, packed.

    `_stretches` is the table of the local day `_day`: (minute of the end, period) in order, worked
    out from what was known of events at their version `_version`.
    """

    def __init__(self, name, periods, rows, otherwise, days):
        self.name = name
        self.periods = periods
        self.rows = rows
        self.otherwise = otherwise
        self.days = days
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
        if not self._since_s <= utc_s < self._until_s or self._version != self.days.events.version:
            self._find(utc_s)
        return self._answer

    def _find(self, utc_s):
        """Keep the answer for `utc_s` and how long it holds."""
        local_s = self.days.zone.local_s(utc_s)
        day, second = divmod(local_s, DAY_S)
        if day != self._day or self._version != self.days.events.version:
            self._day = day
            self._version = self.days.events.version
            self._stretches = self._table(day)
        end, period = self._stretch(second)
        self._since_s = utc_s
        self._until_s = min(utc_s - second + end * MINUTE_S, self.days.zone.next_change(utc_s))
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
        marks, marks_before = self.days.marks(day), self.days.marks(day - 1)
        for row in unpacked(self.rows):
            _, _, _, events, start, end, period = row
            if end > DAY_MIN and fits(row, marks_before):
                parts.append((events, 0, end - DAY_MIN, period))
            if fits(row, marks):
                parts.append((events, start, min(end, DAY_MIN), period))
        return parts

    def _edges_min(self, day, parts):
        """Minutes after midnight at which another period may begin, and the end of the day."""
        edges = {DAY_MIN}
        for _, start, end, _ in parts:
            edges.add(start)
            edges.add(end)
        if any([part[0] for part in parts]):
            midnight = day * DAY_MIN
            for minute in self.days.events.edges_min(midnight, midnight + DAY_MIN):
                edges.add(minute - midnight)
        edges.discard(0)
        return sorted(edges)

    def _period_of(self, parts, local_min, minute):
        """The period of a minute of the day, which is `local_min` on the calendar."""
        for events, start, end, period in parts:
            if start <= minute < end:
                if not events or events & self.days.events.mask_of(local_min):
                    return period
        return self.otherwise
