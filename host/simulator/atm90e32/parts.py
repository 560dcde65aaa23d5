"""The three kinds of time: stopped, sampled and standing.

A part begins at the core's sample `n` and ends before sample `end`. `run` brings it up to a
sample, `finish` leaves behind what the next part needs: the last cycle of samples, and which
samples last stood above the sag thresholds.
"""

import numpy as np

from .means import AMPERES, VOLTS, samples, sliding_means
from .quantities import quantities, rates
from .settings import NO_ENERGY, SAMPLE_US
from .status import (
    INSTANT,
    LOSS,
    SAG,
    WINDOWED,
    angle_words,
    cycle_words,
    frequency_word,
    instant_word,
    instant_words,
    peak_words,
)

_PAST = 340  # samples kept: one cycle at 24 Hz


def _edges(before, words):
    """Every bit that changed from one word to the next, starting from `before`."""
    return int(np.bitwise_or.reduce(words ^ np.concatenate(([before], words[:-1]))))


def _remember(core, n, volts):
    core.sag.remember(n, volts, core.settings.sag)
    core.loss.remember(n, volts, core.settings.loss)


class Stopped:
    """MeterEn is 0."""

    def __init__(self, core):
        self._core = core

    def run(self, n):
        self._core.n = n

    def finish(self):
        pass

    def quiet_until(self):
        return self._core.end * SAMPLE_US


class Sampled:
    """All samples are computed at once and consumed as time goes."""

    def __init__(self, core):
        self._core, self._first = core, core.n
        count = core.end - core.n
        theta = core.stretch.theta((core.n + np.arange(count)) * SAMPLE_US)
        rows = samples(core.steady.front, theta)
        self._volts = rows[:, VOLTS]
        self._rows = np.vstack((self._past(int(core.cycle) + 1), rows))
        self._means = sliding_means(self._rows, count, core.cycle)
        self._rates = rates(quantities(self._means, core.settings), core.settings)
        self._classify(rows)
        start_us = core.n * SAMPLE_US
        core.accumulators.hold(start_us, NO_ENERGY, core.settings.count_units)

    def _past(self, count):
        """The last `count` rows before this part, silence where there was nothing."""
        history = self._core.history[-max(count, self._core.settings.peak_samples) :]
        missing = max(0, count - len(history))
        return np.vstack((np.zeros((missing, history.shape[1])), history))

    def _classify(self, rows):
        core, settings = self._core, self._core.settings
        instant = instant_words(rows[:, VOLTS], rows[:, AMPERES], settings)
        span = self._first, self._volts
        sag = core.sag.words(*span, settings.sag, settings.sag_samples, SAG)
        loss = core.loss.words(*span, settings.loss, settings.sag_samples, LOSS)
        self._state0 = instant | core.table[0x71] & ~INSTANT
        self._state1 = sag | loss | core.table[0x72] & ~WINDOWED

    def run(self, n):
        core = self._core
        i, j = core.n - self._first, n - self._first
        if i == j:
            return
        core.accumulators.add(self._rates[i:j], n * SAMPLE_US)
        if core.averages.due(n) or n == core.end:
            core.averages.add(self._means[core.averages.filled - self._first : j], n)
        core.averages.steady = None
        changed0 = _edges(core.table[0x71], self._state0[i:j])
        changed1 = _edges(core.table[0x72], self._state1[i:j])
        core.status(int(self._state0[j - 1]), int(self._state1[j - 1]), changed0, changed1)
        core.n = n

    def finish(self):
        """What is worked out once a cycle: direction, no-load, sequence, frequency, peaks."""
        core = self._core
        count = core.n - self._first
        _remember(core, self._first, self._volts[:count])
        done = len(self._rows) - len(self._volts) + count
        keep = max(_PAST, core.settings.peak_samples)
        core.history = self._rows[max(0, done - keep) : done]
        if count:
            self._cycle(self._means[count - 1])

    def _cycle(self, means):
        core, front = self._core, self._core.steady.front
        state0, state1 = core.table[0x71], core.table[0x72]
        frequency = frequency_word(front, state1)
        low, high = cycle_words(quantities(means, core.settings), front, core.settings, frequency)
        core.status(state0 & INSTANT | low, state1 & WINDOWED | high, 0, 0)
        window = core.history[-core.settings.peak_samples :]
        core.table_update(peak_words(window[:, VOLTS], window[:, AMPERES], core.settings))
        core.table_update({0xF8: frequency, **angle_words(front)})

    def quiet_until(self):
        return 0


class Standing:
    """The signals stand: rates are constant, registers change with a publication at most."""

    def __init__(self, core):
        self._core, self._first = core, core.n
        self._looked = -1
        steady, settings = core.steady, core.settings
        start_us = core.n * SAMPLE_US
        core.accumulators.hold(start_us, steady.rates, settings.count_units)
        core.table_update(steady.words)
        core.status(steady.state0, steady.state1, 0, 0)

    def run(self, n):
        core = self._core
        core.averages.hold(core.steady.means, n)
        core.n = n
        if core.steady.chatter and n != self._looked:
            self._chatter(n)

    def _chatter(self, n):
        """Over-limit bits that come and go within the cycle: as they are at this sample.

        Since the last look all of them changed, if half a cycle has passed.
        """
        core = self._core
        row = samples(core.steady.front, core.stretch.theta(np.array([n * SAMPLE_US])))
        live = instant_word(row[0, VOLTS], row[0, AMPERES], core.settings)
        half = (n - max(self._looked, self._first)) * 2 >= core.cycle
        state0 = core.steady.state0 | live & core.steady.chatter
        core.status(state0, core.steady.state1, core.steady.chatter if half else 0, 0)
        self._looked = n

    def finish(self):
        core = self._core
        core.averages.leave(core.steady.means, core.n)
        start_us = core.n * SAMPLE_US
        core.accumulators.hold(start_us, NO_ENERGY, core.accumulators.step)
        keep = max(_PAST, core.settings.peak_samples)
        first = max(self._first, core.n - keep)
        rows = samples(core.steady.front, core.stretch.theta(np.arange(first, core.n) * SAMPLE_US))
        _remember(core, first, rows[:, VOLTS])
        core.history = np.vstack((core.history, rows))[-keep:]

    def quiet_until(self):
        core = self._core
        if core.steady.chatter:
            return 0
        if core.averages.steady is core.steady.means:
            return core.end * SAMPLE_US
        return min(core.end, core.averages.end) * SAMPLE_US
