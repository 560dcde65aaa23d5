"""Random tariffs are such as PySAM bills, and have all the features in some of them."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from tests.host.oracles import random_urdb, rational, year
from tests.host.oracles.random_urdb import Load

pysam = pytest.importorskip("tests.host.oracles.pysam", reason="no NREL-PySAM here")

FEATURES = {
    "several periods": lambda urdb: len(urdb["energyratestructure"]) > 1,
    "tiers": lambda urdb: len(urdb["energyratestructure"][0]) > 1,
    "per kW": lambda urdb: "/kW" in urdb["energyratestructure"][0][0]["unit"],
    "flat demand": lambda urdb: "flatdemandstructure" in urdb,
    "TOU demand": lambda urdb: "demandratestructure" in urdb,
    "ratchet of some months": lambda urdb: "lookbackmonths" in urdb,
    "minimum of a month": lambda urdb: urdb.get("minchargeunits") == "$/month",
    "minimum of a year": lambda urdb: "annualmincharge" in urdb,
    "fixed": lambda urdb: "fixedchargefirstmeter" in urdb,
    "running": lambda urdb: "Net Billing" in urdb.get("dgrules", ""),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_urdb.tariffs(), random_urdb.loads())
def test_pysam_bills_every_one(urdb, load):
    assert json.loads(json.dumps(urdb)) == urdb
    made = pysam.bills(urdb, load.kw, load.steps_per_hour)
    assert all(bill["total"] >= 0 for bill in made)
    if "lookbackrange" in urdb:
        expected = billing_kw(urdb, load)
        assert [bill["billing_kw"] for bill in made] == pytest.approx(expected)


def billing_kw(urdb, load):
    """The ratchet once more, exactly."""
    months = year.months(load.steps_per_hour)
    peaks = [max(kw for kw, m in zip(load.kw, months, strict=True) if m == n) for n in range(12)]
    counts = urdb.get("lookbackmonths", [True] * 12)
    percents = [rational.exact(urdb["lookbackpercent"]) * 100 * there for there in counts]
    return [float(kw) for kw in rational.ratchet(peaks, percents, urdb["lookbackrange"])]


@pytest.fixture(scope="module")
def many():
    """A few hundred tariffs; the same ones where the same modules are loaded, whose numbers
    hypothesis tries, too.
    """

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(random_urdb.tariffs())
    def collect(urdb):
        found.append(urdb)

    found = []
    collect()
    return found


@pytest.mark.parametrize("feature", FEATURES)
def test_there_are_tariffs_with(feature, many):
    having = [bool(FEATURES[feature](urdb)) for urdb in many]
    assert 5 <= sum(having) <= len(having) - 5  # how many depends on what else is loaded


def test_a_load_is_the_same_each_time_and_whole():
    load = Load(7, 4)
    assert load.wh == Load(7, 4).wh != Load(8, 4).wh
    assert len(load.wh) == 35040
    assert all(isinstance(wh, int) and wh >= 0 for wh in load.wh)
    assert load.kw[100] == load.wh[100] * 4 / 1000
