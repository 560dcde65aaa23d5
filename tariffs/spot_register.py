"""Money at a price that changes while energy flows, counted exactly."""

from tariffs.money import PER_LINE
from tariffs.price_feed import MISSING


class SpotMoney:
    """Energy of one channel times the price of the moment, in the periods that `counts` names.

    `values` are: energy that had a price, its amount as micro-units and the rest of those in
    10^-9 of one, energy that had none. Two numbers hold the amount, because one of 64 bits would
    not, and a rounded sum would depend on how time was cut. `price_of(feed price)` is the price
    to bill.
    """

    def __init__(self, channel, calendar, counts, feed, price_of):
        self._channel = channel
        self._calendar = calendar
        self._counts = counts
        self._feed = feed
        self._price_of = price_of
        self._since_s = self._until_s = 0  # between these the price holds
        self._price_e9 = None
        self.values = [0] * 4

    def next_edge(self, utc_s):
        """When the price that holds at `utc_s` ends."""
        self._look_up(utc_s)
        return self._until_s

    def take(self, step):
        if not self._counts[step.periods[self._calendar]]:
            return
        self._look_up(step.start_s)
        values = self.values
        energy = step.energies[self._channel]
        if self._price_e9 is None:
            values[3] += energy
            return
        values[0] += energy
        whole, values[2] = divmod(energy * self._price_e9 + values[2], PER_LINE)
        values[1] += whole

    def clear(self):
        for place in range(len(self.values)):
            self.values[place] = 0

    def _look_up(self, utc_s):
        if self._since_s <= utc_s < self._until_s:
            return
        price_e9, self._since_s, self._until_s = self._feed.at(utc_s)
        self._price_e9 = None if price_e9 == MISSING else self._price_of(price_e9)
