"""Demand, ratchets, fixed charges and minimums of the database: what each field becomes."""

import pytest

from host.urdb.convert import convert
from tariffs.compiler import compile_tariff
from tests.host.oracles import year
from tests.host.urdb_rates import FLAT, rate, refusal, rules_of, whys


def test_flat_demand_by_month_and_with_tiers():
    structure = [[{"rate": 2}], [{"rate": 3}], [{"max": 9, "rate": 4}, {"rate": 5}], [{"rate": 2}]]
    months = [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3]
    rules = rules_of(rate(flatdemandstructure=structure, flatdemandmonths=months))
    assert rules["demand"]["prices"] == {"period 1": "2", "period 2": "3"}
    tiered = rules["demand period 3"]
    assert tiered["periods"] == ["period 3"]
    assert tiered["tiers"] == [{"up_to": "9", "price": "4"}, {"price": "5"}]
    assert {rule["group"] for rule in (rules["demand"], tiered)} == {"demand_flat"}


def test_flat_demand_without_months_is_never_billed():
    urdb = rate(flatdemandstructure=[[{"rate": 2}]])
    assert list(rules_of(urdb)) == ["energy"]
    assert "never billed" in whys(urdb, "flatdemandstructure")[0]


@pytest.mark.parametrize(
    ("unit", "fields"),
    [
        ("kW", {"price": "2"}),
        ("kVA", {"price": "2", "of": "apparent"}),
        ("hp", {"price": "2.680965147"}),
        ("kW daily", {"price": "2", "statistic": "daily_sum"}),
        ("kVA daily", {"price": "2", "of": "apparent", "statistic": "daily_sum"}),
    ],
)
@pytest.mark.parametrize("field", ["flatdemandunit", "demandunits"])
def test_units_of_demand(unit, fields, field):
    demand = rules_of(rate(**FLAT, **{field: unit}))["demand"]
    assert {name: demand.get(name) for name in fields} == fields
    assert ("of" in demand) == ("of" in fields)


def test_the_window_is_the_rates_own_then_the_callers_then_fifteen():
    assert rules_of(rate(**FLAT))["demand"]["window_min"] == 15
    assert rules_of(rate(**FLAT), window_min=60)["demand"]["window_min"] == 60
    assert rules_of(rate(**FLAT, demandwindow=30.0), window_min=60)["demand"]["window_min"] == 30
    assert "divide an hour" in refusal(rate(**FLAT, demandwindow=45))


def test_a_ratchet_is_billing_demand_over_earlier_demand():
    more = {"lookbackPercent": 0.8, "lookbackRange": 11}
    rules = rules_of(rate(**FLAT, **more))
    assert rules["earlier demand"]["bills"] == 11
    terms = [{"of": "highest demand"}, {"of": "earlier demand", "percent": "80"}]
    assert rules["billing demand"]["greatest"] == terms
    assert rules["demand"]["greatest"] == [{"of": "billing demand"}]
    assert "in_months" not in rules["earlier demand"]


def test_a_ratchet_of_some_months_looks_back_a_year():
    summer = [5 <= month <= 8 for month in range(12)]
    rules = rules_of(rate(**FLAT, lookbackpercent=0.8, lookbackmonths=summer))
    assert rules["earlier demand"]["in_months"] == [6, 7, 8, 9]
    assert rules["earlier demand"]["bills"] == 11


def test_a_ratchet_without_range_is_none():
    urdb = rate(**FLAT, lookbackpercent=0.8)
    assert list(rules_of(urdb)) == ["energy", "demand"]
    assert "no ratchet" in whys(urdb, "lookbackpercent")[0]


def test_a_ratchet_prices_each_run_of_months():
    months = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1]
    demand = {"flatdemandstructure": [[{"rate": 2}], [{"rate": 3}]], "flatdemandmonths": months}
    rules = rules_of(rate(**demand, demandratchetpercentage=[0.35] * 12))
    prices = {name: rule["price"] for name, rule in rules.items() if "when" in rule}
    assert prices == {
        "demand period 1 5-10": "2",
        "demand period 2 1-4": "3",
        "demand period 2 11-12": "3",
    }


