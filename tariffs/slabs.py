"""Slabs: a percentage that grows with each hundredth that a factor is away from a limit."""

from tariffs.errors import TariffError
from tariffs.fields import PERCENT, REQUIRED, Decimal, ListOf, Object, shown

HUNDREDTH = 10000
"""0.01 in millionths."""
FACTOR = Decimal(6, 0, 1)
SLABS = ListOf(
    Object(("from", FACTOR, REQUIRED), ("to", FACTOR, REQUIRED), ("percent", PERCENT, REQUIRED)),
    12,
)


def read_slabs(given, path):
    """((from, to, 10^-6 percent for each hundredth), ...) of the slabs of a document or None.

    Raises TariffError where one has no extent, or overlaps another: what lies in both would count
    twice.
    """
    slabs, before = [], []
    for number, each in enumerate(given or ()):
        start, end = getattr(each, "from"), each.to
        where = f"{path}[{number}].to"
        low, high = min(start, end), max(start, end)
        if low == high:
            raise TariffError(f"{where}: got {shown(end)}, expected another number than from")
        if any([high > other_low and low < other_high for other_low, other_high in before]):
            beside = "a slab beside the others, not over one of them"
            raise TariffError(f"{where}: got {shown(end)}, expected {beside}")
        before.append((low, high))
        slabs.append((start, end, each.percent))
    return slabs


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
