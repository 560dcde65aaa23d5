"""One rate of the Utility Rate Database: its fields, and the note of what becomes of each.

Whoever uses a field takes it; what nobody took is a loss, like all that was rounded or assumed.
"""

import json
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

from tariffs.errors import TariffError, quoted

MOST_BYTES = 1024 * 1024
PRICE_PLACES, QUANTITY_PLACES = 9, 6
MOST_DIGITS = 40
"""Before the point of any number; open tiers have a limit of 10^38."""
_PRECISION = 60
"""Digits of all arithmetic here."""


class UrdbError(TariffError):
    """A rate that cannot be converted: names field, found, expected."""


class Item:
    """The fields of a rate, in lower case (the API writes lookbackPercent, others do not)."""

    def __init__(self, urdb):
        wanted(isinstance(urdb, dict), "rate", urdb, "an object with the fields of a rate")
        self.losses = []
        self._fields = {}
        for name, value in urdb.items():
            twin = self._fields.setdefault(name.lower(), value)
            wanted(twin == value, name.lower(), value, f"one value, not also {plain(twin)}")
        self._left = {name for name, value in self._fields.items() if value is not None}

    def take(self, name):
        """The value of a field, None where there is none; it counts as used."""
        self._left.discard(name)
        return self._fields.get(name)

    def put_back(self, name):
        """The field was taken, but nothing came of it."""
        if self._fields.get(name) is not None:
            self._left.add(name)

    def left(self):
        """(name, value) of each field that nobody took, in the order of the rate."""
        return [(name, value) for name, value in self._fields.items() if name in self._left]

    def lose(self, field, value, why):
        """Note that a field, or a part of it, is not or not exactly in the document."""
        self.losses.append({"field": field, "value": plain(value), "why": why})

    def number(self, name):
        """A number as a Decimal, None where there is none."""
        value = self.take(name)
        return None if value is None else decimal(value, name)

    def price(self, value, field):
        """The text of a price, which has nine decimals."""
        return self._text(value, PRICE_PLACES, field)

    def quantity(self, value, field):
        """The text of a quantity or an amount, which have six decimals."""
        return self._text(value, QUANTITY_PLACES, field)

    def _text(self, value, places, field):
        text = decimal_text(value, places)
        if Decimal(text) != value:
            self.lose(field, value, f"rounded to {text}: half up, {places} decimals")
        return text


def wanted(condition, field, found, expected):
    """UrdbError unless `condition` holds."""
    if not condition:
        raise UrdbError(f"{field}: got {quoted(plain(found))}, expected {expected}")


def decimal(value, field):
    """The Decimal that a JSON number is as it is written; UrdbError where it is none."""
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    number = Decimal(repr(value) if isinstance(value, float) else value) if is_number else None
    wanted(is_number and number.is_finite(), field, value, "a number")
    wanted(
        number.adjusted() < MOST_DIGITS, field, str(number)[:20], f"at most {MOST_DIGITS} digits"
    )
    return number


def whole(value, field):
    """The int of a number without a fraction; 1.0 is one."""
    number = decimal(value, field)
    wanted(number == number.to_integral_value(), field, value, "a whole number")
    return int(number)


def decimal_text(value, places):
    """A plain decimal number with at most so many places, rounded half away from nought."""
    with localcontext(prec=_PRECISION):
        text = format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def plain(value):
    """The same as JSON has it."""
    if isinstance(value, Decimal):
        is_whole = value.is_finite() and value == value.to_integral_value() and abs(value) < 10**15
        return int(value) if is_whole else float(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def read_rate(path):
    """The one rate in a JSON file, decimals as they are written; UrdbError where there is none.

    The file holds the rate itself, or an answer of the database: {"items": [rate]}.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UrdbError(f"{path}: {error.strerror}; choose another file") from None
    if len(content) > MOST_BYTES:
        raise UrdbError(f"{path}: got more than 1 MiB, expected a file with one rate")
    return _only_rate(_parsed(content, path), path)


def _parsed(content, path):
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise UrdbError(f"{path}: not a JSON document: not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise UrdbError(f"{path}: not a JSON document: {error}") from None


def _no_number(word):
    raise ValueError(f"{word} is no JSON number")


def _only_rate(found, path):
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found = found["items"]
    if isinstance(found, list):
        count = len(found)
        wanted(count == 1, str(path), count, "a file with one rate; keep the one you want")
        found = found[0]
    wanted(isinstance(found, dict), str(path), found, "an object with the fields of a rate")
    return found
