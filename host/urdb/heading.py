"""What a document says to people: name, text, source, date; and what is assumed of its clock."""

from datetime import UTC, datetime

from host.urdb.item import wanted, whole
from tariffs.compiler import FORMAT
from tariffs.fields import LONGEST_NAME, LONGEST_TEXT, is_printable

CURRENCY = "USD"


def heading(item, utc_offset_min):
    """The fields of a document that stand before its calendars."""
    name, utility = _text(item, "name"), _text(item, "utility")
    found = {"format": FORMAT, "name": _cut(item, "name", name or "URDB rate", LONGEST_NAME)}
    texts = [utility, name, _text(item, "description")]
    found["text"] = _cut(item, "description", ". ".join(filter(None, texts)), LONGEST_TEXT)
    source = _source(item)
    found["source"] = _cut(item, "source", source, LONGEST_TEXT)
    found["valid_from"] = _date(item, "startdate")
    assume(item, utc_offset_min)
    clock = {"currency": CURRENCY, "zone": {"utc_offset_min": utc_offset_min}}
    return {**{key: value for key, value in found.items() if value}, **clock}


def assume(item, utc_offset_min):
    """What a document must say and a rate cannot."""
    zone = f"UTC{utc_offset_min:+} minutes all year, without summer time"
    for field, why in (
        ("zone", f"no field of a rate: assumed {zone}"),
        ("special_days", "no field of a rate: assumed no holidays"),
        ("cycle", "no field of a rate: assumed bills of calendar months"),
        ("currency", f"no field of a rate: assumed {CURRENCY}"),
        ("rounding", "no field of a rate: assumed none"),
    ):
        item.lose(field, None, why)


def _source(item):
    """Where the rate is from, and its record in the database."""
    label, uri, source = (_text(item, name) for name in ("label", "uri", "source"))
    record = "" if label in uri else f"URDB {label}"
    return "; ".join(filter(None, (source, uri, record))) or "URDB"


def _text(item, name):
    """Text without what does not print; blanks and ends of lines are one blank."""
    found = item.take(name)
    if found is None:
        return ""
    wanted(isinstance(found, str), name, found, "text")
    words = "".join(each if is_printable(each) else " " for each in found).split()
    return " ".join(words)


def _cut(item, name, text, longest):
    if len(text) <= longest:
        return text
    item.lose(name, text, f"cut to {longest} characters")
    return text[: longest - 3].rstrip() + "..."


def _date(item, name):
    """The day of a Unix time, in UTC; None where there is none."""
    found = item.take(name)
    if found is None:
        return None
    seconds = whole(found, name)
    wanted(0 <= seconds < 2**32, name, found, "seconds since 1970")
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
