"""A year of bills of each template from the Utility Rate Database beside PySAM's, with its rate.

PySAM has no daylight saving: for the comparison the templates are billed without it.
"""

import json

import pytest

from tests.host.templates.bills import DOCUMENTS

pysam_bills = pytest.importorskip("tests.host.test_bills_against_pysam")

RATES = {
    "us-fpl-gsld-1": "fpl_gsld1",
    "us-ladwp-a3": "ladwp_a3",
    "us-ohio-power-rs-tou": "ohio_power_rs_tou",
    "us-pge-e19-secondary": "pge_e19_sec",
    "us-sce-tou-8-d-secondary": "sce_tou8_d_sec",
    "us-scppd-lp1": "scppd_lp1",
    "us-wallingford-primary": "wallingford_primary_ratchet",
}
"""The rate of the database that each template is of."""


def template(name):
    """The document as PySAM could know it: on standard time, which is UTC here."""
    (path,) = [path for path in DOCUMENTS if path.stem == name]
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["zone"]["dst"]["to"]["month"] == 11
    document["zone"] = {"utc_offset_min": 0}
    return document


@pytest.mark.parametrize("load", ["steel", "SecondarySchool"])
@pytest.mark.parametrize("name", RATES)
def test_a_year_is_that_of_its_rate(name, load):
    document = template(name)
    kw, steps_per_hour = pysam_bills.load_kw(load)
    for rule in document["rules"]:
        if rule["kind"] == "demand":
            rule["window_min"] = 60 // steps_per_hour  # PySAM's windows are the load's intervals
    found = pysam_bills.ours(document, kw, steps_per_hour)
    rate = pysam_bills.sample(RATES[name])
    expected = pysam_bills.theirs(rate, document, kw, steps_per_hour)
    for month, (our, their) in enumerate(zip(found, expected, strict=True), 1):
        for line in pysam_bills.LINES:
            assert our[line] == pytest.approx(their[line], abs=pysam_bills.NEAR), (month, line)
    assert sum(sum(bill.values()) for bill in found) > 0
