"""A load goes through the tariff engine, row by row, and comes out as closed bills."""

from dataclasses import dataclass

from host.bill.timeline import duration, written
from host.simulator.errors import LoadError
from tariffs.engine import Engine
from tariffs.errors import TariffError


@dataclass(frozen=True)
class ClosedBill:
    """One bill, from `start_s` to `end_s` (UTC); `peak_mw` is the highest mean power of a row.

    `lines` are those of the engine (`tariffs.running_bill.Line`), amounts in micro-units.
    """

    start_s: int
    end_s: int
    lines: tuple
    total_u: int
    drawn_mwh: int
    peak_mw: float


def replay(tariff, load, watchers=()):
    """The bills of a load; the last is closed where the load ends.

    A watcher's `step(engine, end_s)` is called after each row, `close(bill)` with each closed
    bill, and `end(engine, end_s)` when all are closed.
    """
    bills = []

    def keep(bill):
        kept = _kept(bill, load)
        bills.append(kept)
        for watcher in watchers:
            watcher.close(kept)

    tariff.demand_at = load.demand_at
    engine = Engine(tariff)
    engine.on_close = keep
    engine.begin(load.begin_s)
    _go_through(engine, load, watchers)
    engine.advance(load.end_s)
    if engine.values[0] < load.end_s:
        engine.close_now(load.end_s)
    for watcher in watchers:
        watcher.end(engine, load.end_s)
    return bills


def _go_through(engine, load, watchers):
    start_s, interval_s = load.begin_s, load.interval_s
    for energies in load.steps():
        end_s = start_s + interval_s
        try:
            engine.take(start_s, end_s, energies)
        except TariffError:
            _refuse_if_too_long(engine, start_s, end_s)
            raise
        for watcher in watchers:
            watcher.step(engine, end_s)
        start_s = end_s


def _refuse_if_too_long(engine, start_s, end_s):
    """A row that an edge of the tariff divides cannot be billed: which side was it on?"""
    edge_s = engine.next_edge(start_s)
    if edge_s >= end_s:
        return
    zone, grain_s = engine.tariff.zone, engine.tariff.grain_s
    what = "price period or bill"
    if grain_s and grain_s % (end_s - start_s):
        what = f"demand window (of {duration(grain_s)}, or told in steps of that)"
    raise LoadError(
        f"--load: got intervals of {duration(end_s - start_s)}, but a {what} of the tariff ends at"
        f" {written(zone.local_s(edge_s))}, within the one that begins at"
        f" {written(zone.local_s(start_s))}; record the load in intervals that end there"
    )


def _kept(bill, load):
    """What stays of the engine's bill, which serves for the next one too."""
    rows = load.import_mwh[load.index(bill.start_s) : load.index(bill.end_s)]
    peak_mw = max(rows, default=0) * 3600 / load.interval_s
    lines = tuple(bill.lines())
    return ClosedBill(bill.start_s, bill.end_s, lines, bill.total_u, sum(rows), peak_mw)
