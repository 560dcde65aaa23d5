"""What each built-in template says of itself, its schema, its size; and all of them together."""

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from host.run.billing import stored
from host.tariff.schema import schema
from host.templates import page
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.room import MOST_DOCUMENT_BYTES
from tariffs.rules import KINDS
from tests.host.templates.bills import DOCUMENTS, SITES, site_of

TAKEN = jsonschema.Draft202012Validator(schema())
MOST_STATE_BYTES = 512
"""Far below what a meter has room for: none of these is a heavy tariff."""
DEMONSTRATION = "demo-flat"
REAL = [path for path in DOCUMENTS if path.stem != DEMONSTRATION]
LEAST_TEMPLATES, LEAST_COUNTRIES = 80, 40

each_template = pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_it_is_taken_and_fits_a_meter(path):
    document = read(path)
    assert not list(TAKEN.iter_errors(document))
    engine = Engine(compile_tariff(document, site_of(path.stem), 2000))
    assert engine.size <= MOST_STATE_BYTES
    assert len(stored(document).encode()) <= MOST_DOCUMENT_BYTES


@each_template
def test_it_says_what_it_is_and_does_not_pass_for_official(path):
    document = read(path)
    assert document["name"] == path.stem
    assert re.fullmatch(r"[a-z]{2}(-[a-z0-9]+)+", path.stem)
    first = document["text"].split(". ")[0].removesuffix(".")
    assert 30 <= len(first) <= 100
    assert len(document["source"]) >= 10 and not document["source"].startswith("from memory")
    date.fromisoformat(document["valid_from"])
    assert re.fullmatch("[A-Z]{3}", document["currency"])
    assert document["verified"] is False
    assert "from memory" in document["text"] + document["source"]


def test_every_site_belongs_to_a_template():
    assert {path.stem for path in SITES.glob("*.json")} <= {path.stem for path in DOCUMENTS}


def test_every_kind_of_rule_is_in_a_template():
    used = {rule["kind"] for path in REAL for rule in read(path)["rules"]}
    assert used | WITHOUT_TEMPLATE == set(KINDS)
    assert not used & WITHOUT_TEMPLATE


WITHOUT_TEMPLATE = {"correction"}
"""Corrections are money of closed bills, told by whoever bills: no published tariff has them."""


def test_there_are_many_of_many_countries():
    assert len(REAL) >= LEAST_TEMPLATES
    assert len({path.stem[:2] for path in REAL}) >= LEAST_COUNTRIES


def test_no_two_differ_in_prices_alone():
    seen = {}
    for path in REAL:
        seen.setdefault(structure(read(path)), []).append(path.stem)
    assert [names for names in seen.values() if len(names) > 1] == []


def structure(document):
    """The same for documents that differ in names and numbers alone: which rules with which
    fields, and what each calendar's rows are for.
    """
    rules = [(rule["kind"], tuple(sorted(rule))) for rule in document["rules"]]
    calendars = [
        tuple(
            (row.get("from"), row.get("to"), tuple(row.get("days", ())))
            for row in each.get("schedule", ())
        )
        for each in document.get("calendars", ())
    ]
    return tuple(rules), tuple(calendars)


def test_make_docs_would_not_change_the_page_of_templates():
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "run `make docs`"


def test_every_template_has_a_bill_of_its_own():
    texts = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert [path.stem for path in REAL if f'"{path.stem}"' not in texts] == []
