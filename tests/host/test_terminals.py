"""Grid, loads and transformers: what stands at the terminals, and what a meter makes of it."""

import pytest

from host.run.scene import LEAD_S, chip_at
from host.simulator.grid import Grid, quiet_grid
from host.simulator.loads import ConstantLoad, ProfileLoad, StepLoad, currents
from host.simulator.profile import Profile
from host.simulator.terminals import Terminals, still_terminals
from host.simulator.transformers import CurrentTransformer, Divider, Pins
from host.simulator.world import ASIC, AsicPort
from tests.host.scenes import live_here, scene_of

SECOND_US = 1_000_000
MWH = 1_000_000  # in a kWh


def metered(load, hours, grid=None):
    """The points of a meter that has lived with this load for some hours, and the truth."""
    scene = scene_of("--days", str(hours / 24))
    terminals = still_terminals(load, grid or quiet_grid())
    scene.world.terminals = terminals
    scene.chip = chip_at(terminals, seed=1)
    scene.world.devices["metering"][ASIC] = AsicPort(scene.chip)
    points = live_here(scene)
    return points, terminals.true_energy(scene.power_fail_us)


def test_a_constant_load_draws_its_power():
    terminals = still_terminals(ConstantLoad(300_000, 100_000), quiet_grid())
    signals = terminals.stretch_at(0).signals
    assert sum(signals.power(phase) for phase in range(3)) == pytest.approx(300_000)
    assert signals.currents[0].rms() == pytest.approx((100_000**2 + 33_333.3**2) ** 0.5 / 230)
    assert terminals.true_energy(3600 * SECOND_US).import_mwh == pytest.approx(300 * MWH)


def test_steps_hold_until_the_next_one_even_within_a_second():
    load = StepLoad(((10.25, 1000.0, 0.0), (10.75, -500.0, 0.0), (3600, 0.0, 0.0)))
    terminals = still_terminals(load, quiet_grid())
    assert terminals.stretch_at(10_300_000).end_us == 10_750_000
    energy = terminals.true_energy(20 * SECOND_US)
    assert energy.import_fj == 1000 * 10**9 * 500_000
    assert energy.export_fj == 500 * 10**9 * 9_250_000


def test_a_profile_draws_its_rows_between_its_beginning_and_its_end():
    profile = Profile(None, 900, (4000.0, 8000.0), (0.0, 100.0))
    load = ProfileLoad(profile, from_s=10, to_s=1000)
    assert load.power_at(9.9) == (0, 0, 10)
    assert load.power_at(10) == (4000, 0, 910)
    assert load.power_at(910) == (8000, 100, 1000)
    assert load.power_at(1000)[:2] == (0, 0)


def test_harmonics_do_not_change_the_power_that_was_asked_for():
    voltages = Grid(3).voltages(1234.5)
    drawn = currents(voltages, 90_000, 40_000, (0.3, 0.4, 0.3), ((5, 0.2, 1.0), (7, 0.1, 2.0)))
    for phase, share in enumerate((0.3, 0.4, 0.3)):
        u, i = dict(voltages[phase].harmonics), dict(drawn[phase].harmonics)
        power = sum((u[h] * i[h].conjugate()).real for h in u if h in i)
        assert power == pytest.approx(90_000 * share)


def test_the_grid_wanders_smoothly_and_repeats_from_its_seed():
    here, again, other = Grid(5), Grid(5), Grid(6)
    for t_s in (0, 61.5, 86_399):
        assert here.voltages(t_s) == again.voltages(t_s)
        assert 0.985 < here.voltages(t_s)[0].rms() / 230 < 1.015
        assert abs(here.frequency_hz(t_s) - here.frequency_hz(t_s + 1)) < 0.001
    assert here.frequency_hz(100) != other.frequency_hz(100)


def test_a_stretch_begins_where_the_last_one_ended():
    terminals = Terminals(Grid(2), ConstantLoad(1000), 2)
    first = terminals.stretch_at(59_000_000)
    second = terminals.stretch_at(60_000_000)
    assert first.end_us == second.start_us == 60_000_000
    turns = (first.theta(60_000_000) - second.theta(60_000_000)) / 6.283185307179586
    assert turns == pytest.approx(round(turns), abs=1e-6)


def test_full_scale_current_is_720_millivolts_at_the_pins():
    pins = Pins(still_terminals(ConstantLoad(3 * 230 * 2400), quiet_grid()))
    signals = pins.stretch_at(0).signals
    assert signals.currents[0].rms() == pytest.approx(0.72)
    assert signals.voltages[0].rms() == pytest.approx(230 / Divider().ratio)
    assert CurrentTransformer().burden_ohm / CurrentTransformer().turns * 2400 == 0.72


@pytest.mark.parametrize("watts", [345.0, 10_350.0, 1_656_000.0])
def test_half_an_ampere_to_2400_is_metered_within_half_a_percent(watts):
    """At 0.5 A a count of 1 Wh takes ten seconds; a tenth of an hour has 34 of them."""
    load = StepLoad(((LEAD_S, watts, 0.0), (LEAD_S + 360, 0.0, 0.0)))
    points, true = metered(load, 0.1)
    assert abs(points["import_mwh_total"] - true.import_mwh) <= 1000 + 100e-6 * true.import_mwh


def test_each_quadrant_has_its_own_register_and_nothing_leaks():
    p, q, each_s = 300_000.0, 150_000.0, 90
    signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))  # Q1 to Q4
    steps = [(LEAD_S + k * each_s, a * p, b * q) for k, (a, b) in enumerate(signs)]
    load = StepLoad((*steps, (LEAD_S + 4 * each_s, 0.0, 0.0)))
    points, true = metered(load, 4 * each_s / 3600)
    active_mwh, reactive_mwh = p * each_s / 3.6, q * each_s / 3.6
    assert true.import_mwh == true.export_mwh == pytest.approx(2 * active_mwh)
    for direction in ("import", "export"):
        assert points[f"{direction}_mwh_total"] == pytest.approx(2 * active_mwh, rel=2e-4)
    for quadrant in ("q1", "q2", "q3", "q4"):
        # the second in which the load turns may go to either side
        expected = pytest.approx(reactive_mwh, abs=q / 3.6 * 1.1)
        assert points[f"{quadrant}_mvarh_total"] == expected
        assert points[f"{quadrant}_mvarh_b"] == pytest.approx(reactive_mwh / 3, abs=q / 3.6 * 0.4)
    assert points["disagreements"] == 0
    assert points["bill_u"] == points["debited_u"]


def test_phases_and_total_agree_on_an_unbalanced_load():
    scene = scene_of("--days", "0.01", "--seed", "11")
    points = live_here(scene)
    parts = [points[f"import_mwh_{phase}"] for phase in "abc"]
    assert abs(sum(parts) - points["import_mwh_total"]) <= 3000
    assert max(parts) - min(parts) > 100_000
