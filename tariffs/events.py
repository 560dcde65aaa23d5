"""Events: named stretches of time that a tariff knows by name and the world by date.

They are pushed to the meter (a critical peak the utility calls) or follow from a feed (three hot
days in a row). They are kept and compared in minutes of the local clock, like the periods of a
day: what is called for 14:00 begins when the clock shows 14:00.
"""

from tariffs.calendar import MINUTE_S
from tariffs.dates import Date, DateSpan
from tariffs.errors import TariffError, expect
from tariffs.fields import NAME, REQUIRED, Clock, ListOf, Object, Whole, is_whole
from tariffs.money import scaled
from tariffs.rows import DAY_MIN, Beginning, expect_new, index_of
from tariffs.zone import NEVER_S

MOST_EVENTS = 8
MOST_PUSHED = 64
"""Pushed entries of all events together."""
MOST_RUN_DAYS = 31
MOST_FEED_DAYS = 400
FEED_DECIMALS = 6


class Threshold:
    """A decimal as text; read as millionths."""

    expected = 'a decimal as text, such as "35"'

    def read(self, found, path):
        return scaled(found, FEED_DECIMALS, path)


EVENT_FIELDS = (
    ("name", NAME, REQUIRED),
    ("feed", NAME, None),
    ("at_least", Threshold(), None),
    ("at_most", Threshold(), None),
    ("days", Whole(0, MOST_RUN_DAYS), None),
)
EVENTS = ListOf(Object(*EVENT_FIELDS), MOST_EVENTS, 0)


def read_events(found, path):
    """The events of a document's list; none where there is no list."""
    given = EVENTS.read([] if found is None else found, path)
    names = []
    for number, event in enumerate(given):
        where = f"{path}[{number}]"
        expect_new(event.name, names, where + ".name")
        _expect_whole_rule(event, where)
        names.append(event.name)
    rules = ((event.feed, event.at_least, event.at_most, event.days or 0) for event in given)
    return Events(tuple(names), tuple(rules))


def _expect_whole_rule(event, path):
    """An event by rule has a feed and thresholds, a pushed one has neither."""
    least, most = event.at_least, event.at_most
    if event.feed is None:
        for field in ("at_least", "at_most", "days"):
            about = f"the feed that `{field}` is about"
            expect(getattr(event, field) is None, path + ".feed", None, about)
        return
    expect((least, most) != (None, None), path + ".at_least", None, Threshold.expected)
    fits = None in (least, most) or least <= most
    expect(fits, path + ".at_most", "less", "at_least or more")


