"""Energy at a price, flat or by period, from one price or from components."""

from tariffs.channels import CHANNEL_NAMES, energy_unit
from tariffs.errors import expect
from tariffs.fields import (
    NAME,
    NAMES,
    PRICE,
    REQUIRED,
    Choice,
    Decimal,
    Flag,
    ListOf,
    MapOf,
    Object,
    Whole,
)
from tariffs.money import PRICE_DECIMALS
from tariffs.rounding import divide
from tariffs.rules.base import Rule, priced

FACTOR = Decimal(PRICE_DECIMALS, -1000, 1000)
COMPONENT = Object(
    ("name", NAME, REQUIRED),
    ("price", PRICE, REQUIRED),
    ("float", Flag(), False),
)
MOST_PERIODS = 16


class Energy(Rule):
    """Energy times its price: one line with `price`, one a period with `prices` or `components`.

    With `components` the price of a period is the sum of its components, those that `float` being
    multiplied by the period's factor; then it is rounded, half up, to `price_decimals` (China:
    only some components follow time of use, and prices have four or five decimals of a yuan).
    """

    GROUP = "energy"
    FIELDS = (
        ("of", Choice(*CHANNEL_NAMES), "import"),
        ("calendar", NAME, None),
        ("periods", NAMES, None),
        ("price", PRICE, None),
        ("prices", MapOf(PRICE, MOST_PERIODS), None),
        ("components", ListOf(COMPONENT, 12), None),
        ("factors", MapOf(FACTOR, MOST_PERIODS), None),
        ("price_decimals", Whole(0, PRICE_DECIMALS), PRICE_DECIMALS),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        calendar = plan.calendar(given.calendar)
        self.unit = energy_unit(given.of)
        self._register = plan.energy(given.of, calendar)
        self._parts = _parts(given, plan, calendar)

    def measure(self, bill):
        return sum([self._register.total(periods) for _, periods, _ in self._parts])

    def charges(self, bill):
        for part, periods, price_e9 in self._parts:
            if price_e9 is not None:
                yield priced(part, self._register.total(periods), price_e9)


def _parts(given, plan, calendar):
    """((name, periods, price or None), ...): what has a line of its own."""
    names = plan.calendars[calendar].periods
    prices = _prices(given, plan, names)
    if not prices:
        return (("", plan.periods(calendar, given.periods), given.price),)
    periods = plan.periods(calendar, given.periods)
    if given.prices is not None and given.periods is None:
        periods = [n for n, name in enumerate(names) if name in prices]
    return tuple((names[n], (n,), prices.get(names[n])) for n in periods)


def _prices(given, plan, names):
    """{period: price}, empty where there is one price or none."""
    ways = [way for way in ("price", "prices", "components") if getattr(given, way) is not None]
    expect(len(ways) < 2, plan.path, ways, "one of price, prices, components")
    if given.components is not None:
        return _composed(given, plan, names)
    for name in given.prices or ():
        expect(name in names, plan.path + ".prices", name, "one of " + ", ".join(names))
    return given.prices or {}


def _composed(given, plan, names):
    """{period: price} made of components."""
    factors = given.factors or {}
    for name in factors:
        expect(name in names, plan.path + ".factors", name, "one of " + ", ".join(names))
    unit = 10**PRICE_DECIMALS
    return {
        name: _rounded(
            given, sum([_part(each, factors.get(name, unit)) for each in given.components])
        )
        for name in names
    }


def _part(component, factor_e9):
    """A component's price in 10^-18."""
    return component.price * (factor_e9 if component.float else 10**PRICE_DECIMALS)


def _rounded(given, price_e18):
    """In 10^-9, with no more decimals than the document wants."""
    coarse = 10 ** (PRICE_DECIMALS - given.price_decimals)
    return divide(price_e18, 10**PRICE_DECIMALS * coarse) * coarse
