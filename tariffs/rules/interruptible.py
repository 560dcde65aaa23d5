"""Interruptible supply: what is drawn above a firm level while an interruption holds."""

from tariffs.channels import CHANNEL_NAMES, energy_unit, power_unit
from tariffs.contracted import Fact
from tariffs.errors import expect
from tariffs.excess_register import FirmExcess
from tariffs.fields import NAME, NAMES, PRICE, REQUIRED, Choice
from tariffs.money import PER_LINE
from tariffs.rules.base import Rule
from tariffs.rules.demand import DIVISORS

MINUTES = 60


class Interruptible(Rule):
    """A penalty `price` for what is above the firm level in `periods`: with `what` "energy" for
    each kWh, with "demand" for each kW of the highest excess of the bill.

    Power is the mean of each window of `window_min`; a window's excess over the site fact `firm`
    (such as "site:firm_kw"), times its length, is its energy. What hours count is for the
    calendar to say: rows with `events` give them a period of their own, which `periods` names. A
    window belongs to the period at its end; with `boundary` "cut" it ends with the period, its
    energy spread over a whole window.

    The credit for each kW that may be interrupted is a `difference`: {"of": "demand",
    "less": "site:firm_kw", "price": "-4.50"}.
    """

    GROUP = "energy"
    FIELDS = (
        ("of", Choice(*CHANNEL_NAMES), "import"),
        ("window_min", Choice(*DIVISORS), 15),
        ("calendar", NAME, None),
        ("periods", NAMES, REQUIRED),
        ("boundary", Choice("end", "cut"), "end"),
        ("firm", NAME, REQUIRED),
        ("what", Choice("energy", "demand"), "energy"),
        ("price", PRICE, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        firm = plan.quantity(given.firm, "firm")
        expect(isinstance(firm, Fact), plan.path + ".firm", given.firm, "a site fact")
        self._is_energy = given.what == "energy"
        self.unit = energy_unit(given.of) if self._is_energy else power_unit(given.of)
        self._window_min = given.window_min
        self._price_e9 = given.price
        calendar = plan.calendar(given.calendar)
        periods = plan.periods(calendar, given.periods)
        counts = [n in periods for n in range(len(plan.calendars[calendar].periods))]
        self._register = plan.add(FirmExcess(counts, firm))
        cut = given.boundary == "cut"
        windows = plan.windows(given.of, calendar, given.window_min, 1, cut)
        windows.listeners.append(self._register)

    def measure(self, bill):
        power, highest = self._register.values
        return power * self._window_min // MINUTES if self._is_energy else highest

    def charges(self, bill):
        if self._price_e9 is not None:
            power, highest = self._register.values
            quantity, per = (
                (power * self._window_min, MINUTES) if self._is_energy else (highest, 1)
            )
            yield "", self.quantity_e6, quantity * self._price_e9, per * PER_LINE
