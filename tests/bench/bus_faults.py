"""What a disturbed bus does to the energy: the driver on the simulated chip, beside a clean bus.

Usage:
    .venv/bin/python -m tests.bench.bus_faults
    .venv/bin/python -m tests.bench.bus_faults --seeds 20 --seconds 1728 --rates 0.001 0.01

Each line is the worst of all seeds, in counts of 1 Wh: how far import, export and the worst
single phase are from what the same chip counts on an undisturbed bus.
"""

import argparse
from random import Random

from drivers.atm90e32 import ATM90E32, ENERGY_KINDS, GAP, setup
from drivers.errors import DriverError
from host.simulator.atm90e32 import ATM90E32AS, BusFaults
from tests.host.simulated_chip import Script, signals

SITE = {
    "nominal_ma": 2000000,
    "max_ma": 2400000,
    "meter_constant": 400,
    "current_ratio": 40,
    "start_ppm": 250,
}
STEADY_A = {"1.5 MW": 56.3, "50 kW": 1.88}  # per phase at the chip, 15 degrees behind
VIOLENT = "violent"
LOADS = (*STEADY_A, VIOLENT)
KINDS = {"answers": ("miso",), "all": ("mosi", "miso", "drop", "add")}
FRAME_US = 40
IMPORT, EXPORT = (4 * ENERGY_KINDS.index(kind) for kind in ("P+", "P-"))


class Metered:
    """A configured chip on a load of LOADS; `sums` are the counts that the driver delivered."""

    def __init__(self, load, seed, lock="strict"):
        self._random = Random(seed) if load == VIOLENT else None
        self._script = Script(signals(230, STEADY_A.get(load, 0), (15,) * 3))
        self.chip = ATM90E32AS(self._script, seed=seed, lock=lock)
        self.chip.power_on(0)
        self.now_us = 60_000
        counts_per_s = setup.counts_per_s(SITE)
        self.driver = ATM90E32(self, self.sleep_ms, setup.rows(SITE), counts_per_s)
        self.driver.configure()
        self.at_s = 0
        self.sums = [0] * (4 * len(ENERGY_KINDS))
        self.most = 0  # the largest count in one reading
        self.gaps = self.raised = 0
        self.run(3)

    def sleep_ms(self, ms):
        self.now_us += 1000 * ms

    def exchange(self, tx, rx):
        rx[:] = self.chip.exchange(self.now_us, tx, FRAME_US)
        self.now_us += len(tx) // 4 * FRAME_US

    def run(self, seconds):
        """Live through so many seconds; the flags of the last one, None if the driver raised."""
        flags = None
        for _ in range(seconds):
            flags = self._second()
        return flags

    def disturb(self, rate, seconds, kinds="all", seed=0):
        """The same on a disturbed bus; `rate` 0 is a clean one."""
        self.chip.faults = BusFaults(rate, KINDS[kinds], seed)
        self.run(seconds)
        self.chip.faults = None
        return self

    def _second(self):
        self.at_s += 1
        self.now_us = max(self.now_us, 1_000_000 * self.at_s)
        if self._random:
            self._step()
        try:
            shot = self.driver.snapshot(self.at_s)
        except DriverError:
            self.raised += 1
            return None
        self.gaps += int(shot.flags & GAP > 0)
        self.most = max(self.most, *shot.counts)
        self.sums = [had + new for had, new in zip(self.sums, shot.counts, strict=True)]
        return shot.flags

    def _step(self):
        amperes = tuple(self._random.uniform(0, 58) for _ in range(3))
        lags = tuple(self._random.choice((10, 30, 200)) for _ in range(3))
        self._script.add(self.now_us, signals(230, amperes, lags))
        self.chip.signals_changed(self.now_us)


def errors(load, rate, seed, seconds, kinds="all"):
    """(import, export, worst phase, counts imported) of one disturbed run, after a clean end."""
    clean = Metered(load, seed).disturb(0, seconds)
    hit = Metered(load, seed).disturb(rate, seconds, kinds, seed)
    for one in (clean, hit):
        one.run(4)
    off = [had - true for had, true in zip(hit.sums, clean.sums, strict=True)]
    phases = max(abs(off[base + i]) for base in (IMPORT, EXPORT) for i in (1, 2, 3))
    return off[IMPORT], off[EXPORT], phases, clean.sums[IMPORT]


def main():
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--rates", type=float, nargs="+", default=[0.001, 0.003, 0.01, 0.05])
    options = parser.parse_args()
    print(f"{options.seeds} seeds, {options.seconds} s each; worst counts off, and ppm of import")
    print("load     frames hit  what     import     ppm  export   phase")
    for load in LOADS:
        for rate in options.rates:
            for kinds in KINDS:
                runs = [
                    errors(load, rate, seed, options.seconds, kinds)
                    for seed in range(options.seeds)
                ]
                imported, exported, phase = (
                    max((run[i] for run in runs), key=abs) for i in range(3)
                )
                ppm = max(abs(run[0]) * 1_000_000 // run[3] for run in runs)
                off = f"{imported:+7d} {ppm:7d} {exported:+7d} {phase:7d}"
                print(f"{load:8} {rate:10} {kinds:8} {off}")


if __name__ == "__main__":
    main()
