"""Random tariffs in URDB version 8, and random loads: what both PySAM and a meter can bill.

    @given(tariffs(), loads())
    def test_bills(urdb, load): pysam.bills(urdb, load.kw, load.steps_per_hour)

A tariff has, each with some chance: one to four energy periods over up to three seasons, one to
three tiers in kWh, kWh daily, kWh/kW or kWh/kW daily, flat and TOU demand with tiers, a ratchet,
a fixed charge, a minimum of the month or the year, and dgrules, which choose how tiers meet
periods. Left out is what PySAM bills in a way of its own (see tests/host/oracles/pysam.py):
limits that differ within a month, a last tier that ends, a ratchet beside TOU demand, both
minimums at once, and charges of a day.
"""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from tests.host.oracles import year

UNITS = ("kWh", "kWh", "kWh daily", "kWh/kW", "kWh/kW daily")
RULES = (None, "Net Metering", "Net Billing Instantaneous", "Net Billing Hourly")


@st.composite
def tariffs(draw, tiers_meet_periods=False):
    """A URDB dict; `tiers_meet_periods` where there must be both, with limits in kWh."""
    urdb = {"name": "random", **draw(_energy(tiers_meet_periods))}
    if draw(st.booleans()):
        urdb.update(draw(_flat_demand()))
    urdb.update(draw(st.one_of(st.just({}), _tou_demand(), _ratchet())))
    urdb.update(draw(_fixed()))
    urdb.update(draw(_minimum()))
    rule = draw(st.sampled_from(RULES))
    return urdb if rule is None else {**urdb, "dgrules": rule}


def cents(most, places=2):
    """A price or another number with so many decimals, from nought to `most`."""
    return _scaled(most * 10**places, least=0).map(lambda units: units / 10**places)


def _scaled(most, least=1):
    """Whole numbers of all sizes alike: drawn evenly, nearly all would be near `most`, and drawn
    as Hypothesis does, near `least`.
    """
    sizes = [10**digits for digits in range(len(str(most)))]
    of_size = [st.integers(size, min(10 * size - 1, most)) for size in sizes]
    return st.one_of(st.just(least), *of_size)


@st.composite
def _energy(draw, tiers_meet_periods):
    unit = draw(st.sampled_from(UNITS[:3] if tiers_meet_periods else UNITS))
    most_kwh = 500 if "/kW" in unit else 50000  # per kW it is hours of use
    if "daily" in unit:
        most_kwh //= 30
    limits = draw(_limits(most_kwh, tiers_meet_periods))
    periods = draw(st.integers(2 if tiers_meet_periods else 1, 4))
    structure = draw(_structure(periods, limits, cents(1, 5)))
    for tier in (tier for tiers in structure for tier in tiers):
        tier["unit"] = unit
        if draw(st.booleans()):
            tier["adj"] = draw(cents(1, 6))
    return {"energyratestructure": structure, **draw(_schedules("energy", periods))}


def _limits(most, least=0):
    """At most two limits, rising; the tier above them is open."""
    return st.lists(_scaled(most), min_size=int(least), max_size=2, unique=True).map(sorted)


def _structure(periods, limits, price):
    """`periods` lists of tiers with these limits."""
    tiers = st.tuples(*(price for _ in range(len(limits) + 1))).map(
        lambda prices: [
            {"rate": rate} if limit is None else {"max": limit, "rate": rate}
            for limit, rate in zip([*limits, None], prices, strict=True)
        ]
    )
    return st.lists(tiers, min_size=periods, max_size=periods)


@st.composite
def _schedules(draw, of, periods):
    """Two tables of 12 months by 24 hours, by up to three seasons of whole months."""
    count = draw(st.integers(1, 3))
    season = draw(st.lists(st.integers(0, count - 1), min_size=12, max_size=12))
    days = {name: [draw(_day(periods)) for _ in range(count)] for name in ("weekday", "weekend")}
    return {
        f"{of}{name}schedule": [list(rows[season[month]]) for month in range(12)]
        for name, rows in days.items()
    }


