"""docs/tariff.schema.json, made from the compiler's own tables of fields.

Each type of `tariffs.fields` has a function here that says in JSON Schema (2020-12) what the type
reads. What the schema refuses, the compiler refuses; the compiler knows more, such as names that
must be there and limits that must rise.
"""

import inspect
import json
from functools import singledispatch
from pathlib import Path

from host.tariff import patterns
from host.tariff.meanings import MEANINGS
from host.tariff.read_later import ROUNDING, TYPES
from tariffs import dates, events, fields, money, seasons, special_days
from tariffs.compiler import FIELDS
from tariffs.rows import Beginning
from tariffs.rules import KINDS, class_of
from tariffs.rules.base import COMMON

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tariff.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:meterwright:tariff:2"
SHARED = {
    "name": fields.NAME,
    "names": fields.NAMES,
    "price": fields.PRICE,
    "quantity": fields.QUANTITY,
    "amount": fields.AMOUNT,
    "percent": fields.PERCENT,
    "rounding": ROUNDING,
    **{
        f"common-{name}": type_
        for name, type_, _ in COMMON
        if not isinstance(type_, fields.Anything)
    },
}
"""Types that stand once, under $defs."""


def schema():
    """The whole schema as a dict."""
    document = table_schema(FIELDS)
    document["properties"]["rules"]["items"] = {"$ref": "#/$defs/rule"}
    shared = {name: of_type(type_) for name, type_ in SHARED.items()}
    kinds = {f"rule-{kind}": kind_schema(kind) for kind in KINDS}
    return {
        "$schema": DIALECT,
        "$id": ID,
        "title": "Tariff document, format 2",
        "description": "See docs/tariffs.md. Decimals are text.",
        **document,
        "$defs": {**shared, "rule": rule_schema(), **kinds},
    }


def rule_schema():
    """Any rule: its kind says which fields it has."""
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(KINDS)}},
        "required": ["kind"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/rule-{kind}"},
            }
            for kind in KINDS
        ],
    }


def kind_schema(kind):
    """A rule of one kind."""
    found = table_schema(COMMON + class_of(kind).FIELDS)
    found["properties"]["kind"] = {"const": kind}
    return {"description": inspect.getdoc(class_of(kind)), **found}


def table_schema(table):
    """An object with the fields of a table and no others."""
    required = [name for name, _, default in table if default is fields.REQUIRED]
    found = {
        "type": "object",
        "properties": {name: field_schema(*row) for name, *row in _named(table)},
        "additionalProperties": False,
    }
    return {**found, "required": required} if required else found


def _named(table):
    """(name, name, type, default): what a field means depends on its name."""
    for name, type_, default in table:
        yield name, name, final_type(name, type_), default


def final_type(name, type_):
    """The type of a field, also where another module reads it."""
    return TYPES[name] if isinstance(type_, fields.Anything) else type_


def field_schema(name, type_, default):
    """One field; with its meaning and default where they are known."""
    found = reference(type_)
    if name in MEANINGS:
        found = {"description": MEANINGS[name], **found}
    shown = shown_default(type_, default)
    return found if shown is None else {**found, "default": shown}


def reference(type_):
    """The schema of a type, or where it stands."""
    for name, shared in SHARED.items():
        if type_ is shared:
            return {"$ref": f"#/$defs/{name}"}
    return of_type(type_)


def shown_default(type_, default):
    """A default as a document would write it; None where there is nothing to write."""
    if default is fields.REQUIRED or default in (None, (), {}):
        return None
    if isinstance(type_, fields.Decimal):
        return as_decimal(default, type_.decimals)
    if isinstance(type_, fields.Clock):
        return f"{default // 60:02}:{default % 60:02}"
    return default


def as_decimal(value, decimals):
    """A scaled whole number as text, without zeros at its end."""
    sign, digits = "-" if value < 0 else "", str(abs(value)).zfill(decimals + 1)
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    return sign + (whole + "." + fraction).rstrip("0").rstrip(".")


@singledispatch
def of_type(type_):
    """What a type reads."""
    raise TypeError(f"{type(type_).__name__}: expected a function for this type in {__name__}")


def _text(pattern, expected, **more):
    return {"description": expected, "type": "string", "pattern": pattern, **more}


@of_type.register
def _(type_: fields.Text):
    pattern = patterns.whole(patterns.printable())
    return _text(pattern, type_.expected, minLength=1, maxLength=type_.longest)


@of_type.register
def _(type_: fields.Whole):
    return {"type": "integer", "minimum": type_.least, "maximum": type_.most}


@of_type.register
def _(type_: fields.Decimal):
    pattern = patterns.whole(patterns.decimal(type_.decimals, type_.least, type_.most))
    expected = f"{type_.expected}, at most {type_.decimals} decimals"
    return _text(pattern, expected, maxLength=money.MOST_DIGITS)


@of_type.register
def _(type_: events.Threshold):
    pattern = patterns.whole(patterns.any_decimal(events.FEED_DECIMALS))
    return _text(pattern, type_.expected, maxLength=money.MOST_DIGITS)


@of_type.register
def _(type_: fields.Choice):
    return {"enum": list(type_.words)}


@of_type.register
def _(type_: fields.Flag):
    return {"type": "boolean"}


@of_type.register
def _(type_: fields.Clock):
    return _text(patterns.whole(patterns.CLOCK, patterns.MIDNIGHT), type_.expected)


@of_type.register
def _(type_: Beginning):
    return _text(patterns.whole(patterns.CLOCK), type_.expected)


@of_type.register
def _(type_: fields.ListOf):
    # What a list of `Anything` holds is said by whoever has that list.
    known = not isinstance(type_.type, fields.Anything)
    items = reference(type_.type) if known else {}
    return {"type": "array", "items": items, "minItems": type_.least, "maxItems": type_.most}


@of_type.register
def _(type_: fields.MapOf):
    return {
        "type": "object",
        "propertyNames": reference(fields.NAME),
        "additionalProperties": reference(type_.type),
        "minProperties": 1,
        "maxProperties": type_.most,
    }


@of_type.register
def _(type_: fields.Object):
    return table_schema(type_.table)


@of_type.register
def _(type_: dates.DayOfYear):
    return _text(patterns.whole(patterns.DAY_OF_YEAR), type_.expected)


@of_type.register
def _(type_: dates.Date):
    return _text(patterns.whole(patterns.DATE), type_.expected)


@of_type.register
def _(type_: dates.Span):
    one = of_type(type_.type)["pattern"].removeprefix("^(").removesuffix(")$")
    return _text(patterns.whole(patterns.span(one)), type_.expected)


@of_type.register
def _(type_: seasons.SeasonDay):
    return {"anyOf": [of_type(dates.DayOfYear()), table_schema(seasons.WEEKDAY_FIELDS)]}


@of_type.register
def _(type_: seasons.SeasonRange):
    return {"anyOf": [of_type(type_.span), table_schema(seasons.RANGE_FIELDS)]}


@of_type.register
def _(type_: dates.DateSpan):
    return _text(patterns.whole(patterns.span(patterns.DATE)), type_.expected)


@of_type.register
def _(type_: special_days.DateRule):
    tables = special_days.EASTER_FIELDS, special_days.OBSERVED_FIELDS, special_days.NTH_FIELDS
    texts = [of_type(each) for each in (dates.DayOfYear(), dates.DateSpan())]
    return {"anyOf": texts + [table_schema(table) for table in tables]}


def text():
    """The whole file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
