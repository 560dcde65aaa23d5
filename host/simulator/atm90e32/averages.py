"""The 16-cycle average behind the measuring registers and its publication, about 3 Hz.

A window is a number of samples; what lies in it is summed as rows of means, sampled or steady.
At its end the average is handed to `publish`. Two registers of one quantity read on both sides
of that moment do not belong together: the tear a driver has to deal with is real here.
"""

CYCLES = 16


class Averages:
    """`filled` is the sample up to which the window is summed, `steady` the row that alone made
    what was published last (None when several did), `end` where the next publication is due.
    """

    def __init__(self, publish):
        self._publish = publish
        self.restart(0, 160.0)

    def restart(self, n, cycle):
        """Begin a window at sample `n`."""
        self._sum = None
        self._start = self.filled = n
        self._cycle = cycle
        self.end = n + round(CYCLES * cycle)
        self.steady = None

    def retune(self, cycle):
        """The length of the cycle changed: it counts from the next window on."""
        self._cycle = cycle

    def due(self, n):
        """Whether a window ends at or before sample `n`."""
        return self.end <= n

    def add(self, rows, n):
        """Rows of means up to sample `n`; the first belongs to sample `filled`."""
        while self.end <= n:
            split = self.end - self.filled
            self._include(rows[:split].sum(axis=0), split)
            self._close(None)
            rows = rows[split:]
        if len(rows):
            self._include(rows.sum(axis=0), len(rows))

    def hold(self, row, n):
        """The same row of means stands: close the windows that end up to sample `n`."""
        while self.end <= n:
            whole = self._start == self.filled
            if whole and self.steady is row:
                self._skip(n)
                return
            self._include(row * (self.end - self.filled), self.end - self.filled)
            self._close(row if whole else None)

    def leave(self, row, n):
        """The row stood until sample `n`, and something else follows."""
        self.hold(row, n)
        if n > self.filled:
            self._include(row * (n - self.filled), n - self.filled)

    def _skip(self, n):
        """Windows like the one before publish nothing new."""
        length = round(CYCLES * self._cycle)
        self._start = self.filled = self.end + (n - self.end) // length * length
        self.end = self._start + length

    def _include(self, total, count):
        self._sum = total if self._sum is None else self._sum + total
        self.filled += count

    def _close(self, row):
        self._publish(self._sum / (self.end - self._start))
        self._sum, self.steady = None, row
        self._start = self.end
        self.end += round(CYCLES * self._cycle)
