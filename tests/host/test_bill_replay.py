"""A load through the engine: which bills it makes, what is debited, what cannot be billed."""

import csv
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from host.bill.load import read_load
from host.bill.replay import replay
from host.bill.watchers import Days, Prepaid
from host.simulator.errors import LoadError
from tariffs.compiler import compile_tariff
from tests.host.loads import (
    DEMAND,
    ENERGY,
    STANDING,
    UNITED_STATES,
    VAT,
    document,
    file_of,
    hours,
    load_of,
)
from tests.host.sources import ROOT

STEEL = ROOT / "tests" / "data" / "loads" / "steel_2018_15min.csv"


def bills_of(path, *rules, watchers=(), **more):
    tariff = compile_tariff(document(*rules, **more))
    return replay(tariff, read_load(path, tariff.zone), watchers)


def steel_energy():
    """{month: (kWh at the low price, kWh at the high one)}, reckoned from the file alone."""
    found = {month: [Decimal(0), Decimal(0)] for month in range(1, 13)}
    with STEEL.open() as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["start"])
            found[at.month][at.weekday() < 5 and 9 <= at.hour < 12] += Decimal(row["kwh"])
    return found


def test_a_year_of_steel_costs_what_its_file_says():
    bills = bills_of(STEEL, ENERGY)
    assert len(bills) == 12
    for bill, (low, high) in zip(bills, steel_energy().values(), strict=True):
        assert bill.drawn_mwh == (low + high) * 1_000_000
        assert bill.total_u == (low * Decimal("0.1") + high * Decimal("0.3")) * 1_000_000


def pacific_labels():
    """Local times of all hours of 2018 in California, where the clock is set at known instants."""
    instants = [datetime(2018, 1, 1, 8) + timedelta(hours=hour) for hour in range(8760)]
    forward, back = datetime(2018, 3, 11, 10), datetime(2018, 11, 4, 9)
    return [at - timedelta(hours=7 if forward <= at < back else 8) for at in instants]


def test_with_daylight_saving_each_hour_is_billed_by_its_label(tmp_path):
    """The file has no third hour of 11 March, and the second of 4 November twice."""
    labels = pacific_labels()
    assert len(set(labels)) == 8759
    path = file_of(tmp_path, *hours(*(at.isoformat() for at in labels)))
    bills = bills_of(path, ENERGY, zone=UNITED_STATES)
    for month, bill in enumerate(bills, 1):
        found = [at for at in labels if at.month == month]
        high = sum(at.weekday() < 5 and 9 <= at.hour < 12 for at in found)
        assert [line.quantity_e6 / 1e6 for line in bill.lines] == [len(found) - high, high]


def test_the_peak_is_the_highest_row_of_the_month(tmp_path):
    values = ["1"] * (2 * 96)
    values[10], values[100] = "2.5", "7"
    bills = bills_of(load_of(tmp_path, values, "2018-01-31T00:00"), ENERGY, DEMAND)
    assert [bill.peak_mw / 1e6 for bill in bills] == [10, 28]
    assert [bill.lines[-1].quantity_e6 / 1e6 for bill in bills] == [10, 28]


def test_the_last_bill_is_closed_where_the_load_ends(tmp_path):
    bills = bills_of(load_of(tmp_path, ["1"] * 96 * 2, "2018-01-31T12:00"), STANDING)
    assert [bill.total_u for bill in bills] == [500_000, round(31_000_000 * 1.5 / 28)]
    assert bills[1].end_s - bills[1].start_s == 36 * 3600


def test_a_load_that_ends_with_a_bill_has_no_empty_one(tmp_path):
    assert len(bills_of(load_of(tmp_path, ["1"] * 96, "2018-01-31T00:00"), STANDING)) == 1


def test_no_row_is_lost_between_two_bills():
    tariff = compile_tariff(document(ENERGY, cycle={"day": 15, "months": 2}))
    load = read_load(STEEL, tariff.zone)
    bills = replay(tariff, load)
    assert len(bills) == 7
    assert sum(bill.drawn_mwh for bill in bills) == sum(load.import_mwh)


