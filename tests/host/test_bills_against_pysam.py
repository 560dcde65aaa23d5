"""A year of bills of the meter's own engine beside PySAM's, line by line, to half a cent.

A URDB tariff goes through our importer, compiler and engine on one side, and through PySAM's own
importer and engine on the other. Where PySAM is known to be wrong or coarser (see the docstring of
tests/host/oracles/pysam.py) the difference is stated here, and nowhere hidden.
"""

import json
from array import array
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from host.bill.load import Load
from host.bill.replay import replay
from host.urdb.convert import UrdbError, convert
from tariffs.compiler import compile_tariff
from tests.host.oracles import random_urdb, rational, year

pysam = pytest.importorskip("tests.host.oracles.pysam", reason="no NREL-PySAM here")

BEGIN_S = 1514764800  # Monday, 1 January 2018, UTC
NEAR = 0.005
LINES = tuple(pysam.LINES)
LOADS = ("steel", *year.OFFICES)
GOOD = (
    "fpl_gsld1",
    "ladwp_a3",
    "ohio_power_rs_tou",
    "pge_e19_sec",
    "reopt_tiered_ed",
    "sam_urdbv7",
    "sce_tou8_d_sec",
    "scppd_lp1",
    "wallingford_primary_ratchet",
)
UNBILLED = ("reactive", "other", "power_factor")  # groups that PySAM has not


@cache
def sample(name):
    return json.loads((year.DATA / "urdb" / f"{name}.json").read_text())


@cache
def load_kw(name):
    """(mean kW of each step, steps an hour)."""
    return (year.steel_kw(), 4) if name == "steel" else (year.office_kw(name), 1)


def ours(document, kw, steps_per_hour):
    """Twelve dicts as PySAM's, of the engine's bills."""
    mwh = array("q", [round(each * 1e6 / steps_per_hour) for each in kw])
    load = Load(BEGIN_S, 3600 // steps_per_hour, {"kwh": mwh})
    return [by_group(bill) for bill in replay(compile_tariff(document), load)]


def by_group(bill):
    sums = dict.fromkeys(LINES, 0)
    for line in bill.lines:
        if line.group not in UNBILLED:
            sums[line.group] += line.amount_u
    return {group: amount_u / 1e6 for group, amount_u in sums.items()}


def theirs(urdb, document, kw, steps_per_hour):
    """PySAM's bills, with the tiers cut as our document has them, and days counted truly."""
    made = pysam.bills(urdb, kw, steps_per_hour, tier_mode_of(document))
    if urdb.get("fixedchargeunits") == "$/day":
        for bill, days in zip(made, year.DAYS_OF, strict=True):
            assert bill["minimum"] == 0
            bill["fixed"] = urdb["fixedchargefirstmeter"] * days
    return made


def tier_mode_of(document):
    modes = {rule.get("mode") for rule in document["rules"] if rule["kind"] == "tiers"}
    return "running" if "running" in modes else "pro-rata"


def assert_same(urdb, kw, steps_per_hour, tier_mode=None):
    document, _ = convert(urdb, tier_mode, window_min=60 // steps_per_hour)
    found = ours(document, kw, steps_per_hour)
    expected = theirs(urdb, document, kw, steps_per_hour)
    assert len(found) == len(expected) == 12
    for month, (our, their) in enumerate(zip(found, expected, strict=True), 1):
        for name in LINES:
            told = f"month {month}: {name}: ours {our[name]}, PySAM's {their[name]}"
            assert abs(our[name] - their[name]) <= NEAR, told


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("name", GOOD)
def test_a_year_of_a_real_tariff(name, load):
    assert_same(sample(name), *load_kw(load))


@pytest.mark.parametrize("mode", ["running", "pro-rata"])
@pytest.mark.parametrize("load", ["steel", "SecondarySchool"])
@pytest.mark.parametrize("name", ["ohio_power_rs_tou", "reopt_tiered_ed", "sam_urdbv7"])
def test_tiers_meet_periods_as_asked(name, load, mode):
    assert_same(sample(name), *load_kw(load), tier_mode=mode)


MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(random_urdb.tariffs(), random_urdb.loads())
def test_a_year_of_a_random_tariff(urdb, load):
    assert_same(urdb, load.kw, load.steps_per_hour)


@MANY
@given(
    random_urdb.tariffs(tiers_meet_periods=True),
    random_urdb.loads(),
    st.sampled_from(["running", "pro-rata"]),
)
def test_a_year_of_random_tiers_over_periods(urdb, load, mode):
    assert_same(urdb, load.kw, load.steps_per_hour, tier_mode=mode)


def test_tiers_of_each_period():
    """Limits that differ between periods of a month, which PySAM cannot bill: period by period."""
    urdb = dict(sample("custom_4x2"))
    tiers = urdb["energyratestructure"]
    urdb["energyratestructure"] = [[*each[:-1], {**each[-1], "max": 1e38}] for each in tiers]
    del urdb["demandratestructure"]
    kw, steps_per_hour = load_kw("SecondarySchool")
    document, _ = convert(urdb, window_min=60)
    expected = pysam.bills_per_period(urdb, kw, steps_per_hour)
    for our, their in zip(ours(document, kw, steps_per_hour), expected, strict=True):
        assert our["energy"] == pytest.approx(their["energy"], abs=NEAR)


def test_what_pysam_refuses_as_malformed_is_refused_or_said():
    with pytest.raises(UrdbError, match="expected a period that energyratestructure has"):
        convert(sample("seward_d28"))
    _, losses = convert(sample("custom_4x2"))
    assert any("each period is taken to have its own tiers" in loss["why"] for loss in losses)


def test_a_ratchet_that_bites():
    """The school's summer is less than the ratchet's share of its winter."""
    kw, steps_per_hour = load_kw("SecondarySchool")
    urdb = {**sample("wallingford_primary_ratchet"), "demandratchetpercentage": [0.95] * 12}
    months = year.months(1)
    peaks = [max(each for each, m in zip(kw, months, strict=True) if m == n) for n in range(12)]
    demands = rational.ratchet(peaks, [95] * 12, 11)
    assert any(demand > peak for demand, peak in zip(demands, peaks, strict=True))
    assert_same(urdb, kw, steps_per_hour)
