"""The firmware's own few errors."""


class MeterError(Exception):
    """Something the meter cannot do or accept; the message says what, where, got, expected."""


class SettingsError(MeterError):
    """A setting of this meter that cannot be used."""


class StateRefused(MeterError):
    """The memory holds what must not be written over: of a newer layout, or of another meter."""
