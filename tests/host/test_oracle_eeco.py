"""What eeco does, as the comparison of bills relies on it, beside PySAM and exact arithmetic."""

from datetime import datetime

import pytest

from tests.host.oracles import rational, year
from tests.host.oracles.eeco import Row, bills

START = datetime(2018, 1, 1)  # a Monday
STEEL = year.steel_kw()


def in_month(load_kw, steps_per_hour, month):
    return [kw for kw, m in zip(load_kw, year.months(steps_per_hour), strict=True) if m == month]


def test_a_year_of_the_steel_plant_costs_what_pysam_says():
    pysam = pytest.importorskip("tests.host.oracles.pysam", reason="no NREL-PySAM here")
    table = [
        Row("energy", "day", 0.2, hours=(8, 24), weekdays=(0, 4)),
        Row("energy", "day", 0.3, hours=(8, 24), weekdays=(0, 4), above=20000),
        Row("energy", "rest", 0.1, hours=(0, 8), weekdays=(0, 4)),
        Row("energy", "rest", 0.1, weekdays=(5, 6)),
        Row("energy", "rest", 0.4, hours=(0, 8), weekdays=(0, 4), above=20000),
        Row("energy", "rest", 0.4, weekdays=(5, 6), above=20000),
        Row("demand", "flat", 10),
        Row("demand", "flat", 5, above=300),
        Row("demand", "day", 4, hours=(8, 24), weekdays=(0, 4)),
        Row("fixed", "standing charge", 35),
    ]
    workday, restday = [0] * 8 + [1] * 16, [0] * 24
    schedules = {
        f"{of}{days}schedule": [list(row) for _ in range(12)]
        for of in ("energy", "demand")
        for days, row in (("weekday", workday), ("weekend", restday))
    }
    urdb = {
        "energyratestructure": [
            [{"max": 20000, "rate": 0.1}, {"rate": 0.4}],
            [{"max": 20000, "rate": 0.2}, {"rate": 0.3}],
        ],
        "demandratestructure": [[{"rate": 0}], [{"rate": 4}]],
        "flatdemandstructure": [[{"max": 300, "rate": 10}, {"rate": 5}]],
        "flatdemandmonths": [0] * 12,
        "fixedchargefirstmeter": 35,
        **schedules,
    }
    expected = pysam.bills(urdb, STEEL, 4, tier_mode="running")
    made = bills(table, STEEL, START, minutes=15)
    assert len(made) == 12
    for ours, theirs in zip(made, expected, strict=True):
        assert ours["energy", "day"] + ours["energy", "rest"] == pytest.approx(theirs["energy"])
        assert ours["demand", "flat"] == pytest.approx(theirs["demand_flat"])
        assert ours["demand", "day"] == pytest.approx(theirs["demand_tou"])
        assert ours["fixed", "standing charge"] == theirs["fixed"]


def test_hours_may_be_halves():
    table = [Row("energy", "morning", 1, hours=(7.5, 8.25))]
    made = bills(table, [4.0] * 35040, START, minutes=15)
    assert [bill["energy", "morning"] for bill in made] == [3.0 * days for days in year.DAYS_OF]


def test_a_leap_year_and_minutes():
    table = [Row("energy", "weekend", 1, weekdays=(5, 6)), Row("daily demand", "peak", 2)]
    minutes = [60.0] * (29 * 24 * 60)
    february = bills(table, minutes, datetime(2024, 2, 1), minutes=1)
    assert len(february) == 1
    assert february[0]["energy", "weekend"] == pytest.approx(8 * 24 * 60)
    assert february[0]["daily demand", "peak"] == pytest.approx(29 * 60 * 2)


def test_daily_demand_is_the_sum_of_the_days_peaks():
    table = [Row("daily demand", "peak", 2, hours=(8, 20))]
    january = in_month(STEEL, 4, 0)
    days = [january[96 * day : 96 * day + 96] for day in range(31)]
    expected = sum(2 * max(day[32:80]) for day in days)
    assert bills(table, january, START, minutes=15)[0]["daily demand", "peak"] == pytest.approx(
        expected
    )


def test_energy_tiers_run_over_all_names():
    table = [
        Row("energy", "noon", 0.1, hours=(12, 13)),
        Row("energy", "noon", 0.2, hours=(12, 13), above=100),
    ]
    made = bills(table, [10.0] * 24, START, minutes=60)
    # the hour from 12:00 takes the month from 120 to 130 kWh, above the limit though noon has 10
    assert made[0]["energy", "noon"] == pytest.approx(2)


def test_a_step_over_two_limits_loses_the_tier_between():
    table = [Row("energy", "all", price, above=above) for price, above in ((1, 0), (2, 5), (4, 6))]
    made = bills(table, [4.0, 10.0], START, minutes=60)[0]["energy", "all"]
    right = rational.marginal(14, (5, 6, rational.OPEN), (1, 2, 4))
    assert float(right) - made == pytest.approx(2)


def test_what_it_cannot_do_is_refused():
    with pytest.raises(ValueError, match="which eeco would cut"):
        Row("energy", "a", 1, above=0.5)
    with pytest.raises(ValueError, match="not of all hours"):
        Row("demand", "a", 1, hours=(8, 12), above=10)
