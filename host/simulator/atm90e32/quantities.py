"""From means to what is metered: gains, offsets, no-load gates, totals, register words.

Works on one row of means or on many at once (the last axis is the phase). Order of the terms as
the calibration goes: P' = (P * Ugain * Igain + offset) * (1 + PQGain). The offset of the r.m.s.
values is added behind the gain, in register units; harmonic power is what is left of P when the
fundamental is taken away, with P's gain; the direction gates of P serve the fundamental and the
harmonics too [own: the data sheet draws no block diagram that settles these].
"""

from dataclasses import dataclass

import numpy as np

from .means import I2, N2, P1, U2, P, Q
from .settings import POWER_LSB_W

NANO = 1_000_000_000


@dataclass
class Quantities:
    """Volts, amperes, watts in register units; `powers` has the axes (..., kind, slot)."""

    u: np.ndarray
    i: np.ndarray
    neutral: np.ndarray
    powers: np.ndarray
    idle: np.ndarray  # (..., P Q S): the total is below its start threshold


def quantities(means, settings):
    """Everything that follows from `means`; the shape is kept but for the last axis."""
    current = np.sqrt(means[..., I2]) * settings.i_gain
    i_gain = settings.i_gain
    if settings.segmented:
        bend = 1 + settings.segment(settings.gain_slopes, current) / 2**19
        current, i_gain = current * bend, i_gain * bend
    u = np.maximum(np.sqrt(means[..., U2]) * settings.u_gain + settings.u_offset, 0)
    i = np.maximum(current + settings.i_offset, 0)
    phases = _phase_powers(means, settings, settings.u_gain * i_gain, u * i)
    powers = np.concatenate((_totals(phases, settings), phases), axis=-1)
    idle = abs(powers[..., :3, 0]) < settings.start
    return Quantities(u, i, np.sqrt(means[..., N2]), powers, idle)


def _phase_powers(means, settings, gain, apparent):
    """(..., kind, phase): P, Q, S, fundamental, harmonic; each gated by |P| + |Q|."""
    p = (means[..., P] * gain + settings.p_offset) * settings.pq_gain
    q = (means[..., Q] * gain + settings.q_offset) * settings.pq_gain
    p1 = (means[..., P1] * gain + settings.p1_offset) * settings.p1_gain
    ph = (means[..., P] - means[..., P1]) * gain * settings.pq_gain
    load = abs(p) + abs(q)
    active, reactive, whole = (load >= threshold for threshold in settings.phase_start)
    gates = (active, reactive, whole, active, active)
    values = (p, q, apparent, p1, ph)
    return np.stack([v * g for v, g in zip(values, gates, strict=True)], axis=-2)


def _totals(phases, settings):
    """Totals over the enabled phases, arithmetic or of absolutes; S is always arithmetic."""
    absolute = (settings.absolute_p, settings.absolute_q, False) + 2 * (settings.absolute_p,)
    chosen = np.where(np.array(absolute)[:, None], abs(phases), phases)
    return (chosen * settings.in_total).sum(axis=-1, keepdims=True)


def rates(quantity, settings):
    """Nanowatts into each accumulator, whole numbers: (..., 20) in the order of ACCUMULATORS."""
    idle = quantity.idle
    stopped = np.stack([idle[..., k] for k in (0, 1, 2, 0, 0)], axis=-1)[..., None]
    powers = np.where(stopped | (not settings.accumulating), 0.0, quantity.powers)
    flat = powers.reshape(*powers.shape[:-2], -1)
    return np.rint(flat * NANO).astype(np.int64)


def _round(value):
    return int(np.floor(value + 0.5))


def _clamp(value, limit, saturate):
    return min(value, limit) if saturate else value & limit


def words(quantity, saturate=True):
    """The averaged registers as {address: word} for one row of quantities."""
    table = {}
    for kind, high, low in ((0, 0xB0, 0xC0), (1, 0xB4, 0xC4), (2, 0xB8, 0xC8)):
        _power_words(table, quantity.powers[kind], high, low)
    _power_words(table, quantity.powers[3], 0xD0, 0xE0)
    _power_words(table, quantity.powers[4], 0xD4, 0xE4)
    for slot in range(4):
        table[0xBC + slot] = _power_factor(quantity.powers[0][slot], quantity.powers[2][slot])
    for phase in range(3):
        _rms_words(table, quantity.u[phase] * 100, 0xD9 + phase, saturate)
        _rms_words(table, quantity.i[phase] * 1000, 0xDD + phase, saturate)
    table[0xDC] = _clamp(_round(float(quantity.neutral) * 1000), 0xFFFF, saturate)
    return table


def _power_words(table, watts, high, low):
    """Signed 32 bits of 0.00032 W over two registers (DS 36-37)."""
    for slot in range(4):
        value = _round(watts[slot] / POWER_LSB_W)
        value = max(-(1 << 31), min((1 << 31) - 1, value))
        table[high + slot], table[low + slot] = value >> 16 & 0xFFFF, value & 0xFFFF


def _rms_words(table, counts, address, saturate):
    """Unsigned counts and, in the high byte of the register 0x10 up, their 1/256 parts."""
    value = _clamp(_round(counts * 256), 0xFFFFFF, saturate)
    table[address], table[address + 0x10] = value >> 8, (value & 0xFF) << 8


def _power_factor(active, apparent):
    """Signed, 0.001; 0 without load."""
    if not apparent:
        return 0
    return max(-1000, min(1000, _round(active / apparent * 1000))) & 0xFFFF
