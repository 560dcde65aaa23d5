"""The billing cycle: when a bill begins and when it ends.

A bill begins at the local midnight of one day of the month, every so many months.
"""

from tariffs.calendar import DAY_S, civil_date, days_from_civil, month_length_days
from tariffs.fields import Choice, Whole, read_fields

CYCLE_FIELDS = (
    ("day", Whole(1, 31), 1),
    ("months", Choice(1, 2, 3, 4, 6, 12), 1),
)


def read_cycle(found, path):
    """The cycle of a document's object; from the first of each month where there is none."""
    given = read_fields({} if found is None else found, CYCLE_FIELDS, path)
    return Cycle(given.day, given.months)


class Cycle:
    """Bills from `day` of a month, the last day where the month is shorter, over `months`.

    Months are counted from January: two-monthly bills begin in the odd months.
    """

    def __init__(self, day=1, months=1):
        self.day = day
        self.months = months

    def bounds(self, zone, utc_s):
        """(UTC second of the start, UTC second of the end) of the bill that holds `utc_s`."""
        year, month, _ = civil_date(zone.local_s(utc_s) // DAY_S)
        month_count = year * 12 + month - 1
        month_count += self.months - month_count % self.months
        # The clock can go back over midnight, so seconds are compared, not dates.
        end_s = self._start_s(zone, month_count + self.months)
        start_s = self._start_s(zone, month_count)
        while start_s > utc_s:
            month_count -= self.months
            start_s, end_s = self._start_s(zone, month_count), start_s
        return start_s, end_s

    def month_of(self, zone, start_utc_s):
        """(year, month) of a bill's first local day."""
        return civil_date(zone.local_s(start_utc_s) // DAY_S)[:2]

    def _start_s(self, zone, month_count):
        """UTC second at which a bill begins in a month, counted from year 0."""
        year, month = divmod(month_count, 12)
        day = min(self.day, month_length_days(year, month + 1))
        return zone.utc_of_midnight(days_from_civil(year, month + 1, day))
