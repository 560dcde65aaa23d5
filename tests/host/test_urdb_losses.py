"""Nothing of a rate is lost without a word: each field changes the document, or is in the list."""

import json
import re

import pytest

from host.urdb.convert import UrdbError, convert
from host.urdb.fields import NOT_BILLED, UNITS_ALONE
from host.urdb.item import read_rate
from tests.host.oracles import year
from tests.host.sources import ROOT

SAMPLES = sorted(path for path in (year.DATA / "urdb").glob("*.json") if path.stem != "seward_d28")
PAGE = (ROOT / "docs" / "urdb.md").read_text(encoding="utf-8")
RULES_OF_THE_DOCUMENT = ("zone", "special_days", "cycle", "currency", "rounding")
FULL = {
    "energyratestructure": [[{"max": 5, "rate": 1, "adj": 1, "sell": 1}, {"rate": 2}]],
    **year.schedules("energy", 0),
    "demandratestructure": [[{"rate": 2}]],
    **year.schedules("demand", 0),
    "flatdemandstructure": [[{"rate": 2}], [{"rate": 3}]],
    "flatdemandmonths": [0] * 6 + [1] * 6,
    "coincidentratestructure": [[{"rate": 2}]],
    "coincidentrateschedule": [[0] * 24] * 12,
    "fueladjustmentsmonthly": [0.1] * 12,
    "lookbackPercent": 0.8,
    "lookbackRange": 10,
    "lookbackMonths": [True] * 6 + [False] * 6,
    "demandratchetpercentage": [0.5] * 12,
    "demandreactivepowercharge": 2,
    "demandwindow": 30,
    "fixedchargefirstmeter": 5,
    "fixedchargeunits": "$/day",
    "fixedchargeeaaddl": 1,
    "fixedmonthlycharge": 6,
    "mincharge": 5,
    "minchargeunits": "$/day",
    "minmonthlycharge": 7,
    "annualmincharge": 8,
    "dgrules": "Net Billing Hourly",
    "usenetmetering": True,
    "flatdemandunit": "kVA",
    "demandrateunit": "kVA",
    "demandunits": "hp",
    "coincidentrateunit": "hp",
    "energyattrs": [{"Night": "9"}],
    "demandattrs": [{"Night": "9"}],
    "fixedattrs": [{"Night": "9"}],
    "energytoulabels": ["all day"],
    "label": "123",
    "uri": "https://openei.org/123",
    "name": "rate",
    "utility": "works",
    "description": "long",
    "source": "book",
    "startdate": 1735718400,
    **dict.fromkeys(NOT_BILLED, 1),
}
del FULL["demandunits"]  # kVA of both structures stands before it


def rates():
    for path in SAMPLES:
        yield pytest.param(read_rate(path), id=path.stem)
    yield pytest.param(FULL, id="full")


def changed(value):
    """Another value of the same kind."""
    return "other" if isinstance(value, str) else None


@pytest.mark.parametrize("urdb", list(rates()))
def test_each_field_is_carried_over_or_in_the_list(urdb):
    document, losses = convert(urdb)
    listed = {re.match("[^.[]*", loss["field"])[0] for loss in losses}
    for name in urdb:
        if name.lower() not in listed:
            try:
                other = convert({**urdb, name: changed(urdb[name])})
            except UrdbError:
                continue
            assert other != (document, losses), name


@pytest.mark.parametrize("name", ["_comment", "energyratestructur", "Unknown"])
def test_an_unknown_field_is_in_the_list(name):
    _, losses = convert({**FULL, name: "x"})
    why = "no field of the database that is known here"
    assert {"field": name.lower(), "value": "x", "why": why} in losses


def test_an_unknown_field_of_a_tier_is_in_the_list():
    structure = [[{"rate": 1, "season": "summer"}]]
    _, losses = convert({"energyratestructure": structure, **year.schedules("energy", 0)})
    assert "energyratestructure[0][0].season" in [loss["field"] for loss in losses]


def test_a_period_that_no_schedule_names_is_in_the_list():
    structure = [[{"rate": 1}], [{"rate": 2}]]
    _, losses = convert({"energyratestructure": structure, **year.schedules("energy", 0)})
    found = [loss["value"] for loss in losses if loss["field"] == "energyratestructure[1]"]
    assert found == [[{"rate": 2}]]


def test_units_without_a_price_are_in_the_list():
    energy = {"energyratestructure": [[{"rate": 1}]], **year.schedules("energy", 0)}
    _, losses = convert({**energy, **dict.fromkeys(UNITS_ALONE, 15)})
    found = {loss["field"] for loss in losses if loss["why"] == "there is no price that it is of"}
    assert found == set(UNITS_ALONE)


def test_what_is_assumed_is_in_the_list():
    document, losses = convert(FULL, utc_offset_min=-480)
    assert document["zone"] == {"utc_offset_min": -480}
    fields = [loss["field"] for loss in losses]
    assert set(RULES_OF_THE_DOCUMENT) <= set(fields)
    zone = losses[fields.index("zone")]["why"]
    assert "-480" in zone


def test_the_head_tells_where_the_rate_is_from():
    document, _ = convert({**FULL, "description": "one\r\ntwo\u200bthree", "name": "n" * 60})
    assert document["text"] == "works. " + "n" * 60 + ". one two three"
    assert document["name"] == "n" * 37 + "..."
    assert document["source"] == "book; https://openei.org/123"
    assert document["valid_from"] == "2025-01-01"


def test_the_page_has_every_field():
    known = {name.lower() for name in FULL} | {*NOT_BILLED, *UNITS_ALONE, "coincidentschedule"}
    assert [name for name in known if f"`{name}`" not in PAGE] == []


def test_losses_are_json():
    for path in SAMPLES:
        _, losses = convert(read_rate(path))
        assert json.loads(json.dumps(losses)) == losses
        assert all(set(loss) == {"field", "value", "why"} for loss in losses)