class Events:
    """`names` in the order of the bits of a mask; `rules` their (feed, at least, at most, days in
    a row), None for no threshold.

    `version` grows whenever other times become known, so that who keeps an answer can tell.
    """

    def __init__(self, names=(), rules=()):
        self.names = names
        self.version = 0
        self._rules = rules
        self._zone = None
        self._pushed = ()
        self._by_feed = {}

    @property
    def feeds(self):
        """Names of the feeds that make events by rule."""
        return {rule[0] for rule in self._rules if rule[0]}

    def push(self, site_events, zone, path="events"):
        """From now on the pushed events happen at these times, given as texts by name.

        A text is a date, a range of dates or "YYYY-MM-DDTHH:MM/HH:MM" on the local clock; where
        the second time is not after the first, it is on the next day.
        """
        expect(isinstance(site_events, dict), path, site_events, "an object")
        pushed = []
        for name in site_events:
            bit = 1 << self._pushable(name, path)
            where = f"{path}.{name}"
            for start, end in ListOf(_Interval(), MOST_PUSHED, 0).read(site_events[name], where):
                pushed.append((start, end, bit))
        if len(pushed) > MOST_PUSHED:
            raise TariffError(
                f"{path}: got {len(pushed)} times, expected at most {MOST_PUSHED} of all events"
            )
        self._pushed = tuple(pushed)
        self._zone = zone
        self.version += 1

    def feed(self, name, values, zone, path="feed"):
        """From now on a feed has these values, in millionths by date "YYYY-MM-DD"."""
        fits = isinstance(values, dict) and len(values) <= MOST_FEED_DAYS
        expect(fits, path, values, f"an object of at most {MOST_FEED_DAYS} dates")
        by_day = {}
        for date in values:
            value = values[date]
            expect(is_whole(value), f"{path}.{date}", value, "a whole number of millionths")
            by_day[Date().read(date, path)] = value
        self._by_feed[name] = tuple(self._follow(name, by_day))
        self._zone = zone
        self.version += 1

    def mask_of(self, local_min):
        """Bits of the events that hold in a minute of the local clock, counted from 1970."""
        mask = 0
        for start, end, bit in self._all():
            if start <= local_min < end:
                mask |= bit
        return mask

    def edges_min(self, first_min, end_min):
        """Local minutes between these two, both excluded, at which an event begins or ends."""
        for start, end, _ in self._all():
            if first_min < start < end_min:
                yield start
            if first_min < end < end_min:
                yield end

    def mask_at(self, utc_s):
        """Bits of the events that hold at a UTC second."""
        if self._zone is None:
            return 0
        return self.mask_of(self._zone.local_s(utc_s) // MINUTE_S)

    def next_edge(self, utc_s):
        """The first UTC second after `utc_s` from which other events may hold, or NEVER_S."""
        if self._zone is None:
            return NEVER_S
        offset_s = self._zone.offset_s(utc_s)
        local_min = (utc_s + offset_s) // MINUTE_S
        edge_s = self._zone.next_change(utc_s)
        for minute in self.edges_min(local_min, NEVER_S):
            edge_s = min(edge_s, minute * MINUTE_S - offset_s)
        return edge_s

    def _pushable(self, name, path):
        """The number of an event that has no rule of its own."""
        index_of(name, [each for each, rule in zip(self.names, self._rules) if not rule[0]], path)
        return self.names.index(name)

    def _follow(self, feed, by_day):
        """Intervals of the days that the rules make of a feed."""
        for number, (name, least, most, run_days) in enumerate(self._rules):
            if name == feed:
                days = {day for day in by_day if _is_within(by_day[day], least, most)}
                for first, last in _runs(sorted(_after_runs(days, run_days))):
                    yield first * DAY_MIN, (last + 1) * DAY_MIN, 1 << number

    def _all(self):
        """(first local minute, local minute after the last, bit) of everything known."""
        yield from self._pushed
        for name in self._by_feed:
            yield from self._by_feed[name]


def _is_within(value, least, most):
    """Whether a value is between two thresholds, of which one may be None."""
    return (least is None or value >= least) and (most is None or value <= most)


def _after_runs(days, run_days):
    """The days before which there were `run_days` of these in a row; 0: these days themselves."""
    for day in days:
        if all([day - back in days for back in range(run_days)]):
            yield day + (run_days > 0)


def _runs(days):
    """(first, last) of each run of days in a row, of days in order."""
    first = last = None
    for day in days:
        if last is not None and day > last + 1:
            yield first, last
            first = None
        if first is None:
            first = day
        last = day
    if first is not None:
        yield first, last


class _Interval:
    """A date, a range of dates or a stretch of hours; read as (start, end) in local minutes."""

    expected = '"YYYY-MM-DD", two such with .. between them, or "YYYY-MM-DDTHH:MM/HH:MM"'

    def read(self, found, path):
        expect(isinstance(found, str), path, found, self.expected)
        date, is_timed, times = found.partition("T")
        if not is_timed:
            first, last = DateSpan().read(found, path)
            return first * DAY_MIN, (last + 1) * DAY_MIN
        start, slash, end = times.partition("/")
        expect(slash, path, found, self.expected)
        return _hours(
            Date().read(date, path), Beginning().read(start, path), Clock().read(end, path)
        )


def _hours(day, start, end):
    """Local minutes of a stretch that may end on the next day."""
    midnight = day * DAY_MIN
    return midnight + start, midnight + end + (0 if end > start else DAY_MIN)
