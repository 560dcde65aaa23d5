"""Contracted power: its price, and what it costs to go beyond it."""

from tariffs.calendar import DAY_S, year_days
from tariffs.contract_register import ExcessSquares, ExcessWindows
from tariffs.contracted import read_contracted
from tariffs.errors import expect
from tariffs.fields import NAME, PERCENT, PRICE, REQUIRED, Choice, Decimal, MapOf, Object
from tariffs.money import PER_LINE
from tariffs.rules.base import DAILY, Rule

MILLION = 1000000
MOST_PERIODS = 16
YEAR_BY_DAYS = "year_by_days"
LINEAR, ROOT, DURATION, COUNT = "linear", "root", "duration", "count"
UNIT_OF = {DURATION: "h", COUNT: "windows"}
EXCESS = Object(
    ("kind", Choice(LINEAR, ROOT, DURATION, COUNT), LINEAR),
    ("from", Choice("contract", "tolerance"), "contract"),
    ("price", PRICE, None),
    ("prices", MapOf(PRICE, MOST_PERIODS), None),
    ("factor", Decimal(6, 0, 1000), MILLION),
)


class Contract(Rule):
    """A price for each contracted kW (or kVA) of each slot of the rule `demand`, and for excess.

    `contract` is "site:FACT", the same for all slots, or a name among the site's contracts, which
    has a quantity for each period. Either can change with the first bill that begins on a date or
    later, by a further name such as "power@2026-07-01". `price` or, by period, `prices` are `per`
    day, month (twelve in a year) or year; "year_by_days" shares a year's price out over its 365
    or 366 days, the year being that of the bill's first day (Spain, France). Without them the
    contracted power itself is free.

    Excess counts where demand is over the contract by more than `tolerance_percent`, measured
    `from` the contract or from the contract with its tolerance. Its price is `price` or `prices`
    of `excess`, or else those of the contract, times `factor`:

    - "linear": for each kW by which the highest demand is over, `per` like the contract. China:
      what is over 105 % of the declared demand costs twice (from tolerance, factor 2). Brazil: if
      over 105 %, all that is over the contract costs twice more (from memory, not checked).
    - "root": for the root of the sum of squared excesses of all windows, in kW, once a bill
      (Spain, circular 3/2020, from memory, not checked: price = the period's power term x its
      constant). Exact to the milli-watt.
    - "duration": for each hour of windows over it (France).
    - "count": for each window over it (a fee for every overrun).

    The quantity is the excess, kW, hours or windows, of all slots together.
    """

    GROUP = "demand_flat"
    UNIT = "kW"
    ACCRUAL = DAILY
    FIELDS = (
        ("demand", NAME, REQUIRED),
        ("contract", NAME, REQUIRED),
        ("price", PRICE, None),
        ("prices", MapOf(PRICE, MOST_PERIODS), None),
        ("per", Choice("day", "month", "year", YEAR_BY_DAYS), "month"),
        ("tolerance_percent", PERCENT, 0),
        ("excess", EXCESS, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._demand = plan.rule(given.demand, "demand")
        self.unit = self._demand.unit
        slots = getattr(self._demand, "slots", (("", None, ()),))
        self._parts = tuple(part for part, _, _ in slots)
        self._base = read_contracted(given.contract, self._parts, plan, "contract")
        self._over = self._base.grown(given.tolerance_percent)
        self._prices = _prices(given, self._parts, plan.path)
        self._per = given.per
        self._prorates = given.part_period == "prorate"
        self._kind = self._register = None
        self._excesses_e6 = [0] * len(self._parts)
        if given.excess is not None:
            self._read_excess(given.excess, plan)

    def _read_excess(self, given, plan):
        path = plan.path + ".excess"
        self._kind = given.kind
        self._from = self._over if getattr(given, "from") == "tolerance" else self._base
        prices = _prices(given, self._parts, path) or self._prices
        expect(prices, path + ".price", None, "a price of the excess or of the contract")
        self._excess_prices = tuple(price_e9 * given.factor for price_e9 in prices)
        if given.kind != LINEAR:
            self._register = self._listen(plan, path)
        if given.kind in UNIT_OF and not self._prices:
            self.unit = UNIT_OF[given.kind]

    def _listen(self, plan, path):
        """A register of its own at the windows of the demand."""
        demand = self._demand
        windows = getattr(demand, "windows", None)
        fits = windows is not None and windows.part_s == 60 * windows.window_min
        expect(fits, path + ".kind", self._kind, "linear, or a demand rule of block windows")
        self._window_min = windows.window_min
        kind = ExcessSquares if self._kind == ROOT else ExcessWindows
        register = kind(demand.slot_of, self._over, self._from, len(self._parts))
        windows.listeners.append(register)
        return plan.add(register)

    def measure(self, bill):
        if self._kind is None:
            return 0
        for slot in range(len(self._parts)):
            self._excesses_e6[slot] = self._excess_e6(bill, slot)
        return sum(self._excesses_e6)

    def charges(self, bill):
        count = self._count(bill)
        if self._prices:
            for slot, quantity_e6 in enumerate(self._base.of(bill)):
                yield self._line(self._parts[slot], quantity_e6, self._prices[slot], count)
        if self._kind is not None:
            if self._kind != LINEAR:
                count = 1, 1
            for slot, part in enumerate(self._parts):
                excess_e6 = self._excesses_e6[slot]
                if excess_e6:
                    label = part + " excess" if part else "excess"
                    count_e6 = count[0], count[1] * MILLION
                    yield self._line(label, excess_e6, self._excess_prices[slot], count_e6)

    def _line(self, part, quantity_e6, price_e9, count):
        return part, quantity_e6, quantity_e6 * price_e9 * count[0], PER_LINE * count[1]

    def _excess_e6(self, bill, slot):
        """kW, or hours or windows where their number is charged."""
        if self._kind == ROOT:
            return self._register.root(slot)
        if self._kind == COUNT:
            return self._register.total(slot) * MILLION
        if self._kind == DURATION:
            return self._register.total(slot) * self._window_min * MILLION // 60
        demand = self._demand
        found_e6 = demand.demand_e6(slot) if hasattr(demand, "slots") else demand.quantity_e6
        if found_e6 <= self._over.of(bill)[slot]:
            return 0
        return found_e6 - self._from.of(bill)[slot]

    def _count(self, bill):
        """How often the bill has the price: a fraction."""
        if self._per == "day":
            return bill.covered_s, DAY_S
        if self._per == YEAR_BY_DAYS:
            return bill.covered_s, DAY_S * year_days(bill.year)
        dividend, divisor = bill.months, 12 if self._per == "year" else 1
        if self._prorates and bill.is_part:
            return dividend * bill.covered_s, divisor * bill.cycle_s
        return dividend, divisor


def _prices(given, parts, path):
    """The price of each slot, None where there are none."""
    ways = [name for name in ("price", "prices") if getattr(given, name) is not None]
    expect(len(ways) < 2, path, ways, "one of price, prices")
    if given.price is not None:
        return (given.price,) * len(parts)
    if given.prices is None:
        return None
    for name in given.prices:
        expect(name in parts, path + ".prices", name, "a period of the demand rule's own demands")
    return tuple(given.prices.get(part, 0) for part in parts)
