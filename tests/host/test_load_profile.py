"""Load files: what they may hold, and what is said of each slip, with its line."""

from datetime import datetime, timedelta

import pytest

from host.run.scene import MOST_VA
from host.simulator.errors import LoadError
from host.simulator.profile import read_profile

HEADER = "start,kwh,kvarh_lag,kvarh_lead"
FIRST = "2018-01-18T00:00,10,1,0"
SECOND = "2018-01-18T00:15,10,1,0"


def file_of(folder, *lines):
    path = folder / "load.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def refusal(folder, *lines):
    with pytest.raises(LoadError) as refused:
        read_profile(file_of(folder, *lines), MOST_VA)
    message = str(refused.value)
    assert "\n" not in message
    assert len(message) < 300 + len(str(folder))
    return message


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([HEADER], "got 0 rows of load, expected a header and at least 2 rows; add rows"),
        ([HEADER, FIRST], "got 1 rows of load, expected a header and at least 2 rows; add rows"),
        ([], "line 1: got no column 'start', expected start,kwh"),
        (["start,kwh,kvar_lead", FIRST], "line 1: got unknown column 'kvar_lead', expected start"),
        (["start,kwh,kwh", FIRST], "line 1: got column twice 'kwh', expected start"),
        (["start,kvarh_lag", FIRST], "line 1: got no column 'kwh'"),
        ([HEADER, FIRST, "2018-01-18T00:15,10,1"], "line 3: got 3 values, expected 4"),
        ([HEADER, FIRST, SECOND + ",9"], "line 3: got 5 values, expected 4"),
        ([HEADER, FIRST, "", "", "2018-01-18T00:15,ten,1,0"], "line 5: kwh: got 'ten'"),
        ([HEADER, FIRST, "2018-01-18T00:15,1_0,1,0"], "kwh: got '1_0', expected a number"),
        ([HEADER, FIRST, "2018-01-18T00:15,nan,1,0"], "kwh: got 'nan', expected a number"),
        ([HEADER, FIRST, "2018-01-18T00:15,inf,1,0"], "kwh: got 'inf', expected a number"),
        ([HEADER, FIRST, "2018-01-18T00:15,1,1e999,1e999"], "kvarh_lag: got '1e999'"),
        ([HEADER, FIRST, "2018-01-18T00:15,-1,1,0"], "kwh: got '-1', expected zero or more"),
        ([HEADER, SECOND, FIRST], "line 3: not in order: got 2018-01-18 00:00:00 after"),
        ([HEADER, FIRST, SECOND, SECOND], "line 4: not in order"),
        ([HEADER, FIRST, SECOND, "2018-01-18T00:45,1,1,0"], "line 4: got an interval of 0:30:00"),
        ([HEADER, FIRST, "2018-01-20,1,1,0"], "line 3: got an interval of 2 days"),
        ([HEADER, "1999-12-31,1,1,0"], "expected a time of 2000 to 2099 in whole seconds"),
        ([HEADER, "2100-01-01,1,1,0"], "expected a time of 2000 to 2099 in whole seconds"),
        ([HEADER, "2018-01-18T00:00:00.5,1,1,0"], "expected a time of 2000 to 2099 in whole"),
        ([HEADER, "x" * 5000 + ",1,1,0"], "start: got 'xxx"),
        (
            [HEADER, FIRST, '2018-01-18T00:15,"' + "9" * 200_000 + '",1,0'],
            "line 3: not CSV: field",
        ),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path, lines, message):
    assert message in refusal(tmp_path, *lines)


def test_more_than_the_meter_can_take_is_refused(tmp_path):
    """1,656 kVA are 414 kVAh in a quarter of an hour."""
    assert read_profile(file_of(tmp_path, HEADER, FIRST, "2018-01-18T00:15,414,0,0"), MOST_VA)
    message = refusal(tmp_path, HEADER, FIRST, "2018-01-18T00:15,400,300,0")
    assert "line 3: got 400 kWh and 300 kvarh, which is 2,000 kVA" in message
    assert "expected at most 1,656 kVA" in message


def test_blank_lines_a_byte_order_mark_and_spaces_are_nothing(tmp_path):
    path = file_of(
        tmp_path, "\ufeffstart, kwh", "", "2018-01-18T00:00, 1", "", "2018-01-18T01:00,2"
    )
    assert read_profile(path).watts == (1000.0, 2000.0)


def test_a_cut_begins_where_an_interval_begins(tmp_path):
    profile = read_profile(file_of(tmp_path, HEADER, FIRST, SECOND))
    second = datetime(2018, 1, 18, 0, 15)
    assert profile.cut(second, 60).start == second
    for moved in (timedelta(minutes=-30), timedelta(minutes=15), timedelta(seconds=1)):
        with pytest.raises(LoadError, match="expected the beginning of one of its"):
            profile.cut(second + moved, 60)
