"""A simulated chip as the bus that its driver expects, with time that passes as it is used."""


class Bus:
    """`now_us` grows by what each transaction takes, and by `sleep_ms`."""

    def __init__(self, chip):
        self.chip = chip
        self.now_us = 0

    def write(self, tx):
        self._transact(tx)

    def exchange(self, tx, rx):
        rx[:] = self._transact(tx)

    def sleep_ms(self, ms):
        self.now_us += ms * 1000

    def _transact(self, tx):
        miso, taken_us = self.chip.exchange(self.now_us, bytes(tx))
        self.now_us += taken_us
        return miso
