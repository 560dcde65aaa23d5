"""What stands at the meter's terminals: periodic waves, described exactly.

A wave is a sum of harmonics and a constant; three voltages and three currents at one
frequency make `Signals`; signals that hold for a while make a `Stretch`. Sources (grid, loads,
current transformers) hand out stretches; the simulated chip turns them into samples or into
the means of one cycle. The unit is the caller's: primary volts and amperes at the load,
volts at the chip's pins.

Phasors are r.m.s. values. Harmonic h of a wave at the angle `theta` of the fundamental is
sqrt(2) * Re(phasor * exp(j*h*theta)), so the phasor 230+0j is a cosine of 325 V peak.
"""

from dataclasses import dataclass
from math import pi

import numpy as np

TURN = 2 * pi


@dataclass(frozen=True)
class Wave:
    """One periodic quantity: `harmonics` is ((order, r.m.s. phasor), ...), `dc` its mean."""

    harmonics: tuple[tuple[int, complex], ...] = ()
    dc: float = 0.0

    def sample(self, theta):
        """Values at the fundamental's angles `theta` (an array, radians)."""
        value = np.full(np.shape(theta), self.dc)
        for order, phasor in self.harmonics:
            value += np.sqrt(2) * np.real(phasor * np.exp(1j * order * theta))
        return value

    def quadrature(self, theta):
        """The same wave with every harmonic delayed by a quarter of its own period, no mean."""
        return Wave(tuple((h, phasor * -1j) for h, phasor in self.harmonics)).sample(theta)

    def scaled(self, factor):
        """The wave through an ideal divider or transformer; a complex factor also turns it."""
        turned = tuple((h, phasor * factor) for h, phasor in self.harmonics)
        return Wave(turned, self.dc * complex(factor).real)

    def rms(self):
        return (self.dc**2 + sum(abs(p) ** 2 for _, p in self.harmonics)) ** 0.5


@dataclass(frozen=True)
class Signals:
    """Three voltages and three currents (phases A, B, C) at one frequency."""

    frequency_hz: float
    voltages: tuple[Wave, Wave, Wave]
    currents: tuple[Wave, Wave, Wave]

    def power(self, phase):
        """Mean power of one phase (0, 1, 2), harmonics and constants included."""
        u, i = self.voltages[phase], dict(self.currents[phase].harmonics)
        power = u.dc * self.currents[phase].dc
        return power + sum((p * i[h].conjugate()).real for h, p in u.harmonics if h in i)


@dataclass(frozen=True)
class Stretch:
    """Signals that hold from `start_us` up to `end_us` of the world's time.

    `angle` is the fundamental's angle (radians) at `start_us`.
    """

    start_us: int
    end_us: int
    signals: Signals
    angle: float = 0.0

    def theta(self, t_us):
        """The fundamental's angle at the times `t_us` (array of microseconds)."""
        seconds = (np.asarray(t_us, dtype=float) - self.start_us) * 1e-6
        return self.angle + TURN * self.signals.frequency_hz * seconds


def sine(rms, angle=0.0, order=1):
    """A wave of one harmonic: r.m.s. value and angle in radians (positive leads)."""
    return Wave(((order, complex(rms * np.cos(angle), rms * np.sin(angle))),))
