"""Reactive excess hour by hour, priced as the active energy or demand that it keeps away."""

from tariffs.errors import expect
from tariffs.fields import NAME, NAMES, PRICE, Choice, Decimal
from tariffs.hourly_register import LAG, LEAD, HourlyReactive
from tariffs.rules.base import Rule, priced


class HourlyReactiveExcess(Rule):
    """What each hour's energy lacks to have the power factor `target`.

    In the periods `lag` of a `calendar` lagging energy counts, in the periods `lead` leading
    energy, in all others none. `statistic` "sum" is the sum over hours of P x (target / PF - 1) in
    kWh (Brazil: ERE); "max" is the highest hour's P x target / PF in kW, of which a `difference`
    rule takes the billed demand (Brazil: DRE). Hours are those of standard time; each belongs to
    the period of its last instant and is rounded down to a millionth. Without `price` it measures.

    Brazil: 0.92, lagging by day and leading in six hours of the night (from memory, not checked).
    """

    ADDS = True
    GROUP = "reactive"
    FIELDS = (
        ("calendar", NAME, None),
        ("lag", NAMES, None),
        ("lead", NAMES, None),
        ("target", Decimal(6, 0, 1), 920000),
        ("statistic", Choice("sum", "max"), "sum"),
        ("price", PRICE, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._sums = given.statistic == "sum"
        self.unit = "kWh" if self._sums else "kW"
        self._price_e9 = given.price
        calendar = plan.calendar(given.calendar)
        ways = [None] * len(plan.calendars[calendar].periods)
        expect(given.lag or given.lead, plan.path + ".lag", None, "periods of lag, lead or both")
        for names, way, field in ((given.lag, LAG, "lag"), (given.lead, LEAD, "lead")):
            for period in plan.periods(calendar, names or (), field):
                expect(ways[period] is None, plan.path + ".lead", names, "periods not in lag")
                ways[period] = way
        self._periods = [n for n, way in enumerate(ways) if way is not None]
        channels = [plan.channel(name) for name in ("import", "lag", "lead")]
        register = HourlyReactive(channels, calendar, tuple(ways), given.target)
        self._register = plan.add(register)

    def measure(self, bill):
        if self._sums:
            return self._register.total(self._periods)
        return self._register.highest(self._periods)

    def charges(self, bill):
        if self._price_e9 is not None:
            yield priced("", self.quantity_e6, self._price_e9)
