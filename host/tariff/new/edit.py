"""A value of a JSON text set by its path; every other character stays as it is.

    set_value(text, "rules[energy].prices.high", "0.25")

A path is written as the compiler's messages write it; a thing of a list that has a name can be
named instead of counted. A last name that an object has not is added to it.
"""

import json
import re

from host.run.json_places import find, places_of
from host.simulator.text import quoted
from tariffs import fields
from tariffs.cycle import CYCLE_FIELDS
from tariffs.rules import KINDS, class_of
from tariffs.zone import DST_FIELDS, ZONE_FIELDS

NAMES = ("rule", "name")
LITERAL = re.compile(r'[\[{"]|true$|false$|null$')
NEW_NAME = re.compile(r"\.?([A-Za-z_]+)")
MOST_NAMED = 12


def set_value(text, path, words):
    """The text with that value; ValueError says where the path leads nowhere, or what is amiss."""
    place, rest = find(places_of(text), _counted(json.loads(text), path))
    here = json.loads(text[place.start : place.end])
    if not rest:
        return _replaced(text, place, _json(words, _like(here), path))
    added = NEW_NAME.fullmatch(rest)
    if not isinstance(here, dict) or not added:
        raise ValueError(f"--set {path}: got no {quoted(rest.lstrip('.'))}, {_choices(here)}")
    name = added[1]
    return _added(text, place, name, _json(words, _field_like(here, name), path))


def _counted(document, path):
    """The path with numbers in place of names in brackets."""

    def count(match):
        values = _at(document, path[: match.start()])
        names = [_name(each) for each in values] if isinstance(values, list) else []
        return f"[{names.index(match[1])}]" if match[1] in names else match[0]

    return re.sub(r"\[([^\]]+)\]", count, path)


def _at(document, path):
    """The value that a path, all of it, leads to, or None."""
    text = json.dumps(document)
    place, rest = find(places_of(text), _counted(document, path))
    return None if rest else json.loads(text[place.start : place.end])


def _name(value):
    found = (value.get(name) for name in NAMES if isinstance(value, dict))
    return next((each for each in found if each), None)


def _choices(value):
    if isinstance(value, dict):
        return f"expected one of {_some(value)}, or the name of a field to add"
    if isinstance(value, list):
        return f"expected a number or name in brackets: {_some(filter(None, map(_name, value)))}"
    return f"the path ends at {json.dumps(value)}"


def _some(names):
    names = list(names)
    return ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")


def _like(value):
    """int for a whole number, str for all else: what a number is read as."""
    return int if fields.is_whole(value) else str


def _field_like(owner, name):
    """What a number is read as in a field that is not there yet."""
    rule = class_of(owner["kind"]).FIELDS if owner.get("kind") in KINDS else ()
    for field, type_, _ in (*rule, *CYCLE_FIELDS, *ZONE_FIELDS, *DST_FIELDS):
        words = getattr(type_, "words", ("",))
        if field == name and (isinstance(type_, fields.Whole) or fields.is_whole(words[0])):
            return int
    return str


def _json(words, like, path):
    """The JSON of what was typed: as it is where it is an object, list, text or flag."""
    if LITERAL.match(words):
        try:
            return json.dumps(json.loads(words), ensure_ascii=False)
        except json.JSONDecodeError as error:
            raise ValueError(
                f"--set {path}: got {quoted(words)}, which is no JSON: {error}"
            ) from None
    if like is int and re.fullmatch(r"-?\d+", words, re.ASCII):
        return words
    return json.dumps(words, ensure_ascii=False)


def _replaced(text, place, value):
    return text[: place.start] + value + text[place.end :]


def _added(text, place, name, value):
    """A field more, behind the last one: on its line, or on one of its own where each has one."""
    member = f"{json.dumps(name)}: {value}"
    if not place.inside:
        return _replaced(text, place, "{" + member + "}")
    _, last = place.inside[-1]
    own_lines = "\n" in text[last.end : place.end]
    before = "\n" + _indentation(text, last.start) if own_lines else " "
    return text[: last.end] + "," + before + member + text[last.end :]


def _indentation(text, position):
    """The spaces that the line of a position begins with."""
    line = text[text.rfind("\n", 0, position) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]
