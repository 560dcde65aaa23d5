"""Charts of a bill: what each day's energy cost, demand with its billed peak, the balance."""

import warnings

import numpy as np

from host.simulator.errors import SimulationError

try:
    from matplotlib import rc_context
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure
except ImportError as error:
    raise SimulationError(
        f"--plot: matplotlib is not there ({error}); run `make ready`, which installs it"
    ) from None

MILLION = 1_000_000
MOST_POINTS = 4000
"""A line with more points is drawn by the highest of each stretch."""
POWER_UNITS = ("kW", "kVA")
SIZE_INCHES = (12, 11)
DAY = np.timedelta64(1, "D")


def draw(path, tariff, load, bills, days, prepaid=None):
    """Write the charts to the file `path`."""
    # A name may have dollars, which begin no formula, and letters that the font has not.
    with rc_context({"text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        _figure(tariff, load, bills, days, prepaid).savefig(path)


def _figure(tariff, load, bills, days, prepaid):
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    costs, demand, balance = figure.subplots(3, 1, sharex=True)
    figure.suptitle(tariff.name)
    _draw_costs(costs, tariff, days)
    _draw_demand(demand, tariff, load, bills)
    _draw_balance(balance, tariff, bills, prepaid)
    locator = AutoDateLocator()
    balance.xaxis.set_major_locator(locator)
    balance.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    return figure


def _draw_costs(axes, tariff, days):
    """Stacked bars, one a day; what was credited hangs below zero."""
    begins = _local(tariff.zone, [begin_s for begin_s, _ in days.costs])
    above = np.zeros(len(begins))
    below = np.zeros(len(begins))
    names = dict.fromkeys(name for _, costs in days.costs for name in costs)
    for name in names:
        heights = np.array([costs.get(name, 0) / MILLION for _, costs in days.costs])
        base = np.where(heights < 0, below, above)
        axes.bar(begins, heights, bottom=base, width=DAY, align="edge", label=name)
        above += np.maximum(heights, 0)
        below += np.minimum(heights, 0)
    axes.set_ylabel(f"energy, {tariff.currency} a day")
    _legend(axes, names)


def _draw_demand(axes, tariff, load, bills):
    """Mean power of each row, and for each bill the demand that it charges."""
    to_kw = 3600 / load.interval_s / MILLION
    starts_s = range(load.begin_s, load.end_s, load.interval_s)
    times_s, powers = _thinned(starts_s, np.array(load.import_mwh) * to_kw)
    axes.plot(_local(tariff.zone, times_s), powers, linewidth=0.6, label="mean of a row, kW")
    for bill in bills:
        ends = _local(tariff.zone, (bill.start_s, bill.end_s))
        axes.plot(ends, [bill.peak_mw / MILLION] * 2, "k:", linewidth=1)
        for unit, peak in _billed(bill).items():
            axes.plot(ends, [peak] * 2, _STYLES[unit], linewidth=1.6)
    axes.plot([], [], "k:", label="highest row of a bill, kW")
    for unit in sorted({unit for bill in bills for unit in _billed(bill)}, reverse=True):
        axes.plot([], [], _STYLES[unit], label=f"billed demand, {unit}")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("demand")
    _legend(axes, "all")


_STYLES = {"kW": "r-", "kVA": "m-"}


def _billed(bill):
    """{unit: the highest demand that a bill charges}."""
    peaks = {}
    for line in bill.lines:
        if line.group.startswith("demand") and line.unit in POWER_UNITS:
            peaks[line.unit] = max(peaks.get(line.unit, 0), line.quantity_e6 / MILLION)
    return peaks


def _draw_balance(axes, tariff, bills, prepaid):
    """The prepaid balance; without one what all bills have come to."""
    if prepaid is None:
        ends_s = [bill.end_s for bill in bills]
        totals = np.cumsum([bill.total_u / MILLION for bill in bills])
        axes.plot(_local(tariff.zone, ends_s), totals, "o-")
        axes.set_ylabel(f"sum of bills, {tariff.currency}")
        return
    times_s, balances = _thinned(prepaid.times_s, np.array(prepaid.balances_u) / MILLION)
    axes.plot(_local(tariff.zone, times_s), balances)
    axes.axhline(0, color="k", linewidth=0.8)
    axes.set_ylabel(f"balance, {tariff.currency}")


def _legend(axes, shown):
    if len(shown) > 0:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize="small")


def _thinned(times_s, values):
    """At most MOST_POINTS of them: the highest of each stretch, at its begin."""
    stride = -(-len(values) // MOST_POINTS)
    firsts = np.arange(0, len(values), stride)
    return np.asarray(times_s)[firsts], np.maximum.reduceat(values, firsts)


def _local(zone, times_s):
    """UTC seconds as local times that matplotlib can draw."""
    return np.array([zone.local_s(int(utc_s)) for utc_s in times_s], dtype="datetime64[s]")
