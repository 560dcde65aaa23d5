"""The times of a load: local with one daylight saving rule, with offsets, or dated anew."""

from datetime import datetime

import pytest

from host.bill.load import read_load
from tests.host.loads import (
    BACK,
    FORWARD,
    KOREA,
    file_of,
    hours,
    local_hours,
    pacific,
    refusal,
    utc,
)


def test_the_missing_hour_is_missing(tmp_path):
    load = read_load(file_of(tmp_path, *local_hours(FORWARD, 0, 1, 3, 4)), pacific())
    assert (len(load), load.interval_s) == (4, 3600)
    assert load.end_s == utc(2018, 3, 11, 12)


def test_the_missing_hour_may_come_second(tmp_path):
    load = read_load(file_of(tmp_path, *local_hours(FORWARD, 1, 3)), pacific())
    assert load.interval_s == 3600


def test_the_doubled_hour_comes_twice(tmp_path):
    quarters = [f"2018-11-04T01:{minute}" for minute in ("00", "15", "30", "45")]
    lines = hours(*quarters, *quarters, "2018-11-04T02:00")
    load = read_load(file_of(tmp_path, *lines), pacific())
    assert (len(load), load.interval_s) == (9, 900)
    assert load.begin_s == utc(2018, 11, 4, 8)


@pytest.mark.parametrize(("starts", "begin"), [((1, 1), 8), ((1, 2), 9)])
def test_where_a_load_begins_in_the_doubled_hour_its_second_row_tells(tmp_path, starts, begin):
    load = read_load(file_of(tmp_path, *local_hours(BACK, *starts)), pacific())
    assert (load.begin_s, load.interval_s) == (utc(2018, 11, 4, begin), 3600)


def test_an_offset_says_which_hour_is_meant(tmp_path):
    starts = ("01:00-07:00", "01:00-08:00", "02:00-08:00")
    lines = hours(*(f"2018-11-04T{start}" for start in starts), "2018-11-04T11:00Z")
    load = read_load(file_of(tmp_path, *lines), KOREA)
    assert (len(load), load.begin_s) == (4, utc(2018, 11, 4, 8))


def test_a_missing_hour_that_is_there_is_refused(tmp_path):
    message = refusal(tmp_path, local_hours(FORWARD, 0, 1, 2, 3), pacific())
    assert "line 4: start: got 2018-03-11T02:00:00, which the tariff's time-zone rule" in message
    assert "or give --start" in message


def test_a_load_that_begins_in_a_missing_hour_is_refused(tmp_path):
    message = refusal(tmp_path, local_hours(FORWARD, 2, 3), pacific())
    assert "line 2: start: got 2018-03-11T02:00:00, which the tariff's" in message


def test_a_missing_hour_that_the_zone_does_not_explain_is_a_gap(tmp_path):
    message = refusal(tmp_path, local_hours(FORWARD, 0, 1, 3), KOREA)
    assert "line 4: start: got 2018-03-11T03:00:00 after 2018-03-11T01:00:00 in line 3" in message
    assert "expected 2018-03-11T02:00:00: a gap, with intervals of 60 min as in" in message
    assert "the first two rows; fill the gap" in message


def test_a_doubled_hour_that_the_zone_does_not_explain_is_an_overlap(tmp_path):
    message = refusal(tmp_path, local_hours(BACK, 0, 1, 1, 2), KOREA)
    assert "line 4: start: got 2018-11-04T01:00:00 after 2018-11-04T01:00:00 in line 3" in message
    assert "expected 2018-11-04T02:00:00: an overlap or a doubled row, with" in message


def test_a_doubled_hour_that_comes_once_is_a_gap(tmp_path):
    message = refusal(tmp_path, local_hours(BACK, 0, 1, 2), pacific())
    assert "line 4: start: got 2018-11-04T02:00:00 after 2018-11-04T01:00:00 in line 3" in message
    assert "expected 2018-11-04T01:00:00: a gap, with intervals of 60 min as in" in message
    assert "rule the clock is set back, this time comes twice); fill the gap" in message


def test_a_doubled_hour_does_not_come_thrice(tmp_path):
    message = refusal(tmp_path, local_hours(BACK, 0, 1, 1, 1, 2), pacific())
    assert "line 5: start: got 2018-11-04T01:00:00" in message


def test_a_gap_beside_a_missing_hour_is_a_gap(tmp_path):
    message = refusal(tmp_path, local_hours(FORWARD, 0, 1, 4), pacific())
    assert "expected 2018-03-11T03:00:00: a gap, with intervals of 60 min as in" in message
    assert "rule the clock is set forward, this time is skipped); fill the gap" in message


def test_times_with_an_offset_are_told_as_they_are_written(tmp_path):
    lines = hours("2018-01-18T00:00Z", "2018-01-18T00:15Z", "2018-01-18T09:45+09:00")
    message = refusal(tmp_path, lines)
    assert "got 2018-01-18T09:45:00+09:00 after 2018-01-18T00:15:00+00:00 in line 3" in message
    assert "expected 2018-01-18T09:30:00+09:00: a gap, with intervals of 15 min" in message


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (local_hours(BACK, 1, 0), "line 3: not in order: got"),
        (local_hours(BACK, 1, 1), "line 3: not in order: got"),
        (hours("2018-01-01", "2018-01-03"), "line 3: got an interval of 2 days, 0:00:00, "),
        (hours("2018-01-01", "1 February"), "line 3: start: got '1 February', expected"),
        (hours("1999-12-31", "2000-01-01"), "line 2: start: got '1999-12-31', expected a time"),
    ],
)
def test_a_slip_in_the_first_two_times_is_named(tmp_path, lines, message):
    assert message in refusal(tmp_path, lines)


def test_a_start_dates_all_rows_in_unbroken_time(tmp_path):
    lines = local_hours(FORWARD, 0, 1, 2, 3)
    load = read_load(file_of(tmp_path, *lines), pacific(), datetime(2020, 11, 1))
    assert (load.begin_s, load.end_s) == (utc(2020, 11, 1, 7), utc(2020, 11, 1, 11))


def test_a_load_that_keeps_daylight_saving_may_be_dated_anew_too(tmp_path):
    lines = local_hours(FORWARD, 0, 1, 3, 4)
    load = read_load(file_of(tmp_path, *lines), pacific(), datetime(2020, 1, 1))
    assert len(load) == 4


def test_a_start_mends_no_gap(tmp_path):
    lines = local_hours(FORWARD, 0, 1, 4)
    assert "line 4: start: got 2018-03-11T04" in refusal(
        tmp_path, lines, pacific(), datetime(2020, 1, 1)
    )


def test_a_start_in_a_missing_hour_is_refused(tmp_path):
    message = refusal(tmp_path, local_hours(BACK, 5, 6), pacific(), datetime(2018, 3, 11, 2, 30))
    assert message.startswith("--start: got 2018-03-11T02:30:00, which the tariff's time-zone")
