"""JSON Schema and compiler agree, type by type and document by document."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host.tariff import schema
from tariffs import dates, events, fields, special_days
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tariffs.rows import Beginning
from tariffs.rules import KINDS
from tests.tariff_mutations import NUMBERS, TEXTS, TIMES, WRONG, example, site

ALL = jsonschema.Draft202012Validator(schema.schema())
EXACT = (
    fields.Text(5),
    fields.Whole(-3, 5),
    fields.Decimal(6, 0, 1),
    fields.Decimal(6, 0, 1000),
    fields.Decimal(9, -1000, 1000),
    fields.PRICE,
    fields.QUANTITY,
    fields.AMOUNT,
    fields.PERCENT,
    events.Threshold(),
    fields.Choice(1, 2, -1),
    fields.Choice("a", "b"),
    fields.Flag(),
    fields.Clock(),
    Beginning(),
    dates.DayOfYear(),
    dates.Span(dates.DayOfYear()),
    fields.ListOf(fields.Whole(1, 12), 3),
    fields.MapOf(fields.PRICE, 2),
    fields.Object(("a", fields.Flag(), fields.REQUIRED), ("b", fields.Clock(), 0)),
)
"""Types of which the schema says all there is to say."""
LOOSE = (
    dates.Date(),
    dates.DateSpan(),
    special_days.DateRule(),
)
"""Types that know what a pattern does not, such as leap years."""


def validator(type_):
    return jsonschema.Draft202012Validator({**schema.of_type(type_), "$defs": ALL.schema["$defs"]})


def is_read(type_, found):
    try:
        type_.read(found, "x")
    except TariffError:
        return False
    return True


DIGITS = st.text("0123456789", min_size=1, max_size=13)
DECIMALS = st.builds("{}{}{}".format, st.sampled_from(["", "-"]), DIGITS, st.just("")) | st.builds(
    "{}{}.{}".format, st.sampled_from(["", "-"]), DIGITS, st.text("0123456789", max_size=10)
)
PAIR = st.integers(0, 39).map("{:02}".format)
CLOCKS = st.builds("{}:{}".format, PAIR, st.integers(0, 70).map("{:02}".format))
DAYS = st.builds("{}-{}".format, PAIR, PAIR)
DATES = st.builds("{}-{}".format, st.integers(1965, 2205), DAYS)
LISTED = st.sampled_from([*WRONG, *TEXTS, *NUMBERS, *TIMES])
ONE = LISTED | DECIMALS | CLOCKS | DAYS | DATES | st.integers(-5, 15) | st.text(max_size=6)
SPANS = st.builds("{}..{}".format, DAYS | DATES, DAYS | DATES)
FOUND = (
    ONE
    | SPANS
    | st.lists(ONE, max_size=4)
    | st.dictionaries(st.sampled_from(["a", "b", "x" * 41, ""]), ONE, max_size=3)
    | st.fixed_dictionaries({"easter": ONE})
    | st.fixed_dictionaries({"month": ONE, "weekday": st.just("mon"), "nth": ONE})
    | st.fixed_dictionaries({"on": DAYS, "observed": st.just({"sun": "mon"})})
)


def says_too_little(found):
    """What a schema cannot tell: 1.0 is an integer to it, $ matches before a last line's end."""
    text = json.dumps(found)
    return "\\n" in text or ".0" in text.replace('".', "") or "e+" in text or found == {}


@pytest.mark.parametrize("type_", EXACT, ids=lambda type_: type(type_).__name__)
@settings(max_examples=600, deadline=None)
@given(found=FOUND)
def test_a_type_reads_what_its_schema_allows(type_, found):
    if is_read(type_, found):
        assert validator(type_).is_valid(found)
    elif not says_too_little(found):
        assert not validator(type_).is_valid(found)


@pytest.mark.parametrize("type_", EXACT, ids=lambda type_: type(type_).__name__)
def test_a_type_reads_what_its_schema_allows_at_its_limits(type_):
    for found in (*WRONG, *TEXTS, *NUMBERS, *TIMES):
        if is_read(type_, found):
            assert validator(type_).is_valid(found)
        elif not says_too_little(found):
            assert not validator(type_).is_valid(found)


@pytest.mark.parametrize("type_", LOOSE, ids=lambda type_: type(type_).__name__)
@settings(max_examples=600, deadline=None)
@given(found=FOUND)
def test_what_a_type_reads_its_schema_allows(type_, found):
    assert validator(type_).is_valid(found) or not is_read(type_, found)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_that_both_take(kind):
    document = example(kind)
    assert kind in {rule["kind"] for rule in document["rules"]}, "the example is of its kind"
    assert not list(ALL.iter_errors(document))
    compile_tariff(document, site())


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_show_every_field_of_their_kind(kind):
    """A field that no example has is a field that no mutation tries."""
    shown = {name for rule in example(kind)["rules"] if rule["kind"] == kind for name in rule}
    of_kind = schema.class_of(kind).FIELDS
    assert {name for name, _, _ in of_kind} <= shown


def test_a_field_that_nobody_can_read_fails_make_docs():
    with pytest.raises(KeyError):
        schema.final_type("unheard of", fields.Anything("anything"))
    with pytest.raises(TypeError, match="expected a function for this type"):
        schema.of_type(object())
