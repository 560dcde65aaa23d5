"""The chips of the meter, one module or package each.

Drivers know registers and waveforms, never policy. They take their bus, pins and clocks as
arguments, do no I/O when constructed, and run unmodified on CPython and MicroPython.
"""
