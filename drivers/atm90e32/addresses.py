"""From names of registers to their addresses, without keeping the table of all registers loaded.

The table takes 20 kB where it is not frozen, and the driver needs it only while it is made.
"""

import sys

_TABLE = "drivers.atm90e32.registers"


def addressed(rows):
    """Rows (stage, name, value) as (stage, name, address, whether it can be read, value)."""
    was_loaded = _TABLE in sys.modules
    from drivers.atm90e32 import registers

    found = tuple(
        [(stage, name) + _place(registers, name) + (value,) for stage, name, value in rows]
    )
    if not was_loaded:
        _unload()
    return found


def _place(registers, name):
    return registers.address(name), registers.access(name) != "w"


def _unload():
    """Let the table go; whoever needs it next imports it again."""
    del sys.modules[_TABLE]
    package = sys.modules["drivers.atm90e32"]
    if hasattr(package, "registers"):  # MicroPython too notes a submodule in its package
        del package.registers
