"""Energy in tiers (blocks, slabs, steps): the first so much at one price, the next at another."""

from tariffs.channels import CHANNEL_NAMES, energy_unit
from tariffs.errors import TariffError, expect
from tariffs.fields import (
    NAME,
    NAMES,
    PRICE,
    QUANTITY,
    REQUIRED,
    Choice,
    ListOf,
    MapOf,
    Object,
    Whole,
)
from tariffs.limits import MONTH, PER_KVA, PER_KW, SLICE, UNITS, YEAR, cut, read_bounds
from tariffs.money import PER_LINE
from tariffs.rounding import reduced
from tariffs.rules.base import AT_ONCE, Rule
from tariffs.rules.priced_parts import PricedParts
from tariffs.tiers_register import RunningTiers

RUNNING, PRO_RATA, PER_PERIOD, WHOLE, INCREMENT = MODES = (
    "running",
    "pro_rata",
    "per_period",
    "whole",
    "increment",
)
MOST_TIERS = 12
_NOTHING = -2
"""Never one less than a register's version."""
TIER = Object(
    ("up_to", QUANTITY, None),
    ("unit", Choice(*UNITS), MONTH),
    ("price", PRICE, None),
    ("prices", MapOf(PRICE, 16), None),
)


class Tiers(Rule):
    """Energy in tiers; a limit belongs to the tier below it, the last tier is open.

    `mode` says how tiers and periods of use go together:

    - `running`: one running total over all `periods` in time order; each mWh has the tier that
      the total is in and the price of its period (PySAM metering option 2 to 4, eeco).
    - `pro_rata`: the bill's total is cut into tiers, each shared among the periods in proportion
      to their energy (PySAM option 0 and 1).
    - `per_period`: each period has tiers of its own, with the same limits; for other limits
      write one rule a period.
    - `whole`: all energy has the price of the tier that the total reaches (slabs with re-rating).
    - `increment`: as `running`, with one price a tier, which comes on top of another rule's
      prices by period; a tier without an increment has the price "0".

    Each tier has one `price` or `prices` by period. `up_to` is in its `unit`: kWh of a whole bill
    (kVAh or kvarh where `of` says so), kWh/day and kWh/30d times the days of the bill, kWh/kW and
    kWh/kVA times the quantity of the rule or site fact that `per` names (hours of use), kWh/year
    since the first bill that began in the month `year_from`; `site.past` of the rule's name says
    what the bills of this year before the first one came to. Limits in kWh, kWh/kW and kWh/kVA
    are prorated in a part of a billing cycle, unless `part_period` is full. A limit that a later
    unit puts below the one before makes an empty tier.

    `slice` bills only that part of the total which is `over` one limit and at most `up_to`
    another (blocks of hours of use that have kWh tiers inside: Georgia Power PLL); the tiers'
    limits count from where it begins. It needs a total: `running`, `pro_rata` or `increment`.

    Where mode running has prices by period, energy has its tier as soon as it is used, by limits
    known when the bill begins: kWh/kW and kWh/kVA then need a site fact, not a demand that is
    known at the end of the bill only, and closing a bill early does not move its limits.
    """

    ADDS = True
    GROUP = "energy"
    FIELDS = (
        ("of", Choice(*CHANNEL_NAMES), "import"),
        ("calendar", NAME, None),
        ("periods", NAMES, None),
        ("mode", Choice(*MODES), RUNNING),
        ("tiers", ListOf(TIER, MOST_TIERS), REQUIRED),
        ("per", NAME, None),
        ("slice", SLICE, None),
        ("year_from", Whole(1, 12), 1),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        calendar = plan.calendar(given.calendar)
        self.unit = energy_unit(given.of)
        self._energy = plan.energy(given.of, calendar)
        self._periods = plan.periods(calendar, given.periods)
        names = plan.calendars[calendar].periods
        self._prices = _prices(given, plan, [names[n] for n in self._periods])
        by_period = _by_period(given)
        per = plan.quantity(given.per, "per") if given.per else None
        _check(given, plan, by_period, per)
        full = given.part_period == "full"
        self._bounds = read_bounds(given.tiers, given.slice, per, not full, plan.path)
        self._read_year(given, plan)
        self._rows = self._rows_of(given.mode, by_period)
        self._is_single = self._rows == self._total
        self._priced = PricedParts(
            [reduced(row[0][2], PER_LINE) for row in self._prices], self.rounding
        )
        self._is_plain = self._is_single and self.accrual == AT_ONCE and not self.conditions
        follows = self.values or self._is_sliced or isinstance(per, Rule)
        self._is_steady = self._is_plain and not follows
        self._is_mine = [n in self._periods for n in range(len(self._energy.values))]
        self._seen = self._bill_version = _NOTHING
        self._tier = self._top = 0
        if given.mode == RUNNING and by_period:
            self._register = plan.add(self._running_register(plan, given.of, calendar))
        self.depends_on(self._energy, per)

    def measure(self, bill):
        """The energy that is billed here."""
        total = self._energy.total(self._periods)
        if not self._is_sliced:
            return total
        bounds = self._bounds.of(bill)
        return max(0, min(total, bounds[-1]) - bounds[0])

    def rate(self, bill):
        """Where but one step has come since the last time, and it ends in the same tier, only
        that tier is priced.
        """
        register = self._energy
        seen, self._seen = self._seen, _NOTHING  # until all is done, because memory may run out
        goes_on = register.version == seen + 1 and bill.version == self._bill_version
        if not goes_on or not self._grows(register):
            super().rate(bill)
            self._find_tier(bill)
        if self._is_steady:
            self._seen, self._bill_version = register.version, bill.version

    def _grows(self, register):
        """Add the one step that has come; False where it may leave its tier."""
        if not self._is_mine[register.period]:
            return True
        whole = self.quantity_e6 + register.grown
        if whole > self._top or register.grown < 0:
            return False
        priced, tier = self._priced, self._tier
        amount_u = priced.put(tier, priced.energies[tier] + register.grown)
        self.quantity_e6 = whole
        self.amount_u = self.accrued_u = amount_u
        self.version += 1
        return True

    def _find_tier(self, bill):
        """The tier that the energy has reached, and where that ends."""
        if self._is_steady:
            bounds = self._bounds.of(bill)
            tier = 0
            while self.quantity_e6 > bounds[tier + 1]:
                tier += 1
            self._tier, self._top = tier, bounds[tier + 1]

    def forget_rating(self):
        super().forget_rating()
        self._seen = _NOTHING

    def amounts_u(self, bill):
        """As for every rule, but of the tiers only those are priced whose energy has changed."""
        if not self._is_plain:
            return super().amounts_u(bill)
        priced = self._priced
        for number, energy in enumerate(self._cut(bill)):
            if energy != priced.energies[number]:
                priced.put(number, energy)
        return priced.amount_u, priced.amount_u

    def charges(self, bill):
        rows, divisor = self._rows(bill)
        if self._is_single:
            return [
                (prices[0][0], energy, energy * prices[0][2], PER_LINE)
                for prices, energy in zip(self._prices, rows)
                if energy
            ]
        return self._by_slot(rows, divisor)

    def _by_slot(self, rows, divisor):
        for prices, row in zip(self._prices, rows):
            for part, slot, price_e9 in prices:
                energy = sum(row) if slot is None else row[slot]
                if energy:
                    yield part, energy // divisor, energy * price_e9, divisor * PER_LINE

    def close(self, bill):
        if self.values:
            before = self._before(bill)
            self.values[:] = [self._year_of(bill), before + self._energy.total(self._periods)]

    def _read_year(self, given, plan):
        """Where limits are a year's, `values` are: the year, its energy before this bill."""
        self._is_sliced = given.slice is not None
        self._year_from = given.year_from
        self._past = plan.site.past.get(given.rule, ())
        self.values = [0, 0] if any([tier.unit == YEAR for tier in given.tiers]) else []

    def _year_of(self, bill):
        """Years run from `year_from` to the month before it."""
        return bill.year - (bill.month < self._year_from)

    def _before(self, bill):
        """The energy of this year before this bill."""
        if not self.values:
            return 0
        year, energy = self.values
        if year == 0:
            bills = (bill.month - self._year_from) % 12 // bill.months
            return sum(self._past[:bills])
        return energy if year == self._year_of(bill) else 0

    def _rows_of(self, mode, by_period):
        """The method that cuts the energy: ([energies of each slot] of each tier, divisor)."""
        if mode == PER_PERIOD:
            return self._per_period
        if mode == WHOLE:
            return self._whole
        if not by_period:
            return self._total
        return self._pro_rata if mode == PRO_RATA else self._running

    def _cut(self, bill):
        before = self._before(bill)
        end = before + self._energy.total(self._periods)
        return cut(before, end, self._bounds.of(bill))

    def _energies(self):
        values = self._energy.values
        return [values[period] for period in self._periods]

    def _total(self, bill):
        return self._cut(bill), 1

    def _pro_rata(self, bill):
        energies = self._energies()
        rows = [[part * energy for energy in energies] for part in self._cut(bill)]
        return rows, sum(energies) or 1

    def _per_period(self, bill):
        bounds = self._bounds.of(bill)
        return list(zip(*[cut(0, energy, bounds) for energy in self._energies()])), 1

    def _whole(self, bill):
        energies = self._energies()
        total = self._before(bill) + sum(energies)
        bounds = self._bounds.of(bill)
        tier = 0
        while total > bounds[tier + 1]:
            tier += 1
        nothing = [0] * len(energies)
        return [energies if n == tier else nothing for n in range(len(self._prices))], 1

    def _running(self, bill):
        return self._register.rows(), 1

    def _running_register(self, plan, channel, calendar):
        slots = [None] * len(plan.calendars[calendar].periods)
        for slot, period in enumerate(self._periods):
            slots[period] = slot
        tiers = len(self._prices)
        index = plan.channel(channel)
        return RunningTiers(index, calendar, slots, tiers, self._bounds.of, self._before)


def _by_period(given):
    return any([tier.prices is not None for tier in given.tiers])


def _prices(given, plan, names):
    """For each tier ((part, slot or None for all together, price), ...)."""
    each = given.mode == PER_PERIOD and len(names) > 1
    found = []
    for number, tier in enumerate(given.tiers):
        path = f"{plan.path}.tiers[{number}]"
        both = tier.price is None, tier.prices is None
        expect(both[0] != both[1], path, None, "either price or prices")
        part = f"tier {number + 1}"
        if tier.prices is None and not each:
            found.append(((part, None, tier.price),))
            continue
        prices = tier.prices or {name: tier.price for name in names}
        expect(sorted(prices) == sorted(names), path + ".prices", sorted(prices), ", ".join(names))
        found.append(
            tuple((f"{name} {part}", slot, prices[name]) for slot, name in enumerate(names))
        )
    return tuple(found)


def _check(given, plan, by_period, per):
    """What does not go together."""
    units = [tier.unit for tier in given.tiers[:-1]]
    years = units.count(YEAR)
    path = plan.path
    if years not in (0, len(units)):
        found = f"{years} of {len(units)} limits in {YEAR}"
        raise TariffError(f"{path}.tiers: got {found}, expected all limits or none in {YEAR}")
    if given.mode == INCREMENT and by_period:
        raise TariffError(
            f"{path}.tiers: got prices by period, expected one price a tier in mode {INCREMENT}"
        )
    if years and given.mode == PER_PERIOD:
        raise TariffError(f"{path}.mode: got {PER_PERIOD}, expected a mode with a total of {YEAR}")
    if given.slice is not None:
        fits = given.mode in (RUNNING, PRO_RATA, INCREMENT) and not years
        expect(fits, path + ".slice", given.mode, "mode running, pro_rata or increment, no year")
        expect(given.slice.unit != YEAR, path + ".slice.unit", YEAR, "a unit of the bill")
        units.append(given.slice.unit)
    late = (PER_KW in units or PER_KVA in units) and isinstance(per, Rule)
    if late and by_period and given.mode == RUNNING:
        raise TariffError(
            f"{path}.per: got {given.per}, expected a site fact, because mode {RUNNING} with"
            f" prices by period must know its limits before the energy; or use mode {PRO_RATA}"
        )
