"""What can be wrong with a tariff."""

import json

_LONGEST_QUOTE = 60


class TariffError(Exception):
    """A tariff, or what is billed by it, cannot be used: names path, found, expected."""


def expect(condition, path, found, expected):
    """Raise TariffError unless `condition` holds."""
    if not condition:
        raise TariffError(f"{path}: got {quoted(found)}, expected {expected}")


def quoted(found):
    """`found` as JSON, short enough for a message."""
    return "nothing" if found is None else shortened(json.dumps(found))


def shortened(text):
    """`text` as a message quotes it, cut where it would fill the message."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    return text[: _LONGEST_QUOTE - 3] + "..."
