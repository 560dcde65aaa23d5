"""Reactive energy settled day by day: what of each day lies beyond shares of its active energy."""

WHOLE = 100000000
"""100 % in 10^-6 of a percent."""


class DailyReactive:
    """By part and band, in milli-units; each day of each band is rounded down to one.

    `channels` are the indices of reactive and active energy, `part_of` the part of each period or
    None; `bands` are (from, to or None) in 10^-6 % of the day's active energy. A day is a local
    day; after a clock was set back it goes on until time has passed it. A bill that ends within a
    day settles what it has seen of it.
    """

    def __init__(self, channels, calendar, part_of, parts, bands):
        self._channels = channels
        self._calendar = calendar
        self._part_of = part_of
        self._bands = bands
        self._sums_at = 1 + 2 * parts
        self.version = 0
        # the running day; its reactive and active energy by part; sums of ended days by part, band
        self.values = [0] * (self._sums_at + parts * len(bands))

    def take(self, step):
        values = self.values
        if step.day > values[0]:
            self._end_day()
            values[0] = step.day
        part = self._part_of[step.periods[self._calendar]]
        if part is not None:
            for place, channel in enumerate(self._channels):
                values[1 + 2 * part + place] += step.energies[channel]
            self.version += 1

    def clear(self):
        for place in range(1, len(self.values)):
            self.values[place] = 0

    def totals(self, part):
        """The energy in each band, with that of the running day as it stands."""
        first = self._sums_at + part * len(self._bands)
        sums = self.values[first : first + len(self._bands)]
        return [whole + own for whole, own in zip(sums, self._of_day(part))]

    def _end_day(self):
        for part in range((self._sums_at - 1) // 2):
            first = self._sums_at + part * len(self._bands)
            for place, own in enumerate(self._of_day(part)):
                self.values[first + place] += own
            self.values[1 + 2 * part] = self.values[2 + 2 * part] = 0

    def _of_day(self, part):
        """What of the running day lies in each band."""
        reactive, active = self.values[1 + 2 * part], self.values[2 + 2 * part]
        for low, high in self._bands:
            end = reactive if high is None else min(reactive, active * high // WHOLE)
            yield max(0, end - active * low // WHOLE)
