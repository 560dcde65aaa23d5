"""What a person typed: numbers in plain notation, and long texts cut short for a message."""

import re
from math import isfinite

PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
LONGEST_QUOTE = 60


def number(text, convert=float):
    """The number in `text`; ValueError for nan, inf, 1_000 and digits of other scripts."""
    if not PLAIN_NUMBER.fullmatch(text.strip()):
        raise ValueError("not a plain number")
    value = convert(text)
    if not isfinite(value):
        raise ValueError("beyond all numbers")
    return value


def quoted(text, most=LONGEST_QUOTE):
    """`text` in quotes, cut short where it would fill the message."""
    text = str(text)
    return repr(text if len(text) <= most else text[: most - 3] + "...")
