"""Regular expressions for text of the tariff document, in the dialect that JSON Schema asks for.

They say what `tariffs.fields` and `tariffs.dates` read, as far as a pattern can: that a day exists
in its year, or that a range does not end before it begins, is left to the compiler.
"""

from tariffs.dates import RANGE
from tariffs.fields import UNPRINTABLE

CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
MIDNIGHT = "24:00"
DAY_OF_YEAR = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|[12][0-9]))"
)
DATE = "(19[7-9][0-9]|2[01][0-9]{2})-" + DAY_OF_YEAR


def whole(*ways):
    """A pattern for text that is one of these from its first to its last character."""
    return f"^({'|'.join(ways)})$"


def printable():
    """Characters that show something."""
    ranges = "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in UNPRINTABLE)
    return f"[^{ranges}]*"


def span(one):
    """One of these, or two with dots between them."""
    return f"{one}({RANGE.replace('.', '[.]')}{one})?"


def decimal(decimals, least, most):
    """A decimal from `least` to `most`; where a bound is no power of ten, by its digits only."""
    ways = [f"-?0+{_zeros(decimals)}"]
    if most > 0:
        ways.append(_up_to(most, decimals))
    if least < 0:
        ways.append("-" + _up_to(-least, decimals))
    return "|".join(ways)


def any_decimal(decimals):
    return f"-?[0-9]+([.][0-9]{{1,{decimals}}})?"


def _up_to(most, decimals):
    zeros = len(str(most)) - 1
    fraction = f"([.][0-9]{{1,{decimals}}})?"
    if most != 10**zeros:
        return f"0*[0-9]{{1,{zeros + 1}}}{fraction}"
    fewer = f"[0-9]{{1,{zeros}}}" if zeros else "0"
    return f"0*({fewer}{fraction}|1{'0' * zeros}{_zeros(decimals)})"


def _zeros(decimals):
    return f"([.]0{{1,{decimals}}})?"
