"""Rates of the database as tariff documents: what each field becomes."""

import json
from decimal import Decimal

import pytest

from host.urdb.convert import convert
from host.urdb.export import NOT_ASKED
from host.urdb.item import read_rate
from tariffs.compiler import compile_tariff
from tests.host.oracles import year
from tests.host.urdb_rates import FLAT, rate, refusal, rules_of, two, whys

SAMPLES = year.DATA / "urdb"
REFUSED = {"seward_d28": "got 1, expected a period that energyratestructure has: 0 to 0"}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_samples_compile_or_say_why_not(path):
    if path.stem in REFUSED:
        assert REFUSED[path.stem] in refusal(read_rate(path))
        return
    document, _ = convert(read_rate(path))
    tariff = compile_tariff(document)
    assert {rule.group for rule in tariff.rules} <= {
        "energy",
        "demand_flat",
        "demand_tou",
        "fixed",
        "minimum",
        "reactive",
        "other",
    }
    assert json.loads(json.dumps(document)) == document


def test_the_argument_stays_as_it_is():
    urdb = rate({"max": 5, "rate": 1}, {"rate": 2}, **FLAT, lookbackPercent=0.5, lookbackRange=3)
    before = json.dumps(urdb)
    convert(urdb)
    assert json.dumps(urdb) == before


def test_a_price_is_rate_and_adjustment_exactly():
    assert rules_of(rate({"rate": 0.1, "adj": 0.2}))["energy"]["price"] == "0.3"
    assert rules_of(rate({"rate": 0.1, "adj": -0.25}))["energy"]["price"] == "-0.15"


@pytest.mark.parametrize(
    ("written", "price"),
    [
        (0.07076899707317352, "0.070768997"),
        (Decimal("0.0000000005"), "0.000000001"),
        (Decimal("-0.0000000005"), "-0.000000001"),
        (Decimal("-0.0000000004"), "0"),
        (1e-7, "0.0000001"),
        (12, "12"),
        (1e3, "1000"),
    ],
)
def test_prices_are_rounded_half_up_and_that_is_said(written, price):
    urdb = rate({"rate": written})
    assert rules_of(urdb)["energy"]["price"] == price
    said = whys(urdb, "energyratestructure[0][0].rate")
    is_exact = Decimal(str(written)) == Decimal(price)
    assert said == ([] if is_exact else [f"rounded to {price}: half up, 9 decimals"])


@pytest.mark.parametrize("top", [None, 0, 1e14, 1e38, 9.999999680285692e37])
def test_open_tiers(top):
    tiers = rules_of(rate({"max": 5, "rate": 1}, {"max": top, "rate": 2}))["energy"]["tiers"]
    assert tiers == [{"up_to": "5", "unit": "kWh", "price": "1"}, {"price": "2"}]


def test_the_last_tier_is_opened_and_that_is_said():
    urdb = rate({"max": 5, "rate": 1}, {"max": 9, "rate": 2})
    assert "up_to" not in rules_of(urdb)["energy"]["tiers"][1]
    assert "taken as open" in whys(urdb, "energyratestructure[0][1].max")[0]


@pytest.mark.parametrize(
    ("unit", "limit", "per"),
    [
        (None, {"up_to": "10", "unit": "kWh"}, None),
        ("kWh", {"up_to": "10", "unit": "kWh"}, None),
        ("kWh daily", {"up_to": "10", "unit": "kWh/day"}, None),
        ("kWh/kW", {"up_to": "10", "unit": "kWh/kW"}, "highest demand"),
        ("KWH/KW DAILY", {"up_to": "10", "unit": "kWh/kW"}, "kW-days"),
        ("kWh/kVA", {"up_to": "10", "unit": "kWh/kVA"}, "highest demand kVA"),
        ("kWh/hp", {"up_to": "13.404826", "unit": "kWh/kW"}, "highest demand"),
    ],
)
def test_units_of_limits(unit, limit, per):
    tiers = [{"max": 10, "rate": 1}, {"rate": 2}]
    for tier in tiers if unit else ():
        tier["unit"] = unit
    rules = rules_of(rate(*tiers))
    assert rules["energy"]["tiers"][0] == {**limit, "price": "1"}
    assert rules["energy"].get("per") == per
    assert per is None or per in rules


