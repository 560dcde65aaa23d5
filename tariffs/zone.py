"""Local time: a fixed offset from UTC and one daylight saving rule, the same in every year.

The rule stands in the tariff document, so that the meter needs no time-zone database, and so that
a bill can be checked from the document alone.
"""

from tariffs.calendar import DAY_S, DAYS, MINUTE_S, civil_date, nth_weekday
from tariffs.errors import expect
from tariffs.fields import REQUIRED, Choice, Clock, Object, Whole, read_fields

NEVER_S = 1 << 40
"""A UTC second that no meter lives to see: the next change of a clock that does not change."""
MOST_OFFSET_MIN = 840
MOST_SHIFT_MIN = 120

MOMENT_FIELDS = (
    ("month", Whole(1, 12), REQUIRED),
    ("weekday", Choice(*DAYS), REQUIRED),
    ("nth", Choice(1, 2, 3, 4, -1), REQUIRED),
    ("at", Clock(), REQUIRED),
)
DST_FIELDS = (
    ("shift_min", Whole(1, MOST_SHIFT_MIN), 60),
    ("clock", Choice("local", "utc"), "local"),
    ("from", Object(*MOMENT_FIELDS), REQUIRED),
    ("to", Object(*MOMENT_FIELDS), REQUIRED),
)
ZONE_FIELDS = (
    ("utc_offset_min", Whole(-MOST_OFFSET_MIN, MOST_OFFSET_MIN), REQUIRED),
    ("dst", Object(*DST_FIELDS), None),
)


def read_zone(found, path):
    """The zone of a document's object; TariffError where it is none."""
    given = read_fields(found, ZONE_FIELDS, path)
    if given.dst is None:
        return Zone(given.utc_offset_min * MINUTE_S)
    start = getattr(given.dst, "from")  # a word of Python, so no attribute in plain text
    end = given.dst.to
    between = (end.month - start.month) % 12
    # Moments in adjoining months can meet in some years, in others pass each other.
    fits = 2 <= between <= 10
    expect(fits, f"{path}.dst.to.month", end.month, "two months or more from that of `from`")
    return _zone_with_dst(given, start, end)


def _zone_with_dst(given, start, end):
    offset_s = given.utc_offset_min * MINUTE_S
    shift_s = given.dst.shift_min * MINUTE_S
    if given.dst.clock == "utc":
        return Zone(offset_s, shift_s, _moment(start, 0), _moment(end, 0))
    return Zone(offset_s, shift_s, _moment(start, offset_s), _moment(end, offset_s + shift_s))


def _moment(given, offset_s):
    """(month, weekday, nth, seconds from the UTC midnight of that day), once in each year.

    `offset_s` is that of the clock on which the document says it.
    """
    seconds = given.at * MINUTE_S - offset_s
    return given.month, DAYS.index(given.weekday), given.nth, seconds


class Zone:
    """The offset of local time at any UTC second.

    `start` and `end` are the moments of each year, as `_moment` has them, between which local
    time is `shift_s` further ahead; without them it never is. The answer is kept until the next
    change, because the meter asks of one time after the other.
    """

    def __init__(self, standard_s, shift_s=0, start=None, end=None):
        self._standard_s = standard_s
        self._shift_s = shift_s
        self._start = start
        self._end = end
        self._since_s = -NEVER_S
        self._until_s = -NEVER_S if start else NEVER_S
        self._offset_s = standard_s

    def offset_s(self, utc_s):
        """Local time minus UTC, in seconds."""
        if not self._since_s <= utc_s < self._until_s:
            self._find(utc_s)
        return self._offset_s

    def local_s(self, utc_s):
        """Seconds from 1 January 1970 on the local clock."""
        return utc_s + self.offset_s(utc_s)

    def next_change(self, utc_s):
        """The first UTC second after `utc_s` with another offset, or NEVER_S."""
        self.offset_s(utc_s)
        return self._until_s

    def utc_of_midnight(self, local_days):
        """The UTC second at which the local day begins that is `local_days` after 1 January 1970.

        Where the clock jumps over midnight, it lands in the day's first instant; where it shows
        midnight twice, the day begins at the first.
        """
        midnight_s = local_days * DAY_S
        earliest_s = midnight_s - self._standard_s - self._shift_s
        for utc_s in (earliest_s, earliest_s + self._shift_s):
            if self.local_s(utc_s) == midnight_s:
                return utc_s
        return self.next_change(earliest_s)

    def _find(self, utc_s):
        """Keep the stretch of time between two changes that holds `utc_s`."""
        year = civil_date(utc_s // DAY_S)[0]
        self._since_s, self._until_s = -NEVER_S, NEVER_S
        for each_year in (year - 1, year, year + 1):
            self._weigh(utc_s, _utc_s(each_year, self._start), self._standard_s + self._shift_s)
            self._weigh(utc_s, _utc_s(each_year, self._end), self._standard_s)

    def _weigh(self, utc_s, change_s, offset_s):
        """Narrow the stretch around `utc_s` by a change to `offset_s`."""
        if change_s > utc_s:
            self._until_s = min(self._until_s, change_s)
        elif change_s > self._since_s:
            self._since_s = change_s
            self._offset_s = offset_s


def _utc_s(year, moment):
    """The UTC second of a moment in a year."""
    month, day_of_week, nth, seconds = moment
    return nth_weekday(year, month, day_of_week, nth) * DAY_S + seconds
