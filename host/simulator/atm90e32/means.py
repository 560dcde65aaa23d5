"""Means over one cycle, the quantity everything else is made of, on two paths.

Steady signals: in closed form from the phasors. Changing ones: from 8 kHz samples, as the mean of
exactly the last cycle, sliding (this is the filter between multiplier and accumulator; its
window is as long as the signal's cycle, with the fraction of a sample counted) [own].

Columns of a row: active power, reactive power, power of the fundamental, squares of voltage and
current (three phases each), square of the summed currents. Unity-gain register units.
"""

import numpy as np

from .analogue import AMPERES_PER_VOLT, CLIP_V, ROOT2, VOLTS_PER_VOLT

P, Q, P1, U2, I2, N2 = slice(0, 3), slice(3, 6), slice(6, 9), slice(9, 12), slice(12, 15), 15
COLUMNS = 16
VOLTS, AMPERES = slice(16, 19), slice(19, 22)  # the samples themselves, behind the products


def steady_means(front):
    """The row of means of one whole cycle."""
    row = np.empty(COLUMNS)
    power = front.u * front.i.conj()
    neutral = (front.i_gain[:, None] * front.i).sum(axis=0)
    row[P] = power.real.sum(axis=1) + front.u_dc * front.i_dc
    row[Q] = power.imag.sum(axis=1)
    row[P1] = power[:, 0].real
    row[U2] = (abs(front.u) ** 2).sum(axis=1) + front.u_dc**2
    row[I2] = (abs(front.i) ** 2).sum(axis=1) + front.i_dc**2
    row[N2] = (abs(neutral) ** 2).sum() + (front.i_gain * front.i_dc).sum() ** 2
    return row


def samples(front, theta):
    """Rows of products and samples at the fundamental's angles `theta`."""
    first, waves = _synthesis(np.vstack((front.u, front.i)).T, theta)
    u, i = waves[:, :3].real + front.u_dc, waves[:, 3:].real + front.i_dc
    neutral = (i * front.i_gain).sum(axis=1, keepdims=True)
    # The imaginary part is the wave delayed by a quarter of each harmonic's own period.
    quadrature = waves[:, :3].imag * waves[:, 3:].real
    fundamental = first[:, :3] * first[:, 3:]
    return np.hstack((u * i, quadrature, fundamental, u * u, i * i, neutral**2, *_limited(u, i)))


def _synthesis(phasors, theta):
    """(fundamentals, complex waves) of six columns of phasors, one row an order.

    Harmonic by harmonic rather than as one matrix product: a linear algebra library that starts
    threads for so little loses fifty times over on a busy machine.
    """
    once = np.exp(1j * np.asarray(theta))[:, None]
    turn = ROOT2 * once
    waves = turn * phasors[0]
    first = waves.real.copy()
    for row in phasors[1:]:
        turn = turn * once
        if row.any():
            waves += turn * row
    return first, waves


def _limited(u, i):
    """Samples end at full scale; where a clipped wave rings beyond it, only its means know."""
    top_u, top_i = CLIP_V * VOLTS_PER_VOLT, CLIP_V * AMPERES_PER_VOLT
    return np.clip(u, -top_u, top_u), np.clip(i, -top_i, top_i)


def sliding_means(rows, count, cycle):
    """Mean rows of the last `count` samples, each over the `cycle` samples up to it."""
    whole = int(cycle)
    share = cycle - whole
    total = np.cumsum(rows[-(count + whole + 1) :, :COLUMNS], axis=0)
    sums = total[whole + 1 :] - total[1:-whole]
    if share:
        sums = sums + share * rows[-(count + whole) : -whole, :COLUMNS]
    return sums / cycle
