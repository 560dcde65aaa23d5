"""Everything about signals that stand, worked out once and kept by content.

A load that changes every quarter of an hour, or returns to where it was, costs one calculation.
"""

import numpy as np

from .analogue import front as make_front
from .means import steady_means
from .quantities import quantities, rates
from .status import (
    LOSS,
    SAG,
    angle_words,
    crest,
    cycle_words,
    frequency_word,
    instant_words,
    peak_words,
    steady_window,
)

_KEPT = 4096  # entries; an arc furnace never repeats itself


class Steady:
    """One signal under one configuration: means, rates, status and the words that follow.

    `chatter` are the over-limit bits that come and go within the cycle.
    """

    def __init__(self, front, settings):
        self.front = front
        self.means = steady_means(front)
        quantity = quantities(self.means, settings)
        self.rates = rates(quantity, settings).tolist()
        volts, amperes = crest(front)
        self.state0, self.chatter = _instant(volts, amperes, settings)
        windows = _windows(volts, settings)
        frequency = frequency_word(front, windows)
        low, high = cycle_words(quantity, front, settings, frequency)
        self.state0 |= low
        self.state1 = windows | high
        self.words = peak_words(volts, amperes, settings)
        self.words |= {0xF8: frequency, **angle_words(front)}


def _instant(volts, amperes, settings):
    """(bits set all the cycle, bits set at times); a wave without a mean has none of the first."""
    words = instant_words(volts, amperes, settings)
    always = int(np.bitwise_and.reduce(words))
    return always, int(np.bitwise_or.reduce(words)) & ~always


def _windows(volts, settings):
    sag = steady_window(volts, settings.sag, settings.sag_samples, SAG)
    return sag | steady_window(volts, settings.loss, settings.sag_samples, LOSS)


class Library:
    """Fronts and steady states by content; emptied when the configuration changes."""

    def __init__(self):
        self.configure(None)

    def configure(self, settings):
        self.settings = settings
        self._fronts, self._states = {}, {}

    def front(self, signals):
        if signals not in self._fronts:
            self._trim(self._fronts)
            self._fronts[signals] = make_front(signals, self.settings)
        return self._fronts[signals]

    def steady(self, signals, delays):
        """The state of `signals` with the current delayed by `delays` (seconds, a tuple)."""
        key = signals, delays
        if key not in self._states:
            self._trim(self._states)
            front = self.front(signals)
            delayed = front.delayed(delays) if any(delays) else front
            self._states[key] = Steady(delayed, self.settings)
        return self._states[key]

    @staticmethod
    def _trim(entries):
        if len(entries) >= _KEPT:
            entries.clear()