@pytest.mark.parametrize(
    ("rule", "mode"),
    [
        (None, "pro_rata"),
        ("Net Metering", "pro_rata"),
        ("anything", "pro_rata"),
        ("Net Billing Instantaneous", "running"),
        ("Net Billing Hourly", "running"),
        ("Buy All Sell All", "running"),
    ],
)
def test_dgrules_choose_how_tiers_meet_periods(rule, mode):
    night, day = [{"max": 5, "rate": 1}, {"rate": 2}], [{"max": 5, "rate": 3}, {"rate": 4}]
    urdb = two(night, day, **({"dgrules": rule} if rule else {}))
    assert rules_of(urdb)["energy"]["mode"] == mode
    assert rules_of(urdb, tier_mode="running")["energy"]["mode"] == "running"
    assert rules_of(urdb, tier_mode="pro-rata")["energy"]["mode"] == "pro_rata"
    assert whys(urdb, "dgrules") == [NOT_ASKED] * (rule is not None)


def test_without_prices_by_period_the_order_does_not_matter():
    urdb = two(*[[{"max": 5, "rate": 1}, {"rate": 2}]] * 2)
    assert rules_of(urdb, tier_mode="running")["energy"]["mode"] == "pro_rata"
    assert rules_of(urdb)["energy"]["tiers"][1] == {"price": "2"}


