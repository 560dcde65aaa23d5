"""Energy is put into minutes, periods and intervals, also when the meter was away."""

from firmware.profile import ESTIMATED
from tests.fakes import told
from tests.settlement_rig import Rig

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
NINE_UTC_S = 1516201200 + 9 * 3600  # 09:00 in Korea, where the peak begins
LOW, PEAK = 0, 1


def test_a_minute_is_billed_when_it_is_over():
    rig = Rig(NINE_UTC_S - 60)
    rig.run(1000, NINE_UTC_S - 60, NINE_UTC_S - 1)
    assert rig.account.debited_u == 0
    rig.run(1000, NINE_UTC_S - 1, NINE_UTC_S)
    assert rig.account.debited_u == 60 * 100000
    rig.balances()


def test_each_minute_is_priced_by_its_period():
    rig = Rig(NINE_UTC_S - 90)
    rig.run(1000, NINE_UTC_S - 90, NINE_UTC_S + 70)
    rig.settlement.close()
    assert list(rig.energy_mwh) == [90000, 70000]
    assert rig.account.debited_u == 90 * 100000 + 70 * 200000
    rig.balances()


def test_what_was_seen_of_a_minute_can_be_settled_at_any_second():
    """As at the last gasp; the rest of the minute follows."""
    whole, cut = Rig(NINE_UTC_S), Rig(NINE_UTC_S)
    whole.run(777, NINE_UTC_S, NINE_UTC_S + 120)
    for utc_s in range(NINE_UTC_S, NINE_UTC_S + 120):
        cut.run(777, utc_s, utc_s + 1)
        if utc_s % 7 == 0:
            cut.settlement.close()
            cut.balances()
    cut.settlement.close()
    assert list(cut.energy_mwh) == list(whole.energy_mwh) == [0, 120 * 777]
    assert cut.profile.energies_mwh == whole.profile.energies_mwh
    assert cut.profile.covered_s == whole.profile.covered_s == 120
    assert cut.account.debited_u == whole.account.debited_u


def test_energy_of_a_gap_is_shared_out_by_time():
    rig = Rig(NINE_UTC_S - 30)
    rig.draw(100000, NINE_UTC_S + 70)
    assert list(rig.energy_mwh) == [30000, 70000]


def test_a_gap_shares_out_only_what_it_brought():
    """Twenty seconds were seen before it, in another period."""
    rig = Rig(NINE_UTC_S - 30)
    rig.run(1000, NINE_UTC_S - 30, NINE_UTC_S - 10)
    rig.draw(100000, NINE_UTC_S + 90)
    assert list(rig.energy_mwh) == [20000 + 10000, 90000]
    rig.balances()


def test_no_mwh_of_a_gap_is_lost_to_rounding():
    rig = Rig(NINE_UTC_S - 1000)
    rig.draw(1000003, NINE_UTC_S + 2003)
    assert sum(rig.energy_mwh) == 1000003
    rig.balances()


def test_intervals_of_a_gap_are_flagged_as_estimated():
    rig = Rig(NINE_UTC_S - 100)
    rig.draw(1000, NINE_UTC_S + 100)
    assert told(rig.profile, NINE_UTC_S - 900) == (100, ESTIMATED, (500, 0, 0, 0, 0, 0, 0))
    assert rig.profile.start_s == NINE_UTC_S
    assert rig.profile.energies_mwh[0] == 500


def test_seconds_make_an_interval():
    rig = Rig(NINE_UTC_S)
    rig.run(7, NINE_UTC_S, NINE_UTC_S + 900)
    assert told(rig.profile, NINE_UTC_S) == (900, 0, (6300, 0, 0, 0, 0, 0, 0))
    assert rig.profile.recorded == 1


def test_a_long_gap_without_energy_costs_nothing():
    rig = Rig(NINE_UTC_S)
    rig.draw(5, NINE_UTC_S + 1)
    rig.draw(0, NINE_UTC_S + 30 * 86400)
    assert rig.account.debited_u == 1000
    assert rig.settlement.utc_s == NINE_UTC_S + 30 * 86400
    rig.run(7, NINE_UTC_S + 30 * 86400, NINE_UTC_S + 30 * 86400 + 1)
    rig.settlement.close()
    assert told(rig.profile, NINE_UTC_S) == (1, 0, (5, 0, 0, 0, 0, 0, 0))


def test_a_clock_that_steps_back_moves_no_energy():
    rig = Rig(NINE_UTC_S)
    rig.run(100, NINE_UTC_S, NINE_UTC_S + 10)
    rig.draw(1000, NINE_UTC_S - 50, 1)
    assert list(rig.energy_mwh) == [0, 2000]
    rig.run(500, NINE_UTC_S - 50, NINE_UTC_S - 49)
    rig.settlement.close()
    assert list(rig.energy_mwh) == [500, 2000]
    rig.balances()


def test_a_clock_that_steps_back_goes_on_with_the_record_of_that_time():
    rig = Rig(NINE_UTC_S)
    rig.draw(500, NINE_UTC_S + 900)
    rig.run(3, NINE_UTC_S + 900, NINE_UTC_S + 910)
    rig.draw(0, NINE_UTC_S + 600, 1)
    rig.run(7, NINE_UTC_S + 600, NINE_UTC_S + 601)
    rig.draw(0, NINE_UTC_S + 905, 1)
    rig.run(0, NINE_UTC_S + 905, NINE_UTC_S + 906)
    rig.settlement.close()
    covered_s, flags, energies = told(rig.profile, NINE_UTC_S)
    assert energies[0] == 507
    assert rig.profile.energies_mwh[0] == 30
    rig.balances()


