"""`meter bill --urdb`: rates of the Utility Rate Database, on loads that have no zone."""

import json

import pytest

from host.cli import main
from tests.host.loads import FORWARD, file_of, load_of, local_hours
from tests.host.sources import ROOT

URDB = ROOT / "tests" / "data" / "urdb"
DEMAND = {"flatdemandstructure": [[{"rate": 2}]], "flatdemandmonths": [0] * 12}
ENERGY = {"energyratestructure": [[{"rate": 0.1}], [{"rate": 0.2}]]}
SCHEDULE = [[0] * 8 + [1] * 16 for _ in range(12)]
NIGHT_AND_DAY = {**ENERGY, "energyweekdayschedule": SCHEDULE, "energyweekendschedule": SCHEDULE}
TIERS = [[{"max": 100, "rate": 0.1}, {"rate": 0.3}], [{"max": 100, "rate": 0.3}, {"rate": 0.4}]]


@pytest.fixture
def bill(tmp_path, capsys):
    """The first bill of a rate on a load, or the message that refuses it."""

    def run(rate, load, *words):
        path = rate
        if isinstance(rate, dict):
            path = tmp_path / "rate.json"
            path.write_text(json.dumps({"name": "test", **rate}))
        words = ["--urdb", "--tariff", path, "--load", load, "--json", *words]
        code = main(["bill", *map(str, words)])
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err

    return run


def quantities(result):
    return {
        line["part"] or line["rule"]: line["quantity"] for line in result["months"][0]["lines"]
    }


def test_what_the_rate_lost_is_told(bill, tmp_path):
    result = bill(NIGHT_AND_DAY, load_of(tmp_path, ["1"] * 96))
    assert "zone" in [loss["field"] for loss in result["losses"]]
    assert result["notes"] == [
        f"{len(result['losses'])} things of the rate were assumed, rounded or left out: see losses"
    ]
    assert result["total"] == "16.000000"


@pytest.mark.parametrize(
    ("interval_s", "demand"), [(300, 12), (900, 12), (1800, 12), (3600, 12), (1200, 12)]
)
def test_the_window_is_the_interval_where_that_is_longer(bill, tmp_path, interval_s, demand):
    load = load_of(tmp_path, [12 * interval_s // 3600 or 1] * 48, interval_s=interval_s)
    assert quantities(bill(DEMAND, load))["demand"] == pytest.approx(demand)


def test_a_window_that_the_rate_names_is_kept(bill, tmp_path):
    load = load_of(tmp_path, ["1"] * 24, interval_s=3600)
    assert "a demand window (of 30 min" in bill({**DEMAND, "demandwindow": 30}, load)


def test_local_time_is_that_of_the_first_row(bill, tmp_path):
    lines = [f"2018-01-01T{hour:02}:00-08:00,1" for hour in range(24)]
    result = bill(NIGHT_AND_DAY, file_of(tmp_path, "start,kwh", *lines))
    assert sorted(quantities(result).values()) == [8, 16]
    assert result["start"] == "2018-01-01"


def test_a_rate_knows_no_daylight_saving(bill, tmp_path):
    load = file_of(tmp_path, *local_hours(FORWARD, 0, 1, 3))
    assert "line 4: start: got 2018-03-11T03:00:00 after" in bill(NIGHT_AND_DAY, load)


def test_tiers_count_what_is_asked(bill, tmp_path):
    """In a month of 500 kWh 200 come in the first night, then 300 by day; 100 are cheaper."""
    load = load_of(tmp_path, [25] * 8 + [18.75] * 16 + [0] * 30 * 24, interval_s=3600)
    rate = {**NIGHT_AND_DAY, "energyratestructure": TIERS}
    running = bill(rate, load, "--tier-mode", "running")
    assert running["total"] == "160.000000"  # 100 x 0.1 + 100 x 0.3 + 300 x 0.4
    shared = bill(rate, load, "--tier-mode", "pro-rata")
    assert shared["total"] == "166.000000"  # 40 x 0.1 + 60 x 0.3 + 160 x 0.3 + 240 x 0.4


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "seward_d28.json",
            "seward_d28.json: energyweekdayschedule or energyweekendschedule: got",
        ),
        ("nowhere.json", "nowhere.json: No such file or directory; choose another file"),
    ],
)
def test_a_rate_that_cannot_be_billed_is_one_message(bill, tmp_path, name, message):
    said = bill(URDB / name, load_of(tmp_path, ["1"] * 9))
    assert message in said
    assert said.count("\n") == 1
