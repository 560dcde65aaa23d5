"""Names of periods that people know: from labels, else from attributes, else "period 1".

Attributes are free text, [{"TOU-summer:Part-Peak": "4"}, ...]: some number the periods, from 1 as
the web pages of the database do. A name is taken where it and its period are both told once.
"""

import re

from tariffs.fields import LONGEST_NAME, is_printable

_NUMBERED = "TOU-"


def period_names(item, of, count):
    """{number: name} of so many periods; `of` is "energy", "demand" or "flatdemand"."""
    names = {number: f"period {number + 1}" for number in range(count)}
    found = _labels(item, f"{of}toulabels", count) or _attributes(item, f"{of}attrs", count)
    once = {number: name for number, name in found.items() if _is_once(name, found.values())}
    return {**names, **once}


def _labels(item, field, count):
    found = item.take(field)
    if found is None:
        return {}
    if isinstance(found, list) and len(found) == count and all(map(_is_text, found)):
        return {number: _shortened(label) for number, label in enumerate(found)}
    item.lose(field, found, f"not a list of {count} texts, one for each period")
    return {}


def _attributes(item, field, count):
    """What the attributes number; all others are lost, and those that number a period twice."""
    told = {}
    for key, value in _pairs(item, field):
        number = _number(key, value, count)
        if number is None:
            why = "free text, which no bill reads" if _is_text(value) else "not text"
            item.lose(field, {key: value}, why)
        else:
            told.setdefault(number, []).append(key)
    found = {}
    for number, keys in told.items():
        if len(keys) == 1:
            found[number] = _shortened(keys[0][len(_NUMBERED) :].replace(":", " ").lower())
        else:
            item.lose(field, keys, f"several names for period {number + 1}: none is used")
    return found


def _pairs(item, field):
    found = item.take(field) or []
    if isinstance(found, list) and all(isinstance(each, dict) for each in found):
        return [pair for each in found for pair in each.items()]
    item.lose(field, found, "not a list of objects")
    return []


def _number(key, value, count):
    """The period that an attribute names, None where it does not."""
    if not key.startswith(_NUMBERED) or not re.fullmatch("[0-9]{1,2}", str(value).strip()):
        return None
    number = int(value) - 1
    return number if 0 <= number < count else None


def _is_text(found):
    return isinstance(found, str) and found.strip() != "" and is_printable(found)


def _shortened(text):
    return " ".join(text.split())[:LONGEST_NAME].strip()


def _is_once(name, names):
    is_plain = not re.fullmatch("period [0-9]+", name)
    return _is_text(name) and is_plain and list(names).count(name) == 1
