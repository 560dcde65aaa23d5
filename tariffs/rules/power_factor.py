"""Power factor: a percentage of other lines by the power factor of the bill's energies."""

from tariffs.errors import expect
from tariffs.fields import (
    NAME,
    NAMES,
    REQUIRED,
    SHARE,
    Choice,
    Decimal,
    ListOf,
    Object,
    Whole,
)
from tariffs.roots import isqrt
from tariffs.rounding import divide
from tariffs.rules.base import BaseRule
from tariffs.slabs import FACTOR, HUNDREDTH, SLABS, of_slabs, read_slabs

MILLION = 1000000
WHOLE = 100 * MILLION
"""100 % in 10^-6 of a percent."""
FORMULA = Object(
    ("target", FACTOR, REQUIRED),
    ("factor", Decimal(6, 0, 100), MILLION),
    ("cap", SHARE, REQUIRED),
)
RATIO = Object(("surcharge", FORMULA, None), ("bonus", FORMULA, None))
STANDARDS = {
    "cn-0.90": ((90, 95, -15), (90, 70, 50), (70, 65, 100), (65, 0, 200)),
    "cn-0.85": ((85, 90, -10), (90, 94, -15), (85, 65, 50), (65, 60, 100), (60, 0, 200)),
    "cn-0.80": ((80, 90, -10), (90, 92, -15), (80, 60, 50), (60, 55, 100), (55, 0, 200)),
}
"""From, to in hundredths; hundredths of a percent for each: the tables of the Chinese notice
(83) 215 on adjustment by power factor (written from memory, compared with a public program)."""
LEADS = ("ignore", "absolute", "net", "only")


