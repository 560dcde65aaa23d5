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
from tariffs.rounding import divide
from tariffs.rules.base import DAILY, Rule, priced
from tariffs.rules.demand import DIVISORS

WHOLE = 100000000
"""100 % in 10^-6 of a percent."""
MOST_TOLD = 64


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
        ("bills", Whole(1, 36), 1),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._price_e9 = given.price
        self._window_min = given.window_min
        found = ListOf(TOLD, MOST_TOLD, 0).read(list(plan.site.coincident), "site.coincident")
        self._told = [
            Told(each, plan, given.bills, f"site.coincident[{number}]")
            for number, each in enumerate(found)
            if each.rule == self.name
        ]

    def measure(self, bill):
        return sum([self._demand_e6(told, bill) for told in self._told if told.is_in(bill)])

    def charges(self, bill):
        for told in self._told:
            if told.is_in(bill):
                yield priced(told.text, self._demand_e6(told, bill), self._price_e9)

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


class Told:
    """One window, and the bills that charge it."""

    def __init__(self, given, plan, bills, path):
        local_s = given.at
        fits = given.told >= local_s // DAY_S
        expect(fits, path + ".told", None, "the day of `at` or a later one")
        zone = plan.zone
        self.start_s = local_s - zone.offset_s(local_s - zone.offset_s(local_s))
        self.text = _text(local_s)
        self.path = path
        self.kw_e6 = given.kw
        self.percent_e6 = given.percent
        self._due_s = tuple(_due_s(zone.utc_of_midnight(given.told + 1) - 1, bills, plan))

    def is_in(self, bill):
        """Whether one of its moments is: two parts of a cycle do not charge it both."""
        return any([bill.start_s <= due_s < bill.end_s for due_s in self._due_s])


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