def test_running_limits_per_kw_are_not_known_in_time():
    unit = {"unit": "kWh/kW"}
    night = [{"max": 5, "rate": 1, **unit}, {"rate": 2, **unit}]
    day = [{"max": 5, "rate": 3, **unit}, {"rate": 4, **unit}]
    urdb = two(night, day, dgrules="Net Billing Hourly")
    assert rules_of(urdb)["energy"]["mode"] == "pro_rata"
    assert "not running" in whys(urdb, "energyratestructure[0][0].unit")[0]
    assert "expected tier mode pro-rata" in refusal(urdb, tier_mode="running")
    seasons = {
        f"energy{days}schedule": [[month // 6] * 24 for month in range(12)]
        for days in ("weekday", "weekend")
    }
    assert rules_of({**urdb, **seasons}, tier_mode="running")["energy"]["mode"] == "pro_rata"


def test_other_limits_in_one_month_are_each_periods_own():
    urdb = two([{"max": 5, "rate": 1}, {"rate": 2}], [{"max": 6, "rate": 3}, {"rate": 4}])
    rules = rules_of(urdb)
    assert rules["energy"]["periods"] == ["period 1"]
    assert rules["energy 2"]["periods"] == ["period 2"]
    assert [rules[name]["mode"] for name in ("energy", "energy 2")] == ["per_period"] * 2
    assert "its own tiers" in whys(urdb, "energyratestructure[0][0]")[0]


def test_other_limits_in_other_months_are_a_rule_each():
    urdb = two([{"max": 5, "rate": 1}, {"rate": 2}], [{"max": 6, "rate": 3}, {"rate": 4}])
    for days in ("weekday", "weekend"):
        urdb[f"energy{days}schedule"] = [[month // 6] * 24 for month in range(12)]
    rules = rules_of(urdb)
    assert [rules[name]["mode"] for name in ("energy", "energy 2")] == ["pro_rata"] * 2


def test_names_of_periods_from_attributes():
    attributes = [{"TOU-Night": "1"}, {"TOU-summer:Day": "2"}, {"Discount": "2"}]
    urdb = two([{"rate": 1}], [{"rate": 2}], energyattrs=attributes)
    assert rules_of(urdb)["energy"]["prices"] == {"night": "1", "summer day": "2"}
    assert whys(urdb, "energyattrs") == ["free text, which no bill reads"]


@pytest.mark.parametrize(
    "attributes",
    [
        [{"TOU-a": "1"}, {"TOU-b": "1"}],
        [{"TOU-a": "3"}, {"TOU-b": "0"}],
        [{"TOU-a": "x"}],
        [{"TOU-": "1"}],
        [{"TOU-period 2": "1"}],
        "text",
    ],
)
def test_names_that_are_not_clear_are_not_used(attributes):
    urdb = two([{"rate": 1}], [{"rate": 2}], energyattrs=attributes)
    assert rules_of(urdb)["energy"]["prices"] == {"period 1": "1", "period 2": "2"}


def test_names_of_periods_from_labels():
    urdb = two([{"rate": 1}], [{"rate": 2}], energytoulabels=["Night", "Day"])
    assert rules_of(urdb)["energy"]["prices"] == {"Night": "1", "Day": "2"}
    urdb["energytoulabels"] = ["Same", "Same"]
    assert sorted(rules_of(urdb)["energy"]["prices"]) == ["period 1", "period 2"]


SOLD = [{"rate": 0.1, "sell": 0.04}], [{"rate": 0.3, "sell": 0.05}]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ({"dgrules": "Net Metering"}, {"mode": "net_metering", "prices": ("0.1", "0.3")}),
        ({"usenetmetering": True}, {"mode": "net_metering", "prices": ("0.1", "0.3")}),
        (
            {"dgrules": "Net Billing Hourly"},
            {"mode": "net_billing", "prices": ("0.04", "0.05"), "base": ["energy"]},
        ),
        ({"dgrules": "Buy All Sell All"}, {"mode": "gross", "prices": ("0.04", "0.05")}),
    ],
)
def test_export_is_billed_where_that_is_asked_for(rule, fields):
    urdb = two(*SOLD, **rule)
    export = rules_of(urdb, with_export=True)["export"]
    wanted = dict(zip(("period 1", "period 2"), fields["prices"], strict=True))
    assert {name: export[name] for name in fields} == {**fields, "prices": wanted}
    assert "export" not in rules_of(urdb)
    assert whys(urdb, "energyratestructure[1][0].sell") == [NOT_ASKED]


def test_export_that_has_no_one_price_is_refused():
    urdb = rate({"max": 5, "rate": 1}, {"rate": 2}, dgrules="Net Metering")
    assert "one price in all tiers to bill export" in refusal(urdb, with_export=True)
    assert "to bill export" in refusal(rate(), with_export=True)


@pytest.mark.parametrize(
    ("urdb", "message"),
    [
        ({}, "no price at all"),
        ([], "expected an object"),
        (rate({"max": 5, "rate": 1}, {"max": 5, "rate": 2}, {"rate": 3}), "expected more than 5"),
        (rate({"max": -5, "rate": 1}, {"rate": 3}), "expected more than 0"),
        (rate({"rate": 1}, {"rate": 3}), "expected a limit"),
        (rate({"unit": "kWh"}), "[0][0].rate: got nothing, expected a price"),
        (rate({"rate": "0.1"}), 'got "0.1", expected a number'),
        (rate({"rate": True}), "got true, expected a number"),
        (rate({"rate": float("nan")}), "expected a number"),
        (rate({"max": 5, "rate": 1, "unit": "MWh"}, {"rate": 1}), 'got "mwh", expected one of'),
        (
            rate({"max": 5, "rate": 1, "unit": "kWh/kW"}, {"max": 6, "rate": 1}, {"rate": 1}),
            "one unit for all limits",
        ),
        (rate(energyratestructure=[[]]), "one or more tiers"),
        (rate(energyratestructure={}), "a list of periods"),
        (rate(**{**FLAT, "flatdemandmonths": [1] * 12}), "flatdemandmonths: got 1"),
        (rate(**{**FLAT, "flatdemandmonths": [0] * 11}), "a list of 12 periods"),
        (rate(**FLAT, flatdemandunit="MW"), "expected kW, kVA or hp"),
        (rate(**FLAT, lookbackpercent=80, lookbackrange=11), "expected a fraction"),
        (rate(fixedchargefirstmeter=5, fixedchargeunits="$/week"), "expected one of $/month"),
        (rate(mincharge=5, minchargeunits="$/kVA"), "expected one of $/month"),
        (rate(lookbackPercent=0.8, lookbackpercent=0.7), "expected one value, not also 0.8"),
    ],
)
def test_what_cannot_be_billed_is_refused(urdb, message):
    assert message in refusal(urdb)


def test_a_tier_mode_that_is_none_is_refused():
    assert "expected running or pro-rata" in refusal(rate(), tier_mode="per-period")
