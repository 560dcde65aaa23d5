"""Monthly bills of a table of charges by eeco 0.4.2, which knows real dates and minutes.

    table = [
        Row("energy", "day", 0.20, hours=(7.5, 21)),
        Row("energy", "night", 0.10, hours=(0, 7.5)),
        Row("energy", "night", 0.10, hours=(21, 24)),
        Row("demand", "peak", 9.5, weekdays=(0, 4)),
    ]
    bills(table, load_kw, datetime(2024, 1, 1), minutes=15)[0]["energy", "night"]

Where PySAM stops it goes on: hours may be halves and quarters, any year and any first day, steps
from one minute, demand assessed daily (the largest step of each day, summed), weekdays as a range.
It knows no holidays or summer time (it is given local standard time), no ratchet or minimum, no
kWh/kW. Rows of one kind and name add up to one charge; ranges do not wrap around.

**Tiers**: rows of one name with a rising `above`, which eeco cuts to a whole number, so another is
refused here. Energy tiers are running: the limit counts all energy of the month, also that of
other names. Two faults, checked: a step that passes two limits at once skips the tier between,
and a demand tier looks at the largest step of all hours, so that tiers of a demand that is not
measured all the time are wrong above the limit: only demand of all hours may have tiers here.

A fixed charge is a whole month's, whatever part of the month the load covers.
"""

import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

OLD_CALLS = "(This function will be removed in future versions of pint|Series.dt.weekday is)"
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", OLD_CALLS, DeprecationWarning)
    import eeco.costs as eeco

KINDS = {
    "fixed": ("customer", "monthly"),
    "energy": ("energy", "monthly"),
    "demand": ("demand", "monthly"),
    "daily demand": ("demand", "daily"),
}
ALL_HOURS = (0, 24)


@dataclass(frozen=True)
class Row:
    """One price in one window; ranges include both ends, but `hours` ends before the second."""

    kind: str  # of KINDS
    name: str
    price: float  # of a kWh, a kW or a month
    hours: tuple = ALL_HOURS
    weekdays: tuple = (0, 6)  # Monday is 0
    months: tuple = (1, 12)
    above: int = 0  # kWh of the month, or kW

    def __post_init__(self):
        if self.above != int(self.above):
            raise ValueError(f"{self.name}: above {self.above}, which eeco would cut")
        all_the_time = (self.hours, self.weekdays) == (ALL_HOURS, (0, 6))
        if self.above and "demand" in self.kind and not all_the_time:
            raise ValueError(f"{self.name}: tiers of a demand that is not of all hours")

    def columns(self):
        """The row as eeco reads it."""
        kind, assessed = KINDS[self.kind]
        ranges = {"hour": self.hours, "weekday": self.weekdays, "month": self.months}
        ends = {
            f"{of}_{end}": value
            for of, both in ranges.items()
            for end, value in zip(("start", "end"), both, strict=True)
        }
        return {
            "utility": "electric",
            "type": kind,
            "assessed": assessed,
            "name": self.name,
            "basic_charge_limit (metric)": self.above,
            "charge (metric)": self.price,
            **ends,
        }


def bills(table, load_kw, start, minutes):
    """One dict a month, {(kind, name): amount}, for a load in mean kW of steps from `start` on."""
    load_kw = np.asarray(load_kw, dtype=float)
    end = start + timedelta(minutes=minutes) * len(load_kw)
    made, first = [], 0
    while start < end:
        until = min(_next_month(start), end)
        steps = (until - start) // timedelta(minutes=minutes)
        made.append(_bill(table, load_kw[first : first + steps], start, until, minutes))
        start, first = until, first + steps
    return made


def _next_month(moment):
    return datetime(moment.year + moment.month // 12, moment.month % 12 + 1, 1)


def _bill(table, load_kw, start, until, minutes):
    """Charge by charge: given all together, the tiers of one could not be told from another's."""
    lines = {}
    for kind, name in dict.fromkeys((row.kind, row.name) for row in table):
        rows = [row.columns() for row in table if (row.kind, row.name) == (kind, name)]
        lines[kind, name] = _cost(pd.DataFrame(rows), load_kw, start, until, f"{minutes}m")
    return lines


def _cost(rows, load_kw, start, until, resolution):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", OLD_CALLS, DeprecationWarning)
        charges = eeco.get_charge_dict(start, until, rows, resolution=resolution)
    load = {"electric": load_kw, "gas": np.zeros_like(load_kw)}
    cost, _ = eeco.calculate_cost(charges, load, resolution=resolution)
    return float(cost)
