"""A recorded load as the engine takes it: a CSV file in, whole milli-units of energy out.

Columns `start,kwh` and optionally `kwh_export,kvarh_lag,kvarh_lead`, or `start,kw` and optionally
`kva`, both means over the interval. Values are read exactly; what is less than a milli-unit is
carried into the next row, so that no sum drifts.
"""

from array import array
from dataclasses import dataclass
from datetime import timedelta
from decimal import Context, Decimal
from itertools import chain, islice, repeat
from math import isqrt

from host.bill.timeline import EitherTimeline, instants, stamp
from host.simulator.errors import LoadError
from host.simulator.profile import amount_of
from host.simulator.table import read_table
from host.simulator.text import quoted
from tariffs.zone import Zone

ENERGIES = ("kwh", "kwh_export", "kvarh_lag", "kvarh_lead")
MEANS = ("kw", "kva")
COLUMNS = ("start", *ENERGIES, *MEANS)
CHANNELS = ("a", "b", "c")
FORMS = "start,kwh[,kwh_export,kvarh_lag,kvarh_lead] or start,kw[,kva]"
MOST = Decimal(1_000_000_000)
MILLI_UNITS = 1_000_000
HOUR_S = 3600
DECIMALS = 24
"""A decimal further behind than that changes no sum of all times and is dropped."""
UNBROKEN = Zone(0)
_EXACT = Context(prec=DECIMALS + 12, traps=[])


