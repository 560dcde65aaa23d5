"""The fields of a tariff document: what each may hold, and how it is read.

A table of fields has rows (name, type, default); REQUIRED as default refuses a document without
the field. `read_fields(found, table, path)` checks an object of the document against such a table
and answers with a `Given` that has one attribute a field. The JSON Schema and the reference page
are made from the same tables (`host/tariff`).

A type has `read(found, path)`, which returns what the field means or raises TariffError.
"""

from tariffs.errors import TariffError, expect, quoted
from tariffs.money import PRICE_DECIMALS, are_digits, scaled

REQUIRED = object()
"""As a default: the field must be there."""
LONGEST_NAME = 40
LONGEST_TEXT = 1000
MOST_PRICE = 1000000000
QUANTITY_DECIMALS = 6
MOST_QUANTITY = 1000000000000
_DAY_MIN = 1440
# Characters that show nothing or turn the line around: first and last of each range.
UNPRINTABLE = (
    (0x00, 0x1F),
    (0x7F, 0xA0),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xD800, 0xF8FF),
    (0xFEFF, 0xFEFF),
)


class Given:
    """What an object of the document gave: an attribute for each field of its table."""


def read_fields(found, table, path, whole="tariff"):
    """The object `found` as a `Given`; TariffError names the field that is wrong.

    `whole` is what the document is called where `path` is none.
    """
    expect(isinstance(found, dict), path or whole, found, "an object")
    names = [row[0] for row in table]
    for name in found:
        if name not in names:
            known = ", ".join(names)
            where = path or whole
            raise TariffError(f"{where}: got the key {quoted(name)}, expected one of {known}")
    given = Given()
    for name, type_, default in table:
        setattr(given, name, _value(found, name, type_, default, path))
    return given


def _value(found, name, type_, default, path):
    where = f"{path}.{name}" if path else name
    if name in found:
        return type_.read(found[name], where)
    if default is REQUIRED:
        raise TariffError(f"{where}: got nothing, expected {type_.expected}")
    return default


class Text:
    """Some printable characters."""

    def __init__(self, longest):
        self.longest = longest
        self.expected = f"text of 1 to {longest} printable characters"

    def read(self, found, path):
        fits = isinstance(found, str) and 0 < len(found) <= self.longest and is_printable(found)
        expect(fits, path, found, self.expected)
        return found


class Whole:
    """A whole number from `least` to `most`."""

    def __init__(self, least, most):
        self.least = least
        self.most = most
        self.expected = f"a whole number from {least} to {most}"

    def read(self, found, path):
        fits = is_whole(found) and self.least <= found <= self.most
        expect(fits, path, found, self.expected)
        return found


class Decimal:
    """A decimal number as text; read as the integer that is 10^decimals times as large."""

    def __init__(self, decimals, least, most):
        self.decimals = decimals
        self.least = least
        self.most = most
        self.expected = f'a decimal as text, such as "0.125", from {least} to {most}'

    def read(self, found, path):
        value = scaled(found, self.decimals, path)
        unit = 10**self.decimals
        expect(self.least * unit <= value <= self.most * unit, path, found, self.expected)
        return value


class Choice:
    """One of a few words or numbers."""

    def __init__(self, *words):
        self.words = words
        self.expected = "one of " + ", ".join(str(word) for word in words)

    def read(self, found, path):
        fits = not isinstance(found, (bool, float)) and found in self.words
        expect(fits, path, found, self.expected)
        return found


class Flag:
    """true or false."""

    expected = "true or false"

    def read(self, found, path):
        expect(isinstance(found, bool), path, found, self.expected)
        return found


class Clock:
    """Minutes since midnight of "HH:MM", "24:00" being the end of the day."""

    expected = '"00:00" to "24:00"'

    def read(self, found, path):
        minute = _DAY_MIN + 1
        if isinstance(found, str) and len(found) == 5 and found[2] == ":":
            hours, minutes = found[:2], found[3:]
            if are_digits(hours) and are_digits(minutes) and minutes < "60":
                minute = int(hours) * 60 + int(minutes)
        expect(minute <= _DAY_MIN, path, found, self.expected)
        return minute


class ListOf:
    """A list of `least` to `most` things of one type; read as a tuple."""

    def __init__(self, type_, most, least=1):
        self.type = type_
        self.least = least
        self.most = most
        self.expected = f"a list of {least} to {most}"

    def read(self, found, path):
        fits = isinstance(found, list) and self.least <= len(found) <= self.most
        expect(fits, path, found, self.expected)
        return tuple(self.type.read(each, f"{path}[{n}]") for n, each in enumerate(found))


class MapOf:
    """An object of 1 to `most` names, each with a value of one type; read as a dict."""

    def __init__(self, type_, most):
        self.type = type_
        self.most = most
        self.expected = f"an object of 1 to {most} names"

    def read(self, found, path):
        fits = isinstance(found, dict) and 0 < len(found) <= self.most
        expect(fits, path, found, self.expected)
        return {
            NAME.read(name, path): self.type.read(found[name], f"{path}.{name}") for name in found
        }


class Object:
    """An object with a table of fields of its own; read as a `Given`."""

    expected = "an object"

    def __init__(self, *table):
        self.table = table

    def read(self, found, path):
        return read_fields(found, self.table, path)


class Anything:
    """Read by whoever knows more: the value as it stands, but not null; of a class, if given."""

    def __init__(self, expected, class_=object):
        self.expected = expected
        self._class = class_

    def read(self, found, path):
        fits = found is not None and isinstance(found, self._class)
        expect(fits, path, found, self.expected)
        return found


def is_whole(found):
    """Whether `found` is an integer; True and False are not."""
    return isinstance(found, int) and not isinstance(found, bool)


def shown(value_e6):
    """Millionths as a document writes them, for a message; None is nothing."""
    if value_e6 is None:
        return "nothing"
    sign = "-" if value_e6 < 0 else ""
    whole, rest = divmod(abs(value_e6), 10**QUANTITY_DECIMALS)
    fraction = ("%06d" % rest).rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def is_printable(text):
    """Whether each character of `text` shows something and leaves the line as it is."""
    for character in text:
        code = ord(character)
        if any(first <= code <= last for first, last in UNPRINTABLE):
            return False
    return True


NAME = Text(LONGEST_NAME)
PRICE = Decimal(PRICE_DECIMALS, -MOST_PRICE, MOST_PRICE)
"""Currency for one unit of the quantity, in 10^-9."""
QUANTITY = Decimal(QUANTITY_DECIMALS, 0, MOST_QUANTITY)
"""A quantity in millionths of its unit."""
AMOUNT = Decimal(QUANTITY_DECIMALS, -MOST_QUANTITY, MOST_QUANTITY)
"""Currency in 10^-6."""
SHARE = Decimal(QUANTITY_DECIMALS, 0, 10000)
"""A percentage that is not negative, in 10^-6 of a percent."""
PERCENT = Decimal(QUANTITY_DECIMALS, -10000, 10000)
"""In 10^-6 of a percent."""
NAMES = ListOf(NAME, 64)
