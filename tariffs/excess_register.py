"""Power above a firm level, window by window; listens to demand windows."""


class FirmExcess:
    """`values` are: the sum of the mean powers above `firm.at(day)` in the periods that `counts`
    names, in milli-units of power, and the highest of them.

    The sum times the length of a window is the energy; 250 MW above in every minute of a year
    come to 2^57.
    """

    def __init__(self, counts, firm):
        self._counts = counts
        self._firm = firm
        self.values = [0, 0]

    def note(self, mean, period, day):
        excess = mean - self._firm.at(day)
        if excess > 0 and self._counts[period]:
            self.values[0] += excess
            self.values[1] = max(self.values[1], excess)

    def clear(self):
        self.values[0] = self.values[1] = 0
