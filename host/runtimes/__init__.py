"""The interpreters that must all pass: how they are found (find) and made (build)."""

from host.runtimes.errors import SetupError
from host.runtimes.lookup import describe, find, is_stand_in, mpy_cross

__all__ = ["SetupError", "describe", "find", "is_stand_in", "mpy_cross"]
