"""docs/prepaid.md is what the scheme's table of fields and the schemes say."""

import json

import pytest

from host import prepaid_page
from host.run.prepaid import SCHEMES
from tariffs.prepaid.commands import KINDS
from tariffs.prepaid.terms import FIELDS, read_scheme


def test_make_docs_would_not_change_it():
    page = prepaid_page.PAGE.read_text(encoding="utf-8")
    assert page == prepaid_page.text(), "run `make docs`"


def test_every_field_has_a_row_with_a_meaning():
    rows = prepaid_page.text().partition("## Fields")[2].splitlines()
    for name, _, _ in FIELDS:
        (row,) = [each for each in rows if each.startswith(f"| `{name}` |")]
        assert row.replace("\\|", "").split("|")[4].strip(), name


def test_every_kind_of_command_has_a_row():
    text = prepaid_page.text()
    assert all(f"| `{kind}` |" in text for kind in KINDS)


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.json")), ids=lambda path: path.stem)
def test_a_scheme_that_is_there_says_what_it_is_and_from_where(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    assert read_scheme(document).name == document["name"] == path.stem
    assert document["text"] and document["source"] and not document["verified"]
