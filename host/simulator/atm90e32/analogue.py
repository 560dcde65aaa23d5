"""From the pins to what the digital part works on: PGA, clipping, band, delay, high-pass.

Scale (derived from DS 19, 72 and seven published calibrations, within 2 %): at unity gain one
volt r.m.s. at a current input reads 109.2 A times the PGA, at a voltage input 1092 V, and the
converters clip at the reference, 1.2 V of peak after the PGA.

Clipping happens in the modulator, in continuous time, before the decimator cuts the band at
2 kHz. So a clipped wave again is a short sum of harmonics, and one set of phasors serves both
the sampled and the closed-form path: two ways of calculating, one meaning.
"""

from dataclasses import dataclass

import numpy as np

VOLTS_PER_VOLT = 1092.0
AMPERES_PER_VOLT = 109.2
CLIP_V = 1.2
BAND_HZ = 2000.0
SAMPLE_HZ = 8000
_POINTS = 2048  # of one cycle when a clipped wave is taken apart
ROOT2 = np.sqrt(2)


@dataclass(frozen=True)
class Front:
    """Six digital waves in register units at unity gain.

    `u`, `i`: phasors, one row per phase, columns are the harmonics 1, 2, 3 ...; `u_dc`, `i_dc`
    means; `i_gain` weighs the currents in the neutral's sum.
    """

    frequency_hz: float
    u: np.ndarray
    i: np.ndarray
    u_dc: np.ndarray
    i_dc: np.ndarray
    i_gain: np.ndarray

    @property
    def cycle(self):
        """Samples of one cycle, rarely a whole number."""
        return SAMPLE_HZ / self.frequency_hz

    def delayed(self, seconds):
        """The same with each current delayed by `seconds`, or its voltage where negative."""
        orders = np.arange(1, self.u.shape[1] + 1)
        turn = -2j * np.pi * self.frequency_hz * np.outer(np.abs(seconds), orders)
        turn, late = np.exp(turn), (np.asarray(seconds) >= 0)[:, None]
        u = np.where(late, self.u, self.u * turn)
        i = np.where(late, self.i * turn, self.i)
        return Front(self.frequency_hz, u, i, self.u_dc, self.i_dc, self.i_gain)


def front(signals, settings):
    """What the converters make of `signals` (volts r.m.s. at the pins), before the delay."""
    count = _orders(signals)
    inputs = [_convert(w, 1, signals.frequency_hz, count) for w in signals.voltages]
    gains = zip(signals.currents, settings.pga, strict=True)
    currents = [_convert(w, pga, signals.frequency_hz, count) for w, pga in gains]
    nothing = (np.zeros(0, complex), 0.0)
    by_code = (*currents, nothing, *inputs, nothing)
    u, u_dc = _stack([by_code[c] for c in settings.voltage_inputs], VOLTS_PER_VOLT)
    i, i_dc = _stack([by_code[c] for c in settings.current_inputs], AMPERES_PER_VOLT)
    return _digital(signals.frequency_hz, settings, _same_width(u, i), (u_dc, i_dc))


def _digital(frequency_hz, settings, phasors, means):
    """The integrator for Rogowski coils and the high-pass, both ideal."""
    (u, i), (u_dc, i_dc) = phasors, means
    if settings.integrator:  # unity at the nominal frequency [own]
        orders = np.arange(1, i.shape[1] + 1)
        i = i * (-1j * settings.nominal_hz / (orders * frequency_hz))
    if settings.high_pass:
        u_dc = i_dc = np.zeros(3)
    else:
        u_dc, i_dc = u_dc + settings.u_dc_offset, i_dc + settings.i_dc_offset
    return Front(frequency_hz, u, i, u_dc, i_dc, settings.i_gain)


def _orders(signals):
    """How many harmonics of these signals lie within the band."""
    waves = (*signals.voltages, *signals.currents)
    highest = max((h for wave in waves for h, _ in wave.harmonics), default=1)
    return max(1, min(highest, int(BAND_HZ / signals.frequency_hz)))


def _convert(wave, pga, frequency_hz, count):
    """One input: (phasors of the orders 1.., mean) in volts behind the PGA, clipped."""
    bound = abs(wave.dc) + ROOT2 * sum(abs(phasor) for _, phasor in wave.harmonics)
    if bound * pga > CLIP_V:
        return _clipped(wave.scaled(pga), frequency_hz)
    phasors = np.zeros(count, complex)
    for order, phasor in wave.harmonics:
        if order <= count:
            phasors[order - 1] += phasor * pga
    return phasors, wave.dc * pga


def _clipped(wave, frequency_hz):
    volts = wave.sample(np.arange(_POINTS) * (2 * np.pi / _POINTS))
    spectrum = np.fft.rfft(np.clip(volts, -CLIP_V, CLIP_V)) / _POINTS
    count = max(1, int(BAND_HZ / frequency_hz))
    return ROOT2 * spectrum[1 : count + 1], float(spectrum[0].real)


def _stack(rows, scale):
    width = max(1, *(len(phasors) for phasors, _ in rows))
    table = np.zeros((3, width), complex)
    for k, (phasors, _) in enumerate(rows):
        table[k, : len(phasors)] = phasors
    return table * scale, np.array([dc for _, dc in rows]) * scale


def _same_width(u, i):
    width = max(u.shape[1], i.shape[1])
    return tuple(np.pad(x, ((0, 0), (0, width - x.shape[1]))) for x in (u, i))
