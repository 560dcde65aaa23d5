"""A recorded load profile: a CSV file with one row for each interval.

Columns `start,kwh` and optionally `kvarh_lag,kvarh_lead`; `start` is ISO local time without an
offset, rows follow each other without gap or overlap, and the interval is that of the first two
rows. Energy is what was drawn in the interval that begins at `start`.
"""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from pathlib import Path

from host.simulator.errors import LoadError

COLUMNS = ("start", "kwh", "kvarh_lag", "kvarh_lead")
NEEDED = COLUMNS[:2]
LONGEST_INTERVAL_S = 86_400


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

    def cut(self, start, seconds):
        """The profile of `seconds` from `start` on; LoadError where it does not reach."""
        skip, off = divmod((start - self.start).total_seconds(), self.interval_s)
        if off:
            raise LoadError(
                f"load profile: got a start at {start}, expected the beginning of one of its"
                f" intervals of {self.interval_s} s, such as {start - timedelta(seconds=off)}"
            )
        skip = int(skip)
        keep = -(-seconds // self.interval_s)
        if skip < 0 or skip + keep > len(self.watts):
            raise LoadError(
                f"load profile: got {self.start} to {self.end}, expected it to hold {start} and"
                f" the {seconds} seconds after it; choose fewer --days or another --load"
            )
        rows = slice(skip, skip + keep)
        at = self.start + timedelta(seconds=skip * self.interval_s)
        return Profile(at, self.interval_s, self.watts[rows], self.vars[rows])

    @property
    def end(self):
        return self.start + timedelta(seconds=self.seconds)


def read_profile(path):
    """The profile in the CSV file `path`; LoadError names the line and what to mend."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise LoadError(f"{path}: cannot read the load profile: {reason}") from None
    rows = list(csv.DictReader(text.splitlines()))
    _check_header(path, rows)
    points = [_point(f"{path}, line {line}", row) for line, row in enumerate(rows, 2)]
    interval_s = _interval_s(path, [at for at, _, _ in points])
    to_power = 3_600_000 / interval_s
    return Profile(
        points[0][0],
        interval_s,
        tuple(kwh * to_power for _, kwh, _ in points),
        tuple(kvarh * to_power for _, _, kvarh in points),
    )


def _check_header(path, rows):
    if len(rows) < 2:
        raise LoadError(f"{path}: got {len(rows)} rows of load, expected a header and at least 2")
    missing = [name for name in NEEDED if name not in rows[0]]
    if missing:
        found = ",".join(filter(None, rows[0]))
        raise LoadError(f"{path}, line 1: got columns {found}, expected {','.join(COLUMNS)}")


def _point(where, row):
    """(start, kWh, net lagging kvarh) of one row."""
    start = _start(where, row)
    kwh, lag, lead = (_energy(where, row, name) for name in COLUMNS[1:])
    return start, kwh, lag - lead


def _start(where, row):
    text = row["start"] or ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise LoadError(f"{where}: start: got {text!r}, expected 2018-01-18T00:15:00") from None
    if at.tzinfo:
        raise LoadError(f"{where}: start: got {text!r}, expected local time without an offset")
    return at


def _energy(where, row, name):
    if name not in row and name not in NEEDED:
        return 0.0
    try:
        value = float(row[name])
    except (TypeError, ValueError):
        raise LoadError(f"{where}: {name}: got {row[name]!r}, expected a number") from None
    if not isfinite(value) or value < 0:
        raise LoadError(f"{where}: {name}: got {row[name]}, expected zero or more")
    return value


def _interval_s(path, starts):
    interval = starts[1] - starts[0]
    seconds = int(interval.total_seconds())
    if interval != timedelta(seconds=seconds) or not 0 < seconds <= LONGEST_INTERVAL_S:
        raise LoadError(f"{path}, line 3: interval: got {interval}, expected 1 second to 1 day")
    for line, (before, after) in enumerate(zip(starts, starts[1:], strict=False), 3):
        if after - before != interval:
            raise LoadError(
                f"{path}, line {line}: got an interval of {after - before}, expected {interval}"
                " as in the rows before; fill the gap or remove the overlap"
            )
    return seconds
