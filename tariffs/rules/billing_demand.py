"""Billing demand: the greatest of several demands, at most another, priced as one."""

from tariffs.errors import expect
from tariffs.fields import (
    AMOUNT,
    NAME,
    PERCENT,
    PRICE,
    QUANTITY,
    REQUIRED,
    Anything,
    Decimal,
    Flag,
    ListOf,
    Object,
)
from tariffs.rounding import divide, read_rounding
from tariffs.rules.base import DAILY, Rule
from tariffs.steps import STEP, check_limits, read_steps, stepped

WHOLE = 100000000
"""100 % in 10^-6 of a percent."""
MILLION = 1000000
HOUR_S = 3600
SHARE = Decimal(6, 0, 1)
TERM = Object(
    ("of", NAME, None),
    ("percent", PERCENT, WHOLE),
    ("power_factor", NAME, None),
    ("target", SHARE, None),
    ("both_ways", Flag(), False),
    ("value", QUANTITY, None),
    ("energy", NAME, None),
    ("load_factor", SHARE, None),
)
BRACKET = Object(("up_to", QUANTITY, None), ("amount", AMOUNT, REQUIRED))


class BillingDemand(Rule):
    """The greatest of the terms `greatest`, but at most the least of the terms `at_most`.

    A term is one of

    - `of`, a rule above or "site:FACT", times `percent`. With `power_factor`, the name of such a
      rule, it is corrected to a `target`: times target / power factor where that is below the
      target, with `both_ways` also where it is above;
    - `value`, a fixed quantity;
    - `energy`, a rule above, over the hours of the bill times `load_factor`: the demand that such
      energy had at that load factor, kWh / (24 x days of the bill x factor) (Mexico, from memory,
      not checked).

    A ratchet is a term on a `history` rule: 80 % of the highest of the last 11 bills. Terms are
    rounded half up to a millionth, then `quantity_rounding` applies ("up" to "1": whole kW).
    It is priced by `price`, by marginal `tiers`, or by `brackets`: the amount of the first bracket
    whose `up_to` the quantity does not exceed (Norway, from memory, not checked). Without any of
    them it only measures.
    """

    GROUP = "demand_flat"
    UNIT = "kW"
    ACCRUAL = DAILY
    MONTHLY = True
    FIELDS = (
        ("greatest", ListOf(TERM, 12), REQUIRED),
        ("at_most", ListOf(TERM, 12), ()),
        ("quantity_rounding", Anything("a rounding"), None),
        ("price", PRICE, None),
        ("tiers", ListOf(STEP, 12), None),
        ("brackets", ListOf(BRACKET, 24), None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self._greatest = _terms(given.greatest, plan, "greatest")
        self._at_most = _terms(given.at_most, plan, "at_most")
        self._rounding = read_rounding(given.quantity_rounding, plan.path + ".quantity_rounding")
        ways = [name for name in ("price", "tiers", "brackets") if getattr(given, name)]
        expect(len(ways) < 2, plan.path, ways, "one of price, tiers, brackets")
        self._steps = _steps(given, plan)
        self._brackets = _brackets(given.brackets, plan.path + ".brackets")
        units = [term.unit for term in self._greatest if term.unit]
        if units:
            self.unit = units[0]

    def measure(self, bill):
        demand_e6 = max([term.demand_e6(bill) for term in self._greatest])
        for term in self._at_most:
            demand_e6 = min(demand_e6, term.demand_e6(bill))
        return demand_e6 if self._rounding is None else self._rounding.divide(demand_e6, 1)

    def charges(self, bill):
        if self._steps:
            dividend, divisor = stepped(self.quantity_e6, self._steps)
            yield "", self.quantity_e6, dividend, divisor
        elif self._brackets:
            yield "", self.quantity_e6, self._bracket_u(), 1

    def _bracket_u(self):
        for up_to_e6, amount_u in self._brackets:
            if up_to_e6 is None or self.quantity_e6 <= up_to_e6:
                return amount_u
        return 0


class Share:
    """A percentage of a quantity."""

    def __init__(self, source, percent_e6):
        self.unit = source.unit
        self._source = source
        self._percent_e6 = percent_e6

    def demand_e6(self, bill):
        return divide(self._source.quantity_e6 * self._percent_e6, WHOLE)


class Corrected(Share):
    """A percentage of a quantity at the power factor that it should have had."""

    def __init__(self, source, percent_e6, factor, target_e6, both_ways):
        super().__init__(source, percent_e6)
        self._factor = factor
        self._target_e6 = target_e6
        self._both_ways = both_ways

    def demand_e6(self, bill):
        factor_e6 = self._factor.quantity_e6
        if factor_e6 >= self._target_e6 and not self._both_ways:
            return super().demand_e6(bill)
        share = self._source.quantity_e6 * self._percent_e6
        return divide(share * self._target_e6, WHOLE * max(factor_e6, 1))


class Value:
    """A fixed quantity."""

    unit = ""

    def __init__(self, value_e6):
        self._value_e6 = value_e6

    def demand_e6(self, bill):
        return self._value_e6


class AtLoadFactor:
    """The demand that the energy of the bill had at a load factor."""

    unit = ""

    def __init__(self, energy, load_factor_e6):
        self._energy = energy
        self._load_factor_e6 = load_factor_e6

    def demand_e6(self, bill):
        energy = self._energy.quantity_e6 * MILLION * HOUR_S
        return divide(energy, bill.covered_s * self._load_factor_e6)


def _terms(given, plan, field):
    return tuple(_term(term, plan, f"{field}[{n}]") for n, term in enumerate(given))


def _term(given, plan, field):
    path = f"{plan.path}.{field}"
    ways = [name for name in ("of", "value", "energy") if getattr(given, name) is not None]
    expect(len(ways) == 1, path, ways, "one of of, value, energy")
    if given.value is not None:
        return Value(given.value)
    if given.energy is not None:
        expect(given.load_factor, path + ".load_factor", given.load_factor, "more than 0, up to 1")
        return AtLoadFactor(plan.rule(given.energy, field + ".energy"), given.load_factor)
    source = plan.quantity(given.of, field + ".of")
    expect(given.load_factor is None, path + ".load_factor", "a number", "it only beside energy")
    if given.power_factor is None:
        alone = given.target is not None or given.both_ways
        expect(not alone, path + ".power_factor", None, "it, beside target and both_ways")
        return Share(source, given.percent)
    expect(given.target, path + ".target", given.target, "more than 0, up to 1")
    factor = plan.rule(given.power_factor, field + ".power_factor")
    expect(factor.kind == "power_factor", path + ".power_factor", factor.kind, "a power_factor")
    return Corrected(source, given.percent, factor, given.target, given.both_ways)


def _steps(given, plan):
    if given.price is not None:
        return ((None, given.price),)
    return read_steps(given.tiers, plan.path + ".tiers") if given.tiers else None


def _brackets(given, path):
    """((up to, amount), ...), limits rising, the last without one."""
    check_limits(given or (), path, "bracket", -1)
    return tuple((bracket.up_to, bracket.amount) for bracket in given or ())
