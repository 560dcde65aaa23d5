"""What can be wrong with a simulated world, in one message each."""


class SimulationError(Exception):
    """The run cannot start or go on; the message says what, where, got, expected, what to do."""


class LoadError(SimulationError):
    """A load profile that cannot be used."""