@dataclass(frozen=True)
class Load:
    """Energy of every interval from `begin_s` (UTC) on, by column, in milli-units.

    `columns` has kwh or kw, always, and of the others those that the file has.
    """

    begin_s: int
    interval_s: int
    columns: dict[str, array]

    def __len__(self):
        return len(self.import_mwh)

    @property
    def import_mwh(self):
        return self.columns["kwh" if "kwh" in self.columns else "kw"]

    @property
    def end_s(self):
        return self.begin_s + len(self) * self.interval_s

    @property
    def knows_reactive(self):
        """Whether reactive or apparent energy was recorded."""
        return any(name in self.columns for name in ("kvarh_lag", "kvarh_lead", "kva"))

    def index(self, utc_s):
        """The row that begins at this time, within the load."""
        return min(max(utc_s - self.begin_s, 0) // self.interval_s, len(self))

    def demand_at(self, start_s, window_min):
        """Mean power drawn in a window, in mW; None where the rows do not hold just that."""
        first, before = divmod(start_s - self.begin_s, self.interval_s)
        count, beyond = divmod(window_min * 60, self.interval_s)
        if before or beyond or not 0 <= first <= len(self) - count:
            return None
        return sum(self.import_mwh[first : first + count]) * 60 // window_min

    def steps(self):
        """The seven energies of each row, in the order of `tariffs.channels.MEASURED`.

        Where the file has kva, the reactive energy that follows from it is taken as lagging.
        """
        if "kva" in self.columns:
            for active, apparent in zip(self.import_mwh, self.columns["kva"], strict=True):
                yield active, 0, isqrt(max(apparent**2 - active**2, 0)), 0, 0, 0, apparent
            return
        others = (self.columns.get(name, repeat(0)) for name in ENERGIES[1:])
        for drawn, export, lag, lead in zip(self.import_mwh, *others, strict=False):
            yield drawn, export, lag, 0, 0, lead, isqrt((drawn - export) ** 2 + (lag - lead) ** 2)


def read_load(path, zone, start=None, channel=None):
    """The Load in a CSV file, its local times read in `zone`; LoadError names the line.

    `start`, a local time, dates the first row anew, and all others in unbroken time from there.
    With `channel` "a" it is that of the columns kwh_a, kwh_export_a, ..., beside which the file
    may have others: phases, or outlets of one meter.
    """
    rows = _rows(path) if channel is None else _rows_of(path, channel)
    head, stamps = _head(path, rows)
    zones = (zone,) if start is None else (UNBROKEN, zone)
    timeline = EitherTimeline(zones, *stamps)
    columns = _columns(head[0][1], timeline.interval_s)
    for where, row in chain(head, rows):
        timeline.take(stamp(where, row["start"]))
        for column in columns:
            column.take(where, row)
        if "kva" in row:
            _check_apparent(where, row)
    begin_s = timeline.begin_s if start is None else _redated(start, zone)
    return Load(begin_s, timeline.interval_s, {each.name: each.found for each in columns})


def _rows(path):
    return read_table(path, COLUMNS, COLUMNS[:1])


def _rows_of(path, channel):
    """The rows of one channel, its columns under the names that they have alone."""
    known = [f"{name}_{each}" for name in ENERGIES for each in CHANNELS]
    own = {f"{name}_{channel}": name for name in ENERGIES} | {"start": "start"}
    for where, row in read_table(path, (*COLUMNS, *known), ("start", f"kwh_{channel}")):
        yield where, {own[name]: text for name, text in row.items() if name in own}


def glance(path):
    """(seconds of an interval, minutes that local time is ahead of UTC or 0 where the file does
    not say so): what the first two rows of a load tell where no zone is known yet.
    """
    _, stamps = _head(path, read_table(path, COLUMNS, COLUMNS[:1]))
    ahead = stamps[0].at.utcoffset()
    offset_min = 0 if ahead is None else ahead // timedelta(minutes=1)
    return EitherTimeline((UNBROKEN,), *stamps).interval_s, offset_min


def _head(path, rows):
    """The first two rows, which tell the interval, and their stamps."""
    head = list(islice(rows, 2))
    if len(head) < 2:
        raise LoadError(
            f"{path}: got {len(head)} rows of load, expected a header and at least 2 rows; add"
            " rows, because the first two tell the interval"
        )
    _check_form(path, head[0][1])
    return head, [stamp(where, row["start"]) for where, row in head]


class Column:
    """The values of one column as milli-units of energy; a part of one is carried on."""

    def __init__(self, name, interval_s):
        self.name = name
        self.found = array("q")
        means = name in MEANS
        self._factor = MILLI_UNITS * (interval_s if means else 1)
        self._divisor = (HOUR_S if means else 1) * 10**DECIMALS
        self._carry = 0

    def take(self, where, row):
        value = _amount(where, row, self.name)
        exact = int(_EXACT.scaleb(value, DECIMALS)) * self._factor + self._carry
        whole, self._carry = divmod(exact, self._divisor)
        self.found.append(whole)


def _columns(row, interval_s):
    return [Column(name, interval_s) for name in row if name != "start"]


def _amount(where, row, name):
    value = amount_of(where, row, name, _EXACT.create_decimal)
    if value > MOST:
        raise LoadError(f"{where}: {name}: got {quoted(row[name])}, expected at most {MOST}")
    return value


def _check_form(path, row):
    """A load has energies or means, not both."""
    names = [name for name in row if name != "start"]
    for form in (ENERGIES, MEANS):
        if form[0] in names and all(name in form for name in names):
            return
    raise LoadError(
        f"{path}, line 1: got the columns {','.join(row)}, expected {FORMS}; mend the header"
    )


def _check_apparent(where, row):
    """Apparent power is never less than active, but each may have been rounded."""
    active, apparent = (_amount(where, row, name) for name in MEANS)
    if apparent * 100 < active * 99:
        raise LoadError(
            f"{where}: kva: got {quoted(row['kva'])} with {quoted(row['kw'])} kw, expected at"
            " least as much; are the columns exchanged?"
        )


def _redated(start, zone):
    """The UTC second of a --start."""
    found = instants(zone, stamp("--start", start.isoformat()))
    if not found:
        raise LoadError(
            f"--start: got {start.isoformat()}, which the tariff's time-zone rule skips: its"
            " clock is set forward there; choose another time"
        )
    return found[0]
