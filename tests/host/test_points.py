"""The points say what stands at the terminals, in primary units, and nothing while unmeasured."""

from itertools import product

import pytest

from boards.sim.board import METERING_CHIP, Board
from comms.points import ENERGY_QUANTITIES, NAMES, PHASES
from firmware import bindings
from firmware.meter import Meter
from host.run.scene import chip_at
from host.simulator.grid import quiet_grid
from host.simulator.loads import ConstantLoad
from host.simulator.local import LocalPort
from host.simulator.terminals import still_terminals
from host.simulator.world import AsicPort
from tests.host.scenes import live_here, scene_of


def meter_after(seconds, load):
    """A meter that has lived so long with a load."""
    world = scene_of("--days", "0.01").world
    chip = chip_at(still_terminals(load, quiet_grid()), seed=1)
    world.devices["metering"][METERING_CHIP] = AsicPort(chip)
    port = LocalPort(world)
    meter = Meter(Board(port))
    meter.start()
    for second in range(1, seconds + 1):
        port.wait(second, 0)
        meter.tick()
    return meter


def points_of(meter):
    return dict(zip(NAMES, bindings.read(meter), strict=True))


def points_after(seconds, load):
    """{name: value} of a meter that has lived so long with a load."""
    return points_of(meter_after(seconds, load))


@pytest.mark.parametrize(("watts", "vars_"), [(300_000, 100_000), (-150_000, -60_000)])
def test_what_stands_at_the_terminals_is_said(watts, vars_):
    points = points_after(6, ConstantLoad(watts, vars_))
    apparent = (watts**2 + vars_**2) ** 0.5
    for phase in "abc":
        assert points[f"voltage_{phase}"] == pytest.approx(230_000, rel=1e-3)
        assert points[f"current_{phase}"] == pytest.approx(1000 * apparent / 690, rel=1e-3)
        assert points[f"power_{phase}"] == pytest.approx(watts / 3, rel=1e-3)
        assert points[f"reactive_{phase}"] == pytest.approx(vars_ / 3, rel=1e-3)
    assert points["power_total"] == pytest.approx(watts, rel=1e-3)
    assert points["reactive_total"] == pytest.approx(vars_, rel=1e-3)
    assert points["power_factor_total"] == pytest.approx(1000 * watts / apparent, abs=2)
    assert points["frequency"] == 50_000


def test_energy_counts_while_nothing_is_yet_measured():
    points = points_after(1, ConstantLoad(300_000))
    assert points["import_mwh_total"] > 0
    assert points["voltage_a"] is points["power_total"] is points["frequency"] is None


def test_the_last_reading_is_taken_when_the_supply_fails():
    scene = scene_of("--days", "0.001")
    seconds = scene.power_fail_us // 1_000_000
    assert live_here(scene)["snapshots"] == seconds + 1, "one each second, and the last gasp's"


PARTS = {
    "health": (
        "snapshots",
        "repaired",
        "doubtful",
        "no_answers",
        "state_lost",
        "tariff_lost",
        "overflow_risk",
        "rescued",
    ),
    "stored": ("boots", "gaps", "rollbacks"),
    "account": ("balance_u", "debited_u"),
    "time": (
        "last_s outage_s",
        "short outages_short",
        "long outages_long",
        "unknown outages_unknown",
        "total_s outages_total_s",
        "longest_s outages_longest_s",
    ),
    "clock": ("is_invalid clock_invalid", "fault clock_fault", "steps clock_steps"),
    "doubt": ("ahead_s clock_ahead_s",),
    "store": (
        "sequence commits",
        "lost frames_lost",
        "restored state_restored",
        "unstored",
        "copies_missed",
    ),
    "check": ("disagreements",),
    "profile": ("recorded profile_records",),
}
"""Attributes of the parts of a meter, and the point where it is called otherwise."""


def test_each_name_has_the_value_of_its_part():
    """The meter knows values by their place only."""
    meter = meter_after(6, ConstantLoad(300_000))
    expected = {}
    for part, attributes in PARTS.items():
        for attribute in attributes:
            name, _, point = attribute.partition(" ")
            expected[point or name] = 1_000_000 + len(expected)
            setattr(getattr(meter, part), name, expected[point or name])
    meter.registers.mwh[:] = [5_000_000 + n for n in range(44)]
    for n, (quantity, scope) in enumerate(product(ENERGY_QUANTITIES, ("total", *PHASES))):
        expected[f"{quantity}_{scope}"] = 5_000_000 + n
    points = points_of(meter)
    assert {name: points[name] for name in expected} == expected
    assert points["bill_u"] == meter.billing.bill_u()
    assert points["uptime_s"] == 6
    assert points["utc_s"] == meter.clock.utc_s()
