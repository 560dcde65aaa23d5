"""What can be wrong with a tariff."""

_LONGEST_QUOTE = 60


class TariffError(Exception):
    """A tariff document that cannot be used: names path, found, expected."""


def shortened(text):
    """`text` as a message quotes it, cut where it would fill the message."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    return text[: _LONGEST_QUOTE - 3] + "..."
