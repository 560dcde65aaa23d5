"""Demand charges: by the month (flat) and by time of use, and what kWh/kW is of."""

from host.urdb.item import UrdbError
from host.urdb.ratchet import BILLING, ratchet_rules
from host.urdb.schedule import MONTHS
from host.urdb.units import take_unit
from tariffs.fields import LONGEST_NAME

SUFFIX = {"import": "", "apparent": " kVA"}


class Demands:
    """The highest demand of the bill, or with a ratchet its billing demand, where it is needed.

    `rules` are those that measure it.
    """

    def __init__(self, window_min, ratchet):
        self.window_min = window_min
        self.ratchet = ratchet
        self.rules = []
        self._names = {}

    def of(self, channel):
        """The name of the rule whose quantity it is."""
        if channel not in self._names:
            self._names[channel] = self._measure(channel)
        return self._names[channel]

    def _measure(self, channel):
        suffix = SUFFIX[channel]
        rule = demand_rule("highest demand" + suffix, channel, self.window_min)
        self.rules.append(rule)
        if self.ratchet is None:
            return rule["rule"]
        self.rules += ratchet_rules(self.ratchet, rule["rule"], suffix)
        return BILLING + suffix


def demand_rule(name, channel, window_min):
    """A demand of all hours that costs nothing."""
    of = {} if channel == "import" else {"of": channel}
    return {"rule": name, "kind": "demand", **of, "window_min": window_min}


def flat_rules(item, table, demands):
    """The rules of a Table of flat demand; those of a ratchet price its billing demand."""
    prices = Prices(item, table, ("flatdemandunit", "demandunits"), "demand", "demand_flat")
    if table.is_free:
        return []
    if demands.ratchet is None:
        return prices.rules(demands.window_min)
    return prices.ratcheted(demands)


def tou_rules(item, table, demands):
    """The rules of a Table of demand by time of use, which no ratchet raises."""
    units = ("demandrateunit", "demandunits")
    prices = Prices(item, table, units, "time-of-use demand", "demand_tou")
    if table.is_free:
        return []
    if demands.ratchet is not None:
        why = "the ratchet raises no demand by time of use, only that of the month"
        item.lose(demands.ratchet.field, None, why)
    return prices.rules(demands.window_min)


class Prices:
    """A Table of demand prices in its unit."""

    def __init__(self, item, table, unit_fields, name, group):
        self._item = item
        self._table = table
        self._unit = take_unit(item, unit_fields, table.tiers, table.field)
        self._name = name
        self._group = group
        self._priced = [n for n, period in table.periods.items() if not period.is_free]

    def rules(self, window_min):
        """One rule for periods without tiers, and one for each with tiers."""
        table = self._table
        one = [number for number in self._priced if not table.periods[number].limits]
        tiered = [number for number in self._priced if number not in one]
        rules = [self._demand(self._name, self._plain(one), window_min)] if one else []
        return rules + [
            self._demand(self._name_of(number), self._in_tiers(number), window_min)
            for number in tiered
        ]

    def ratcheted(self, demands):
        """Billing demand, priced by the months in which each period holds."""
        base = demands.of(self._unit.of)
        if self._unit.is_daily:
            raise UrdbError(f"{self._table.field}: got daily demand with a ratchet, expected kW")
        return [
            {
                "rule": self._name_of(number) + _months_name(when),
                "kind": "billing_demand",
                "greatest": [{"of": base}],
                **({"when": when} if when else {}),
                **self._price(number),
                "group": self._group,
            }
            for number in self._priced
            for when in self._months(number)
        ]

    def _demand(self, name, prices, window_min):
        rule = demand_rule(name, self._unit.of, window_min)
        if len(self._table.periods) > 1:
            rule["calendar"] = self._table.calendar
        if self._unit.is_daily:
            rule["statistic"] = "daily_sum"
        return {**rule, **prices, "group": self._group}

    def _plain(self, numbers):
        if len(self._table.periods) == 1:
            return self._price(numbers[0])
        return {"prices": {self._table.names[n]: self._price(n)["price"] for n in numbers}}

    def _in_tiers(self, number):
        if self._unit.is_daily:
            field = self._table.periods[number].tiers[0].field
            raise UrdbError(f"{field}: got tiers of daily demand, expected one price a day")
        if len(self._table.periods) == 1:
            return self._price(number)
        return {"periods": [self._table.names[number]], **self._price(number)}

    def _price(self, number):
        """`price` or `tiers` of a period."""
        period = self._table.periods[number]
        prices = [
            self._item.price(self._unit.price(tier.price), tier.field + ".rate")
            for tier in period.tiers
        ]
        limits = [
            {"up_to": self._item.quantity(self._unit.limit(tier.limit), tier.field + ".max")}
            for tier in period.tiers[:-1]
        ]
        if not limits:
            return {"price": prices[0]}
        rows = zip([*limits, {}], prices, strict=True)
        return {"tiers": [{**limit, "price": price} for limit, price in rows]}

    def _name_of(self, number):
        """The rule's name, with that of the period where there are several."""
        if len(self._priced) == 1:
            return self._name
        name = f"{self._name} {self._table.names[number]}"
        return (
            name
            if len(name) + len(" 10-12") <= LONGEST_NAME
            else f"{self._name} period {number + 1}"
        )

    def _months(self, number):
        """`when` of each run of months in which a period holds, [] for all of the year."""
        months = [m for m in MONTHS if self._table.hours[m, False][0] == number]
        firsts = [month for month in months if month - 1 not in months]
        lasts = [month for month in months if month + 1 not in months]
        if len(months) == 12:
            return [[]]
        return [
            [{"quantity": "month", "at_least": str(first), "below": str(last + 1)}]
            for first, last in zip(firsts, lasts, strict=True)
        ]


def _months_name(when):
    """ " 5-10", to tell the runs of months apart."""
    if not when:
        return ""
    return f" {when[0]['at_least']}-{int(when[0]['below']) - 1}"
