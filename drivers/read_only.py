"""A bus on which nothing is written, for a memory that must be left as it is."""


class ReadOnly:
    """The bus it is made of, but that `write` does nothing."""

    def __init__(self, bus):
        self._bus = bus

    def exchange(self, tx, rx):
        self._bus.exchange(tx, rx)

    def write(self, tx):
        """Nothing: whoever reads back what he wrote finds that out."""
