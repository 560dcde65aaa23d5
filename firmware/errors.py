"""The firmware's own few errors."""


class MeterError(Exception):
    """Something the meter cannot do or accept; the message says what, where, got, expected."""


class SettingsError(MeterError):
    """A setting of this meter that cannot be used."""
