"""The one name that CPython and MicroPython spell differently for a driver.

Usage:
    from drivers.compat import const
    _STEPS = const(8)

MicroPython's compiler folds a constant by the bare name `const`, wherever it comes from.
"""

try:
    from micropython import const
except ImportError:

    def const(value):
        """Return `value`; MicroPython's compiler puts it in place of the name."""
        return value


__all__ = ("const",)
