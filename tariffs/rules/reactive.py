"""Reactive energy over a share of active energy."""

from tariffs.channels import energy_unit
from tariffs.daily_reactive import DailyReactive
from tariffs.errors import TariffError, expect
from tariffs.fields import (
    NAME,
    NAMES,
    PERCENT,
    PRICE,
    REQUIRED,
    SHARE,
    Choice,
    Decimal,
    Flag,
    ListOf,
    Object,
    shown,
)
from tariffs.money import PER_LINE
from tariffs.rules.base import Rule

WHOLE = 100000000
"""100 % in 10^-6 of a percent."""
MILLION = 1000000
DAY = "day"
CHANNELS = ("lag", "lead", "reactive", "q1", "q2", "q3", "q4")
BAND = Object(("over", PERCENT, REQUIRED), ("price", PRICE, REQUIRED))
BY_FACTOR = Object(("below", Decimal(6, 0, 1), REQUIRED), ("price", PRICE, REQUIRED))


class Reactive(Rule):
    """kvarh `of` a kind that go beyond `free_percent` of the active energy of the same periods.

    `of` is lagging ("lag", Q1), leading ("lead", Q4), both together ("reactive") or of one
    quadrant; `active` the energy drawn or delivered. All `periods` of a `calendar` are judged
    together, with `separate` each by itself. What goes beyond is priced by one of

    - `price`; with `cliff` all kvarh have it as soon as any goes beyond (Turkey, from memory);
    - `bands`: from `over` so many percent of the active energy up to the next band (Italy: over 33
      and over 75 %), instead of `free_percent`;
    - `by_power_factor`: the first row whose `below` is above the power factor P / sqrt(P^2 + Q^2)
      of these energies (Spain, from memory: below 0.80, below 0.95).

    With `settle` "day" each local day is judged by itself, by `price` or `bands`, and what lies
    beyond in the days of the bill adds up (Portugal: over 30, 40 and 50 %, from memory).

    For a power factor of the whole bill use `when` on a `power_factor` rule (Indonesia: 0.85).
    The quantity is what goes beyond, rounded down to a millionth of a kvarh; amounts are exact.
    """

    ADDS = True
    GROUP = "reactive"
    FIELDS = (
        ("of", Choice(*CHANNELS), "lag"),
        ("active", Choice("import", "export"), "import"),
        ("calendar", NAME, None),
        ("periods", NAMES, None),
        ("separate", Flag(), False),
        ("free_percent", SHARE, 0),
        ("price", PRICE, None),
        ("cliff", Flag(), False),
        ("bands", ListOf(BAND, 8), None),
        ("by_power_factor", ListOf(BY_FACTOR, 8), None),
        ("settle", Choice("bill", DAY), "bill"),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self.unit = energy_unit(given.of)
        calendar = plan.calendar(given.calendar)
        self._reactive = plan.energy(given.of, calendar)
        self._active = plan.energy(given.active, calendar)
        names = plan.calendars[calendar].periods
        periods = plan.periods(calendar, given.periods)
        if given.separate:
            self._parts = tuple((names[n], (n,)) for n in periods)
        else:
            self._parts = (("", periods),)
        self._read_price(given, plan.path)
        self._days = self._settled_daily(given, plan, calendar) if given.settle == DAY else None

    def _settled_daily(self, given, plan, calendar):
        """The register that settles each day."""
        fits = self._bands and not self._cliff
        expect(fits, plan.path + ".settle", DAY, "it with price or bands, without cliff")
        part_of = [None] * len(plan.calendars[calendar].periods)
        for part, (_, periods) in enumerate(self._parts):
            for period in periods:
                part_of[period] = part
        channels = plan.channel(given.of), plan.channel(given.active)
        bands = [band[:2] for band in self._bands]
        register = DailyReactive(channels, calendar, part_of, len(self._parts), bands)
        return plan.add(register)

    def _read_price(self, given, path):
        ways = [
            name
            for name in ("price", "bands", "by_power_factor")
            if getattr(given, name) is not None
        ]
        expect(len(ways) < 2, path, ways, "one of price, bands, by_power_factor")
        expect(
            not given.cliff or given.price is not None,
            path + ".cliff",
            True,
            "it with price alone",
        )
        self._cliff = given.cliff
        self._by_factor = _by_factor(given.by_power_factor, path)
        self._bands = None
        if given.bands:
            fits = not given.free_percent
            expect(fits, path + ".free_percent", str(given.free_percent), "bands alone")
            self._bands = _bands(given.bands, path)
        elif given.price is not None:
            self._bands = ((given.free_percent, None, given.price),)
        self._free_e6 = self._bands[0][0] if self._bands else given.free_percent

    def measure(self, bill):
        if self._days:
            return sum([sum(self._days.totals(part)) for part in range(len(self._parts))])
        return sum([self._beyond(periods, self._free_e6) for _, periods in self._parts]) // WHOLE

    def charges(self, bill):
        if not self._bands and not self._by_factor:
            return
        if self._days:
            yield from self._daily_charges()
            return
        for part, periods in self._parts:
            beyond = self._beyond(periods, self._free_e6)
            if beyond:
                if self._cliff:
                    beyond = self._reactive.total(periods) * WHOLE
                if self._bands:
                    cost = self._banded(periods, beyond)
                else:
                    cost = beyond * self._price_by_factor(periods)
                yield part, beyond // WHOLE, cost, WHOLE * PER_LINE

    def _daily_charges(self):
        for number, (part, _) in enumerate(self._parts):
            totals = self._days.totals(number)
            if any(totals):
                cost = sum([each * band[2] for each, band in zip(totals, self._bands)])
                yield part, sum(totals), cost, PER_LINE

    def _beyond(self, periods, percent_e6):
        """What is over so many percent of the active energy, times WHOLE."""
        reactive = self._reactive.total(periods)
        return max(reactive * WHOLE - self._active.total(periods) * percent_e6, 0)

    def _banded(self, periods, beyond):
        """Cost of each band's own share of the energy, times WHOLE."""
        cost = 0
        for _, end_e6, price_e9 in self._bands:
            above = 0 if end_e6 is None else self._beyond(periods, end_e6)
            cost += (beyond - above) * price_e9
            beyond = above
        return cost

    def _price_by_factor(self, periods):
        """P / sqrt(P^2 + Q^2) < limit, compared as squares, so exactly."""
        square = self._active.total(periods) ** 2
        whole = square + self._reactive.total(periods) ** 2
        for below_e6, price_e9 in self._by_factor:
            if square * MILLION * MILLION < below_e6 * below_e6 * whole:
                return price_e9
        return 0


def _bands(given, path):
    """((over, over of the next, price), ...); the limits must rise."""
    ends = [band.over for band in given[1:]] + [None]
    for number, (band, end) in enumerate(zip(given, ends)):
        if end is not None and end <= band.over:
            where = f"{path}.bands[{number + 1}].over"
            raise TariffError(f"{where}: got {shown(end)}, expected more than before it")
    return tuple((band.over, end, band.price) for band, end in zip(given, ends))


def _by_factor(given, path):
    """((below, price), ...); the limits must rise."""
    below = 0
    for number, row in enumerate(given or ()):
        if row.below <= below:
            where = f"{path}.by_power_factor[{number}].below"
            raise TariffError(f"{where}: got {shown(row.below)}, expected more than before it")
        below = row.below
    return tuple((row.below, row.price) for row in given or ())
