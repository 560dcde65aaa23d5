"""Everything that can be wrong with a tariff document, one thing at a time, on every runtime.

    for path, what in mutations(document):  # `document` is wrong now, and whole after the loop
        ...

Every field is taken away, replaced by each other JSON type and by values at and beyond its limits;
every object gets a key that nobody knows, every list more items than any list may have.
"""

import json

FOLDER = "tests/data/tariffs/"
MOST_ITEMS = 129
"""No list of a document may have so many."""
FEW = 8
WRONG = (None, True, False, 0, -1, 3, 1.5, 1e30, "", [], [None], [[]], {}, {"x": 1}, 10**18)
"""Of every JSON type; some are right for some fields."""
TEXTS = (
    "x",
    " ",
    "a\x07b",
    "a\u202eb",
    "a\u200bb",
    "\ud800",
    "\U0001f600",
    'it\'s "\xe9"',
    "x" * 40,
    "x" * 41,
    "x" * 1001,
    "nobody knows",
    "site:nothing",
    "month",
)
NUMBERS = (
    "0",
    "-1",
    "-0.000001",
    "1.0000000001",
    "0.0000000001",
    "1e5",
    "+1",
    "1.",
    ".5",
    "--1",
    "0x10",
    "\u0661",
    "\xb2",
    "NaN",
    "1,5",
    " 1",
    "1000000000000",
    "1000000000001",
    "1000000001",
    "9" * 24,
    "0" * 25,
)
TIMES = (
    "24:00",
    "24:01",
    "00:60",
    "9:00",
    "09:00:00",
    "02-29",
    "02-30",
    "13-01",
    "00-10",
    "2026-02-29",
    "2028-02-29",
    "2200-01-01",
    "1969-12-31",
    "2026-02-02..2026-02-01",
    "01-01..",
    "..",
    "2026-01-01T00:00",
)


def example(kind):
    """The example document of a kind."""
    with open(FOLDER + kind + ".json", encoding="utf-8") as file:
        return json.load(file)


def site():
    """Site facts that serve every example."""
    return example("site")


def mutations(found, path=""):
    """(path, what was done), one after the other, of an object or list and all that is in it."""
    for key in _places(found):
        where = _path(path, key, found)
        if isinstance(found[key], (dict, list)):
            yield from mutations(found[key], where)
        yield from _replaced(found, key, where)
    if isinstance(found, dict):
        yield from _keys(found, path)
    else:
        yield from _lengths(found, path)


def _places(found):
    """Each key of an object, the first few and the last of a list."""
    if isinstance(found, dict):
        return sorted(found)
    return [n for n in range(len(found)) if n < FEW or n == len(found) - 1]


def _path(path, key, found):
    if isinstance(found, list):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


def _replaced(found, key, path):
    """Another value for one key."""
    whole = found[key]
    for value in _others(whole):
        found[key] = value
        yield path, value
    found[key] = whole


def _others(value):
    yield from WRONG
    yield from TEXTS
    if isinstance(value, str):
        yield from NUMBERS
        yield from TIMES
        if value[:1] in "-0123456789" and value.count(".") < 2:
            yield from _of_decimal(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (value + 1, value - 1, str(value), value * 1.0, 2**31, -(2**63), 10**30)


def _of_decimal(text):
    """A number instead of a decimal, more decimals, the other sign."""
    yield "-" + text
    yield (text if "." in text else text + ".") + "0000000001"
    try:
        yield float(text)
    except ValueError:
        pass


def _keys(found, path):
    """Each key missing, one too many, and more than any object may have."""
    for key in sorted(found):
        value = found.pop(key)
        yield path, "without " + key
        found[key] = value
    for key in ("unknown", "", "a\u202eb", "x" * 41):
        found[key] = "1"
        yield path, "with " + repr(key)
        del found[key]
    many = ["k%d" % number for number in range(40)]
    for key in many:
        found[key] = "1"
    yield path, "with 40 keys more"
    for key in many:
        del found[key]


def _lengths(found, path):
    """A list that is cut, doubled, or far too long."""
    whole = list(found)
    for items in (whole[:-1], whole + whole[:1], whole + whole, whole[:1] * MOST_ITEMS):
        found[:] = items
        yield path, "with %d items" % len(items)
    found[:] = whole
