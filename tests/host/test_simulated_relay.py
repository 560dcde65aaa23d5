"""The simulated relay, and that an open one takes the load off."""

import pytest

from host.run.scene import chip_at
from host.simulator.grid import Grid
from host.simulator.loads import ConstantLoad
from host.simulator.relay import ALL_CLOSED, CLOSE_COIL, OPEN_COIL, LatchingRelay
from host.simulator.terminals import Terminals

OPEN, CLOSE, NONE, ASK = (bytes([each]) for each in (OPEN_COIL, CLOSE_COIL, 0, 0xFF))
SECOND_US = 1_000_000


def pulse(relay, t_us, coils, length_us=50_000):
    relay.exchange(t_us, coils)
    relay.exchange(t_us + length_us, NONE)
    return relay.exchange(t_us + length_us, ASK)[0][0]


@pytest.fixture
def moved():
    return []


@pytest.fixture
def relay(moved):
    return LatchingRelay(lambda t_us, contacts: moved.append((t_us, contacts)))


def test_a_pulse_moves_the_contacts_when_it_ends(relay, moved):
    assert pulse(relay, 1000, OPEN) == 0
    assert pulse(relay, 200_000, CLOSE) == ALL_CLOSED
    assert moved == [(51_000, 0), (250_000, ALL_CLOSED)]


def test_a_short_pulse_and_both_coils_move_nothing(relay, moved):
    assert pulse(relay, 0, OPEN, 19_000) == ALL_CLOSED
    assert pulse(relay, 100_000, bytes([OPEN_COIL | CLOSE_COIL])) == ALL_CLOSED
    assert not moved


def test_a_weld_stays_closed(relay, moved):
    relay.welded = 0b010
    assert pulse(relay, 0, OPEN) == 0b010
    assert moved == [(50_000, 0b010)]


def test_no_energy_passes_an_open_relay_but_through_a_weld():
    terminals = Terminals(Grid(1), ConstantLoad(90_000.0), unbalance=0.0)
    chip = chip_at(terminals, 1)

    def mwh_after(t_s, contacts):
        chip.signals_changed(t_s * SECOND_US)
        terminals.switch(t_s * SECOND_US, contacts)
        chip.signals_changed(t_s * SECOND_US)
        return terminals.true_energy(t_s * SECOND_US).import_mwh

    until = [mwh_after(t_s, contacts) for t_s, contacts in ((100, 0), (200, 0b001), (300, 0b111))]
    until.append(terminals.true_energy(400 * SECOND_US).import_mwh)
    grown = [until[0]] + [b - a for a, b in zip(until, until[1:], strict=False)]
    whole = 90_000_000 * 100 // 3600
    assert [round(each / whole, 3) for each in grown] == [1, 0, pytest.approx(1 / 3, abs=0.01), 1]


def test_poles_that_move_apart_have_a_pair_of_coils_each(moved):
    relay = LatchingRelay(lambda t_us, contacts: moved.append(contacts), apart=True)
    open_a, open_bc = bytes([OPEN_COIL]), bytes([OPEN_COIL << 2 | OPEN_COIL << 4])
    close_c, both_b = bytes([CLOSE_COIL << 4]), bytes([(OPEN_COIL | CLOSE_COIL) << 2])
    assert pulse(relay, 0, open_a) == 0b110
    assert pulse(relay, 200_000, open_bc) == 0
    assert pulse(relay, 400_000, close_c) == 0b100
    assert pulse(relay, 600_000, both_b) == 0b100
    relay.welded = 0b100
    assert pulse(relay, 800_000, open_bc) == 0b100
    assert moved == [0b110, 0, 0b100]


def test_a_relay_with_one_pair_knows_no_other_coils(relay, moved):
    assert pulse(relay, 0, bytes([OPEN_COIL << 2])) == ALL_CLOSED
    assert not moved
