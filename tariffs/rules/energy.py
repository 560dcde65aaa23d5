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
from tariffs.rounding import EXACT, divide, reduced
from tariffs.rules.base import Rule

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
        self._is_priced = all([part[2] is not None for part in self._parts])
        self._energies = [None] * len(self._parts)
        self._charges = [None] * len(self._parts)
        self.depends_on(self._register)

    def measure(self, bill):
        """The energy of all parts; a part whose energy has not changed keeps its charge."""
        values = self._register.values
        energies = self._energies
        whole = 0
        for number in range(len(energies)):
            part = self._parts[number]
            energy = self._register.total(part[1]) if part[3] is None else values[part[3]]
            whole += energy
            if energy != energies[number]:
                self._charges[number] = self._charge(part, energy)
                energies[number] = energy
        return whole

    def charges(self, bill):
        charges = self._charges
        return charges if self._is_priced else [each for each in charges if each is not None]

    def _charge(self, part, energy):
        """The charge of a part, already rounded where that is to the micro-unit."""
        if part[2] is None:
            return None
        price, per = part[2]
        dividend = energy * price
        if self.rounding is EXACT and dividend >= 0:
            return part[0], energy, (dividend + (per >> 1)) // per, 1
        return part[0], energy, dividend, per


def _parts(given, plan, calendar):
    """((name, periods, price as a fraction or None, the period if it is one), ...)."""
    names = plan.calendars[calendar].periods
    prices = _prices(given, plan, names)
    if not prices:
        periods = plan.periods(calendar, given.periods)
        return (("", periods, _fraction(given.price), periods[0] if len(periods) == 1 else None),)
    periods = plan.periods(calendar, given.periods)
    if given.prices is not None and given.periods is None:
        periods = [n for n, name in enumerate(names) if name in prices]
    return tuple((names[n], (n,), _fraction(prices.get(names[n])), n) for n in periods)


def _fraction(price_e9):
    """Micro-units for a milli-unit of energy: (dividend, divisor)."""
    return None if price_e9 is None else reduced(price_e9, PER_LINE)


def _prices(given, plan, names):
    """{period: price}, empty where there is one price or none."""
    ways = [way for way in ("price", "prices", "components") if getattr(given, way) is not None]
    expect(len(ways) < 2, plan.path, ways, "one of price, prices, components")
    alone = given.factors is not None and given.components is None
    expect(not alone, plan.path + ".factors", "factors alone", "components beside them")
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
