"""Each scheme lived through by the firmware: alarms, trips and closings to the minute.

The load is 60 kW, 1 kWh a minute, so that a price for a kWh is one for a minute. Each sequence was
worked out by hand; balances are half a minute away from every limit.
"""

import json
from datetime import datetime, timedelta

import pytest

from host.cli import main
from tests.interpreter import required

ZONES = {"CNY": 480, "GBP": 0, "INR": 330, "ZAR": 120, "NGN": 60}
NOON = datetime(2018, 1, 15, 12)  # a Monday


@pytest.fixture(autouse=True)
def _micropython():
    required("micropython32")


def lived(folder, scheme, currency, price, balance, start, minutes, commands, *more):
    """The result of a run: `commands` are (minute, kind, amount).

    A price of two numbers is that of a kWh and a standing charge a day.
    """
    price, _, standing = price.partition(" ")
    tariff = {
        "format": 2,
        "name": "a minute",
        "currency": currency,
        "zone": {"utc_offset_min": ZONES[currency]},
        "rules": [{"rule": "energy", "kind": "energy", "price": price}],
    }
    if standing:
        rule = {"rule": "standing", "kind": "fixed", "price": standing, "per": "day"}
        tariff["rules"].append(rule)
    (folder / "tariff.json").write_text(json.dumps(tariff))
    quarters = [start + timedelta(minutes=15 * n) for n in range(minutes // 15 + 2)]
    rows = ["start,kwh"] + [f"{at.isoformat()},15" for at in quarters]
    (folder / "load.csv").write_text("\n".join(rows) + "\n")
    sent = [(start + timedelta(minutes=at), kind, amount) for at, kind, amount in commands]
    rows = ["at,kind,amount,id"] + [f"{at.isoformat()},{kind},{n}," for at, kind, n in sent]
    (folder / "topups.csv").write_text("\n".join(rows) + "\n")
    words = ["run", "--plain", "--days", str(minutes / 1440), "--scheme", scheme]
    words += ["--tariff", folder / "tariff.json", "--load", folder / "load.csv"]
    words += ["--topups", folder / "topups.csv", "--prepaid", balance]
    words += ["--json", folder / "out.json", *more]
    assert main([str(word) for word in words]) == 0
    return json.loads((folder / "out.json").read_text())


def check(result, start, expected, count=0.01):
    """`expected` is (minute, what, why, balance); `count` is what the last Wh may be off."""
    found = [
        (minute_of(event, start), event["what"], event["why"])
        for event in result["account_events"]
    ]
    assert found == [each[:3] for each in expected]
    for event, each in zip(result["account_events"], expected, strict=True):
        assert event["balance_u"] / 1e6 == pytest.approx(each[3], abs=count)


def minute_of(event, start):
    return (datetime.fromisoformat(event["at"]) - start) / timedelta(minutes=1)


def test_two_alarms_in_china(tmp_path):
    commands = [(90, "close", ""), (120, "top_up", "100"), (125, "close", "")]
    args = ("cn-two-alarms", "CNY", "0.5", "45.25", NOON, 144, commands)
    result = lived(tmp_path, *args)
    expected = [
        (31, "alarm", "1", 29.75),
        (71, "alarm", "2", 9.75),
        (71, "trip", "second alarm", 9.75),
        (90, "button", "", 9.75),
        (90, "close", "", 9.75),
        (110, "trip", "no credit", -0.25),
        (120, "top_up", "100", 99.75),
        (120, "ready", "waits for the button", 99.75),
        (125, "button", "", 99.75),
        (125, "close", "", 99.75),
    ]
    check(result, NOON, expected)
    passed_mwh = result["energy"]["import"]["true_mwh"]
    assert passed_mwh == pytest.approx((71 + 20 + 19) * 1e6, rel=1e-3)  # and none while it is off


def test_emergency_credit_in_great_britain(tmp_path):
    commands = [
        (1, "debt", "8"),
        (10, "emergency", ""),
        (120, "top_up", "20"),
        (122, "close", ""),
    ]
    args = ("gb-emergency-credit", "GBP", "0.1", "1.25", NOON, 170, commands)
    result = lived(tmp_path, *args, "--kill-at", "900,6800", "--restart-after", "3")
    expected = [
        (1, "debt", "8", 1.15),
        (8, "alarm", "1", 0.45),
        (10, "emergency", "", 0.25),
        (113, "trip", "no credit", -10.05),
        (120, "top_up", "20", 4.95),  # 10.05 emergency, 5 of the debt
        (120, "ready", "waits for the button", 4.95),
        (122, "button", "", 4.95),
        (122, "close", "", 4.95),
        (167, "alarm", "1", 0.45),
    ]
    check(result, NOON, expected)
    assert (result["boots"], result["points"]["debt_u"]) == (3, 3_000_000)


def test_the_hours_of_disconnection_in_india(tmp_path):
    start = NOON + timedelta(minutes=30)
    commands = [(1, "debt", "40"), (28, "top_up", "100")]
    args = ("in-prepaid", "INR", "5", "122.50", start, 50, commands)
    expected = [
        (1, "debt", "40", 117.5),
        (5, "alarm", "2", 97.5),
        (25, "trip", "no credit", -2.5),
        (28, "top_up", "100", 72.5),  # 25 % for the debt
        (28, "close", "", 72.5),  # by itself; from 13:00 on nobody is cut off
    ]
    result = lived(tmp_path, *args)
    check(result, start, expected)
    assert result["balance_end_u"] < -30_000_000


def test_fee_and_debt_in_south_africa(tmp_path):
    commands = [(1, "debt", "300"), (20, "top_up", "200")]
    args = ("za-prepaid", "ZAR", "1", "10.50", NOON, 55, commands)
    expected = [
        (1, "debt", "300", 9.5),
        (11, "trip", "no credit", -0.5),
        (20, "top_up", "200", 79.5),  # 0.50, the month's 60, 30 % for the debt
        (20, "close", "", 79.5),
        (50, "alarm", "1", 49.5),
    ]
    check(lived(tmp_path, *args), NOON, expected)


def test_a_delay_and_a_tax_in_nigeria(tmp_path):
    commands = [(1, "debt", "5000"), (40, "top_up", "1000")]
    args = ("ng-prepaid", "NGN", "60", "1230", NOON, 50, commands)
    expected = [
        (1, "debt", "5000", 1170),
        (4, "alarm", "1", 990),
        (26, "trip", "no credit", -330),  # used up at 21
        (40, "top_up", "1000", 100.23256),  # 69.76744 tax, 330, half for the debt
        (40, "close", "", 100.23256),
        (47, "trip", "no credit", -319.76744),  # used up at 42
    ]
    check(lived(tmp_path, *args), NOON, expected, count=0.12)


def test_a_day_and_a_half_in_great_britain(tmp_path):
    """From Sunday noon; 0.02 a minute, and 0.36 a day: of 17.5 days 0.35 for each of 18 begun."""
    start = NOON - timedelta(days=1)
    commands = [
        (5, "debt", "8"),
        (615, "emergency", ""),
        (1320, "top_up", "40"),
        (1330, "close", ""),
        (1400, "top_up", "20"),
    ]
    args = ("gb-emergency-credit", "GBP", "0.02 0.36", "13.06", start, 2220, commands)
    result = lived(tmp_path, *args)
    expected = [
        (5, "debt", "8", 12.61),
        (611, "alarm", "1", 0.49),
        (615, "emergency", "", 0.41),
        (1260, "trip", "no credit", -12.49),  # at -10 since 06:56, friendly until 09:00
        (1320, "top_up", "40", 22.16),  # 12.49 emergency, 0.35 of Monday held, 5 of the debt
        (1320, "ready", "waits for the button", 22.16),
        (1330, "button", "", 22.16),
        (1330, "close", "", 22.16),
        (1400, "top_up", "20", 40.76),  # the week has paid its 5
    ]
    check(result, start, expected)
    points = result["points"]
    assert result["balance_end_u"] / 1e6 == pytest.approx(24.01, abs=0.01)
    assert (points["held_u"], points["debt_u"], points["debt_paid_u"]) == (0, 3 * 10**6, 5 * 10**6)
    assert points["hours_left"] == 19  # 15.93 in the last 779 minutes


def test_a_day_in_china(tmp_path):
    start = NOON + timedelta(hours=6)
    commands = [(861, "close", ""), (1200, "top_up", "100"), (1210, "close", "")]
    args = ("cn-two-alarms", "CNY", "0.04", "44.01", start, 1500, commands)
    expected = [
        (351, "alarm", "1", 29.97),
        (851, "alarm", "2", 9.97),
        (851, "trip", "second alarm", 9.97),
        (861, "button", "", 9.97),
        (861, "close", "", 9.97),
        (1111, "trip", "no credit", -0.03),
        (1200, "top_up", "100", 99.97),
        (1200, "ready", "waits for the button", 99.97),
        (1210, "button", "", 99.97),
        (1210, "close", "", 99.97),
    ]
    result = lived(tmp_path, *args)
    check(result, start, expected)
    assert result["balance_end_u"] / 1e6 == pytest.approx(88.37, abs=0.01)
