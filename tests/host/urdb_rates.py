"""Small rates of the database for tests, and what comes of them."""

import json

import pytest

from host.urdb.convert import UrdbError, convert
from tariffs.compiler import compile_tariff
from tests.host.oracles import year

NIGHT_AND_DAY = {
    f"energy{days}schedule": [[0] * 8 + [1] * 16 for _ in range(12)]
    for days in ("weekday", "weekend")
}
FLAT = {"flatdemandstructure": [[{"rate": 2}]], "flatdemandmonths": [0] * 12}


def rate(*tiers, **more):
    """One energy period of these tiers, and other fields."""
    structure = [list(tiers or [{"rate": 0.1}])]
    return {"energyratestructure": structure, **year.schedules("energy", 0), **more}


def two(night, day, **more):
    """Two energy periods."""
    return {"energyratestructure": [night, day], **NIGHT_AND_DAY, **more}


def rules_of(urdb, **options):
    """{name: rule} of a rate that compiles."""
    document = convert(urdb, **options)[0]
    compile_tariff(document)
    return {rule["rule"]: rule for rule in document["rules"]}


def whys(urdb, field, **options):
    """Why a field is lost, one after the other."""
    losses = convert(urdb, **options)[1]
    assert json.loads(json.dumps(losses)) == losses
    return [loss["why"] for loss in losses if loss["field"] == field]


def refusal(urdb, **options):
    with pytest.raises(UrdbError) as refused:
        convert(urdb, **options)
    return str(refused.value)
