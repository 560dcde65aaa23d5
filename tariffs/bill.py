"""The running bill: a pure function of the energy of each price period.

Its state is that energy and nothing else; lines and total are computed from it whenever they are
wanted, each line rounded once (half up, to the micro-unit). Nothing is rounded as energy comes in,
so it does not matter in how many steps it came.
"""

from tariffs.money import divide_half_up
from tariffs.tariff import MOST_PERIODS

_PER_LINE = 1_000_000_000  # mWh x 10^-9 currency/kWh -> 10^-6 currency


class Bill:
    """Energy in mWh by period of one tariff; rows that the tariff does not use stay zero."""

    def __init__(self, tariff):
        self.tariff = tariff
        self.energy_mwh = [0] * MOST_PERIODS

    def clear(self):
        """Begin a new bill."""
        for period in range(MOST_PERIODS):
            self.energy_mwh[period] = 0

    def add(self, period, energy_mwh):
        self.energy_mwh[period] += energy_mwh

    def amount_u(self, period):
        """What the energy of one period costs, in micro-units."""
        price_e9 = self.tariff.prices_e9[period]
        return divide_half_up(self.energy_mwh[period] * price_e9, _PER_LINE)

    def total_u(self):
        """The whole bill, in micro-units: the sum of its lines."""
        total_u = 0
        for period in range(len(self.tariff.periods)):
            total_u += self.amount_u(period)
        return total_u

    def lines(self):
        """(period, energy in mWh, price in 10^-9/kWh, amount in micro-units) of every line."""
        tariff = self.tariff
        for period, name in enumerate(tariff.periods):
            yield name, self.energy_mwh[period], tariff.prices_e9[period], self.amount_u(period)
