"""What a person sees while the meter runs: a live view in a terminal, lines elsewhere."""

import time

from rich.columns import Columns
from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from comms.points import PHASES
from comms.prepaid_points import SUPPLY_CAUSES
from host.run.event_list import newest
from host.run.result import of_scheme, points

REDRAW_S = 0.25
LINE_EVERY_S = 3600
SECOND_US = 1_000_000
ENERGIES = (
    ("import", "import_mwh_total", "kWh"),
    ("export", "export_mwh_total", "kWh"),
    ("apparent", "apparent_mvah_total", "kVAh"),
    ("Q1", "q1_mvarh_total", "kvarh"),
    ("Q2", "q2_mvarh_total", "kvarh"),
    ("Q3", "q3_mvarh_total", "kvarh"),
    ("Q4", "q4_mvarh_total", "kvarh"),
)


class LiveView:
    """Phases, energy, tariff and balance, redrawn four times a second."""

    def __init__(self, scene, console):
        self._progress = Progress(scene)
        self._scene = scene
        self._live = Live(console=console, auto_refresh=False, transient=False)
        self._redrawn = 0.0

    def __enter__(self):
        self._live.start()
        return self

    def __exit__(self, *error):
        self.step(last=True)
        self._live.stop()

    def step(self, last=False):
        """Redraw, where it is time to."""
        now = time.monotonic()
        if last or now - self._redrawn > REDRAW_S:
            self._redrawn = now
            self._live.update(self._picture(), refresh=True)

    def _picture(self):
        said = self._scene.world.last_display.get("metering")
        parts = [self._progress.bar()]
        if said:
            values = points(said)
            parts.append(_phases(values))
            parts.append(Columns([_energy(values), _account(said, self._scene)], equal=False))
        return Panel(Group(*parts), title="Meterwright", subtitle=self._progress.text())


class LineView:
    """One line for each simulated hour."""

    def __init__(self, scene, console):
        self._progress = Progress(scene)
        self._scene = scene
        self._console = console
        self._next_us = scene.begin_us

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def step(self):
        world = self._scene.world
        if world.now_us >= self._next_us and "metering" in world.last_display:
            self._next_us += LINE_EVERY_S * SECOND_US
            self._console.print(self._line(world.last_display["metering"]))

    def _line(self, said):
        values = points(said)
        power_kw = (values["power_total"] or 0) / 1e3
        return (
            f"{self._scene.local_time(self._scene.world.now_us):%Y-%m-%d %H:%M}"
            f"  {power_kw:8.1f} kW  {values['import_mwh_total'] / 1e6:10.3f} kWh"
            f"  {said['period']:8}"
            f"  balance {values['balance_u'] / 1e6:,.2f} {self._scene.tariffs.first.currency}"
        )


class Progress:
    """How far the world has come, and how fast."""

    def __init__(self, scene):
        self._scene = scene
        self._started = time.monotonic()

    def text(self):
        scene = self._scene
        done_s = self._done_s()
        speed = done_s / max(time.monotonic() - self._started, 1e-3)
        return (
            f"{scene.local_time(scene.world.now_us):%Y-%m-%d %H:%M:%S}  {speed:,.0f} x real time"
        )

    def bar(self):
        line = Table.grid(expand=True)  # a bar alone would not end its line
        line.add_row(ProgressBar(total=self._scene.seconds, completed=self._done_s()))
        return line

    def _done_s(self):
        done_s = (self._scene.world.now_us - self._scene.begin_us) / SECOND_US
        return min(max(done_s, 0), self._scene.seconds)


def view(scene, plain):
    """The view that fits where the output goes."""
    console = Console(markup=False, emoji=False)
    if plain or not console.is_terminal:
        console = Console(width=200, highlight=False, markup=False, emoji=False)
        return LineView(scene, console)
    return LiveView(scene, console)


def _phases(values):
    table = Table("", box=None, expand=True)
    for heading in ("V", "A", "kW", "kvar", "PF"):
        table.add_column(heading, justify="right")
    for phase in PHASES:
        table.add_row(
            f"phase {phase.upper()}",
            _scaled(values[f"voltage_{phase}"], 1e3, 2),
            _scaled(values[f"current_{phase}"], 1e3, 2),
            *_powers(values, phase),
        )
    hertz = f"{_scaled(values['frequency'], 1e3, 2)} Hz"
    table.add_row("total", hertz, "", *_powers(values, "total"))
    return table


def _powers(values, scope):
    return (
        _scaled(values[f"power_{scope}"], 1e3, 2),
        _scaled(values[f"reactive_{scope}"], 1e3, 2),
        _scaled(values[f"power_factor_{scope}"], 1e3, 3),
    )


def _scaled(value, divisor, decimals):
    return "-" if value is None else f"{value / divisor:,.{decimals}f}"


def _energy(values):
    table = Table("energy", box=None)
    table.add_column(justify="right", min_width=14)
    table.add_column()
    for name, point, unit in ENERGIES:
        table.add_row(name, _scaled(values[point], 1e6, 3), unit)
    return table


def _account(said, scene):
    values = points(said)
    currency = scene.tariffs.first.currency
    table = Table("account", "", box=None)
    if "safe_for" in said:
        table.add_row("safe mode", said["safe_for"])
    table.add_row("tariff", said["tariff"])
    table.add_row("period", said["period"])
    for name in ("bill", "reserved", "closed"):
        if values[f"{name}_u"] or (name == "bill" and "safe_for" not in said):
            table.add_row(name, f"{values[f'{name}_u'] / 1e6:,.2f} {currency}")
    table.add_row("balance", Text(f"{values['balance_u'] / 1e6:,.2f} {currency}", style="bold"))
    for each in said.get("subjects", ()):
        table.add_row(f"  {each['name']}", f"{each['balance_u'] / 1e6:,.2f} {currency}")
        for name, text in _prepayment(of_scheme(each), currency):
            table.add_row(f"    {name}", text)
    for name, text in _prepayment(values, currency):
        table.add_row(name, text)
    if event := newest(said):
        table.add_row("event", f"{event[1]}, {scene.local_time_of(event[2]):%Y-%m-%d %H:%M}")
    table.add_row("commits", f"{values['commits']:,}")
    return table


def _prepayment(values, currency):
    """(name, text) of what an account with a scheme has beside its balance."""
    if values["supply_closed"] is None:
        return
    causes = [text for bit, text in SUPPLY_CAUSES if values["supply_causes"] & bit]
    yield "supply", "on" if values["supply_closed"] else "off: " + ", ".join(causes)
    if values["alarm"]:
        yield "alarm", str(values["alarm"])
    for name in ("emergency", "held", "debt", "fees"):
        if values[f"{name}_u"]:
            yield name, f"{values[f'{name}_u'] / 1e6:,.2f} {currency}"
    if values["hours_left"] is not None:
        days, hours = divmod(values["hours_left"], 24)
        yield "left", f"{days} d {hours} h"
    if values["would_trip"]:
        yield "no switch", "would be off: " + ", ".join(causes)
