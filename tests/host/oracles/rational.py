"""Exact arithmetic of bills, in fractions: pieces for what no other calculator here can do.

Written from the meaning of a tariff, apart from our engine: it imports nothing of ours, and knows
no documents. All amounts may be int, text ("0.035") or Fraction; floats are taken as they print.
"""

from fractions import Fraction
from math import isqrt

OPEN = None  # the limit of a last tier


def exact(number):
    """The Fraction of a number as it is written: 0.1 is a tenth."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def rounded(amount, to="0.01", mode="half_up"):
    """`amount` as a multiple of `to`; half_up is away from nought, half_even to the even one."""
    units = exact(amount) / exact(to)
    whole, rest = divmod(abs(units), 1)
    half = Fraction(1, 2)
    more = {
        "half_up": rest >= half,
        "half_even": rest > half or (rest == half and whole % 2),
        "truncate": False,
        "up": rest > 0,
    }[mode]
    return (whole + bool(more)) * exact(to) * (-1 if units < 0 else 1)


def in_tiers(amount, limits, before=0):
    """`amount` cut at `limits` (rising, the last OPEN), where `before` has been used already."""
    start, end = exact(before), exact(before) + exact(amount)
    parts, floor = [], Fraction(0)
    for limit in limits:
        top = end if limit is OPEN else exact(limit)
        parts.append(max(Fraction(0), min(end, top) - max(start, floor)))
        floor = max(floor, top)
    return parts


def marginal(amount, limits, prices, before=0):
    """Each tier's share at its own price."""
    parts = in_tiers(amount, limits, before)
    return sum(part * exact(price) for part, price in zip(parts, prices, strict=True))


def whole(amount, limits, prices):
    """All of it at the price of the tier that it reaches; a limit belongs to the lower tier."""
    amount = exact(amount)
    for limit, price in zip(limits, prices, strict=True):
        if limit is OPEN or amount <= exact(limit):
            return amount * exact(price)
    raise ValueError("the last tier is not open")


def running(steps, limits, prices):
    """Sum of (period, amount) steps in time order; `prices[period]` has one price a tier."""
    used = cost = Fraction(0)
    for period, amount in steps:
        cost += marginal(amount, limits, prices[period], used)
        used += exact(amount)
    return cost


def pro_rata(amounts, limits, prices):
    """The same with tiers shared by each period's part of the whole; `amounts` by period."""
    total = sum(map(exact, amounts))
    if not total:
        return Fraction(0)
    tiers = in_tiers(total, limits)
    return sum(
        exact(amount) / total * part * exact(price)
        for amount, row in zip(amounts, prices, strict=True)
        for part, price in zip(tiers, row, strict=True)
    )


def block_kw(kwh, steps_per_block, minutes_per_step):
    """Mean kW of each whole block of steps."""
    hours = Fraction(steps_per_block * minutes_per_step, 60)
    ends = range(steps_per_block, len(kwh) + 1, steps_per_block)
    return [sum(map(exact, kwh[end - steps_per_block : end])) / hours for end in ends]


def sliding_kw(kwh, steps_per_window, minutes_per_step):
    """Mean kW of each window of that many steps, one beginning at every step."""
    hours = Fraction(steps_per_window * minutes_per_step, 60)
    ends = range(steps_per_window, len(kwh) + 1)
    return [sum(map(exact, kwh[end - steps_per_window : end])) / hours for end in ends]


def top_mean(values, count):
    """Mean of the `count` largest."""
    largest = sorted(map(exact, values), reverse=True)[:count]
    return sum(largest) / len(largest)


def ratchet(peaks, percents, months):
    """Billing demand of each month: its own peak, or a percent of one `months` back at most."""
    demands = []
    for month, own in enumerate(map(exact, peaks)):
        earlier = range(max(0, month - months), month)
        seen = [exact(percents[m % 12]) * exact(peaks[m]) / 100 for m in earlier]
        demands.append(max([own, *seen]))
    return demands


def power_factor(active, reactive, places=2, mode="half_up"):
    """P / sqrt(P2 + Q2) rounded to so many decimals, without a float: whole squares decide."""
    active, scale = exact(active), 10**places
    total = active**2 + exact(reactive) ** 2
    if not active or not total:
        return Fraction(0)
    squared = active**2 / total * scale**2 * 4  # of twice the scaled factor
    halves = isqrt(squared.numerator // squared.denominator)
    exactly = Fraction(halves) ** 2 == squared
    if mode == "truncate":
        return Fraction(halves // 2, scale)
    if mode == "up":
        return Fraction(halves // 2 + bool(halves % 2 or not exactly), scale)
    return Fraction((halves + 1) // 2, scale)
