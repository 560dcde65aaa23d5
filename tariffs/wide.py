"""Numbers beyond 64 bits as they are stored: a high and a low one.

Money of a lifetime needs it: 250 MW at 4 200 rial for a kWh come to 2^63 millionths of a rial in a
year.
"""

LOW_BITS = 62
_LOW = (1 << LOW_BITS) - 1
WIDE = "iq"
"""High and low in the format of struct: 12 bytes for a number of up to 93 bits."""
MOST = (1 << 63) - 1
"""The largest number that 64 bits hold."""


def split(value):
    """[high, low] of a whole number of up to 124 bits."""
    return [value >> LOW_BITS, value & _LOW]


def joined(high, low):
    """The number that was split."""
    return (high << LOW_BITS) + low


def words_of(owner, names):
    """High and low of each of these attributes, as they are stored."""
    words = []
    for name in names:
        words += split(getattr(owner, name))
    return words


def take_over(owner, names, words):
    """Set these attributes to what was stored."""
    for place, name in enumerate(names):
        setattr(owner, name, joined(words[2 * place], words[2 * place + 1]))


def bound(values):
    """Bring each number of a list to within 64 bits; whether any is at their end."""
    if max(values) < MOST and min(values) > -MOST:
        return False
    values[:] = [min(max(each, -MOST), MOST) for each in values]
    return True
