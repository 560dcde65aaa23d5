"""Bills of what SAM does not read, or refuses, reckoned by hand."""

from array import array
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from host.bill.load import Load
from host.bill.replay import replay
from host.urdb.convert import convert
from host.urdb.item import read_rate
from tariffs.compiler import compile_tariff
from tests.host.oracles import rational, year

BEGIN_S = int(datetime(2018, 1, 1, tzinfo=UTC).timestamp())
DAY_KWH = [hour + 1 for hour in range(24)] * 365
NIGHT_KWH, REST_KWH = 31 * sum(range(1, 9)), 31 * sum(range(9, 25))
NIGHT_AND_DAY = {
    f"energy{days}schedule": [[0] * 8 + [1] * 16 for _ in range(12)]
    for days in ("weekday", "weekend")
}


def bills(urdb, kwh=DAY_KWH, lag_kvarh=None):
    """{group: amount} of each month."""
    tariff = compile_tariff(convert(urdb, window_min=60)[0])
    columns = {"kwh": array("q", (value * 10**6 for value in kwh))}
    if lag_kvarh is not None:
        columns["kvarh_lag"] = array("q", (value * 10**6 for value in lag_kvarh))
    found = []
    for bill in replay(tariff, Load(BEGIN_S, 3600, columns)):
        groups = {}
        for line in bill.lines:
            groups[line.group] = groups.get(line.group, 0) + Fraction(line.amount_u, 10**6)
        found.append(groups)
    return found


def rate(**more):
    return {"energyratestructure": [[{"rate": 0}]], **year.schedules("energy", 0), **more}


def flat(price, unit):
    structure = {"flatdemandstructure": [[{"rate": price}]], "flatdemandunit": unit}
    return rate(**structure, flatdemandmonths=[0] * 12)


def test_each_period_with_tiers_of_its_own():
    structure = [[{"max": 500, "rate": 1}, {"rate": 2}], [{"rate": 5}]]
    january = bills({"energyratestructure": structure, **NIGHT_AND_DAY})[0]
    assert january["energy"] == 500 + (NIGHT_KWH - 500) * 2 + REST_KWH * 5


def test_the_malformed_rate_with_other_limits():
    """Periods 2 and 3 of custom_4x2 in June, one of them in two tiers."""
    urdb = read_rate(year.DATA / "urdb" / "custom_4x2.json")
    june = bills(urdb)[5]
    peak = [n + 1 for n in range(11, 19)]
    workdays, days = 21, 30
    first = rational.marginal(workdays * sum(peak), (355, rational.OPEN), ("0.054", "0.073"))
    second = Fraction("0.082") * (days * 300 - workdays * sum(peak))
    assert june["energy"] == first + second


@pytest.mark.parametrize(("month", "days"), [(0, 31), (1, 28)])
def test_a_charge_of_a_day_is_for_each_day(month, days):
    urdb = rate(fixedchargefirstmeter=2, fixedchargeunits="$/day")
    assert bills(urdb)[month]["fixed"] == 2 * days


@pytest.mark.parametrize(("month", "days"), [(0, 31), (1, 28)])
def test_a_minimum_of_a_day_is_for_each_day(month, days):
    urdb = rate(mincharge=2, minchargeunits="$/day", fixedmonthlycharge=5)
    assert bills(urdb)[month]["minimum"] == 2 * days - 5


def test_demand_in_kva_in_hp_and_of_each_day():
    lag = [hour + 10 for hour in range(24)] * 365  # 24 kW and 33 kvar at most
    apparent = Fraction(40_804_411, 10**6)
    assert bills(flat(2, "kVA"), lag_kvarh=lag)[0]["demand_flat"] == pytest.approx(2 * apparent)
    assert bills(flat(2, "hp"))[0]["demand_flat"] == pytest.approx(2 * 24 / Fraction("0.746"))
    assert bills(flat(2, "kW daily"))[0]["demand_flat"] == 2 * 24 * 31


def test_reactive_demand():
    lag = [hour + 10 for hour in range(24)] * 365
    assert bills(rate(demandreactivepowercharge=0.5), lag_kvarh=lag)[0]["reactive"] == 33 / 2


def test_fuel_adjustments():
    urdb = rate(fueladjustmentsmonthly=[0.01] + [0.02] * 11)
    assert [bill["energy"] for bill in bills(urdb)[:2]] == [93, 168]
