"""Slabs: a percentage that grows with each hundredth that a factor is away from a limit."""

from tariffs.fields import PERCENT, REQUIRED, Decimal, ListOf, Object

HUNDREDTH = 10000
"""0.01 in millionths."""
FACTOR = Decimal(6, 0, 1)
SLABS = ListOf(
    Object(("from", FACTOR, REQUIRED), ("to", FACTOR, REQUIRED), ("percent", PERCENT, REQUIRED)),
    12,
)


def read_slabs(given):
    """((from, to, 10^-6 percent for each hundredth), ...) of the slabs of a document or None."""
    return [(getattr(each, "from"), each.to, each.percent) for each in given or ()]


def of_slabs(slabs, factor_e6):
    """The sum over the slabs as a fraction, in 10^-6 of a percent."""
    total = 0
    for start_e6, end_e6, percent_e6 in slabs:
        if end_e6 < start_e6:
            over_e6 = start_e6 - max(factor_e6, end_e6)
        else:
            over_e6 = min(factor_e6, end_e6) - start_e6
        if over_e6 > 0:
            total += over_e6 * percent_e6
    return total, HUNDREDTH
