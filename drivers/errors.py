"""What can go wrong with a chip: one small tree, shared by all drivers.

Every message says what, where, expected, got and what to look at next.
"""


class DriverError(Exception):
    """Any failure of a driver; catch this one where the cause does not matter."""


class ChipAbsent(DriverError):
    """Nothing that behaves like the chip answers: wiring, supply, chip select, power mode."""


class SetupError(DriverError):
    """A setting makes no sense, or the chip does not keep what was written to it."""


class ChipLost(DriverError):
    """A chip that worked has not answered for several tries; the driver keeps trying."""


class NotWritten(DriverError):
    """What was written to a memory does not read back: worn, protected, or power failed."""
