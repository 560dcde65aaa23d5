"""Loads to be billed: what their energies become, and what is said of each slip."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.bill.load import Column, read_load
from tests.host.loads import KOREA, file_of, hours, refusal, utc
from tests.host.sources import ROOT

STEEL = ROOT / "tests" / "data" / "loads" / "steel_2018_15min.csv"


def test_the_steel_plant_is_read_to_the_last_watt_hour():
    load = read_load(STEEL, KOREA)
    assert (len(load), load.interval_s) == (35_040, 900)
    assert load.begin_s == utc(2017, 12, 31, 15)
    assert load.end_s == utc(2018, 12, 31, 15)
    assert sum(load.import_mwh) == 959_636_710_000
    assert load.knows_reactive


def test_the_load_of_meter_run_is_read_too():
    load = read_load(ROOT / "host" / "data" / "steel_plant_2018.csv", KOREA)
    assert (len(load), load.import_mwh[0]) == (672, 34_740_000)


def test_energies_come_in_the_order_of_the_engine(tmp_path):
    lines = [
        "start,kvarh_lead,kwh,kwh_export,kvarh_lag",
        "2018-01-01,0,5,2,4",
        "2018-01-02,9,0,0,9",
    ]
    load = read_load(file_of(tmp_path, *lines), KOREA)
    million = 1_000_000
    drawn = (5 * million, 2 * million, 4 * million, 0, 0, 0, 5 * million)
    assert list(load.steps()) == [drawn, (0, 0, 9 * million, 0, 0, 9 * million, 0)]


def test_without_reactive_energy_apparent_is_active(tmp_path):
    load = read_load(file_of(tmp_path, *hours("2018-01-01", "2018-01-02")), KOREA)
    assert list(load.steps()) == [(1_000_000, 0, 0, 0, 0, 0, 1_000_000)] * 2
    assert not load.knows_reactive


def test_means_become_energy_over_the_interval(tmp_path):
    lines = ["start,kw,kva", "2018-01-01T00:00,12,20", "2018-01-01T00:15,0.000001,0.000001"]
    load = read_load(file_of(tmp_path, *lines), KOREA)
    assert next(load.steps()) == (3_000_000, 0, 4_000_000, 0, 0, 0, 5_000_000)
    assert list(load.import_mwh) == [3_000_000, 0]


def test_a_part_of_a_milliwatt_hour_is_carried_on(tmp_path):
    lines = [f"2018-01-01T00:{minute:02},0.000001" for minute in range(0, 60, 5)]
    load = read_load(file_of(tmp_path, "start,kw", *lines), KOREA)
    assert list(load.import_mwh) == [0] * 11 + [1]


@given(st.lists(st.decimals(0, 1000, places=9), min_size=1), st.sampled_from([60, 900, 1260]))
def test_the_sum_is_exact_to_a_milliwatt_hour(values, interval_s):
    column = Column("kw", interval_s)
    for value in values:
        column.take("here", {"kw": f"{value:f}"})
    exact = sum(map(Fraction, values)) * 1_000_000 * interval_s / 3600
    assert exact - 1 < sum(column.found) <= exact


@pytest.mark.parametrize(
    ("text", "found_mwh"),
    [("1e-3", 1000), ("0." + "3" * 60, 333_333), ("1e-999999999999999999", 0), ("-0", 0)],
)
def test_numbers_may_be_written_in_many_ways(text, found_mwh):
    column = Column("kwh", 900)
    column.take("here", {"kwh": text})
    assert list(column.found) == [found_mwh]


def test_a_thousandth_of_what_floats_lose_is_kept():
    """Ten tenths of a billion and a millionth: a double ends a watt-hour away."""
    column = Column("kwh", 900)
    for text in ["900000000.000001"] * 10:
        column.take("here", {"kwh": text})
    assert sum(column.found) == int(Decimal("9000000000.00001") * 1_000_000)


DAY = "2018-01-18T"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (hours("2018-01-01"), "got 1 rows of load, expected a header and at least 2"),
        (hours(), "got 0 rows of load"),
        (
            ["start,kw,kva", DAY + "00:00,5,4", DAY + "01:00,5,5"],
            "line 2: kva: got '4' with '5' kw",
        ),
        (["start,kwh,kw", DAY + ",1,1", DAY + ",1,1"], "line 1: got the columns start,kwh,kw"),
        (
            ["start,kwh,kva", DAY + ",1,1", DAY + ",1,1"],
            "expected start,kwh[,kwh_export,kvarh_lag",
        ),
        (["start,kva", DAY + ",1", DAY + ",1"], "line 1: got the columns start,kva, expected"),
        (["start", DAY, DAY], "line 1: got the columns start, expected start,kwh["),
        (["start,kWh", DAY, DAY], "line 1: got unknown column 'kWh', expected start,kwh"),
    ],
)
def test_a_slip_in_the_columns_is_named(tmp_path, lines, message):
    assert message in refusal(tmp_path, lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-1", "line 3: kwh: got '-1', expected zero or more"),
        ("-1e-9", "line 3: kwh: got '-1e-9', expected zero or more"),
        ("1e10", "line 3: kwh: got '1e10', expected at most 1000000000"),
        ("1e999999999999999999999", "line 3: kwh: got '1e999999999999999999999', expected a num"),
        ("nan", "line 3: kwh: got 'nan', expected a number"),
        ("", "line 3: kwh: got '', expected a number"),
        ("1,5", "line 3: got 3 values, expected 2 as in the header"),
    ],
)
def test_a_number_that_is_none_is_named_with_its_line(tmp_path, text, message):
    lines = [*hours("2018-01-01T00:00"), f"2018-01-01T01:00,{text}"]
    assert message in refusal(tmp_path, lines)


def test_a_month_of_minutes_is_read(tmp_path):
    first = datetime(2018, 1, 1)
    path = tmp_path / "load.csv"
    with path.open("w") as file:
        file.write("start,kw\n")
        for minute in range(44_640):
            file.write(f"{first + timedelta(minutes=minute):%Y-%m-%dT%H:%M},60\n")
    load = read_load(path, KOREA)
    assert (len(load), sum(load.import_mwh)) == (44_640, 44_640_000_000)
