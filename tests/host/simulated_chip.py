"""A bench for the simulated metering chip: signals at its pins, registers by name, a clock.

The scale is written here once more, as a number of the notes, so that the tests compare the
chip with these and not with its own constants.
"""

from cmath import rect
from math import radians
from struct import pack

from host.simulator.atm90e32 import ATM90E32AS
from host.simulator.atm90e32.registers import ADDRESS
from host.simulator.signals import Signals, Stretch, Wave

VOLTS = 1092.0  # register volts at unity gain for one volt at the pins
AMPERES = 109.2
PL_3200 = 11.25  # joules in 0.01 CF at 3200 imp/kWh


def wave(rms, degrees=0.0, harmonics=(), dc=0.0):
    """A fundamental and harmonics ((order, share, degrees), ...), its angle leading positive."""
    first = rect(rms, radians(degrees))
    others = tuple((order, rect(rms * share, radians(a))) for order, share, a in harmonics)
    return Wave(((1, first), *others), dc)


def signals(volts, amperes, lags=(0, 0, 0), hz=50.0, order=(0, -120, -240)):
    """Sines in register units at unity gain; a number stands for three equal phases."""
    volts, amperes, lags = (
        x if isinstance(x, tuple) else (x,) * 3 for x in (volts, amperes, lags)
    )
    phases = zip(volts, amperes, lags, order, strict=True)
    pairs = [(wave(u / VOLTS, a), wave(i / AMPERES, a - lag)) for u, i, lag, a in phases]
    return Signals(hz, tuple(u for u, _ in pairs), tuple(i for _, i in pairs))


class Script:
    """Signals that change at given moments: add(at_us, signals)."""

    def __init__(self, first):
        self._steps = [(0, first)]

    def add(self, at_us, new):
        self._steps.append((at_us, new))

    def stretch_at(self, t_us):
        """The angle runs on through changes of the signals and of the frequency."""
        ends = [start for start, _ in self._steps[1:]] + [1 << 60]
        angle = 0.0
        for (start, now), end in zip(self._steps, ends, strict=True):
            if t_us < end:
                return Stretch(start, end, now, angle)
            angle += 2 * 3.141592653589793 * now.frequency_hz * (end - start) * 1e-6
        raise AssertionError("time has an end here")


class Bench:
    """A powered chip on signals or on a whole source; `now` moves on with each access."""

    def __init__(self, first=None, started=True, **options):
        first = first or signals(230, 10)
        self.source = first if hasattr(first, "stretch_at") else Script(first)
        self.chip = ATM90E32AS(self.source, **{"start_up_ms": 10, **options})
        self.now = 0
        self.chip.power_on(0)
        self.wait(0.05)
        if started:
            self.configure(MeterEn=1)
            self.wait(1.5)

    def wait(self, seconds):
        self.now += round(seconds * 1e6)

    def apply(self, new):
        """Other signals from this moment on."""
        self.source.add(self.now, new)
        self.chip.signals_changed(self.now)

    def configure(self, **registers):
        """Write in configuration mode and stay in it, so that nothing is checked."""
        self.write("CfgRegAccEn", 0x55AA)
        for name, word in registers.items():
            self.write(name, word)

    def write(self, name, word):
        self._send(ADDRESS.get(name, name), word)

    def read(self, name):
        return int.from_bytes(self._send(0x8000 | ADDRESS.get(name, name), 0)[2:], "big")

    def signed(self, name):
        word = self.read(name)
        return word - 0x10000 if word & 0x8000 else word

    def watts(self, name="PmeanT"):
        """A power from its two registers."""
        value = self.signed(name) << 16 | self.read(name + "LSB")
        return value * 0.00032

    def rms(self, name):
        """Volts or amperes from both registers."""
        unit = 0.01 if name.startswith("U") else 0.001
        return (self.read(name) + self.read(name + "LSB") / 65536) * unit

    def counts(self, kind, slot="T"):
        """All (forward, reverse) counts so far, read or not."""
        return self.chip.energy_counts(self.now)[kind, slot]

    def counted(self, kind, slot, seconds):
        """Net counts of the coming seconds."""
        before = self.counts(kind, slot)
        self.wait(seconds)
        after = self.counts(kind, slot)
        return (after[0] - before[0]) - (after[1] - before[1])

    def _send(self, head, word):
        reply = self.chip.exchange(self.now, pack(">HH", head, word & 0xFFFF))
        self.now += 40
        return reply
