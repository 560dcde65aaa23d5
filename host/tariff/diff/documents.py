"""What differs between two documents, by name: rules, calendars, periods, fields, values.

Layout, the order of keys, a default of a rule that is written out and zeros behind a decimal are
no differences. Things of a list that have a name are matched by it, others by their place.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from host.tariff.schema import shown_default
from tariffs.rules import KINDS, class_of
from tariffs.rules.base import COMMON

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
NAMES = ("rule", "name")
HIDDEN = object()


@dataclass(frozen=True)
class Difference:
    """One of them; `where` is a path by names, `old` and `new` are values of the documents."""

    what: str
    where: str
    old: object = None
    new: object = None

    @property
    def percent(self):
        """By how much a number has changed, None where it is none."""
        old, new = number(self.old), number(self.new)
        if self.what != CHANGED or not old or new is None:
            return None
        return 100 * (new - old) / abs(old)


def differences(old, new):
    """All Differences of two documents, in the order of the old one, then what is new."""
    old, new = with_defaults(old), with_defaults(new)
    for name in _names(old, new):
        yield from _compare(old.get(name, HIDDEN), new.get(name, HIDDEN), name)


def with_defaults(document):
    """The document with the defaults of its head written out."""
    return {
        **document,
        "cycle": {"day": 1, "months": 1, **document.get("cycle", {})},
        "verified": document.get("verified", False),
    }


def _whole_rule(rule):
    """A rule with its defaults; its accrual and group too, which its kind has."""
    kind = class_of(rule["kind"])
    found = {"accrual": kind.ACCRUAL, "group": kind.GROUP}
    for name, type_, default in (*COMMON, *kind.FIELDS):
        shown = shown_default(type_, default)
        if shown is not None:
            found[name] = shown
    return {**found, **rule}


def _compare(old, new, where):
    if old is HIDDEN or new is HIDDEN:
        yield _one_sided(old, new, where)
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in _names(old, new):
            yield from _compare(old.get(name, HIDDEN), new.get(name, HIDDEN), f"{where}.{name}")
    elif _are_named(old) and _are_named(new):
        yield from _compare_named(old, new, where)
    elif _are_objects(old) and _are_objects(new):
        yield from _compare_places(old, new, where)
    elif not are_equal(old, new):
        yield Difference(CHANGED, where, old, new)


def _compare_places(old, new, where):
    """Things without names: by their place, or where there are more or fewer, which came, went."""
    if len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _compare(one, other, f"{where}[{place}]")
        return
    for what, values, others in ((REMOVED, old, new), (ADDED, new, old)):
        for place, each in enumerate(values):
            if not any(are_equal(each, other) for other in others):
                pair = (each, None) if what == REMOVED else (None, each)
                yield Difference(what, f"{where}[{place}]", *pair)
    yield Difference(CHANGED, where, f"{len(old)} of them", f"{len(new)} of them")


def _one_sided(old, new, where):
    if old is HIDDEN:
        return Difference(ADDED, where, None, new)
    return Difference(REMOVED, where, old, None)


def _compare_named(old, new, where):
    """Things with names; those that both have may stand in another order."""
    olds, news = _by_name(old), _by_name(new)
    for name in _names(olds, news):
        pair = olds.get(name, HIDDEN), news.get(name, HIDDEN)
        yield from _compare(*_with_rule_defaults(*pair), f"{where}: {name}")
    kept = [name for name in olds if name in news]
    order = [name for name in news if name in olds]
    if kept != order:
        yield Difference(MOVED, where, kept, order)


def _with_rule_defaults(old, new):
    """Both with their defaults where they are rules of one kind."""
    kinds = [
        each.get("kind") if each is not HIDDEN and "rule" in each else None for each in (old, new)
    ]
    if kinds[0] in KINDS and kinds[0] == kinds[1]:
        return _whole_rule(old), _whole_rule(new)
    return old, new


def _names(old, new):
    return list(dict.fromkeys([*old, *new]))


def _are_objects(value):
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _are_named(value):
    """Whether all of a list are objects with names that differ."""
    if not value or not _are_objects(value):
        return False
    names = [_name(each) for each in value]
    return None not in names and len(set(names)) == len(names)


def _name(value):
    return next((value[name] for name in NAMES if name in value), None)


def _by_name(values):
    return {_name(each): each for each in values}


def are_equal(old, new):
    """Whether two values mean the same: decimals by what they are, all else as it stands."""
    if isinstance(old, str) and isinstance(new, str):
        one, other = number(old), number(new)
        return old == new if None in (one, other) else one == other
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(are_equal, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(are_equal(old[name], new[name]) for name in old)
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def number(text):
    """The Decimal of a text or whole number; None where it is none."""
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