def test_each_total_has_its_place_in_the_profile():
    rig = Rig(NINE_UTC_S)
    for quantity in range(7):
        rig.registers.mwh[4 * quantity] = 900 * (quantity + 1)
        rig.registers.mwh[4 * quantity + 1] = 77  # a phase's, which no profile holds
    rig.draw(0, NINE_UTC_S + 900)
    energies = tuple(900 * (quantity + 1) for quantity in range(7))
    assert told(rig.profile, NINE_UTC_S) == (900, ESTIMATED, energies)
    assert sum(rig.energy_mwh) == 900  # this tariff bills import alone


def test_what_a_gap_exported_is_shared_out_like_what_it_drew():
    rig = Rig(NINE_UTC_S - 300)
    rig.registers.mwh[4] = 1001
    rig.draw(0, NINE_UTC_S + 700)
    assert told(rig.profile, NINE_UTC_S - 900)[2][1] == 300
    assert rig.profile.energies_mwh[1] == 701
    assert rig.account.debited_u == 0


def test_a_gap_is_cut_where_a_price_changes_within_one_interval():
    rig = Rig(NINE_UTC_S + 60, peak_from="09:05")
    rig.draw(400, NINE_UTC_S + 460)
    assert list(rig.energy_mwh) == [240, 160]
    assert (rig.profile.covered_s, rig.profile.energies_mwh[0]) == (400, 400)


def test_a_gap_is_cut_where_an_interval_ends_within_one_price():
    rig = Rig(NINE_UTC_S + 800)
    rig.draw(300, NINE_UTC_S + 2000)
    records = [told(rig.profile, NINE_UTC_S + 900 * k) for k in range(3)]
    assert [(record[0], record[2][0]) for record in records[:2]] == [(100, 25), (900, 225)]
    assert records[2] is None
    assert (rig.profile.covered_s, rig.profile.energies_mwh[0]) == (200, 50)
    assert list(rig.energy_mwh) == [0, 300]


def test_a_gap_of_two_seconds_is_a_late_tick_and_no_estimate():
    for gap_s, flags in ((1, 0), (2, 0), (3, ESTIMATED)):
        rig = Rig(NINE_UTC_S)
        rig.draw(10, NINE_UTC_S + gap_s)
        rig.settlement.close()
        assert rig.profile.flags == flags


def test_two_readings_in_one_second_lose_nothing():
    rig = Rig(NINE_UTC_S)
    rig.draw(10, NINE_UTC_S + 1)
    rig.draw(20, NINE_UTC_S + 1, 0)
    rig.settlement.close()
    assert sum(rig.energy_mwh) == rig.profile.energies_mwh[0] == 30


def test_energy_that_came_in_no_time_waits_for_the_next_second():
    rig = Rig(NINE_UTC_S)
    rig.draw(10, NINE_UTC_S, 0)
    rig.settlement.close()
    assert sum(rig.energy_mwh) == 0
    rig.balances()
    rig.run(5, NINE_UTC_S, NINE_UTC_S + 1)
    rig.settlement.close()
    assert sum(rig.energy_mwh) == 15


def test_the_monotonic_clock_tells_a_step_from_a_gap():
    rig = Rig(NINE_UTC_S - 10)
    rig.draw(1000, NINE_UTC_S + 3600, 1)  # one second went by, the wall clock jumped
    assert list(rig.energy_mwh) == [1000, 0]
    assert rig.settlement.utc_s == NINE_UTC_S + 3600
    rig.run(1000, NINE_UTC_S + 3600, NINE_UTC_S + 3601)
    rig.settlement.close()
    assert list(rig.energy_mwh) == [1000, 1000]


def test_a_wall_clock_that_stands_still_for_long_has_stepped():
    rig = Rig(NINE_UTC_S - 10)
    rig.draw(1000, NINE_UTC_S - 10, 20)
    assert list(rig.energy_mwh) == [500, 500], "twenty seconds from ten before nine"


def test_an_honest_gap_is_shared_out_though_the_processor_ran():
    rig = Rig(NINE_UTC_S - 30)
    rig.draw(100000, NINE_UTC_S + 70, 100)
    assert list(rig.energy_mwh) == [30000, 70000]


def test_over_more_than_a_day_nothing_is_shared_out():
    rig = Rig(NINE_UTC_S - 10)
    rig.draw(1000, NINE_UTC_S + 366 * 86400)
    assert rig.energy_mwh[LOW] == 1000
    assert rig.profile.recorded <= 1
    rig.balances()


def test_an_interval_of_no_seconds_keeps_its_energy():
    rig = Rig(NINE_UTC_S)
    rig.draw(5, NINE_UTC_S, 0)
    rig.draw(0, NINE_UTC_S + 901, 1)
    rig.run(1, NINE_UTC_S + 901, NINE_UTC_S + 960)
    assert told(rig.profile, NINE_UTC_S) == (1, 0, (5, 0, 0, 0, 0, 0, 0))


def test_a_gap_that_is_settled_again_after_a_cut_counts_once():
    """The records of a gap are written before the commit; a cut in between redoes them."""
    rig = Rig(NINE_UTC_S - 100)
    state = rig.profile.start_s, rig.profile.newest_s
    rig.draw(30000, NINE_UTC_S + 1900)
    ring = rig.profile.ring
    again = Rig(NINE_UTC_S - 100)
    again.profile.ring = ring
    again.profile.start_s, again.profile.newest_s = state
    again.draw(30000, NINE_UTC_S + 1900)
    assert told(again.profile, NINE_UTC_S) == (900, ESTIMATED, (13500, 0, 0, 0, 0, 0, 0))
    assert told(again.profile, NINE_UTC_S + 900)[0] == 900
