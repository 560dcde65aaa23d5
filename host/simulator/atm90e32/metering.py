"""The course of time in the metering core: stretches become parts, sampled or standing.

A stretch of signals begins with a sampled part: the filters still hold the past, so the first
cycle is computed from 8 kHz samples, the last cycle before it included. Then the signals stand,
and everything is exact in closed form: energies are straight lines of whole numbers. How long
the sampled part is, is all that the fidelities differ in:

    envelope   one cycle; the status of the new state holds at its end, whatever its windows
    auto       one cycle; where sag, loss or over-limit bits will change, their windows as well
    waveform   all of the stretch

Time inside is counted in samples of 125 us; a change takes effect at the next sample.
"""

import numpy as np

from .accumulators import Accumulators
from .averages import Averages
from .parts import Sampled, Standing, Stopped
from .quantities import quantities, words
from .settings import NO_ENERGY, SAMPLE_US, Settings
from .status import INSTANT, WINDOWED, Window
from .steady import Library

NEVER = 1 << 62
_CHUNK = 1600  # samples computed at once in a long sampled part
_DELAY_TICK = 8192  # samples between two updates of the phase delay (DS 29)
_COLUMNS = 22  # of a row of samples
_MEASURED = slice(0xB0, 0x100)
STATE0, STATE1, LATCH0, LATCH1 = 0x71, 0x72, 0x73, 0x74


class Metering:
    """Advances the `table` of registers, the accumulators and the status through time.

    `quiet_until` promises: before that moment nothing but energy changes in the registers.
    """

    def __init__(self, source, table, fidelity, saturate_energy, saturate_rms):
        self.source, self.table, self.fidelity = source, table, fidelity
        self.accumulators = Accumulators(saturate_energy)
        self.averages = Averages(self._publish)
        self.celsius, self.partial = 25.0, False
        self._saturate_rms = saturate_rms
        self._library = Library()
        self.reset(0)

    def reset(self, t_us):
        """Power-on: nothing is metered until MeterEn is set."""
        self.accumulators.reset(t_us)
        self.n = -(-t_us // SAMPLE_US)
        self._stop()

    def change(self, t_us):
        """The configuration or the signals changed: the part ends with the running sample."""
        self.end = min(self.end, t_us // SAMPLE_US + 1)
        self._fresh = True
        self.quiet_until = 0

    def advance(self, t_us):
        """Bring everything but the lazy accumulators up to `t_us`."""
        if t_us < self.quiet_until:
            return
        n = t_us // SAMPLE_US
        while n >= self.end:
            self.part.run(self.end)
            self.part.finish()
            self._next()
        self.part.run(n)
        self.quiet_until = self.part.quiet_until()

    def status(self, state0, state1, changed0, changed1):
        """Live bits, and the changes (both edges) latched into EMMIntState; none in partial."""
        table = self.table
        if not self.partial:
            table[LATCH0] |= changed0 | table[STATE0] ^ state0
            table[LATCH1] |= changed1 | table[STATE1] ^ state1
        table[STATE0], table[STATE1] = state0, state1

    # from part to part

    def _next(self):
        """Begin the part that follows at sample `n`."""
        if not self.table[0] & 0xFF:
            self._stop()
        elif self._fresh:
            self._configure()
            self._open()
        elif self.n >= self._stretch_end:
            self._open()
        elif self.n < self._sampled_end:
            self._sample()
        else:
            self.end = self._stretch_end
            self.part = Standing(self)
        self._fresh = False

    def _stop(self):
        """Nothing is metered: no rates; measured registers and status show zero."""
        self.settings, self._fresh = None, False
        self.accumulators.hold(self.n * SAMPLE_US, NO_ENERGY, self.accumulators.step)
        temperature = self.table[0xFC]
        self.table[_MEASURED] = [0] * 0x50
        self.table[0xFC] = temperature
        self.table[STATE0] = self.table[STATE1] = 0
        self.part, self.end, self.quiet_until = Stopped(self), NEVER, NEVER

    def _configure(self):
        starting = self.settings is None
        self.settings = Settings(list(self.table), self.celsius, self.partial)
        self._library.configure(self.settings)
        if starting:
            self._start()

    def _start(self):
        """Metering begins: empty filters, no past samples."""
        self._origin, self._delays, self._instants = self.n, None, 0
        self.history = np.zeros((0, _COLUMNS))
        self.sag, self.loss = Window(self.n), Window(self.n)
        self.averages.restart(self.n, 8000 / self.settings.nominal_hz)

    def _open(self):
        """A stretch begins, or the same one under another configuration."""
        self.stretch = self._ask()
        self._stretch_end = -(-self.stretch.end_us // SAMPLE_US)
        self._delay()
        self.steady = self._library.steady(self.stretch.signals, self._delays)
        self.cycle = self.steady.front.cycle
        self.averages.retune(self.cycle)
        self._sampled_end = self.n + self._sampled_length()
        self._instants = (self.steady.state0 | self.steady.chatter) & INSTANT
        self._sample()

    def _ask(self):
        now = self.n * SAMPLE_US
        stretch = self.source.stretch_at(now)
        if stretch.end_us <= now:
            raise ValueError(f"source asked at {now} us: got an end at {stretch.end_us} us")
        return stretch

    def _delay(self):
        """Phase delays follow current and frequency at their own slow tick."""
        front = self._library.front(self.stretch.signals)
        amperes = np.sqrt((abs(front.i) ** 2).sum(axis=1)) * self.settings.i_gain
        wanted = tuple(self.settings.delay_s(amperes, front.frequency_hz).tolist())
        since = (self.n - self._origin) % _DELAY_TICK
        if self._delays is None or not since:
            self._delays = wanted
        if wanted != self._delays:
            self._stretch_end = min(self._stretch_end, self.n + _DELAY_TICK - since)

    def _sampled_length(self):
        if self.fidelity == "waveform":
            return NEVER
        cycle = int(self.cycle) + 2
        if self.fidelity == "envelope" or not self._eventful():
            return cycle
        return cycle + max(self.settings.sag_samples, self.settings.peak_samples)

    def _eventful(self):
        """Whether the coming state has other windowed or instantaneous bits than the present."""
        coming = (self.steady.state0 | self.steady.chatter) & INSTANT
        return coming != self._instants or (self.steady.state1 ^ self.table[STATE1]) & WINDOWED

    def _sample(self):
        self.end = min(self._sampled_end, self._stretch_end, self.n + _CHUNK)
        self.part = Sampled(self)

    def _publish(self, means):
        self.table_update(words(quantities(means, self.settings), self._saturate_rms))

    def table_update(self, entries):
        for address, word in entries.items():
            self.table[address] = word