class PowerFactor(BaseRule):
    """A percentage of the `base` lines by the power factor P / sqrt(P^2 + Q^2).

    P is the energy drawn in the `periods` of a `calendar`, Q by `lead` the lagging energy in them
    ("ignore"), lagging and leading together ("absolute"), their difference ("net") or the leading
    alone ("only"); `by` "apparent" takes P / S from the apparent energy instead. The factor is
    rounded to `decimals` by `mode` (2 and half up for `standard` and `table`) and kept between
    `floor` and `cap`. A bill without energy has the factor 1 and no adjustment.

    The percentage, positive for a surcharge, comes from one of

    - `standard`: the Chinese tables of 1983 for 0.90, 0.85 and 0.80;
    - `table`: 101 whole numbers, 0.01 % each, for the factors 0.00 to 1.00;
    - `slabs`: `percent` for each 0.01 that the factor is from `from` towards `to`, cumulated;
    - `ratio`: `surcharge` = factor x (target / PF - 1) x 100 % below the target, `bonus` =
      factor x (1 - target / PF) x 100 % above it, each up to its `cap` in percent (Mexico: 3/5
      and 1/4 of it, to one decimal; the formula and its rounding from memory, not checked).

    `percent_decimals` rounds it half up. Korea's adjustment at night, by the leading factor, is a
    second such rule with `lead` "only" (from memory, not checked). Without any of them the rule
    only measures: its quantity is the power factor.
    """

    GROUP = "power_factor"
    FIELDS = (
        ("base", NAMES, ()),
        ("calendar", NAME, None),
        ("periods", NAMES, None),
        ("by", Choice("reactive", "apparent"), "reactive"),
        ("lead", Choice(*LEADS), "ignore"),
        ("decimals", Whole(1, 6), None),
        ("mode", Choice("half_up", "truncate"), "half_up"),
        ("floor", FACTOR, 0),
        ("cap", FACTOR, MILLION),
        ("standard", Choice(*sorted(STANDARDS)), None),
        ("table", ListOf(Whole(-1000000, 1000000), 101, 101), None),
        ("slabs", SLABS, None),
        ("ratio", RATIO, None),
        ("percent_decimals", Whole(0, 6), None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        ways = [name for name in ("standard", "table", "slabs", "ratio") if getattr(given, name)]
        expect(len(ways) < 2, plan.path, ways, "one of standard, table, slabs, ratio")
        expect(given.base or not ways, plan.path + ".base", None, "the lines to adjust")
        self._read_energies(given, plan)
        self._read_factor(given, plan)
        self._percentage = _percentage(given, plan.path)
        self._percent_unit = None
        if given.percent_decimals is not None:
            self._percent_unit = 10 ** (6 - given.percent_decimals)
        self._percent_e6 = 0, 1

    def _read_energies(self, given, plan):
        calendar = plan.calendar(given.calendar)
        self._periods = plan.periods(calendar, given.periods)
        self._active = plan.energy("import", calendar)
        self._apparent = self._lag = self._lead = None
        if given.by == "apparent":
            self._apparent = plan.energy("apparent", calendar)
            return
        if given.lead != "only":
            self._lag = plan.energy("lag", calendar)
        if given.lead != "ignore":
            self._lead = plan.energy("lead", calendar)
        self._is_net = given.lead == "net"

    def _read_factor(self, given, plan):
        coarse = given.standard or given.table
        decimals = given.decimals or (2 if coarse else 6)
        fits = not coarse or decimals == 2
        expect(fits, plan.path + ".decimals", decimals, "2, which the table has")
        self._scale = 10**decimals
        self._truncates = given.mode == "truncate"
        self._floor_e6 = given.floor
        self._cap_e6 = given.cap
        expect(given.floor <= given.cap, plan.path + ".floor", given.floor, "no more than cap")

    def measure(self, bill):
        """The power factor in millionths."""
        active = self._active.total(self._periods)
        if self._apparent is not None:
            apparent = self._apparent.total(self._periods)
            seen = active or apparent
            factor_e6 = self._of_apparent(active, apparent) if seen else MILLION
        else:
            reactive = self._reactive()
            seen = active or reactive
            factor_e6 = self._of_reactive(active, reactive) if seen else MILLION
        if seen:
            factor_e6 = max(self._floor_e6, min(factor_e6, self._cap_e6))
        self._percent_e6 = self._percent_of(factor_e6) if seen else (0, 1)
        return factor_e6

    def of_base(self, bill, base_u):
        dividend, divisor = self._percent_e6
        return base_u * dividend, divisor * WHOLE

    def _reactive(self):
        lag = self._lag.total(self._periods) if self._lag else 0
        lead = self._lead.total(self._periods) if self._lead else 0
        return abs(lag - lead) if self._is_net else lag + lead

    def _of_reactive(self, active, reactive):
        """floor(scale x PF), or floor((2 x scale x PF + 1) / 2): both exact, because the whole
        part of a root is the root of the whole part."""
        square = active * active
        whole = square + reactive * reactive
        scale = self._scale
        if self._truncates:
            units = isqrt(scale * scale * square // whole)
        else:
            units = (isqrt(4 * scale * scale * square // whole) + 1) // 2
        return units * (MILLION // scale)

    def _of_apparent(self, active, apparent):
        if active >= apparent:
            return MILLION
        mode = "truncate" if self._truncates else "half_up"
        return divide(active * self._scale, apparent, mode) * (MILLION // self._scale)

    def _percent_of(self, factor_e6):
        """The percentage in 10^-6 of a percent, as a fraction."""
        dividend, divisor = self._percentage(factor_e6)
        unit = self._percent_unit
        if unit is None:
            return dividend, divisor
        return divide(dividend, divisor * unit) * unit, 1


def _percentage(given, path):
    """A function that gives the percentage of a power factor, in 10^-6 % as a fraction."""
    if given.table:
        table = given.table
        return lambda factor_e6: (table[factor_e6 // HUNDREDTH] * HUNDREDTH, 1)
    if given.ratio:
        return lambda factor_e6: _of_ratio(given.ratio, factor_e6)
    if given.standard:
        rows = STANDARDS[given.standard]
        slabs = [(start * HUNDREDTH, end * HUNDREDTH, n * HUNDREDTH) for start, end, n in rows]
    else:
        slabs = read_slabs(given.slabs, path + ".slabs")
    return lambda factor_e6: of_slabs(slabs, factor_e6)


def _of_ratio(ratio, factor_e6):
    surcharge, bonus = ratio.surcharge, ratio.bonus
    if surcharge and factor_e6 < surcharge.target:
        return _formula(surcharge, surcharge.target - factor_e6, factor_e6)
    if bonus and factor_e6 > bonus.target:
        dividend, divisor = _formula(bonus, factor_e6 - bonus.target, factor_e6)
        return -dividend, divisor
    return 0, 1


def _formula(formula, off_e6, factor_e6):
    """factor x off / PF x 100 %, at most the cap."""
    dividend = formula.factor * 100 * off_e6
    if dividend > formula.cap * factor_e6:
        return formula.cap, 1
    return dividend, factor_e6
