"""What the settlement does after days away, and where the clock is far off."""

from firmware.profile import ESTIMATED, LoadProfile
from tests.documents import two_prices
from tests.fakes import Ring, told
from tests.settlement_rig import Rig

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
NINE_UTC_S = 1516201200 + 9 * 3600  # 09:00 in Korea, where the peak begins


def test_a_day_away_is_recorded_in_quarter_hours():
    """However short the interval is: 14 minutes, 95 quarters, and what is left."""
    rig = Rig(NINE_UTC_S)
    rig.profile = LoadProfile(Ring(), 60)
    rig.settlement._profile = rig.profile
    rig.draw(86400, NINE_UTC_S + 60)
    rig.draw(86400 * 100 - 86400, NINE_UTC_S + 86400)
    records = [
        (record.start_s - NINE_UTC_S, record.covered_s, record.flags, record.energies_mwh[0])
        for record in rig.profile.records(0, 1 << 32)
    ]
    assert [row[:3] for row in records[:16]] == [
        (
            60 * k,
            60,
            ESTIMATED,
        )
        for k in range(15)
    ] + [(900, 900, ESTIMATED)]
    assert len(records) == 15 + 95
    assert sum([row[3] for row in records]) == rig.registers.mwh[0]
    rig.run(5, NINE_UTC_S + 86400, NINE_UTC_S + 86520)
    assert told(rig.profile, NINE_UTC_S + 86400) == (60, 0, (300, 0, 0, 0, 0, 0, 0))


def test_a_day_away_is_a_bounded_number_of_steps():
    """With windows of a minute there are no more than the minutes of a day."""
    minutes = {"rule": "peak", "kind": "demand", "window_min": 1, "price": "1"}
    document = two_prices("09:00")
    document["rules"].append(minutes)
    rig = Rig(NINE_UTC_S, document=document)
    engine, steps = rig.billing.engine, set()
    bill = engine.take

    def take(start_s, end_s, energies):
        steps.add((end_s - start_s, energies[0]))
        bill(start_s, end_s, energies)

    engine.take = take
    rig.draw(86400000, NINE_UTC_S + 86400)
    assert steps == {(60, 60000)}
    assert sum(rig.energy_mwh) == 86400000
    rig.balances()


def test_a_wrong_clock_does_not_bill_a_life_of_standing_charges():
    document = two_prices("09:00")
    document["rules"].append({"rule": "standing", "kind": "fixed", "price": "10"})
    rig = Rig(NINE_UTC_S, document=document)
    rig.run(0, NINE_UTC_S, NINE_UTC_S + 60)
    rig.draw(0, NINE_UTC_S + 80 * 365 * 86400, 1)
    rig.run(0, NINE_UTC_S + 80 * 365 * 86400, NINE_UTC_S + 80 * 365 * 86400 + 120)
    rig.draw(0, NINE_UTC_S + 120, 1)
    rig.balances()
    rig.run(1000, NINE_UTC_S + 120, NINE_UTC_S + 240)
    rig.balances()
    assert rig.account.debited_u < 28 * 10000000
    assert rig.billing.engine.values[0] == NINE_UTC_S + 120, "the bill of today runs again"


def test_a_clock_that_is_set_back_a_little_goes_on_with_its_bill():
    document = two_prices("09:00")
    document["cycle"] = {"day": 18}
    document["rules"].append({"rule": "day", "kind": "fixed", "price": "10", "per": "day"})
    midnight_s = NINE_UTC_S - 9 * 3600
    rig = Rig(midnight_s - 60, document=document)
    rig.run(0, midnight_s - 60, midnight_s + 60)
    assert rig.billing.closed.count == 1
    rig.draw(1000, midnight_s - 30, 1)
    rig.run(1000, midnight_s - 30, midnight_s + 60)
    assert rig.billing.closed.count == 1
    assert rig.billing.engine.values[0] == midnight_s
    rig.balances()


def test_a_bill_is_closed_at_its_end_within_a_gap():
    document = two_prices("09:00")
    document["cycle"] = {"day": 19}
    rig = Rig(NINE_UTC_S, document=document)
    midnight_s = NINE_UTC_S + 15 * 3600
    rig.draw(16 * 3600, midnight_s + 3600)
    engine, closed = rig.billing.engine, rig.billing.closed
    assert closed.state() == (NINE_UTC_S, midnight_s, engine.closed_u, 1)
    assert engine.closed_u == 3 * 3600 * 200 + 12 * 3600 * 100
    assert list(rig.energy_mwh) == [3600, 0]
    assert rig.account.debited_u == engine.closed_u + 3600 * 100
