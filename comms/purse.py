"""What a request may cost: so many coins a second, of which some can be saved."""

PER_SECOND = 20
MOST_SAVED = 40


class Purse:
    """`most` coins can be saved; time that went back gives none."""

    def __init__(self, per_second=PER_SECOND, most=MOST_SAVED):
        self._per_second = per_second
        self._most = self._saved = most
        self._at_s = None

    def spend(self, coins, now_s):
        """Take so many out; False, and nothing taken, where there are fewer."""
        if self._at_s is not None and now_s > self._at_s:
            earned = min(now_s - self._at_s, self._most) * self._per_second
            self._saved = min(self._most, self._saved + earned)
        self._at_s = now_s
        if coins > self._saved:
            return False
        self._saved -= coins
        return True
