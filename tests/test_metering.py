"""Counts become primary energy, and nothing is dropped on the way."""

from firmware.errors import SettingsError
from firmware.metering import (
    APPARENT,
    EXPORT,
    IMPORT,
    IMPORT_FUNDAMENTAL,
    Q1,
    Q2,
    Q3,
    Q4,
    SCOPES,
    EnergyRegisters,
    PhaseCheck,
    Scale,
)
from tests.expect import raises
from tests.fakes import Snapshot


def registers(nanojoules=90000000000, ratio=40):
    return EnergyRegisters(Scale(nanojoules, ratio))


def test_the_scale_is_that_of_the_chip_and_the_transformer():
    for nanojoules, ratio, mwh in (
        (11250000000, 40, 125),  # 3200 imp/kWh
        (90000000000, 40, 1000),  # 400 imp/kWh
        (11250000000, 400, 1250),
    ):
        scale = Scale(nanojoules, ratio)
        assert (scale.numerator, scale.divisor) == (mwh, 1)
    scale = Scale(112500000000, 50)  # 320 imp/kWh
    assert (scale.numerator, scale.divisor) == (3125, 2)  # 1.5625 Wh


def test_a_scale_of_nothing_is_refused():
    assert "0 nJ a count" in str(raises(SettingsError, Scale, 0, 40))
    assert "a ratio of 0" in str(raises(SettingsError, Scale, 90000000000, 0))


def test_remainders_are_carried():
    energy = registers(12000000000, 1)  # 3.33 mWh a count
    for _ in range(3000):
        energy.add(Snapshot(p_t=1))
    assert energy.mwh[IMPORT * SCOPES] == 10000


def test_each_kind_and_phase_has_its_register():
    energy = registers()
    energy.add(Snapshot(p_t=3, p_a=1, p_minus_b=2, s_c=4, p1_t=5))
    assert energy.mwh[IMPORT * SCOPES] == 3000
    assert energy.mwh[IMPORT * SCOPES + 1] == 1000
    assert energy.mwh[EXPORT * SCOPES + 2] == 2000
    assert energy.mwh[APPARENT * SCOPES + 3] == 4000
    assert energy.mwh[IMPORT_FUNDAMENTAL * SCOPES] == 5000
    assert sum(energy.mwh) == 15000


def test_reactive_energy_goes_to_the_quadrant_of_its_phase():
    energy = registers()
    energy.add(Snapshot(p_a=2, q_a=1, p_minus_b=2, q_b=1))
    energy.add(Snapshot(p_a=2, q_minus_a=1, p_minus_b=2, q_minus_b=1))
    assert energy.mwh[Q1 * SCOPES + 1] == 1000
    assert energy.mwh[Q2 * SCOPES + 2] == 1000
    assert energy.mwh[Q3 * SCOPES + 2] == 1000
    assert energy.mwh[Q4 * SCOPES + 1] == 1000


def test_where_no_active_energy_was_counted_the_power_decides():
    energy = registers()
    energy.add(Snapshot(exporting=True, q_c=1))
    energy.add(Snapshot(exporting=False, q_c=1))
    assert energy.mwh[Q2 * SCOPES + 3] == 1000
    assert energy.mwh[Q1 * SCOPES + 3] == 1000


def test_registers_survive_being_stored():
    energy, again = registers(12000000000, 1), registers(12000000000, 1)
    energy.add(Snapshot(p_t=65535, q_minus_c=7))
    frame = bytearray(energy.size + 5)
    energy.pack_into(frame, 5)
    energy.add(Snapshot(p_t=1))
    energy.pack_into(frame, 5)
    again.unpack_from(frame, 5)
    assert again.mwh == energy.mwh
    for _ in range(3):  # thirds of a mWh: whichever was held back comes out
        for each in (energy, again):
            each.add(Snapshot(p_t=1))
        assert again.mwh == energy.mwh


def test_restored_registers_are_stored_whole_in_any_frame():
    energy, again = registers(), registers()
    energy.add(Snapshot(p_t=5, s_c=7))
    frame, other = bytearray(energy.size), bytearray(energy.size)
    energy.pack_into(frame, 0)
    again.unpack_from(frame, 0)
    again.pack_into(other, 0)
    assert other == frame


def test_a_century_at_full_load_fits():
    energy = registers()
    energy.mwh[0] = 2400 * 690 * 1000 * 24 * 366 * 100
    frame = bytearray(energy.size)
    energy.pack_into(frame, 0)
    again = registers()
    again.unpack_from(frame, 0)
    assert again.mwh[0] == energy.mwh[0]


def test_phases_that_add_up_are_not_complained_of():
    check = PhaseCheck()
    for _ in range(1000):
        assert not check.add(Snapshot(p_t=300, p_a=100, p_b=101, p_c=99))
        assert not check.add(Snapshot(p_t=2, p_minus_a=100, p_b=101, p_c=1))
    assert check.disagreements == 0


def test_phases_may_be_off_by_what_four_accumulators_hold():
    for lost, noticed in ((4, False), (5, True), (-4, False), (-5, True)):
        counts = {"p_t": 60, "p_a": 20, "p_b": 20 - lost, "p_c": 20}
        assert PhaseCheck().add(Snapshot(**counts)) == noticed


def test_at_a_high_load_the_time_of_reading_is_allowed_for():
    for late, noticed in ((70, False), (80, True)):
        check = PhaseCheck()
        assert not check.add(Snapshot(p_t=4600, p_a=1500, p_b=1500, p_c=1600))
        assert check.add(Snapshot(p_t=4600, p_a=1500, p_b=1500, p_c=1600 + late)) == noticed
    assert not PhaseCheck().add(Snapshot(p_t=4600, p_a=1500, p_b=1500, p_c=1670))


def test_with_three_wires_phase_b_is_no_part_of_the_total():
    three_wires = PhaseCheck((1, 3))
    for _ in range(100):
        assert not three_wires.add(Snapshot(p_t=20, p_a=10, p_b=0, p_c=10))
    assert PhaseCheck().add(Snapshot(p_t=20, p_a=10, p_b=9, p_c=10))


def test_losses_too_small_to_see_alone_are_seen_together():
    check = PhaseCheck()
    assert [check.add(Snapshot(p_t=3, p_a=1)) for _ in range(3)] == [False, False, True]


def test_a_stolen_count_is_noticed_once():
    check = PhaseCheck()
    assert check.add(Snapshot(p_t=300, p_a=100, p_b=0, p_c=99))
    assert not check.add(Snapshot(p_t=300, p_a=100, p_b=101, p_c=99))
    assert check.disagreements == 1


def test_remainders_survive_a_change_of_scale():
    """Half of the old divisor is half of the new one: no energy is made or lost."""
    old = registers(1800000001, 1)  # just over half a mWh a count
    old.add(Snapshot(p_t=1))
    frame = bytearray(old.size)
    old.pack_into(frame, 0)
    new = registers(7200000000, 3)  # 6 mWh a count
    new.unpack_from(frame, 0)
    new.rescale(old.divisor)
    new.add(Snapshot(p_t=1))
    assert new.mwh[IMPORT * SCOPES] == 6
    finer = registers(1800000000, 1)
    finer.unpack_from(frame, 0)
    finer.rescale(old.divisor)
    finer.add(Snapshot(p_t=1))
    assert finer.mwh[IMPORT * SCOPES] == 1
