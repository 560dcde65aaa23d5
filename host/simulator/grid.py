"""The supply: three voltages, their frequency and how they wander, from a seed.

Voltage wanders by about a percent, frequency by some hundredths of a hertz and the load is
not shared quite equally, all as sums of slow sines with seeded phases: smooth, endless, and the
same for the same seed whatever is asked in which order.
"""

from cmath import exp as cexp
from dataclasses import dataclass, field
from math import pi, sin
from random import Random

from host.simulator.signals import Wave

WANDER_PERIODS_S = (311.0, 1_877.0, 14_503.0)
PHASE_TURN = (0.0, -2 * pi / 3, 2 * pi / 3)


class Wander:
    """A slow value between -1 and 1, drawn from `rng`."""

    def __init__(self, rng):
        self._starts = [rng.uniform(0, 2 * pi) for _ in WANDER_PERIODS_S]

    def at(self, t_s):
        periods = zip(WANDER_PERIODS_S, self._starts, strict=True)
        return sum(sin(2 * pi * t_s / period + start) for period, start in periods) / 3


@dataclass
class Grid:
    """A three-phase supply of `nominal_v` (phase to neutral) and `nominal_hz`.

    `distortion` is ((order, share of the fundamental, angle), ...) of every voltage.
    """

    seed: int = 0
    nominal_v: float = 230.0
    nominal_hz: float = 50.0
    voltage_wander: float = 0.012
    frequency_wander_hz: float = 0.03
    distortion: tuple = ((5, 0.015, 0.4), (7, 0.008, -1.1))
    _wander: list = field(init=False, repr=False)

    def __post_init__(self):
        rng = Random(f"grid {self.seed}")
        self._wander = [Wander(rng) for _ in range(4)]

    def frequency_hz(self, t_s):
        return self.nominal_hz + self.frequency_wander_hz * self._wander[3].at(t_s)

    def voltages(self, t_s):
        """The three phase voltages at `t_s`, as waves."""
        return tuple(self._voltage(phase, t_s) for phase in range(3))

    def _voltage(self, phase, t_s):
        rms = self.nominal_v * (1 + self.voltage_wander * self._wander[phase].at(t_s))
        turn = PHASE_TURN[phase]
        waves = [(1, rms * cexp(1j * turn))]
        for order, share, angle in self.distortion:
            waves.append((order, rms * share * cexp(1j * (order * turn + angle))))
        return Wave(tuple(waves))


def quiet_grid(nominal_v=230.0, nominal_hz=50.0):
    """A supply that does not move and has no harmonics."""
    return Grid(0, nominal_v, nominal_hz, 0.0, 0.0, ())
