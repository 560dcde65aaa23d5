"""Zones as tariff documents write them beside the same zones of the IANA time-zone database.

`ZONES` has, by IANA name, the document's zone and the years in which the database knows that rule.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

STEP_S = 900
"""Zones of today change and count in quarters of an hour of UTC, but for St. John's."""
EPOCH = datetime(1970, 1, 1)
DAY = timedelta(days=1)


def _moment(month, nth, at):
    return {"month": month, "weekday": "sun", "nth": nth, "at": at}


def _zone(offset_min, start=None, end=None, **more):
    if start is None:
        return {"utc_offset_min": offset_min}
    return {
        "utc_offset_min": offset_min,
        "dst": {"from": _moment(*start), "to": _moment(*end), **more},
    }


_EU = ((3, -1, "01:00"), (10, -1, "01:00"))
_US = ((3, 2, "02:00"), (11, 1, "02:00"))

ZONES = {
    "Europe/Berlin": (_zone(60, *_EU, clock="utc"), range(1996, 2038)),
    "Atlantic/Azores": (_zone(-60, *_EU, clock="utc"), range(1996, 2025)),  # midnight twice
    "America/New_York": (_zone(-300, *_US), range(2007, 2038)),
    "America/Havana": (_zone(-300, (3, 2, "00:00"), (11, 1, "01:00")), range(2013, 2038)),
    "America/Asuncion": (_zone(-240, (10, 1, "00:00"), (3, 4, "00:00")), range(2014, 2024)),
    "Antarctica/Troll": (_zone(0, *_EU, clock="utc", shift_min=120), range(2006, 2038)),
    "Australia/Sydney": (_zone(600, (10, 1, "02:00"), (4, 1, "03:00")), range(2009, 2038)),
    "Australia/Lord_Howe": (
        _zone(630, (10, 1, "02:00"), (4, 1, "02:00"), shift_min=30),
        range(2009, 2038),
    ),
    "America/Sao_Paulo": (_zone(-180), range(2020, 2038)),
    "Asia/Kolkata": (_zone(330), range(1990, 2038)),
    "Asia/Kathmandu": (_zone(345), range(1990, 2038)),
    "Asia/Seoul": (_zone(540), range(1990, 2038)),
}
ST_JOHNS = (_zone(-210, (3, 2, "00:01"), (11, 1, "00:01")), range(2007, 2011))
"""Its clock went back over midnight, so that a day had one minute, then the day before again."""


def first_of(year):
    """The UTC second at which a year begins on the clock of UTC."""
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


@cache
def zone_of(name):
    return ZoneInfo(name)


def offset_s(name, utc_s):
    return int(datetime.fromtimestamp(utc_s, zone_of(name)).utcoffset().total_seconds())


@cache
def local_minutes(name, start_s, end_s):
    """The minute since 1970 that the local clock shows in each minute of UTC."""
    utc_min = np.arange(start_s // 60, end_s // 60)
    offsets = [offset_s(name, utc_s) // 60 for utc_s in range(start_s, end_s, STEP_S)]
    return utc_min + np.repeat(offsets, STEP_S // 60)


def days_of(date):
    """Days since 1970 of a date."""
    return (datetime(date.year, date.month, date.day) - EPOCH).days


def first_instant(name, date):
    """The first minute of UTC, in seconds, in which the local clock shows the date."""
    noon = datetime(date.year, date.month, date.day, 12, tzinfo=zone_of(name))
    utc_s = int(noon.timestamp())
    for before_s in range(utc_s - 16 * 3600, utc_s, 60):
        if datetime.fromtimestamp(before_s, noon.tzinfo).date() == noon.date():
            return before_s
    raise AssertionError(f"no such day: {date} in {name}")
