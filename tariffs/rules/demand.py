"""Demand: the mean power of block or sliding windows, priced flat or by period."""

from tariffs.channels import CHANNEL_NAMES, power_unit
from tariffs.errors import expect
from tariffs.fields import (
    NAME,
    NAMES,
    PRICE,
    Anything,
    Choice,
    Decimal,
    Flag,
    ListOf,
    MapOf,
    Whole,
)
from tariffs.registers import (
    DIVISORS,
    WHOLE_WEIGHT,
    DailyDemand,
    PeakDemand,
    TopDemand,
    Weighted,
)
from tariffs.rounding import read_rounding
from tariffs.rules.base import DAILY, Rule
from tariffs.steps import STEP, read_steps, stepped

MOST_PERIODS = 16
WEIGHT = Decimal(6, 0, 10)


class Demand(Rule):
    """The highest window of the bill (`max`), the sum of the days' highest (`daily_sum`), or the
    mean of the `top` highest windows or days.

    A window of `window_min` is a block, with `step_min` it slides by that much; it begins on the
    clock of standard time. It belongs to the period and local day of its last instant; with
    `boundary` "cut" it also ends where the period changes, its energy spread over all of it.

    With `weights` a window counts with that factor of its period (Sweden: half at night), before
    the highest is sought; a period that is not named counts whole.

    With `prices` each period has a demand of its own, with `price` or `tiers` all `periods`
    together have one, unless `separate`. `quantity_rounding` rounds each demand before it is
    priced. The quantity for other rules is the greatest of these demands.
    """

    GROUP = "demand_flat"
    ACCRUAL = DAILY
    MONTHLY = True
    FIELDS = (
        ("of", Choice(*CHANNEL_NAMES), "import"),
        ("window_min", Choice(*DIVISORS), 15),
        ("step_min", Choice(*DIVISORS), None),
        ("calendar", NAME, None),
        ("periods", NAMES, None),
        ("separate", Flag(), False),
        ("boundary", Choice("end", "cut"), "end"),
        ("statistic", Choice("max", "daily_sum", "top"), "max"),
        ("top", Whole(1, 31), 3),
        ("each", Choice("window", "day"), "day"),
        ("weights", MapOf(WEIGHT, MOST_PERIODS), None),
        ("quantity_rounding", Anything("a rounding"), None),
        ("price", PRICE, None),
        ("prices", MapOf(PRICE, MOST_PERIODS), None),
        ("tiers", ListOf(STEP, 12), None),
    )

    NEEDS = (("top", "statistic", "top"), ("each", "statistic", "top"))

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self.unit = power_unit(given.of)
        calendar = plan.calendar(given.calendar)
        self.slots = _slots(given, plan, calendar)
        self._demands_e6 = [0] * len(self.slots)
        self.slot_of = _slot_of(self.slots, len(plan.calendars[calendar].periods))
        self.windows = _windows(given, plan, calendar)
        self.register = plan.add(_statistic(given, plan, self.slot_of, len(self.slots)))
        weights = _weights(given, plan, calendar)
        listener = Weighted(self.register, weights) if weights else self.register
        self.windows.listeners.append(listener)
        self._rounding = read_rounding(given.quantity_rounding, plan.path + ".quantity_rounding")
        self.prorated = self.prorated and given.statistic != "daily_sum"
        if given.group is None and len(plan.calendars[calendar].periods) > len(self.slots[0][2]):
            self.group = "demand_tou"
        self.depends_on(self.register)

    def demand_e6(self, slot):
        """The demand of a slot as it was rated last, rounded as the document wants."""
        return self._demands_e6[slot]

    def measure(self, bill):
        rounding = self._rounding
        demands_e6 = self._demands_e6
        for slot in range(len(demands_e6)):
            found = self.register.demand(slot)
            demands_e6[slot] = found if rounding is None else rounding.divide(found, 1)
        return max(demands_e6)

    def charges(self, bill):
        for slot, (part, steps, _) in enumerate(self.slots):
            if steps:
                demand_e6 = self._demands_e6[slot]
                dividend, divisor = stepped(demand_e6, steps)
                yield part, demand_e6, dividend, divisor


def _slots(given, plan, calendar):
    """((part, steps or None, periods), ...): what has a demand of its own."""
    names = plan.calendars[calendar].periods
    ways = [way for way in ("price", "prices", "tiers") if getattr(given, way) is not None]
    expect(len(ways) < 2, plan.path, ways, "one of price, prices, tiers")
    if given.prices is not None:
        expect(given.periods is None, plan.path + ".periods", given.periods, "prices alone")
        for name in given.prices:
            expect(name in names, plan.path + ".prices", name, "one of " + ", ".join(names))
        periods = plan.periods(calendar, tuple(given.prices))
        steps = {n: ((None, given.prices[names[n]]),) for n in periods}
        return tuple((names[n], steps[n], (n,)) for n in sorted(periods))
    periods = plan.periods(calendar, given.periods)
    steps = _steps(given, plan)
    if given.separate:
        return tuple((names[n], steps, (n,)) for n in periods)
    return (("", steps, periods),)


def _steps(given, plan):
    if given.price is not None:
        return ((None, given.price),)
    return read_steps(given.tiers, plan.path + ".tiers") if given.tiers else None


def _slot_of(slots, count):
    """The slot of each period, None for a period without."""
    slot_of = [None] * count
    for slot, (_, _, periods) in enumerate(slots):
        for period in periods:
            slot_of[period] = slot
    return tuple(slot_of)


def _weights(given, plan, calendar):
    """The weight of each period in millionths, None where all count whole."""
    if given.weights is None:
        return None
    names = plan.calendars[calendar].periods
    for name in given.weights:
        expect(name in names, plan.path + ".weights", name, "one of " + ", ".join(names))
    return tuple(given.weights.get(name, WHOLE_WEIGHT) for name in names)


def _windows(given, plan, calendar):
    """The shared windows that the demand is of."""
    step_min = given.step_min or given.window_min
    expect(
        not given.window_min % step_min, plan.path + ".step_min", step_min, "a part of window_min"
    )
    parts = given.window_min // step_min
    return plan.windows(given.of, calendar, step_min, parts, given.boundary == "cut")


def _statistic(given, plan, slot_of, count):
    if given.statistic == "max":
        return PeakDemand(slot_of, count)
    if given.statistic == "daily_sum":
        return DailyDemand(slot_of, count)
    expect(count == 1, plan.path + ".statistic", "top", "one price for all periods")
    return TopDemand(slot_of, given.top, given.each == "day")
