"""Time as the interpreter has it: microseconds, or instructions on the emulated board.

started = now()
...
print(since(started), UNIT)
"""

import sys

if sys.platform == "qemu":
    from machine import mem32

    UNIT = "instructions"
    _TIMER = 0x40000000  # control, value, reload; it counts down at 25 MHz
    _FROM = (1 << 30) - 1  # no number object is made of what is below
    _SCALE = 40  # 1 ns an instruction, 40 ns a tick

    mem32[_TIMER + 8] = mem32[_TIMER + 4] = _FROM
    mem32[_TIMER] = 1

    def now():
        return _FROM - mem32[_TIMER + 4]

    def since(earlier):
        return (now() - earlier & _FROM) * _SCALE

elif sys.implementation.name == "micropython":
    from time import ticks_diff, ticks_us

    UNIT = "us"
    now = ticks_us

    def since(earlier):
        return ticks_diff(ticks_us(), earlier)

else:
    from time import perf_counter_ns

    UNIT = "us"

    def now():
        return perf_counter_ns() // 1000

    def since(earlier):
        return now() - earlier
