"""Money and prices as integers, and how they are read from text.

Amounts are micro-units of the currency (`_u`), prices are 10^-9 of the currency for a kWh (`_e9`).
Decimals come as text ("0.58886875"), because a 32-bit float would already have changed them.
"""

from tariffs.errors import TariffError, shortened

PRICE_DECIMALS = 9
MONEY_DECIMALS = 6
PER_LINE = 1_000_000_000
"""Millionths of a unit x 10^-9 currency a unit, divided by this: 10^-6 currency."""
MOST_DIGITS = 24


def scaled(text, decimals, path="amount"):
    """The integer that is the decimal number `text` times 10^decimals.

    Raises TariffError where `text` is not a plain decimal number or is finer than that.
    """
    sign, whole, fraction = _split(text, path)
    if len(fraction) > decimals:
        raise TariffError(f"{path}: got {text}, expected at most {decimals} decimals")
    return sign * int(whole + fraction + "0" * (decimals - len(fraction)))


def _split(text, path):
    """(sign, digits before the point, digits after it)."""
    if isinstance(text, str) and 0 < len(text) <= MOST_DIGITS:
        sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text)
        whole, point, fraction = digits.partition(".")
        if are_digits(whole) and (are_digits(fraction) or not point):
            return sign, whole, fraction
    raise TariffError(
        f'{path}: got {shortened(repr(text))}, expected a decimal number as text, such as "0.125"'
    )


def are_digits(text):
    """Whether `text` is one or more of 0 to 9; str.isdigit also takes superscripts."""
    return bool(text) and all("0" <= character <= "9" for character in text)