def test_the_old_ratchet_has_a_fraction_for_each_month():
    fractions = [0.5] * 6 + [0] * 3 + [0.8] * 3
    rules = rules_of(rate(**FLAT, demandratchetpercentage=fractions))
    assert rules["earlier demand"]["in_months"] == [1, 2, 3, 4, 5, 6]
    assert rules["earlier demand 2"]["in_months"] == [10, 11, 12]
    assert [term.get("percent") for term in rules["billing demand"]["greatest"]] == [
        None,
        "50",
        "80",
    ]


def test_no_ratchet_raises_demand_by_time_of_use():
    tou = {"demandratestructure": [[{"rate": 2}]], **year.schedules("demand", 0)}
    urdb = rate(**tou, lookbackpercent=0.8, lookbackrange=11)
    assert list(rules_of(urdb)) == ["energy", "time-of-use demand"]
    assert "no demand by time of use" in whys(urdb, "lookbackpercent")[0]


@pytest.mark.parametrize(
    ("units", "per"), [("$/month", "month"), ("$/day", "day"), ("$/year", "year"), (None, "month")]
)
def test_the_fixed_charge(units, per):
    urdb = rate(fixedchargefirstmeter=12.5, **({"fixedchargeunits": units} if units else {}))
    fixed = rules_of(urdb)["fixed charge"]
    assert (fixed["price"], fixed["per"]) == ("12.5", per)
    assert bool(whys(urdb, "fixedchargeunits")) == (units is None)


def test_old_names():
    rules = rules_of(rate(fixedmonthlycharge=3, minmonthlycharge=50, annualmincharge=700))
    assert rules["fixed charge"]["price"] == "3"
    assert rules["minimum"]["amount"] == "50"
    assert rules["minimum of the year"]["amount"] == "700"
    both = rate(fixedmonthlycharge=3, fixedchargefirstmeter=4)
    assert rules_of(both)["fixed charge"]["price"] == "4"
    assert "takes its place" in whys(both, "fixedmonthlycharge")[0]


def test_the_minimum_counts_what_sam_counts():
    tou = {"demandratestructure": [[{"rate": 2}]], **year.schedules("demand", 0)}
    urdb = rate(**FLAT, **tou, mincharge=1000, fixedchargefirstmeter=5, fixedchargeunits="$/month")
    urdb.update(demandreactivepowercharge=0.5, minchargeunits="$/month")
    base = ["energy", "demand", "time-of-use demand", "fixed charge"]
    assert rules_of(urdb)["minimum"]["base"] == base


def test_a_minimum_of_a_day_is_times_the_days():
    minimum = rules_of(rate(mincharge=0.4, minchargeunits="$/day"))["minimum"]
    assert (minimum["of"], minimum["price"]) == ("billed days", "0.4")


def test_reactive_demand():
    reactive = rules_of(rate(demandreactivepowercharge=0.66))["reactive demand"]
    assert (reactive["of"], reactive["price"], reactive["group"]) == ("lag", "0.66", "reactive")


def test_fuel_adjustments_by_month():
    urdb = rate(fueladjustmentsmonthly=[0.01] * 3 + [0.02] * 9)
    document, _ = convert(urdb)
    compile_tariff(document)
    fuel = document["rules"][1]
    assert fuel["prices"] == {"months 1,2,3": "0.01", "months 4,5,6,7,8,9,10,11,12": "0.02"}
    assert [each["name"] for each in document["calendars"]] == ["energy", "fuel"]
    assert list(rules_of(rate(fueladjustmentsmonthly=[0] * 12))) == ["energy"]


@pytest.mark.parametrize("name", ["coincidentrateschedule", "coincidentschedule"])
def test_coincident_demand(name):
    structure = [[{"rate": 0}], [{"rate": 9.5}]]
    schedule = {name: [[0] * 12 + [1] * 12 for _ in range(12)]}
    urdb = rate(coincidentratestructure=structure, **schedule)
    found = rules_of(urdb)["coincident demand"]
    assert (found["kind"], found["price"], found["window_min"]) == ("coincident", "9.5", 60)
    assert "tells when" in whys(urdb, "coincidentrateschedule")[0]
