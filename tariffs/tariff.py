"""A tariff ready for use: which price period holds when, and what a kWh costs in it.

Local time is UTC plus `utc_offset_min`. Rows of the schedule are tried in order, the first that
fits decides; where none fits, `otherwise` holds.
"""

from binascii import crc32

from tariffs.calendar import DAY_S, MINUTE_S, civil_date, weekday

MOST_PERIODS = 16
"""Price periods that one tariff may have: what the stored state has room for."""


class Tariff:
    """Compiled by `tariffs.document`; see there for the meaning of each field.

    `rows` is ((months mask, days mask, from minute, to minute, period), ...). `fingerprint` is a
    32-bit number that changes with anything that can change a bill.
    """

    def __init__(self, name, currency, utc_offset_min, periods, prices_e9, rows, otherwise):
        self.name = name
        self.currency = currency
        self.utc_offset_min = utc_offset_min
        self.periods = periods
        self.prices_e9 = prices_e9
        self._rows = rows
        self._otherwise = otherwise
        self._edges = _edge_minutes(rows)
        decisive = (currency, utc_offset_min, periods, prices_e9, rows, otherwise)
        self.fingerprint = crc32(repr(decisive).encode())

    def period_at(self, utc_s):
        """The index of the price period that holds at `utc_s`."""
        days, second = divmod(utc_s + self.utc_offset_min * MINUTE_S, DAY_S)
        month_bit = 1 << civil_date(days)[1]
        day_bit = 1 << weekday(days)
        minute = second // MINUTE_S
        for months, weekdays, start, end, period in self._rows:
            if months & month_bit and weekdays & day_bit and start <= minute < end:
                return period
        return self._otherwise

    def next_edge(self, utc_s):
        """The first time after `utc_s` at which another period may begin."""
        local_s = utc_s + self.utc_offset_min * MINUTE_S
        midnight_s = local_s - local_s % DAY_S
        for minute in self._edges:
            if midnight_s + minute * MINUTE_S > local_s:
                break
        return midnight_s + minute * MINUTE_S - self.utc_offset_min * MINUTE_S


def _edge_minutes(rows):
    """Every minute of the day at which a row begins or ends, and midnight, in order."""
    minutes = {DAY_S // MINUTE_S}
    for _, _, start, end, _ in rows:
        minutes.add(start)
        minutes.add(end)
    return tuple(sorted(minutes))
