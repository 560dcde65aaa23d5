"""Whatever is wrong with a tariff document: one message, never a traceback, never for ever."""

import json
import time

import jsonschema
import pytest

from host.tariff import schema
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tariffs.rules import KINDS
from tariffs.site import FIELDS
from tests.tariff_mutations import example, mutations, site

ALL = jsonschema.Draft202012Validator(schema.schema())
SITE = site()
WHOLE_DOCUMENT = "energy"
"""The example of this kind is changed everywhere, the others in their rules."""
LONGEST_MESSAGE = 500
MOST_SECONDS = 5


def refusal(document, facts=SITE):
    """What is said of a document; None if it is taken."""
    try:
        compile_tariff(document, facts)
    except TariffError as error:
        return str(error)
    return None


def targets(kind):
    """(document, the part to change, its path)."""
    document = example(kind)
    if kind == WHOLE_DOCUMENT:
        return document, document, ""
    return document, document["rules"], "rules"


def is_related(one, other):
    return one.startswith(other) or other.startswith(one)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_is_right_and_what_is_wrong_is_explained(kind):
    document, part, path = targets(kind)
    taken = 0
    for where, what in mutations(part, path):
        message = refusal(document)
        if message is None:
            taken += 1
            assert ALL.is_valid(document), (where, what)
            continue
        head, _, said = message.partition(": ")
        assert "got " in said and "expected " in said, message
        assert message.index("got ") < message.index("expected "), message
        assert len(message) < LONGEST_MESSAGE, message
        assert message.isprintable(), message
        if not is_related(head, where):  # what another place says of a change that is allowed
            assert ALL.is_valid(document), (where, what, message)
    assert taken > 0
    assert document == example(kind)


@pytest.mark.parametrize("kind", ["spot", "contract", "export", "coincident", "correction"])
def test_what_is_wrong_with_site_facts_is_explained(kind):
    document, facts = example(kind), site()
    refused = 0
    for where, what in mutations(facts, "site"):
        message = refusal(document, facts)
        if message is not None:
            refused += 1
            assert ": got " in message and "expected " in message, (where, what, message)
            assert len(message) < LONGEST_MESSAGE and message.isprintable()
    assert refused > 500
    assert facts == SITE


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_of_the_site_that_is_no_object_or_list_at_all(kind):
    """Also where the tariff needs none of it."""
    for name, _, _ in FIELDS:
        for wrong in (None, True, 3, 1.5, "text"):
            message = refusal(example(kind), {**SITE, name: wrong})
            assert message.startswith(f"site.{name}"), (name, wrong, message)


def crowded():
    """As large as a document may be, its rows as hard to compare as they can be."""
    months = [f"{month:02}" for month in range(1, 13)]
    halves = [(f"{m}-01..{m}-14", f"{m}-15..{m}-28") for m in months]
    seasons = {f"s{n}": list(each) for n, each in enumerate(halves)}
    rows = [
        {
            "seasons": list(seasons),
            "events": ["e0", "e7"],
            "from": f"{n // 60:02}:{n % 60:02}",
            "to": f"{(n + 1) // 60:02}:{(n + 1) % 60:02}",
            "period": "ab"[n % 2],
        }
        for n in range(126)
    ]
    every_day = {"seasons": list(seasons), "from": "00:00", "to": "02:07", "period": "b"}
    rows.extend([{**every_day, "events": ["e7"]}, {**every_day, "events": ["e0"]}])
    calendar = {"periods": ["a", "b"], "otherwise": "a", "schedule": rows}
    return {
        "format": 2,
        "name": "crowded",
        "currency": "EUR",
        "zone": {"utc_offset_min": 0},
        "seasons": seasons,
        "special_days": [{"name": f"h{n}", "dates": [f"0{n + 1}-01"]} for n in range(9)],
        "events": [{"name": f"e{n}"} for n in range(8)],
        "calendars": [{"name": f"c{n}", **calendar} for n in range(4)],
        "rules": [{"rule": f"r{n}", "kind": "fixed", "price": "1"} for n in range(64)],
    }


def test_the_most_crowded_document_is_compiled_soon():
    document = json.loads(json.dumps(crowded()))  # no list stands in two places
    assert not list(ALL.iter_errors(document))
    start_s = time.perf_counter()
    assert refusal(document) is None
    document["calendars"][3]["schedule"][-1]["to"] = "02:06"  # now covered wholly
    assert "calendars[3].schedule[127]: got a row that the rows above" in refusal(document)
    assert time.perf_counter() - start_s < MOST_SECONDS


@pytest.mark.parametrize("text", ["[]", "3", '"text"', "null", "true", "1.5"])
def test_a_document_that_is_no_object(text):
    message = refusal(json.loads(text))
    assert message.startswith("tariff: got ")
    assert message.endswith("expected an object")
