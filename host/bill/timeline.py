"""The times of a load: each row begins where the one before ended, or is refused.

A `start` without an offset is local time of the tariff's zone. Where the clock is set forward its
missing hour must be missing, where it is set back its doubled hour must come twice, in order.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from host.simulator.errors import LoadError
from host.simulator.profile import LONGEST_INTERVAL_S, time_of
from tariffs.calendar import DAY_S


@dataclass(frozen=True)
class Stamp:
    """A `start` as it stands in the file; `seconds` since 1970, local where there is no offset."""

    where: str
    at: datetime
    seconds: int

    @property
    def is_local(self):
        return self.at.tzinfo is None

    @property
    def line(self):
        return self.where.rpartition(", ")[2]


def stamp(where, text):
    """The Stamp in `text`; LoadError where it is none."""
    at = time_of(where, text)
    local = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Stamp(where, at, int(local.timestamp()))


def instants(zone, at):
    """UTC seconds that a stamp may mean: two in a doubled hour, none in a missing one."""
    if not at.is_local:
        return [at.seconds]
    # No clock is set twice within two days, so these are the offsets before and after.
    offsets = {zone.offset_s(at.seconds + away_s) for away_s in (-DAY_S, DAY_S)}
    found = sorted(at.seconds - offset_s for offset_s in offsets)
    return [utc_s for utc_s in found if zone.local_s(utc_s) == at.seconds]


class Timeline:
    """Follows the stamps of a load, with one zone, from its first two on.

    `begin_s` is the UTC second of the first, `interval_s` what one row covers.
    """

    def __init__(self, zone, first, second):
        self._zone = zone
        self._before = None
        self.begin_s, self.interval_s = self._infer(first, second)
        self._expected_s = self.begin_s

    def accepts(self, found):
        """Whether a row may begin with this stamp."""
        expected_s = self._expected_s
        if found.is_local:
            expected_s = self._zone.local_s(expected_s)
        return found.seconds == expected_s

    def go_on(self, found):
        """The row that begins with this stamp is over."""
        self._before = found
        self._expected_s += self.interval_s

    def complaint(self, found):
        """Why a row may not begin with this stamp."""
        utc_s = instants(self._zone, found)
        if not utc_s:
            return _no_such_time(self._zone, found)
        expected_s = self._expected_s
        what = "an overlap or a doubled row" if max(utc_s) < expected_s else "a gap"
        return LoadError(
            f"{found.where}: start: got {found.at.isoformat()} after"
            f" {self._before.at.isoformat()} in {self._before.line}, expected"
            f" {self._like(found, expected_s)}: {what}, with intervals of"
            f" {duration(self.interval_s)} as in the first two rows{self._clock_change(found)};"
            f" {_remedy(what)}"
        )

    def _infer(self, first, second):
        """(UTC second of the first, seconds to the second) that lie closest together."""
        starts, ends = (self._instants(each) for each in (first, second))
        pairs = [(end - start, start) for start in starts for end in ends if end > start]
        if not pairs:
            raise LoadError(
                f"{second.where}: not in order: got {second.at} after {first.at}, expected a"
                " later time; sort the rows and remove doubles"
            )
        interval_s, begin_s = min(pairs)
        if interval_s > LONGEST_INTERVAL_S:
            raise LoadError(
                f"{second.where}: got an interval of {duration(interval_s)}, expected 1 second"
                " to 1 day"
            )
        return begin_s, interval_s

    def _instants(self, at):
        found = instants(self._zone, at)
        if not found:
            raise _no_such_time(self._zone, at)
        return found

    def _like(self, found, utc_s):
        """A time as `found` is written."""
        if found.is_local:
            return written(self._zone.local_s(utc_s))
        return datetime.fromtimestamp(utc_s, found.at.tzinfo).isoformat()

    def _clock_change(self, found):
        """What the zone does to a local clock just here."""
        ahead_s = self._zone.offset_s(self._expected_s)
        ahead_s -= self._zone.offset_s(self._expected_s - self.interval_s)
        if not ahead_s or not found.is_local:
            return ""
        way = "forward, this time is skipped" if ahead_s > 0 else "back, this time comes twice"
        return f" (by the tariff's time-zone rule the clock is set {way})"


class EitherTimeline:
    """Follows stamps that are in unbroken time or in the zone's: as long as one explains them."""

    def __init__(self, zones, first, second):
        self._alive = []
        for zone in zones:
            try:
                self._alive.append(Timeline(zone, first, second))
            except LoadError as error:
                refusal = error
        if not self._alive:
            raise refusal

    @property
    def begin_s(self):
        return self._alive[0].begin_s

    @property
    def interval_s(self):
        return self._alive[0].interval_s

    def take(self, found):
        """The next row begins with this stamp; LoadError where nothing explains that."""
        alive = [each for each in self._alive if each.accepts(found)]
        if not alive:
            raise self._alive[0].complaint(found)
        self._alive = alive
        for each in alive:
            each.go_on(found)


def _remedy(what):
    return "fill the gap" if what == "a gap" else "sort the rows and remove doubles"


def _no_such_time(zone, found):
    return LoadError(
        f"{found.where}: start: got {found.at.isoformat()}, which the tariff's time-zone rule"
        " skips: its clock is set forward there; remove the rows of that time, write UTC offsets,"
        " or give --start, which dates all rows in unbroken time"
    )


def written(local_s):
    """A local time as a load has it."""
    return datetime.fromtimestamp(local_s, UTC).replace(tzinfo=None).isoformat()


def duration(seconds):
    """`15 min`, `90 s`, `1 day, 1:00:00`."""
    if seconds % 60 or seconds > DAY_S:
        return f"{seconds} s" if seconds <= DAY_S else str(timedelta(seconds=seconds))
    return f"{seconds // 60} min"