@pytest.mark.parametrize("rounding", [None, {"total": {"to": "1", "mode": "half_up"}}])
def test_the_debits_are_the_bills(rounding):
    prepaid = Prepaid(50_000_000_000)
    more = {"rounding": rounding} if rounding else {}
    bills = bills_of(STEEL, ENERGY, DEMAND, STANDING, VAT, watchers=[prepaid], **more)
    assert 50_000_000_000 - prepaid.balance_u == sum(bill.total_u for bill in bills)
    assert prepaid.balances_u[-1] == prepaid.balance_u
    assert prepaid.balances_u[list(prepaid.times_s).index(prepaid.emptied_s)] <= 0


def test_an_account_that_lasts_is_never_used_up(tmp_path):
    prepaid = Prepaid(10_000_000)
    bills_of(load_of(tmp_path, ["1"] * 30), ENERGY, watchers=[prepaid])
    assert prepaid.emptied_s is None
    assert prepaid.balance_u == 7_000_000


def test_an_account_is_used_up_when_nothing_is_left(tmp_path):
    prepaid = Prepaid(200_000)
    bills_of(load_of(tmp_path, ["1"] * 5), ENERGY, watchers=[prepaid])
    assert list(prepaid.balances_u) == [100_000, 0, -100_000, -200_000, -300_000, -300_000]
    assert prepaid.emptied_s == prepaid.times_s[1]


def test_with_short_rows_the_account_is_settled_each_quarter(tmp_path):
    prepaid = Prepaid(0)
    path = load_of(tmp_path, ["1"] * 60, interval_s=60)
    bills_of(path, ENERGY, watchers=[prepaid])
    assert len(prepaid.times_s) == 1 + 4 + 1


def test_the_costs_of_all_days_are_the_costs_of_energy():
    tariff = compile_tariff(document(ENERGY, DEMAND, cycle={"day": 15}))
    load = read_load(STEEL, tariff.zone)
    days = Days(tariff, load.begin_s)
    bills = replay(tariff, load, [days])
    assert len(days.costs) == 365
    for part in ("low", "high"):
        billed = sum(line.amount_u for bill in bills for line in bill.lines if line.part == part)
        assert sum(costs[part] for _, costs in days.costs) == billed


def test_a_day_costs_what_was_drawn_in_it(tmp_path):
    tariff = compile_tariff(document(ENERGY))
    load = read_load(load_of(tmp_path, ["1"] * 20, "2018-01-02T08:00", 3600), tariff.zone)
    days = Days(tariff, load.begin_s)
    replay(tariff, load, [days])
    first, second = (costs for _, costs in days.costs)
    assert first == {"low": 1_300_000, "high": 900_000}
    assert second == {"low": 400_000, "high": 0}


def test_rows_longer_than_a_demand_window_are_refused(tmp_path):
    path = load_of(tmp_path, ["1"] * 9, interval_s=3600)
    with pytest.raises(LoadError) as refused:
        bills_of(path, ENERGY, DEMAND)
    assert str(refused.value).startswith(
        "--load: got intervals of 60 min, but a demand window (of 15 min, or told in steps of"
        " that) of the tariff ends at 2018-01-01T00:15:00, within the one that begins at"
        " 2018-01-01T00:00:00;"
    )


def test_rows_over_the_end_of_a_period_are_refused(tmp_path):
    path = load_of(tmp_path, ["1"] * 3, "2018-01-01T07:30", 3600)
    with pytest.raises(LoadError) as refused:
        bills_of(path, ENERGY)
    assert (
        "--load: got intervals of 60 min, but a price period or bill of the tariff ends at"
        " 2018-01-01T09:00:00, within the one that begins at 2018-01-01T08:30:00"
    ) in str(refused.value)


@pytest.mark.parametrize("interval_s", [60, 180, 300, 900])
def test_rows_that_divide_the_window_make_the_same_bill(tmp_path, interval_s):
    rows = int(timedelta(days=2).total_seconds()) // interval_s
    path = load_of(tmp_path, [f"{interval_s / 900:.6f}"] * rows, interval_s=interval_s)
    (bill,) = bills_of(path, ENERGY, DEMAND)
    assert bill.lines[-1].quantity_e6 == pytest.approx(4_000_000, abs=60)
    assert bill.drawn_mwh == pytest.approx(192_000_000, abs=3000)
