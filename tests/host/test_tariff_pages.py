"""The reference of kinds and the JSON Schema are what the compiler's tables of fields say."""

import jsonschema

from host.tariff import page, schema
from tariffs.rules import KINDS, class_of

REMEDY = "run `make docs`"


def test_make_docs_would_change_neither():
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), REMEDY
    assert schema.PAGE.read_text(encoding="utf-8") == schema.text(), REMEDY


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema.schema())


def test_the_page_has_every_field_of_every_kind():
    sections = page.text().split("\n## ")
    for kind in KINDS:
        section = next(each for each in sections if each.startswith(kind + "\n"))
        for name, _, _ in class_of(kind).FIELDS:
            assert f"| `{name}` |" in section


def test_every_row_of_the_page_has_four_cells():
    rows = [line for line in page.text().splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


def test_defaults_are_shown_as_a_document_writes_them():
    text = page.text()
    assert "| `percent` | a decimal as text, such as" in text
    assert '"default": "100"' in schema.text()  # percent of billing demand, in the table 10^8
    assert '"default": "24:00"' in schema.text()  # the end of a row, in the table 1440
    assert [schema.as_decimal(each, 6) for each in (0, 1, -1_500_000, 100_000_000)] == [
        "0",
        "0.000001",
        "-1.5",
        "100",
    ]


def test_no_rule_may_have_a_field_that_is_not_of_its_kind():
    for kind in KINDS:
        found = schema.schema()["$defs"][f"rule-{kind}"]
        assert found["additionalProperties"] is False
        assert {"rule", "kind"} <= set(found["required"])
