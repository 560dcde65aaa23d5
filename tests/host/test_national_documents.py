"""National tariffs as documents: what each says of itself, its schema, its size on a meter."""

import json

import jsonschema
import pytest

from host.tariff.schema import schema
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.room import MOST_DOCUMENT_BYTES
from tests.host.national_bills import DOCUMENTS, SITES, site_of

TAKEN = jsonschema.Draft202012Validator(schema())
MOST_STATE_BYTES = 512
"""Far below what a meter has room for: none of these is a heavy tariff."""


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_is_taken_and_fits_a_meter(path):
    document = read(path)
    assert not list(TAKEN.iter_errors(document))
    engine = Engine(compile_tariff(document, site_of(path.stem), 2000))
    assert engine.size <= MOST_STATE_BYTES
    stored = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(stored) <= MOST_DOCUMENT_BYTES


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_does_not_pass_for_official(path):
    document = read(path)
    assert document["verified"] is False
    assert "from memory" in document["text"] + document["source"]


def test_every_site_belongs_to_a_document():
    assert {path.stem for path in SITES.glob("*.json")} <= {path.stem for path in DOCUMENTS}
