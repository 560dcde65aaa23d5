"""The two status words: what is over, under, missing, turned round.

EMMState0 (DS 40-41): 15-13 over-current A B C, 12-10 over-voltage, 9 voltage sequence, 8 current
sequence, 7 neutral, 6 5 4 no-load of Q P S, 3-0 CF1-CF4 reverse. EMMState1: 15 frequency high,
14-12 sag A B C, 11 frequency low, 10-8 phase loss, 7 6-4 reactive power negative T A B C,
3 2-0 active power negative.

Over-voltage and over-current are instantaneous in and out, so a sine above its threshold makes
them chatter. Sag and phase loss look at a window of samples: fewer than three above the
threshold set them, the third one above it clears them (DS 19).
"""

import numpy as np

from .means import AMPERES, VOLTS, samples
from .settings import POWER_LSB_W

OVER_CURRENT = 15, 14, 13
OVER_VOLTAGE = 12, 11, 10
SAG = 14, 13, 12
LOSS = 10, 9, 8
INSTANT = 0xFC00  # of state 0
WINDOWED = 0x7700  # of state 1
_NEGATIVE = -POWER_LSB_W / 2  # what would show as a negative number
_FREQUENCY_ORDER = 0, 2, 1  # A, C, B (DS 16)


def _word(flags, bits):
    return sum(1 << bit for flag, bit in zip(flags, bits, strict=True) if flag)


def instant_word(volts, amperes, settings):
    """Over-voltage and over-current of one sample of each phase, as bits of state 0."""
    over_current = abs(amperes) > settings.over_current
    over_voltage = abs(volts) > settings.over_voltage
    return _word(over_current, OVER_CURRENT) | _word(over_voltage, OVER_VOLTAGE)


def instant_words(volts, amperes, settings):
    """The same for rows of samples."""
    flags = np.hstack((abs(amperes) > settings.over_current, abs(volts) > settings.over_voltage))
    return flags @ (1 << np.array(OVER_CURRENT + OVER_VOLTAGE))


class Window:
    """Sag or phase loss of three phases, sample by sample.

    `last` holds, per phase, the numbers of the last three samples above the threshold.
    """

    def __init__(self, n):
        self.last = np.full((3, 3), n)

    def words(self, n, volts, threshold, samples, bits):
        """State-1 bits for rows of samples that start at number `n`."""
        result = np.zeros(len(volts), int)
        numbers = n + np.arange(len(volts))
        for phase, above in enumerate((abs(volts) > threshold).T):
            known = np.concatenate((self.last[phase], numbers[above]))
            third = known[np.searchsorted(known, numbers, side="right") - 3]
            result |= (numbers - third >= samples).astype(int) << bits[phase]
        return result

    def remember(self, n, volts, threshold):
        """These rows of samples, the first with number `n`, have passed."""
        numbers = n + np.arange(len(volts))
        for phase, above in enumerate((abs(volts) > threshold).T):
            self.last[phase] = np.concatenate((self.last[phase], numbers[above][-3:]))[-3:]


def steady_window(volts, threshold, samples, bits):
    """The same for waves that stand: `volts` is one cycle of samples, one column a phase."""
    above = (abs(volts) > threshold).mean(axis=0) * samples
    return _word(above < 3, bits)


def cycle_words(quantity, front, settings, frequency):
    """What is decided once a cycle: (bits of state 0, bits of state 1)."""
    powers, idle = quantity.powers, quantity.idle
    reverse = (powers[0][0], powers[1 if settings.cf2_reactive else 2][0], *powers[3:, 0])
    low = _word(np.array(reverse) < _NEGATIVE, (3, 2, 1, 0))
    low |= _word((idle[1], idle[0], idle[2]), (6, 5, 4))
    low |= _word((quantity.neutral > settings.neutral_a,), (7,))
    low |= _word(_sequence_errors(front, settings), (9, 8))
    high = _word((frequency > settings.frequency_high,), (15,))
    high |= _word((frequency < settings.frequency_low,), (11,))
    high |= _word(powers[1] < _NEGATIVE, (7, 6, 5, 4))
    high |= _word(powers[0] < _NEGATIVE, (3, 2, 1, 0))
    return low, high


def _sequence_errors(front, settings):
    """Order A-B-C; with three wires C follows A by more than half a turn (DS 20)."""
    return tuple(_wrong_order(x[:, 0], settings.three_wire) for x in (front.u, front.i))


def _wrong_order(phasors, three_wire):
    """Nothing is said about phases without a fundamental [own]."""
    used = phasors[[0, 2]] if three_wire else phasors
    if not abs(used).min() > 0:
        return False
    lag = np.angle(phasors[0] / np.where(phasors == 0, 1, phasors)) % (2 * np.pi)
    return bool(lag[2] <= np.pi) if three_wire else bool(lag[1] >= lag[2])


def frequency_word(front, windows):
    """0.01 Hz, from the first of A, C, B that has no sag, else no loss; 0 if all are lost.

    `windows` are the windowed bits of state 1.
    """
    usable = {phase for phase in range(3) if abs(front.u[phase, 0]) > 0}
    for bits in (SAG, LOSS):
        for phase in _FREQUENCY_ORDER:
            if phase in usable and not windows >> bits[phase] & 1:
                return round(front.frequency_hz * 100)
    return 0


def angle_words(front):
    """PAngle and UAngle in 0.1 degree, 0 to 359.9: how far I lags U, and how far U lags UA."""
    u, i = front.u[:, 0], front.i[:, 0]
    words = {}
    for phase in range(3):
        words[0xF9 + phase] = _tenths(u[phase], i[phase])
        words[0xFD + phase] = _tenths(u[0], u[phase]) if phase else 0
    return words


def _tenths(lead, lag):
    if not lead or not lag:
        return 0
    return round(np.degrees(np.angle(lead / lag)) * 10) % 3600


def peak_words(volts, amperes, settings):
    """Peak registers from one window of samples: signed, V = reg * Ugain / (100 * 2^13)."""
    words = {}
    for phase in range(3):
        words[0xF1 + phase] = _peak(volts[:, phase], 0.04)
        words[0xF5 + phase] = _peak(amperes[:, phase], 0.004)
    return words


def _peak(samples, lsb):
    """The gain cancels: the register shows the peak at unity gain in units of `lsb`."""
    value = samples[np.argmax(abs(samples))]
    return max(-0x8000, min(0x7FFF, round(float(value) / lsb))) & 0xFFFF


def crest(front):
    """One cycle of 256 samples of voltages and currents, to find peaks and windows in."""
    rows = samples(front, np.arange(256) * (2 * np.pi / 256))
    return rows[:, VOLTS], rows[:, AMPERES]
