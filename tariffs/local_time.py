"""Moments of the local clock as a document writes them, and the UTC seconds that they are."""

from tariffs.calendar import DAY_S, MINUTE_S
from tariffs.dates import Date
from tariffs.errors import expect
from tariffs.fields import Clock


class Moment:
    """ "YYYY-MM-DDTHH:MM" on the local clock, read as seconds of that clock from 1970."""

    expected = 'a moment "YYYY-MM-DDTHH:MM"'

    def read(self, found, path):
        fits = isinstance(found, str) and len(found) == 16 and found[10] == "T"
        expect(fits, path, found, self.expected)
        day, minute = Date().read(found[:10], path), Clock().read(found[11:], path)
        return day * DAY_S + minute * MINUTE_S


def utc_seconds(zone, local_s):
    """Every UTC second at which the local clock shows `local_s`, the earlier first.

    None where the clock jumps over it, two where it shows it twice.
    """
    found = []
    for near_s in (local_s - DAY_S, local_s + DAY_S):  # no clock is a day from UTC
        utc_s = local_s - zone.offset_s(near_s)
        if zone.local_s(utc_s) == local_s and utc_s not in found:
            found.append(utc_s)
    return sorted(found)
