"""A comparison as a chart: each tariff's total by group of lines, and what each bill comes to."""

import warnings

from host.simulator.errors import SimulationError
from host.tariff.compare.result import difference, rows

try:
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import StrMethodFormatter
except ImportError as error:
    raise SimulationError(
        f"--plot: matplotlib is not there ({error}); run `make ready`, which installs it"
    ) from None

SIZE_INCHES = (13, 6.5)
COLORS = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
    "#ee8866",
    "#999933",
    "#882255",
    "#bbbbbb",
)
TARIFF_COLORS = ("#332288", "#ee7733", "#009988", "#cc3311", "#33bbee", "#ee3377")
LONGEST_LABEL = 28
MOST_BILLS_NAMED = 14


def draw(path, billed):
    """Write the chart to the file `path`."""
    # A name may have dollars, which begin no formula, and letters that the font has not.
    with rc_context({"text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        _figure(billed).savefig(path, dpi=110)


def _figure(billed):
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    first = billed[0].result
    figure.suptitle(f"What one load costs, {first['start']} to {first['end']}")
    totals, months = figure.subplots(1, 2, width_ratios=(1, 1.4))
    _draw_totals(totals, billed)
    _draw_months(months, billed)
    for axes in (totals, months):
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", linewidth=0.4)
        axes.set_axisbelow(True)
        axes.axhline(0, color="black", linewidth=0.8)
    return figure


def _draw_totals(axes, billed):
    """Stacked columns, one a tariff; what is credited hangs below zero."""
    above, below = [0.0] * len(billed), [0.0] * len(billed)
    for (name, amounts), color in zip(rows(billed, "groups"), COLORS, strict=False):
        heights = [float(amount or 0) for amount in amounts]
        bottoms = [below[n] if height < 0 else above[n] for n, height in enumerate(heights)]
        axes.bar(range(len(billed)), heights, 0.6, bottoms, color=color, label=_words(name))
        for number, height in enumerate(heights):
            (below if height < 0 else above)[number] += height
    for number, each in enumerate(billed):
        text = _total(each, billed[0] if number else None)
        axes.annotate(
            text, (number, above[number]), (0, 4), textcoords="offset points", ha="center"
        )
    axes.margins(y=0.14)
    axes.set_xticks(range(len(billed)), [_short(each.label) for each in billed])
    axes.set_ylabel(f"total, {billed[0].currency}")
    axes.set_title("by group of lines")
    axes.legend(fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=3)


def _total(each, first):
    """The total above a column, with its difference from the first."""
    text = f"{each.total:,.0f}"
    found = first and difference(each.total, first.total)
    return text if not found or found[1] is None else f"{text}\n({found[1]:+.1f} %)"


def _draw_months(axes, billed):
    """Columns side by side, one group a bill."""
    found = rows(billed, "months")
    width = 0.8 / len(billed)
    for number, each in enumerate(billed):
        places = [bill + (number + 0.5) * width - 0.4 for bill in range(len(found))]
        heights = [float(amounts[number] or 0) for _, amounts in found]
        color = TARIFF_COLORS[number % len(TARIFF_COLORS)]
        axes.bar(places, heights, width, color=color, label=_short(each.label))
    every = -(-len(found) // MOST_BILLS_NAMED)
    ticks = range(0, len(found), every)
    axes.set_xticks(ticks, [found[n][0] for n in ticks], rotation=35, ha="right")
    axes.set_ylabel(f"a bill, {billed[0].currency}")
    axes.set_title("by bill, named by its first day")
    axes.legend(fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)


def _words(name):
    return name.replace("_", " ")


def _short(label):
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 3] + "..."
