"""Energy is put into periods and intervals, also when the meter was away."""

from firmware.profile import ESTIMATED, LoadProfile
from firmware.settlement import Settlement
from tariffs.account import Account
from tariffs.bill import Bill
from tariffs.document import compile_tariff
from tests.fakes import Memory, Registers

NINE_UTC_S = 1516201200 + 9 * 3600  # 09:00 in Korea, where the peak begins
LOW, PEAK = 0, 1


class Rig:
    """A settlement with real bill, account and profile, begun at `start_s`."""

    def __init__(self, start_s, peak_from="09:00"):
        tariff = compile_tariff(
            {
                "format": 1,
                "name": "t",
                "currency": "KRW",
                "utc_offset_min": 540,
                "prices": {"low": "100", "peak": "200"},
                "otherwise": "low",
                "schedule": [{"from": peak_from, "to": "12:00", "period": "peak"}],
            }
        )
        self.registers = Registers()
        self.bill = Bill(tariff)
        self.account = Account(1000000000)
        self.profile = LoadProfile(Memory(), 4096, 32768)
        parts = (self.registers, self.bill, self.account, self.profile)
        self.settlement = Settlement(*parts)
        self.settlement.begin(start_s)

    def draw(self, mwh, utc_s):
        self.registers.draw(mwh)
        return self.settlement.take(utc_s)


def test_a_second_is_priced_by_the_period_in_which_it_began():
    rig = Rig(NINE_UTC_S - 1)
    assert rig.draw(1000000, NINE_UTC_S) == 100000000
    assert rig.draw(1000000, NINE_UTC_S + 1) == 200000000
    assert rig.bill.energy_mwh[LOW] == rig.bill.energy_mwh[PEAK] == 1000000
    assert rig.account.balance_u == 1000000000 - 300000000


def test_energy_of_a_gap_is_shared_out_by_time():
    rig = Rig(NINE_UTC_S - 30)
    rig.draw(100000, NINE_UTC_S + 70)
    assert rig.bill.energy_mwh[LOW] == 30000
    assert rig.bill.energy_mwh[PEAK] == 70000


def test_no_mwh_of_a_gap_is_lost_to_rounding():
    rig = Rig(NINE_UTC_S - 1000)
    rig.draw(1000003, NINE_UTC_S + 2003)
    assert sum(rig.bill.energy_mwh) == 1000003
    assert rig.account.debited_u == rig.bill.total_u()


def test_intervals_of_a_gap_are_flagged_as_estimated():
    rig = Rig(NINE_UTC_S - 100)
    rig.draw(1000, NINE_UTC_S + 100)
    assert rig.profile.record_at(NINE_UTC_S - 900) == (100, ESTIMATED, (500, 0, 0, 0, 0, 0, 0))
    assert rig.profile.start_s == NINE_UTC_S
    assert rig.profile.energies_mwh[0] == 500


def test_seconds_make_an_interval():
    rig = Rig(NINE_UTC_S)
    for second in range(900):
        rig.draw(7, NINE_UTC_S + second + 1)
    assert rig.profile.record_at(NINE_UTC_S) == (900, 0, (6300, 0, 0, 0, 0, 0, 0))
    assert rig.profile.recorded == 1


def test_a_long_gap_without_energy_costs_nothing():
    rig = Rig(NINE_UTC_S)
    rig.draw(5, NINE_UTC_S + 1)
    assert rig.draw(0, NINE_UTC_S + 30 * 86400) == 0
    assert rig.settlement.utc_s == NINE_UTC_S + 30 * 86400
    rig.draw(7, NINE_UTC_S + 30 * 86400 + 1)
    assert rig.profile.record_at(NINE_UTC_S) == (1, 0, (5, 0, 0, 0, 0, 0, 0))


def test_a_clock_that_steps_back_moves_no_energy():
    rig = Rig(NINE_UTC_S + 10)
    rig.draw(1000, NINE_UTC_S - 50)
    assert rig.bill.energy_mwh[PEAK] == 1000
    rig.draw(500, NINE_UTC_S - 49)
    assert rig.bill.energy_mwh[LOW] == 500
    assert rig.account.debited_u == rig.bill.total_u()


def test_a_clock_that_steps_back_goes_on_with_the_record_of_that_time():
    rig = Rig(NINE_UTC_S)
    rig.draw(500, NINE_UTC_S + 900)
    rig.draw(30, NINE_UTC_S + 910)
    rig.draw(0, NINE_UTC_S + 600)
    rig.draw(7, NINE_UTC_S + 601)
    rig.draw(0, NINE_UTC_S + 602)
    rig.draw(0, NINE_UTC_S + 905)
    rig.draw(0, NINE_UTC_S + 906)
    covered_s, flags, energies = rig.profile.record_at(NINE_UTC_S)
    assert energies[0] == 507
    assert rig.profile.energies_mwh[0] == 30


