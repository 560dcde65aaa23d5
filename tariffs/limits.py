"""Limits of energy: where one tier ends and the next begins, in a bill of any length.

A limit is counted in the unit of the energy ("kWh" stands for kVAh and kvarh too), in that unit a
day or 30 days of the bill, a year, or a kW or kVA of some quantity (hours of use). It comes out
in millionths of the unit, rounded down, so that every tier begins at a whole number.
"""

from tariffs.calendar import DAY_S
from tariffs.errors import TariffError, expect
from tariffs.fields import QUANTITY, REQUIRED, Choice, Object, shown

MILLION = 1000000
MONTH, DAY, DAYS_30, YEAR, PER_KW, PER_KVA = UNITS = (
    "kWh",
    "kWh/day",
    "kWh/30d",
    "kWh/year",
    "kWh/kW",
    "kWh/kVA",
)
_DAYS = {DAY: 1, DAYS_30: 30}
NEVER = 1 << 62
"""More energy than any meter sees."""
SLICE = Object(
    ("over", QUANTITY, 0),
    ("up_to", QUANTITY, None),
    ("unit", Choice(*UNITS), REQUIRED),
)


class Limit:
    """`size_e6` in one of UNITS; `per` has the quantity of PER_KW and PER_KVA.

    `prorated`: in a part of a billing cycle, limits of the whole cycle shrink with it.
    """

    def __init__(self, size_e6, unit, per, prorated):
        self._size_e6 = size_e6
        self._unit = unit
        self.per = per
        self._prorated = prorated and unit in (MONTH, PER_KW, PER_KVA)

    def mwh(self, bill):
        """The limit in this bill."""
        dividend, divisor = self._size_e6, 1
        if self._unit in _DAYS:
            dividend, divisor = dividend * bill.covered_s, _DAYS[self._unit] * DAY_S
        elif self._unit in (PER_KW, PER_KVA):
            dividend, divisor = dividend * self.per.quantity_e6, MILLION
        if self._prorated and bill.is_part:
            dividend, divisor = dividend * bill.covered_s, divisor * bill.cycle_s
        return dividend // divisor


class Bounds:
    """The limits of all tiers, one after the other, within a slice of the energy.

    `over` and `up_to` are the Limits of the slice or None; the last of `limits` is None, open.
    """

    def __init__(self, limits, over=None, up_to=None):
        self._limits = limits
        self._over = over
        self._up_to = up_to
        self._per = [each.per for each in limits + [over, up_to] if each and each.per]
        self._kept = None, 0, ()

    def of(self, bill):
        """Where each tier begins, and where the last one ends."""
        version = bill.version
        for per in self._per:
            version += per.version
        if self._kept[0] is not bill or self._kept[1] != version:
            self._kept = bill, version, self._of(bill)
        return self._kept[2]

    def _of(self, bill):
        low = 0 if self._over is None else min(NEVER, self._over.mwh(bill))
        high = NEVER if self._up_to is None else min(NEVER, max(low, self._up_to.mwh(bill)))
        bounds = [low]
        for limit in self._limits:
            top = high if limit is None else min(high, low + limit.mwh(bill))
            bounds.append(max(bounds[-1], top))
        return bounds


def cut(start, end, bounds):
    """How much of the energy from `start` to `end` lies in each tier."""
    parts = []
    low = bounds[0]
    for high in bounds[1:]:
        first = low if low > start else start
        last = high if high < end else end
        parts.append(last - first if last > first else 0)
        low = high
    return parts


def read_bounds(tiers, slice_, per, prorated, path):
    """The Bounds of tiers with `up_to` and `unit`, and of a SLICE or None.

    `path` is the rule's; of two limits in the same unit the later one must be larger.
    """
    limits, before = [], {}
    for number, tier in enumerate(tiers):
        where = f"{path}.tiers[{number}].up_to"
        last = number == len(tiers) - 1
        if last != (tier.up_to is None):
            expected = "none in the last tier" if last else "one in each tier but the last"
            raise TariffError(f"{where}: got {shown(tier.up_to)}, expected {expected}")
        if last:
            break
        rises = tier.up_to > before.get(tier.unit, 0)
        if not rises:
            found = shown(tier.up_to)
            raise TariffError(f"{where}: got {found}, expected more than in the tiers before")
        before[tier.unit] = tier.up_to
        limits.append(_limit(tier.up_to, tier.unit, per, prorated, path))
    limits.append(None)
    if slice_ is None:
        return Bounds(limits)
    over = _limit(slice_.over, slice_.unit, per, prorated, path)
    if slice_.up_to is None:
        return Bounds(limits, over)
    if slice_.up_to <= slice_.over:
        found = shown(slice_.up_to)
        raise TariffError(f"{path}.slice.up_to: got {found}, expected more than over")
    return Bounds(limits, over, _limit(slice_.up_to, slice_.unit, per, prorated, path))


def _limit(size_e6, unit, per, prorated, path):
    needs = unit in (PER_KW, PER_KVA)
    expect(per is not None or not needs, path + ".per", None, "the quantity of " + unit)
    return Limit(size_e6, unit, per, prorated)
