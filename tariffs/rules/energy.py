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
from tariffs.money import PER_LINE, PRICE_DECIMALS
from tariffs.rounding import divide, reduced
from tariffs.rules.base import AT_ONCE, Rule
from tariffs.rules.priced_parts import PricedParts

FACTOR = Decimal(PRICE_DECIMALS, -1000, 1000)
COMPONENT = Object(
    ("name", NAME, REQUIRED),
    ("price", PRICE, REQUIRED),
    ("float", Flag(), False),
)
MOST_PERIODS = 16
_NOTHING = -2
"""Never one less than a register's version."""


class Energy(Rule):
    """Energy times its price: one line with `price`, one a period with `prices` or `components`.

    With `components` the price of a period is the sum of its components, those that `float` being
    multiplied by the period's factor; then it is rounded, half up, to `price_decimals` (China:
    only some components follow time of use, and prices have four or five decimals of a yuan).
    """

    ADDS = True
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

    NEEDS = (("factors", "components", None), ("price_decimals", "components", None))

    def __init__(self, given, plan):
        super().__init__(given, plan)
        calendar = plan.calendar(given.calendar)
        self.unit = energy_unit(given.of)
        self._register = plan.energy(given.of, calendar)
        self._parts = _parts(given, plan, calendar)
        self._priced = PricedParts([part[2] for part in self._parts], self.rounding)
        self._part_of = _part_of(self._parts, len(self._register.values))
        self._is_plain = self.accrual == AT_ONCE and not self.conditions
        self._seen = _NOTHING
        self.depends_on(self._register)

    def rate(self, bill):
        """Where but one step has come since the last time, only what it added to is priced."""
        register = self._register
        seen, self._seen = self._seen, _NOTHING  # until all is done, because memory may run out
        if register.version != seen + 1:
            super().rate(bill)
        else:
            number = self._part_of[register.period]
            if number is not None:
                grown = register.grown
                amount_u = self._priced.put(number, self._priced.energies[number] + grown)
                self.quantity_e6 += grown
                self.amount_u = self.accrued_u = amount_u
                self.version += 1
        if self._is_plain:
            self._seen = register.version

    def measure(self, bill):
        """The energy of all parts."""
        for number, part in enumerate(self._parts):
            self._priced.put(number, self._register.total(part[1]))
        return sum(self._priced.energies)

    def charges(self, bill):
        energies = self._priced.energies
        for number, (name, _, price) in enumerate(self._parts):
            if price is not None:
                yield name, energies[number], energies[number] * price[0], price[1]

    def forget_rating(self):
        super().forget_rating()
        self._seen = _NOTHING


def _parts(given, plan, calendar):
    """((name, periods, price as a fraction or None), ...)."""
    names = plan.calendars[calendar].periods
    prices = _prices(given, plan, names)
    if not prices:
        periods = plan.periods(calendar, given.periods)
        return (("", periods, _fraction(given.price)),)
    periods = plan.periods(calendar, given.periods)
    if given.prices is not None and given.periods is None:
        periods = [n for n, name in enumerate(names) if name in prices]
    return tuple((names[n], (n,), _fraction(prices.get(names[n]))) for n in periods)


def _part_of(parts, count):
    """The part of each period, None for a period without."""
    part_of = [None] * count
    for number, (_, periods, _) in enumerate(parts):
        for period in periods:
            part_of[period] = number
    return part_of


def _fraction(price_e9):
    """Micro-units for a milli-unit of energy: (dividend, divisor)."""
    return None if price_e9 is None else reduced(price_e9, PER_LINE)


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
