"""The periods of a tariff document by painting every minute of a stretch of years, row by row.

It reads the document itself and shares nothing with the firmware but what the document means.
Dates and zones are those of datetime and zoneinfo; the minutes painted are those of the local
clock, from which `by_utc` picks the one that it shows in each minute of UTC.
"""

from datetime import date, datetime, timedelta

import numpy as np
from dateutil.easter import easter

from tests.host.local_time import EPOCH, local_minutes

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE = timedelta(days=1)
DAY_MIN = 1440
NO_ROW = -1


class Painting:
    """`winners` has the number of the row that holds in each local minute, or NO_ROW."""

    def __init__(self, document, years, site_events=None):
        self.document = document
        first, last = date(years[0], 1, 1) - 2 * ONE, date(years[-1], 12, 31) + 2 * ONE
        self.days = [first + ONE * number for number in range((last - first).days + 1)]
        self.first_min = minute_of(self.days[0])
        self.size = len(self.days) * DAY_MIN
        self.events = self._paint_events(site_events or {})

    def winners(self, calendar):
        """The first row of `calendar` that fits each local minute."""
        winners = np.full(self.size, NO_ROW)
        types = [self.type_of(day) for day in self.days]
        for number in reversed(range(len(calendar["schedule"]))):
            row = calendar["schedule"][number]
            here = self._where(row, types)
            if "events" in row:
                here &= np.logical_or.reduce([self.events[name] for name in row["events"]])
            winners[here] = number
        return winners

    def periods(self, calendar):
        """The index of the period of each local minute."""
        of_row = [calendar["periods"].index(row["period"]) for row in calendar["schedule"]]
        of_row.append(calendar["periods"].index(calendar["otherwise"]))  # NO_ROW is the last
        return np.array(of_row)[self.winners(calendar)]

    def by_utc(self, values, name, start_s, end_s):
        """Of values by local minute, those that hold in each minute of UTC."""
        return values[local_minutes(name, start_s, end_s) - self.first_min]

    def mask_of_events(self):
        """The bits of the events in each local minute."""
        names = [event["name"] for event in self.document["events"]]
        return sum(self.events[name].astype(int) << bit for bit, name in enumerate(names))

    def type_of(self, day):
        """The name of a day's type."""
        for entry in self.document["special_days"]:
            if any(has(rule, day) for rule in entry["dates"]):
                return entry.get("as", entry["name"])
        return WEEKDAYS[day.weekday()]

    def _where(self, row, types):
        """The local minutes for which a row is, whatever happens in them."""
        start, end = minutes(row.get("from", "00:00")), minutes(row.get("to", "24:00"))
        end += DAY_MIN if end <= start else 0
        here = np.zeros(self.size, bool)
        for number, (day, day_type) in enumerate(zip(self.days, types, strict=True)):
            if self._is_for(row, day, day_type):
                here[number * DAY_MIN + start : number * DAY_MIN + end] = True
        return here

    def _is_for(self, row, day, day_type):
        ranges = [
            each for name in row.get("seasons", ()) for each in self.document["seasons"][name]
        ]
        return (
            day.month in row.get("months", range(1, 13))
            and day_type in row.get("days", (day_type,))
            and ("seasons" not in row or any(in_range(day, each) for each in ranges))
        )

    def _paint_events(self, site_events):
        events = {}
        for event in self.document["events"]:
            events[event["name"]] = here = np.zeros(self.size, bool)
            for text in site_events.get(event["name"], ()):
                start, end = interval(text)
                here[max(start - self.first_min, 0) : max(end - self.first_min, 0)] = True
        return events


def minute_of(day):
    """Minutes from 1970 to the midnight of a date, on the local clock."""
    return (datetime(day.year, day.month, day.day) - EPOCH) // timedelta(minutes=1)


def minutes(text):
    hours, minute = text.split(":")
    return int(hours) * 60 + int(minute)


def interval(text):
    """(first, after the last) local minute of a pushed event."""
    if "T" in text:
        day, times = text.split("T")
        start, end = (minutes(each) for each in times.split("/"))
        midnight = minute_of(date.fromisoformat(day))
        return midnight + start, midnight + end + (DAY_MIN if end <= start else 0)
    first, last = (date.fromisoformat(each) for each in ends(text))
    return minute_of(first), minute_of(last + ONE)


def ends(text):
    first, _, last = text.partition("..")
    return first, last or first


def in_range(day, text):
    """Whether a date is in "MM-DD..MM-DD", or from one to the other, maybe over the new year."""
    if isinstance(text, str):
        first, last = ends(text)
    else:
        first, last = (season_day(text[end], day.year) for end in ("from", "to"))
    here = day.isoformat()[5:]
    return first <= here <= last if first <= last else here >= first or here <= last


def season_day(found, year):
    """The "MM-DD" of a season's first or last day in a year: each day of the month is tried."""
    if isinstance(found, str):
        return found
    days = [date(year, found["month"], 1) + ONE * off for off in range(31)]
    rule = {key: found[key] for key in ("month", "weekday", "nth")}
    (day,) = [each for each in days if has(rule, each)]
    return (day + ONE * found.get("plus_days", 0)).isoformat()[5:]


def has(rule, day):
    """Whether a date rule of the document has a date."""
    if isinstance(rule, str):
        first, last = ends(rule)
        return first <= day.isoformat()[-len(first) :] <= last
    if "easter" in rule:
        return any(easter(day.year + y) + ONE * rule["easter"] == day for y in (-1, 0, 1))
    if "on" in rule:
        return any(observed(rule, day.year + years) == day for years in (-1, 0, 1))
    if day.month != rule["month"] or WEEKDAYS[day.weekday()] != rule["weekday"]:
        return False
    return (
        (day + 7 * ONE).month != day.month
        if rule["nth"] < 0
        else (day.day + 6) // 7 == rule["nth"]
    )


def observed(rule, year):
    """The date of a year on which a date of each year is observed, None where there is none."""
    try:
        day = date.fromisoformat(f"{year}-{rule['on']}")
    except ValueError:
        return None
    target = rule["observed"].get(WEEKDAYS[day.weekday()], WEEKDAYS[day.weekday()])
    near = [day + ONE * off for off in range(-3, 4)]
    return next(each for each in near if WEEKDAYS[each.weekday()] == target)
