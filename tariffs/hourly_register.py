"""Energy of whole hours with a poor power factor, summed hour by hour."""

from tariffs.roots import isqrt

HOUR_S = 3600
LAG, LEAD = 1, 2


class HourlyReactive:
    """Of each hour what its active energy lacks to have the power factor `target`, by period.

    An hour of standard time draws P and Q; with sqrt(P^2 + Q^2) x target - P above zero it is in
    excess by that, which is P x (target / PF - 1). It counts for the period of its last instant;
    `ways` says for each period whether Q lags (LAG) or leads (LEAD) there, None for no charge.
    Energies are milli-units; each hour is rounded down to one.
    """

    part_s = HOUR_S

    def __init__(self, channels, calendar, ways, target_e6):
        self._channels = channels  # of import, lag, lead
        self._calendar = calendar
        self._ways = ways
        self._target_e6 = target_e6
        # end of the last step on the standard clock; energies and period of the running hour;
        # sum, and highest hour of each period
        self.values = [0, 0, 0, 0, 0] + [0] * (2 * len(ways))

    def take(self, step):
        values = self.values
        if step.standard_s != values[0] and not self._goes_on(step.standard_s):
            self.finish()
        values[0] = step.standard_end_s
        for place, channel in enumerate(self._channels):
            values[1 + place] += step.energies[channel]
        values[4] = step.periods[self._calendar]
        if not values[0] % HOUR_S:
            self.finish()

    def finish(self):
        """The hour ends, also where the bill ends within it or the clock is set."""
        active, lag, lead, period = self.values[1:5]
        way = self._ways[period]
        if way is not None:
            reactive = lag if way == LAG else lead
            whole = isqrt((active * active + reactive * reactive) * self._target_e6**2)
            excess = whole // 1000000 - active
            if excess > 0:
                self._count(period, active, excess)
        self.values[1:4] = [0, 0, 0]

    def clear(self):
        for place in range(5, len(self.values)):
            self.values[place] = 0

    def total(self, periods):
        """The sum over hours of what was lacking."""
        return sum([self.values[5 + 2 * period] for period in periods])

    def highest(self, periods):
        """The highest hour's active energy as it is priced: P x target / PF."""
        return max([self.values[6 + 2 * period] for period in periods])

    def _count(self, period, active, excess):
        place = 5 + 2 * period
        self.values[place] += excess
        self.values[place + 1] = max(self.values[place + 1], active + excess)

    def _goes_on(self, standard_s):
        """Whether time was lost within the running hour only."""
        last_s = self.values[0]
        return standard_s > last_s and standard_s // HOUR_S == (last_s - 1) // HOUR_S