@st.composite
def _day(draw, periods):
    """24 periods that change at up to five hours."""
    changes = sorted(draw(st.sets(st.integers(1, 23), max_size=5)))
    hours = []
    for start, end in zip([0, *changes], [*changes, 24], strict=True):
        hours += [draw(st.integers(0, periods - 1))] * (end - start)
    return hours


@st.composite
def _flat_demand(draw):
    """Tiers may differ from month to month, since each has one structure."""
    structure = []
    for _ in range(draw(st.integers(1, 3))):
        structure += draw(_structure(1, draw(_limits(1500)), cents(30)))
    last = len(structure) - 1
    months = draw(st.lists(st.integers(0, last), min_size=12, max_size=12))
    return {"flatdemandstructure": structure, "flatdemandmonths": months}


@st.composite
def _tou_demand(draw):
    periods = draw(st.integers(1, 3))
    structure = draw(_structure(periods, draw(_limits(1500)), cents(30)))
    return {"demandratestructure": structure, **draw(_schedules("demand", periods))}


@st.composite
def _ratchet(draw):
    """Of the last months, or of some of them; it needs a demand to act on, so that is here too."""
    months = draw(st.lists(st.booleans(), min_size=12, max_size=12))
    is_named = draw(st.sampled_from((True, True, True, False)))  # mostly: it is the rarest feature
    named = {"lookbackmonths": months} if is_named and any(months) else {}
    return {
        **draw(_flat_demand()),
        "lookbackpercent": draw(st.integers(30, 100)) / 100,
        "lookbackrange": draw(st.integers(1, 11)),
        **named,
    }


@st.composite
def _fixed(draw):
    """In any month the same: a charge of a day would not be."""
    units = draw(st.sampled_from([None, "$/month", "$/year"]))
    if units is None:
        return {}
    return {"fixedchargefirstmeter": draw(cents(900)), "fixedchargeunits": units}


@st.composite
def _minimum(draw):
    kind = draw(st.sampled_from(["none", "month", "year", "old year"]))
    amount = draw(cents(50000))
    return {
        "none": {},
        "month": {"mincharge": amount, "minchargeunits": "$/month"},
        "year": {"mincharge": 12 * amount, "minchargeunits": "$/year"},
        "old year": {"annualmincharge": 12 * amount},
    }[kind]


@dataclass(frozen=True)
class Load:
    """Energy of each step in whole Wh, which both sides can take exactly."""

    seed: int
    steps_per_hour: int

    @property
    def wh(self):
        """The steps of the year from Monday, 1 January."""
        return _wh(np.random.default_rng(self.seed), self.steps_per_hour)

    @property
    def kw(self):
        """The same as mean kW."""
        return [wh * self.steps_per_hour / 1000 for wh in self.wh]


def loads(steps_per_hour=(1, 4)):
    """A Load of hours or quarter hours."""
    return st.builds(Load, st.integers(0, 2**32 - 1), st.sampled_from(steps_per_hour))


def _wh(random, steps_per_hour):
    """A plant by day, week and season, with noise, peaks, and months in which it stands still."""
    steps = np.arange(year.HOURS * steps_per_hour) / steps_per_hour
    peak_kw = 10 ** random.uniform(0, 3.3)
    day = np.clip(np.sin((steps % 24 - random.uniform(4, 10)) / 24 * 2 * np.pi), 0, None)
    rests = (steps // 24 % 7 >= 5) * random.uniform(0, 1)
    season = 1 + random.uniform(-0.5, 0.5) * np.cos(steps / year.HOURS * 2 * np.pi)
    shape = (random.uniform(0, 0.5) + day * (1 - rests)) * season
    shape *= random.uniform(0.8, 1.2, len(steps))
    shape[random.integers(0, len(steps), 20)] *= random.uniform(1, 3)
    if random.random() < 0.3:
        shape[np.repeat(year.months(1), steps_per_hour) == random.integers(12)] = 0
    wh = np.rint(shape * peak_kw * 1000 / steps_per_hour).astype(int)
    return wh.tolist()
