"""What the customer draws: three-phase power over time, and the currents that carry it.

A load answers `power_at(t_s) -> (watts, vars, until_s)`: the three-phase total (import and
lagging positive) that holds up to `until_s`. `currents()` turns it into three waves.
"""

from bisect import bisect_right
from cmath import exp as cexp
from dataclasses import dataclass

from host.simulator.signals import Wave

FOREVER_S = 1 << 40
EQUAL_SHARES = (1 / 3, 1 / 3, 1 / 3)


@dataclass(frozen=True)
class ConstantLoad:
    """The same power for ever."""

    watts: float
    vars: float = 0.0

    def power_at(self, t_s):
        return self.watts, self.vars, FOREVER_S


@dataclass(frozen=True)
class StepLoad:
    """Power in steps: `steps` is ((from_s, watts, vars), ...) in order; nothing before."""

    steps: tuple[tuple[float, float, float], ...]

    def power_at(self, t_s):
        row = bisect_right(self.steps, t_s, key=lambda step: step[0])
        until_s = self.steps[row][0] if row < len(self.steps) else FOREVER_S
        return (*self.steps[row - 1][1:], until_s) if row else (0.0, 0.0, until_s)


@dataclass(frozen=True)
class ProfileLoad:
    """A recorded profile from `from_s` on; nothing is drawn before it and from `to_s` on."""

    profile: object
    from_s: int = 0
    to_s: int = FOREVER_S

    def power_at(self, t_s):
        row = int((t_s - self.from_s) // self.profile.interval_s)
        if row < 0:
            return 0.0, 0.0, self.from_s
        if t_s >= self.to_s or row >= len(self.profile.watts):
            return 0.0, 0.0, FOREVER_S
        until_s = min(self.to_s, self.from_s + (row + 1) * self.profile.interval_s)
        return self.profile.watts[row], self.profile.vars[row], until_s


def currents(voltages, watts, variance, shares=EQUAL_SHARES, distortion=()):
    """Waves that draw `watts` and `variance` (var) at these voltages, split by `shares`.

    `distortion` is ((order, share of the fundamental current, angle), ...). The currents are
    scaled so that the power of all harmonics together is exactly `watts`.
    """
    pairs = zip(voltages, shares, strict=True)
    return tuple(_current(u, watts * part, variance * part, distortion) for u, part in pairs)


def _current(voltage, watts, variance, distortion):
    u = dict(voltage.harmonics)
    base = (complex(watts, variance) / u[1]).conjugate() if u.get(1) else 0j
    turn = base / abs(base) if base else 0j
    waves = [(1, base)]
    for order, share, angle in distortion:
        waves.append((order, abs(base) * share * turn**order * cexp(1j * angle)))
    drawn = sum((p * u[order].conjugate()).real for order, p in waves if order in u)
    return Wave(tuple(waves)).scaled(watts / drawn if drawn and watts else 1.0)
