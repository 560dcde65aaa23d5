"""What can be wrong with a tariff."""

import json

_LONGEST_QUOTE = 60
_MOST_SHOWN = 8


class TariffError(Exception):
    """A tariff, or what is billed by it, cannot be used: names path, found, expected."""


def expect(condition, path, found, expected):
    """Raise TariffError unless `condition` holds."""
    if not condition:
        raise TariffError(f"{path}: got {quoted(found)}, expected {expected}")


def quoted(found):
    """`found` as JSON, short enough for a message, and written without a large copy of it."""
    if found is None:
        return "nothing"
    if isinstance(found, (list, tuple, dict)) and not _is_flat(found):
        kind = "an object of" if isinstance(found, dict) else "a list of"
        return f"{kind} {len(found)}"
    try:
        text = found[:_LONGEST_QUOTE] if isinstance(found, str) else found
        return shortened(json.dumps(text))
    except ValueError:  # CPython writes no number of thousands of digits
        return "a number too long to show"


def _is_flat(found):
    """Whether a list or object is short and holds only short things that are neither."""
    if len(found) > _MOST_SHOWN:
        return False
    for each in found.values() if isinstance(found, dict) else found:
        if isinstance(each, (list, tuple, dict)) and each:
            return False
        if isinstance(each, str) and len(each) > _LONGEST_QUOTE:
            return False
    return True


def shortened(text):
    """`text` as a message quotes it, cut where it would fill the message."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    return text[: _LONGEST_QUOTE - 3] + "..."
