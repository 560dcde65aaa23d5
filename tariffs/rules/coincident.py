"""Demand at moments that are told later: when the whole system had its peak."""

from tariffs.calendar import DAY_S, MINUTE_S, civil_date
from tariffs.dates import Date
from tariffs.errors import TariffError, expect
from tariffs.fields import (
    NAME,
    PERCENT,
    PRICE,
    QUANTITY,
    REQUIRED,
    Choice,
    ListOf,
    Object,
    Whole,
)
from tariffs.local_time import Moment
from tariffs.registers import DIVISORS
from tariffs.rounding import divide
from tariffs.rules.base import DAILY, Rule, priced
from tariffs.told import MOST_TIMES, MOST_TOLD, Fact, ToldOnce

WHOLE = 100000000
"""100 % in 10^-6 of a percent."""

TOLD = Object(
    ("rule", NAME, REQUIRED),
    ("at", Moment(), REQUIRED),
    ("told", Date(), REQUIRED),
    ("kw", QUANTITY, None),
    ("percent", PERCENT, WHOLE),
)


class Coincident(Rule):
    """`price` for each kW that was drawn in certain windows of the past, a line for each.

    The site fact `coincident` lists them: {"rule": this rule's name, "at": when the window began,
    "told": the date it was told, "kw": the demand, "percent": its share, 100 unless given}. It is
    charged in the bill that holds the end of the day `told` and in as many bills in all as `bills`
    says (PJM and ERCOT: the mean of 5 or 4 hours, so 20 or 25 % each, in each of 12 months).
    One that reaches the meter when some of these bills have closed is charged for them in the
    bill that runs then; what was due before the rule's first bill is not its business. `at` and
    `told` tell a window from others: each is charged exactly once a bill, however often it is
    told, and a demand that is edited changes only what is still to come.

    Where "kw" is left out, the mean power of the `window_min` minutes is asked of
    `tariff.demand_at(start_utc_s, window_min)`, which whoever holds a load profile sets; it gives
    milli-watts, or None for what it does not know.
    """

    GROUP = "demand_flat"
    UNIT = "kW"
    ACCRUAL = DAILY
    FIELDS = (
        ("price", PRICE, REQUIRED),
        ("window_min", Choice(*DIVISORS), 60),
        ("bills", Whole(1, MOST_TIMES), 1),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._price_e9 = given.price
        self._window_min = given.window_min
        found = ListOf(TOLD, MOST_TOLD, 0).read(list(plan.site.coincident), "site.coincident")
        facts = [
            Window(each, plan, given.bills, f"site.coincident[{number}]")
            for number, each in enumerate(found)
            if each.rule == self.name
        ]
        self._told = ToldOnce(facts)
        self.values = self._told.values
        self.depends_on()

    def measure(self, bill):
        return sum([self._demand_e6(told, bill) * n for told, n in self._told.charged(bill)])

    def charges(self, bill):
        for told, times in self._told.charged(bill):
            quantity_e6 = self._demand_e6(told, bill) * times
            yield priced(told.text, quantity_e6, self._price_e9)

    def close(self, bill):
        self._told.close(bill, self._holds(bill))

    def _demand_e6(self, told, bill):
        if told.kw_e6 is None:
            told.kw_e6 = self._asked(told, bill.tariff.demand_at)
        return divide(told.kw_e6 * told.percent_e6, WHOLE)

    def _asked(self, told, demand_at):
        found_e6 = None if demand_at is None else demand_at(told.start_s, self._window_min)
        if found_e6 is None:
            raise TariffError(
                f"{told.path}.kw: got nothing, and no load profile holds {told.text},"
                " expected the demand in kW"
            )
        return found_e6


class Window(Fact):
    """One window; due in each bill that charges it, in the first of two parts of a cycle."""

    def __init__(self, given, plan, bills, path):
        local_s = given.at
        fits = given.told >= local_s // DAY_S
        expect(fits, path + ".told", None, "the day of `at` or a later one")
        zone = plan.zone
        self.start_s = local_s - zone.offset_s(local_s - zone.offset_s(local_s))
        self.text = _text(local_s)
        self.kw_e6 = given.kw
        self.percent_e6 = given.percent
        due_s = tuple(_due_s(zone.utc_of_midnight(given.told + 1) - 1, bills, plan))
        super().__init__(f"{given.told} {self.text}", due_s, path)


def _due_s(told_s, bills, plan):
    """A UTC second in each bill that charges: the last of the day `told`, then of each cycle."""
    yield told_s
    end_s = plan.cycle.bounds(plan.zone, told_s)[1]
    for _ in range(bills - 1):
        end_s = plan.cycle.bounds(plan.zone, end_s)[1]
        yield end_s - 1


def _text(local_s):
    minute = local_s % DAY_S // MINUTE_S
    year, month, day_of_month = civil_date(local_s // DAY_S)
    return "%d-%02d-%02d %02d:%02d" % (year, month, day_of_month, minute // 60, minute % 60)