def test_each_total_has_its_place_in_the_profile():
    rig = Rig(NINE_UTC_S)
    for quantity in range(7):
        rig.registers.mwh[4 * quantity] = 900 * (quantity + 1)
        rig.registers.mwh[4 * quantity + 1] = 77  # a phase's, which no profile holds
    rig.settlement.take(NINE_UTC_S + 900)
    energies = tuple(900 * (quantity + 1) for quantity in range(7))
    assert rig.profile.record_at(NINE_UTC_S) == (900, ESTIMATED, energies)
    assert sum(rig.bill.energy_mwh) == 900  # import alone is billed


def test_what_a_gap_exported_is_shared_out_like_what_it_drew():
    rig = Rig(NINE_UTC_S - 300)
    rig.registers.mwh[4] = 1001
    rig.settlement.take(NINE_UTC_S + 700)
    assert rig.profile.record_at(NINE_UTC_S - 900)[2][1] == 300
    assert rig.profile.energies_mwh[1] == 701
    assert rig.account.debited_u == 0


def test_a_gap_is_cut_where_a_price_changes_within_one_interval():
    rig = Rig(NINE_UTC_S + 60, peak_from="09:05")
    rig.draw(400, NINE_UTC_S + 460)
    assert (rig.bill.energy_mwh[LOW], rig.bill.energy_mwh[PEAK]) == (240, 160)
    assert (rig.profile.covered_s, rig.profile.energies_mwh[0]) == (400, 400)


def test_a_gap_is_cut_where_an_interval_ends_within_one_price():
    rig = Rig(NINE_UTC_S + 800)
    rig.draw(300, NINE_UTC_S + 2000)
    records = [rig.profile.record_at(NINE_UTC_S + 900 * k) for k in range(3)]
    assert [(record[0], record[2][0]) for record in records[:2]] == [(100, 25), (900, 225)]
    assert records[2] is None
    assert (rig.profile.covered_s, rig.profile.energies_mwh[0]) == (200, 50)
    assert rig.bill.energy_mwh[PEAK] == 300


def test_a_gap_of_two_seconds_is_a_late_tick_and_no_estimate():
    for gap_s, flags in ((1, 0), (2, 0), (3, ESTIMATED)):
        rig = Rig(NINE_UTC_S)
        rig.draw(10, NINE_UTC_S + gap_s)
        assert rig.profile.flags == flags


def test_two_readings_in_one_second_lose_nothing():
    rig = Rig(NINE_UTC_S)
    rig.draw(10, NINE_UTC_S + 1)
    rig.draw(20, NINE_UTC_S + 1)
    assert sum(rig.bill.energy_mwh) == 30
    assert rig.profile.energies_mwh[0] == 30


def test_the_monotonic_clock_tells_a_step_from_a_gap():
    rig = Rig(NINE_UTC_S - 10)
    rig.registers.draw(1000)
    rig.settlement.take(NINE_UTC_S + 3600, 1)  # one second went by, the wall clock jumped
    assert (rig.bill.energy_mwh[LOW], rig.bill.energy_mwh[PEAK]) == (1000, 0)
    assert rig.settlement.utc_s == NINE_UTC_S + 3600
    rig.registers.draw(1000)
    rig.settlement.take(NINE_UTC_S + 3601, 1)
    assert rig.bill.energy_mwh[PEAK] == 1000


def test_an_honest_gap_is_shared_out_though_the_processor_ran():
    rig = Rig(NINE_UTC_S - 30)
    rig.registers.draw(100000)
    rig.settlement.take(NINE_UTC_S + 70, 100)
    assert rig.bill.energy_mwh[LOW] == 30000


def test_over_more_than_a_day_nothing_is_shared_out():
    rig = Rig(NINE_UTC_S - 10)
    rig.draw(1000, NINE_UTC_S + 366 * 86400)
    assert rig.bill.energy_mwh[LOW] == 1000
    assert rig.profile.recorded <= 1
    assert rig.account.debited_u == rig.bill.total_u()


def test_an_interval_of_no_seconds_keeps_its_energy():
    rig = Rig(NINE_UTC_S)
    rig.draw(5, NINE_UTC_S)
    rig.draw(0, NINE_UTC_S + 901)
    rig.draw(1, NINE_UTC_S + 902)
    assert rig.profile.record_at(NINE_UTC_S) == (0, 0, (5, 0, 0, 0, 0, 0, 0))


def test_a_gap_that_is_settled_again_after_a_cut_counts_once():
    """The records of a gap are written before the commit; a cut in between redoes them."""
    rig = Rig(NINE_UTC_S - 100)
    state = rig.profile.start_s, rig.profile.newest_s
    rig.draw(30000, NINE_UTC_S + 1900)
    memory = rig.profile._memory
    again = Rig(NINE_UTC_S - 100)
    again.profile._memory = memory
    again.profile.start_s, again.profile.newest_s = state
    again.draw(30000, NINE_UTC_S + 1900)
    assert again.profile.record_at(NINE_UTC_S) == (900, ESTIMATED, (13500, 0, 0, 0, 0, 0, 0))
    assert again.profile.record_at(NINE_UTC_S + 900)[0] == 900
