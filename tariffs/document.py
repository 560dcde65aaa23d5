"""The tariff document: JSON in, a checked `Tariff` out.

This first format knows one energy price for each period of a schedule:

    {"format": 1, "name": "...", "currency": "KRW", "utc_offset_min": 540,
     "prices": {"low": "103.1", "high": "149.4"},
     "otherwise": "low",
     "schedule": [{"months": [1, 2], "days": ["mon", "tue"],
                   "from": "09:00", "to": "12:00", "period": "high"}]}

`prices` are per kWh, decimals as text, at most nine. `schedule`, `months` and `days` may be left
out: always. A row whose `to` is not after its `from` ends on the next day, with the months and
days of the day it began. `text`, `source`, `valid_from` and `verified` are carried for people and
do not change a bill; any other key is refused, because it may be a slip of the pen.
"""

import json

from tariffs.calendar import DAYS
from tariffs.errors import TariffError, shortened
from tariffs.money import PRICE_DECIMALS, are_digits, scaled
from tariffs.tariff import MOST_PERIODS, Tariff

FORMAT = 1
MOST_ROWS = 64
MOST_PRICE = 1000000
LONGEST_NAME = 40
KEYS = (
    "format",
    "name",
    "currency",
    "utc_offset_min",
    "prices",
    "otherwise",
    "schedule",
    "text",
    "source",
    "valid_from",
    "verified",
)
ROW_KEYS = ("months", "days", "from", "to", "period")
_DAY_MIN = 1440
_ALL_MONTHS = 0b1111111111110
_ALL_DAYS = 0b1111111
# Characters that show nothing or turn the line around: first and last of each range.
_UNPRINTABLE = (
    (0x00, 0x1F),
    (0x7F, 0xA0),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xD800, 0xF8FF),
    (0xFEFF, 0xFEFF),
)


def compile_tariff(document):
    """The tariff of a parsed document (a dict)."""
    _expect(isinstance(document, dict), "tariff", document, "an object")
    found = document.get("format")
    _expect(_is_integer(found) and found == FORMAT, "format", found, FORMAT)
    _expect_known(document, KEYS, "tariff")
    periods, prices_e9 = _prices(document.get("prices"))
    otherwise = _index(periods, document.get("otherwise", periods[0]), "otherwise")
    return Tariff(
        _name(document.get("name"), "name"),
        _name(document.get("currency"), "currency"),
        _integer(document, "utc_offset_min", -840, 840),
        periods,
        prices_e9,
        tuple(_rows(document.get("schedule", []), periods)),
        otherwise,
    )


def _expect(condition, path, found, expected):
    if not condition:
        quoted = shortened(json.dumps(found))
        raise TariffError(f"{path}: got {quoted}, expected {expected}")


def _expect_known(found, keys, path):
    for key in found:
        if key not in keys:
            quoted = shortened(json.dumps(key))
            raise TariffError(f"{path}: got the key {quoted}, expected one of {', '.join(keys)}")


def _is_integer(found):
    return isinstance(found, int) and not isinstance(found, bool)


def _name(found, path):
    """A text of some printable characters, which a display has room for."""
    fits = isinstance(found, str) and 0 < len(found) <= LONGEST_NAME and _is_printable(found)
    _expect(fits, path, found, f"text of 1 to {LONGEST_NAME} printable characters")
    return found


def _is_printable(text):
    for character in text:
        code = ord(character)
        if any(first <= code <= last for first, last in _UNPRINTABLE):
            return False
    return True


def _integer(document, name, least, most):
    found = document.get(name)
    fits = _is_integer(found) and least <= found <= most
    _expect(fits, name, found, f"a whole number from {least} to {most}")
    return found


def _prices(found):
    """(names of the periods in order, their prices)."""
    fits = isinstance(found, dict) and 0 < len(found) <= MOST_PERIODS
    _expect(fits, "prices", found, f"1 to {MOST_PERIODS} prices by period")
    names = tuple(sorted(_name(name, "prices: name of a period") for name in found))
    return names, tuple(_price(found[name], "prices." + name) for name in names)


def _price(found, path):
    price_e9 = scaled(found, PRICE_DECIMALS, path)
    _expect(price_e9 >= 0, path, found, "zero or more")
    fits = price_e9 <= MOST_PRICE * 10**PRICE_DECIMALS
    _expect(fits, path, found, f"at most {MOST_PRICE} per kWh")
    return price_e9


def _index(names, found, path):
    _expect(found in names, path, found, "one of " + ", ".join(names))
    return names.index(found)


def _rows(found, periods):
    fits = isinstance(found, list) and len(found) <= MOST_ROWS
    _expect(fits, "schedule", found, f"a list of at most {MOST_ROWS} rows")
    for number, row in enumerate(found):
        path = f"schedule[{number}]"
        _expect(isinstance(row, dict), path, row, "an object")
        _expect_known(row, ROW_KEYS, path)
        yield from _row(row, path, periods)


def _row(row, path, periods):
    """The compiled row, or the two into which midnight splits it."""
    months = _mask(row.get("months"), range(1, 13), 1, path + ".months", _ALL_MONTHS)
    days = _mask(row.get("days"), DAYS, 0, path + ".days", _ALL_DAYS)
    period = _index(periods, row.get("period"), path + ".period")
    start = _minute(row.get("from"), path + ".from")
    end = _minute(row.get("to"), path + ".to")
    if end > start:
        return ((months, days, start, end, period),)
    _expect(months == _ALL_MONTHS or not end, path, row.get("to"), "no row over midnight here")
    next_days = (days << 1 | days >> 6) & _ALL_DAYS
    evening = (months, days, start, _DAY_MIN, period)
    return (evening, (months, next_days, 0, end, period)) if end else (evening,)


def _mask(found, names, first_bit, path, otherwise):
    """Bits of the named months or days; bit `first_bit` is the first name."""
    if found is None:
        return otherwise
    _expect(isinstance(found, list) and found, path, found, "a list that is not empty")
    mask = 0
    for name in found:
        fits = not isinstance(name, (bool, float)) and name in names  # 1 == True == 1.0
        _expect(fits, path, name, "one of " + ", ".join(str(each) for each in names))
        mask |= 1 << list(names).index(name) + first_bit
    return mask


def _minute(found, path):
    """Minutes since midnight of "HH:MM", "24:00" being the end of the day."""
    minute = _DAY_MIN + 1
    if isinstance(found, str) and len(found) == 5 and found[2] == ":":
        hours, minutes = found[:2], found[3:]
        if are_digits(hours) and are_digits(minutes) and minutes < "60":
            minute = int(hours) * 60 + int(minutes)
    _expect(minute <= _DAY_MIN, path, found, '"00:00" to "24:00"')
    return minute
