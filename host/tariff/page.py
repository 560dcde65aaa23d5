"""docs/tariff-kinds.md, made from the kinds of rules and their fields: `make docs`."""

import inspect
from pathlib import Path

from host.tariff import schema
from host.tariff.meanings import MEANINGS
from tariffs import fields
from tariffs.rules import KINDS, class_of
from tariffs.rules.base import COMMON

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tariff-kinds.md"
HEAD = """# Kinds of rules

What the rules of a [tariff document](tariffs.md) can be. This page and
[tariff.schema.json](tariff.schema.json) are made from the field tables of `tariffs/` by
`make docs`.

`[]` marks each thing of a list, `.*` each value of an object of names. A field without a default
may be left out unless it is required.
"""
OTHER_GROUPS = {
    "demand": "With a price for each of several periods, or where only some `periods` count, it is"
    " of group\n`demand_tou`, unless `group` says otherwise.",
}
COLUMNS = "| field | expected | default | meaning |\n|---|---|---|---|\n"


def text():
    """The whole page."""
    index = "".join(f"- [{kind}](#{kind})\n" for kind in KINDS)
    return HEAD + "\n" + index + _common() + "".join(_kind(kind) for kind in KINDS)


def _common():
    table = [row for row in COMMON if row[0] != "kind"]
    return f"\n## All kinds\n\n{COLUMNS}{rows(table)}"


def _kind(kind):
    found = class_of(kind)
    facts = [f"Group `{found.GROUP}`", f"accrual `{found.ACCRUAL}`", _unit(found)]
    return (
        f"\n## {kind}\n\n{inspect.getdoc(found)}\n\n{', '.join(facts)}.{_other_group(kind)}\n\n"
        f"{COLUMNS}{rows(found.FIELDS)}"
    )


def _other_group(kind):
    """Where the group depends on the document."""
    return f"\n{OTHER_GROUPS[kind]}" if kind in OTHER_GROUPS else ""


def _unit(kind):
    return f"unit {kind.UNIT}" if kind.UNIT else "unit that of its inputs"


def rows(table, above="", meanings=MEANINGS):
    return "".join(_field(above + row[0], *row, meanings) for row in table)


def _field(path, name, type_, default, meanings):
    type_ = schema.final_type(name, type_)
    cells = [f"`{path}`", type_.expected, _default(type_, default), _meaning(path, name, meanings)]
    own = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
    return own + _inside(path, type_, meanings)


def _meaning(path, name, meanings):
    """What a field means: where it stands, or wherever it stands."""
    return meanings.get(path) or meanings.get(name, "")


def _inside(path, type_, meanings):
    """Rows of what the field holds."""
    if type_ is schema.ROUNDING:
        return ""
    while isinstance(type_, (fields.ListOf, fields.MapOf)):
        path += "[]" if isinstance(type_, fields.ListOf) else ".*"
        type_ = type_.type
        if not isinstance(type_, (fields.Object, fields.ListOf, fields.MapOf)):
            return f"| `{path}` | {type_.expected} | | |\n"
    return rows(type_.table, path + ".", meanings) if isinstance(type_, fields.Object) else ""


def _default(type_, default):
    if default is fields.REQUIRED:
        return "required"
    shown = schema.shown_default(type_, default)
    if isinstance(shown, tuple):
        shown = ", ".join(shown)
    return "" if shown is None else f"`{str(shown).lower() if shown in (True, False) else shown}`"


def write():
    """Write the page and the schema anew."""
    PAGE.write_text(text(), encoding="utf-8")
    schema.PAGE.write_text(schema.text(), encoding="utf-8")


if __name__ == "__main__":
    write()
