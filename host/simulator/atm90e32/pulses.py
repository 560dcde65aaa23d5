"""The shape of the CF pulses (DS 14): width and the rate above which none can follow.

CF1 is active energy, CF2 reactive or apparent (MMode0 bit 7), CF3 fundamental, CF4 harmonic.
Energy in both directions gives pulses; the direction stands in the CFxRev bits of EMMState0.
"""

LONGEST_MS = 80
SHORTEST_PERIOD_MS = 10  # so 100 Hz is the ceiling


def width_ms(period_ms):
    """80 ms where the period leaves room for it, half the period otherwise."""
    return LONGEST_MS if period_ms >= 2 * LONGEST_MS else period_ms / 2


def follows(period_ms):
    """Whether the output can follow pulses of this period."""
    return period_ms >= SHORTEST_PERIOD_MS
