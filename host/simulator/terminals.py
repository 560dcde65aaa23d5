"""The meter's terminals: what grid and load put there, and how much energy really passed.

`Terminals.stretch_at(t_us)` gives the signals that hold at a time; a new stretch begins at least
every minute (the grid wanders) and whenever the load changes. The true energy is integrated here,
from volts and amperes at the terminals, in whole nanowatt-microseconds, and knows nothing of the
meter.
"""

from dataclasses import dataclass, field
from random import Random

from host.simulator.grid import Grid, Wander
from host.simulator.loads import currents
from host.simulator.signals import TURN, Signals, Stretch, Wave

GRID_STEP_S = 60
ALL_PHASES = 0b111
FEMTOJOULES_PER_MWH = 3_600_000_000_000_000
LOAD_DISTORTION = ((5, 0.04, 0.3), (7, 0.02, -0.7))


@dataclass
class TrueEnergy:
    """Energy that really passed, in nW*us (1 fJ), up to `until_us`."""

    import_fj: int = 0
    export_fj: int = 0
    until_us: int = 0

    def add(self, signals, until_us):
        nanowatts = round(1e9 * sum(signals.power(phase) for phase in range(3)))
        energy_fj = nanowatts * (until_us - self.until_us)
        self.import_fj += max(energy_fj, 0)
        self.export_fj += max(-energy_fj, 0)
        self.until_us = until_us

    @property
    def import_mwh(self):
        return self.import_fj // FEMTOJOULES_PER_MWH

    @property
    def export_mwh(self):
        return self.export_fj // FEMTOJOULES_PER_MWH


@dataclass
class Terminals:
    """Grid and load together; times are asked in order (a little back is answered too)."""

    grid: Grid
    load: object
    seed: int = 0
    unbalance: float = 0.03
    distortion: tuple = LOAD_DISTORTION
    energy: TrueEnergy = field(default_factory=TrueEnergy)
    connected: int = ALL_PHASES
    _stretch: Stretch = field(init=False, default=None, repr=False)

    def __post_init__(self):
        rng = Random(f"load {self.seed}")
        self._wander = [Wander(rng), Wander(rng)]
        self._stretch = self._stretch_from(0, 0.0)

    def stretch_at(self, t_us):
        """The stretch that holds at `t_us`; never earlier than the current one."""
        while t_us >= self._stretch.end_us:
            self._advance()
        return self._stretch

    def true_energy(self, t_us):
        """The energy that has passed up to `t_us`."""
        signals = self.stretch_at(t_us).signals
        self.energy.add(signals, t_us)
        return self.energy

    def switch(self, t_us, connected):
        """From `t_us` on the phases of this mask (bit 0 is A) are connected, the others not."""
        now = self.stretch_at(t_us)
        self.energy.add(now.signals, t_us)
        self.connected = connected
        self._stretch = self._stretch_from(t_us, float(now.theta(t_us)) % TURN)

    def _advance(self):
        now = self._stretch
        self.energy.add(now.signals, now.end_us)
        self._stretch = self._stretch_from(now.end_us, float(now.theta(now.end_us)) % TURN)

    def _stretch_from(self, start_us, angle):
        start_s = start_us / 1_000_000
        watts, variance, until_s = self.load.power_at(start_s)
        end_s = min(until_s, (start_s // GRID_STEP_S + 1) * GRID_STEP_S)
        signals = self._signals(start_s, watts, variance)
        return Stretch(start_us, round(end_s * 1_000_000), signals, angle)

    def _signals(self, t_s, watts, variance):
        voltages = self.grid.voltages(t_s)
        amperes = currents(voltages, watts, variance, self._shares(t_s), self.distortion)
        if self.connected != ALL_PHASES:
            amperes = tuple(
                i if self.connected >> n & 1 else Wave() for n, i in enumerate(amperes)
            )
        return Signals(self.grid.frequency_hz(t_s), voltages, amperes)

    def _shares(self, t_s):
        a, b = (1 / 3 + self.unbalance * wander.at(t_s) for wander in self._wander)
        return a, b, 1 - a - b


def still_terminals(load, grid):
    """Terminals with a perfectly shared load without harmonics."""
    return Terminals(grid, load, unbalance=0.0, distortion=())
