"""How fast the chip is: `python -m host.simulator.atm90e32.speed`.

One block is a second of a meter's life: all energy registers, each followed by two LastSPIData
reads, and fifty measuring and status registers.
"""

from math import radians
from struct import pack
from time import perf_counter

from ..signals import Signals, Stretch, sine
from .chip import ATM90E32AS
from .registers import ENERGY

MEASURED = (0x71, 0x72, 0x73, 0x74, 0x79, 0x7A, 0x00, *range(0xB0, 0xC0), *range(0xC0, 0xC4),
            *range(0xD9, 0xE0), *range(0xE9, 0xEC), *range(0xED, 0xF0), 0xF8, 0xF9, 0xFA, 0xFB,
            0xFC, *range(0xD0, 0xD5))  # fmt: skip


class Steps:
    """A load that changes its current every `step_us`."""

    def __init__(self, step_us, levels=10):
        self._step_us, self._levels = step_us, levels

    def stretch_at(self, t_us):
        number = t_us // self._step_us
        start = number * self._step_us
        return Stretch(start, start + self._step_us, balanced(5 + number % self._levels))


def balanced(amperes, volts=230.0, lag_degrees=25.0, hz=50.0):
    """Three equal phases as they stand at the pins."""
    turns = [radians(-120 * k) for k in range(3)]
    u = tuple(sine(volts / 1092, turn) for turn in turns)
    i = tuple(sine(amperes / 109.2, turn - radians(lag_degrees)) for turn in turns)
    return Signals(hz, u, i)


def snapshot():
    """The block of reads of one second."""
    addresses = [a for energy in sorted(ENERGY) for a in (energy, 0x78, 0x78)]
    return b"".join(pack(">HH", 0x8000 | a, 0) for a in (*addresses, *MEASURED))


def metering_chip(source, t_us=0, **options):
    """A chip that is powered and metering, at the time returned with it."""
    chip = ATM90E32AS(source, **options)
    chip.power_on(t_us)
    chip.exchange(t_us + 50_000, pack(">HHHH", 0x7F, 0x55AA, 0x00, 0x0001))
    return chip, t_us + 100_000


def block_us(blocks=2000, step_s=900):
    """Microseconds of processor time for one block, one a simulated second."""
    chip, start = metering_chip(Steps(step_s * 1_000_000))
    mosi = snapshot()
    began = perf_counter()
    for second in range(blocks):
        chip.exchange(start + second * 1_000_000, mosi)
    return (perf_counter() - began) / blocks * 1e6


def main():
    print(f"{len(snapshot()) // 4} frames a block")
    for step_s in (900, 60, 1):
        print(f"load steps every {step_s} s: {block_us(step_s=step_s):.0f} us a block")


if __name__ == "__main__":
    main()
