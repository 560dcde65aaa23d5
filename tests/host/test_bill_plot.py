"""Charts of a bill: that they are drawn, of what, and what is said where they cannot be."""

import json
import sys

import numpy as np
import pytest

from host.bill.load import read_load
from host.bill.plot import MOST_POINTS, _billed, _figure, _thinned, draw
from host.bill.replay import replay
from host.bill.watchers import Days, Prepaid
from host.cli import main
from host.simulator.errors import SimulationError
from tariffs.compiler import compile_tariff
from tests.host.loads import DEMAND, ENERGY, document, load_of

CREDIT = {"rule": "credit", "kind": "energy", "prices": {"high": "-0.9"}}


def drawn(folder, *rules, prepaid=None, **more):
    """What `draw` takes, of three days at the turn of a month."""
    tariff = compile_tariff(document(*rules, **more))
    load = read_load(load_of(folder, [1, 2, 3] * 96, "2018-01-30T00:00"), tariff.zone)
    days = Days(tariff, load.begin_s)
    watchers = [days, prepaid] if prepaid else [days]
    bills = replay(tariff, load, watchers)
    return tariff, load, bills, days, prepaid


@pytest.mark.parametrize("prepaid", [None, Prepaid(10_000_000)])
@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_a_chart_is_written(tmp_path, prepaid, ending):
    path = tmp_path / f"chart{ending}"
    draw(path, *drawn(tmp_path, ENERGY, DEMAND, prepaid=prepaid))
    assert path.stat().st_size > 10_000


def test_bars_are_the_costs_of_days(tmp_path):
    costs, demand, balance = _figure(*drawn(tmp_path, ENERGY, DEMAND)).axes
    heights = [round(bar.get_height(), 6) for bars in costs.containers for bar in bars]
    assert heights == [16.8] * 3 + [7.2] * 3
    assert demand.get_ylim()[0] == 0
    assert balance.get_ylabel() == "sum of bills, KRW"


def test_credits_hang_below_zero(tmp_path):
    costs = _figure(*drawn(tmp_path, ENERGY, CREDIT)).axes[0]
    low, high = costs.containers
    assert [round(bar.get_height(), 6) for bar in high] == [-14.4] * 3
    assert {bar.get_y() for bar in (*low, *high)} == {0}


def test_the_balance_is_drawn_from_its_first_to_its_last(tmp_path):
    prepaid = Prepaid(10_000_000)
    balance = _figure(*drawn(tmp_path, ENERGY, prepaid=prepaid)).axes[2]
    values = balance.lines[0].get_ydata()
    assert values[-1] == prepaid.balance_u / 1e6
    assert balance.get_ylabel() == "balance, KRW"


def test_billed_demand_is_told_by_unit(tmp_path):
    apparent = {**DEMAND, "rule": "apparent", "of": "apparent"}
    _, _, bills, _, _ = drawn(tmp_path, ENERGY, DEMAND, apparent)
    assert [_billed(bill) for bill in bills] == [{"kW": 12.0, "kVA": 12.0}] * 2


def test_a_long_line_keeps_its_peaks():
    values = np.zeros(100_000)
    values[77_777] = 5
    times, thinned = _thinned(range(100_000), values)
    assert len(times) == len(thinned) <= MOST_POINTS
    assert max(thinned) == 5


def test_names_are_no_formulas(tmp_path):
    parts = drawn(tmp_path, {**ENERGY, "rule": "$\\frac$"}, DEMAND, name="$a_{$ 电价")
    draw(tmp_path / "chart.png", *parts)


def test_without_matplotlib_one_message_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "host.bill.plot")
    with pytest.raises(SimulationError, match="--plot: matplotlib is not there .*make ready"):
        __import__("host.bill.plot")


def test_a_place_that_cannot_be_written_is_one_message(tmp_path, capsys):
    load = load_of(tmp_path, ["1"] * 9)
    tariff = tmp_path / "tariff.json"
    tariff.write_text(json.dumps(document(ENERGY)))
    path = tmp_path / "nowhere" / "chart.png"
    words = ["bill", "--tariff", tariff, "--load", load, "--plot", path]
    assert main(list(map(str, words))) == 2
    said = f"meter: --plot: got {path}, but no folder {path.parent}; create it first\n"
    assert capsys.readouterr().err == said
