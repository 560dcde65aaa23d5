"""The steel plant's months as whole numbers, for oracles of national tariffs.

It imports nothing of ours: it reads the load itself, keeps local time by the zone database, and
adds up energies and mean powers of what a tariff's text describes.
"""

import csv
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import groupby
from math import isqrt
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.host.oracles.rational import exact, rounded

LOAD = Path(__file__).resolve().parents[2] / "data" / "loads" / "steel_2018_15min.csv"
MILLION = 10**6
QUARTER = timedelta(minutes=15)


class Row(NamedTuple):
    """A quarter of an hour that begins at the local time `at`; energies in millionths."""

    at: datetime
    kwh: int
    lag: int
    lead: int

    @property
    def kvah(self):
        """Of the row's net energies, rounded down to a millionth, as loads are read."""
        return isqrt(self.kwh**2 + (self.lag - self.lead) ** 2)


@cache
def energies():
    """(kWh, kvarh lagging, kvarh leading) of each row of the file, in hundredths."""
    with LOAD.open() as file:
        rows = [(row["kwh"], row["kvarh_lag"], row["kvarh_lead"]) for row in csv.DictReader(file)]
    return [tuple(int(100 * Fraction(each)) for each in row) for row in rows]


def months(zone, start, days=365, add=0, part=1):
    """The Months of the load from a local date on, with `add` kWh more in each row, and of all
    that one part in `part`.
    """
    at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    rows = []
    for kwh, lag, lead in energies()[: round(96 * days)]:
        found = ((kwh + 100 * add), lag, lead)
        local = at.astimezone(ZoneInfo(zone))
        rows.append(Row(local, *(each * MILLION // 100 // part for each in found)))
        at += QUARTER
    return [Month(list(each)) for _, each in groupby(rows, key=lambda row: row.at.month)]


class Month:
    """The rows of one bill."""

    def __init__(self, rows):
        self.rows = rows
        self.year, self.number = rows[0].at.year, rows[0].at.month
        self.days = len({row.at.date() for row in rows})

    def energy(self, column="kwh", where=lambda at: True):
        return Fraction(sum(getattr(row, column) for row in self.rows if where(row.at)), MILLION)

    def split(self, period_of, column="kwh"):
        """Energy by period."""
        found = {}
        for row in self.rows:
            period = period_of(row.at)
            found[period] = found.get(period, 0) + getattr(row, column)
        return {period: Fraction(energy, MILLION) for period, energy in found.items()}

    def windows(self, column="kwh", minutes=15):
        """(mean power, local time of the last row) of each window."""
        size = minutes // 15
        for place in range(0, len(self.rows), size):
            rows = self.rows[place : place + size]
            energy = sum(getattr(row, column) for row in rows)
            yield Fraction(energy * 60, MILLION * minutes), rows[-1].at

    def demand(self, column="kwh", minutes=15, where=lambda at: True):
        """The highest window of those that end within a period."""
        return max((kw for kw, at in self.windows(column, minutes) if where(at)), default=0)


def cents(amount):
    return rounded(amount, "0.01")


def priced(energies_by_period, prices, to="0.01", mode="half_up"):
    """The sum of the lines of all periods that have a price, each rounded."""
    return sum(
        rounded(energy * exact(prices[period]), to, mode)
        for period, energy in energies_by_period.items()
        if period in prices
    )


def root(number):
    """The square root of a Fraction, rounded down to a millionth."""
    return Fraction(isqrt(number.numerator * MILLION**2 // number.denominator), MILLION)


def hours(at, *spans):
    """Whether the clock shows a time within one of the (from, to) hours, which may go over
    midnight; halves of hours are decimals.
    """
    now = at.hour + at.minute / 60
    return any(
        start <= now < end if start < end else now >= start or now < end for start, end in spans
    )


def dates(*texts):
    """The dates named "2025-01-01" or "2025-10-01..2025-10-08"."""
    found = set()
    for text in texts:
        first, _, last = text.partition("..")
        day, end = (datetime.fromisoformat(each).date() for each in (first, last or first))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found
