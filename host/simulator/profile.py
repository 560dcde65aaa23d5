"""A recorded load profile: a CSV file with one row for each interval.

Columns `start,kwh` and optionally `kvarh_lag,kvarh_lead`; `start` is ISO local time without an
offset, rows follow each other without gap or overlap, and the interval is that of the first two
rows. Energy is what was drawn in the interval that begins at `start`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot, inf

from host.simulator.errors import LoadError
from host.simulator.table import read_table
from host.simulator.text import number, quoted

COLUMNS = ("start", "kwh", "kvarh_lag", "kvarh_lead")
NEEDED = COLUMNS[:2]
LONGEST_INTERVAL_S = 86_400
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Times are unsigned 32-bit UTC seconds on the wire."""


@dataclass(frozen=True)
class Profile:
    """Mean power (W, var; lagging positive) of every interval from `start` (local time) on."""

    start: datetime
    interval_s: int
    watts: tuple[float, ...]
    vars: tuple[float, ...]

    @property
    def seconds(self):
        return self.interval_s * len(self.watts)

    @property
    def end(self):
        return self.start + timedelta(seconds=self.seconds)

    @property
    def kwh(self):
        """The energy of all of it."""
        return sum(self.watts) * self.interval_s / 3_600_000

    def cut(self, start, seconds):
        """The profile of `seconds` from `start` on; LoadError where it does not reach."""
        skip, off = divmod(start - self.start, timedelta(seconds=self.interval_s))
        if not 0 <= skip < len(self.watts):
            raise LoadError(
                f"load profile: got a --start of {start}, expected the beginning of one of its"
                f" intervals, from {self.start} to {self.end - timedelta(seconds=self.interval_s)}"
            )
        if off:
            raise LoadError(
                f"load profile: got a --start of {start}, expected the beginning of one of its"
                f" intervals of {self.interval_s} s, such as {(start - off).isoformat()}"
            )
        keep = -(-seconds // self.interval_s)
        if skip + keep > len(self.watts):
            raise LoadError(
                f"load profile: got {self.start} to {self.end}, expected it to hold {start} and"
                f" the {seconds} seconds after it; choose fewer --days or another --load"
            )
        rows = slice(skip, skip + keep)
        return Profile(start, self.interval_s, self.watts[rows], self.vars[rows])


@dataclass(frozen=True)
class Row:
    """One interval as it stands in the file; `where` names file and line."""

    where: str
    start: datetime
    kwh: float
    kvarh: float


def read_profile(path, most_va=inf):
    """The profile in the CSV file `path`; LoadError names the line and what to mend.

    `most_va` is the apparent power that the meter can take.
    """
    rows = [_row(where, values) for where, values in read_table(path, COLUMNS, NEEDED)]
    interval_s = _interval_s(path, rows)
    _check_order(rows, timedelta(seconds=interval_s))
    to_power = 3_600_000 / interval_s
    for row in rows:
        _check_power(row, hypot(row.kwh, row.kvarh) * to_power, most_va)
    return Profile(
        rows[0].start,
        interval_s,
        tuple(row.kwh * to_power for row in rows),
        tuple(row.kvarh * to_power for row in rows),
    )


def _row(where, values):
    start = _local_time(where, values["start"])
    kwh, lag, lead = (amount_of(where, values, name) for name in COLUMNS[1:])
    return Row(where, start, kwh, lag - lead)


def _local_time(where, text):
    at = time_of(where, text)
    if at.tzinfo:
        raise LoadError(f"{where}: start: got {text!r}, expected local time without an offset")
    return at


def time_of(where, text):
    """The time of a `start`, in whole seconds, with or without an offset from UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise LoadError(
            f"{where}: start: got {quoted(text)}, expected a time of the calendar, written as"
            " 2018-01-18T00:15:00"
        ) from None
    if at.microsecond or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise LoadError(
            f"{where}: start: got {text!r}, expected a time of {FIRST_YEAR} to {LAST_YEAR} in"
            " whole seconds"
        )
    return at


def amount_of(where, values, name, convert=float):
    """What a row says of one column; zero where the file has no such column."""
    text = values.get(name, "0")
    try:
        value = number(text, convert)
    except ValueError:
        raise LoadError(f"{where}: {name}: got {quoted(text)}, expected a number") from None
    if value < 0:
        raise LoadError(f"{where}: {name}: got {quoted(text)}, expected zero or more")
    return value


def _interval_s(path, rows):
    if len(rows) < 2:
        raise LoadError(
            f"{path}: got {len(rows)} rows of load, expected a header and at least 2 rows;"
            " add rows, because the first two tell the interval"
        )
    interval = rows[1].start - rows[0].start
    seconds = int(interval.total_seconds())
    if seconds <= 0:
        raise _not_in_order(*rows[:2])
    if seconds > LONGEST_INTERVAL_S:
        raise LoadError(
            f"{rows[1].where}: got an interval of {interval}, expected 1 second to 1 day"
        )
    return seconds


def _check_order(rows, interval):
    for before, after in zip(rows, rows[1:], strict=False):
        found = after.start - before.start
        if found <= timedelta():
            raise _not_in_order(before, after)
        if found != interval:
            raise LoadError(
                f"{after.where}: got an interval of {found}, expected {interval} as in the rows"
                " before; fill the gap or remove the overlap"
            )


def _not_in_order(before, after):
    return LoadError(
        f"{after.where}: not in order: got {after.start} after {before.start}, expected a later"
        " time; sort the rows and remove doubles"
    )


def _check_power(row, found_va, most_va):
    if found_va > most_va:
        raise LoadError(
            f"{row.where}: got {row.kwh:g} kWh and {row.kvarh:g} kvarh, which is"
            f" {found_va / 1e3:,.6g} kVA, expected at most {most_va / 1e3:,.6g} kVA, what the"
            " simulated meter can take; scale the load down"
        )
