"""Frames and numbers of the ATM90E32AS: pure functions on integers, no I/O.

A frame is 4 bytes on the wire, high bit first: bit 31 read (1) or write (0), bits 25-16 the
address, bits 15-0 the data (DS 30-31). Frame n of a buffer is its bytes 4n to 4n+3.
Results are integers in the unit their name ends in; halves are rounded up.
Source: DS = Microchip/Atmel 46003B.
"""


def put_read(buf, frame, address):
    """Make frame `frame` of `buf` a read of `address` (0 to 0x3FF)."""
    at = 4 * frame
    buf[at] = 0x80 | address >> 8
    buf[at + 1] = address & 0xFF
    buf[at + 2] = 0
    buf[at + 3] = 0


def put_write(buf, frame, address, value):
    """Make frame `frame` of `buf` a write of `value` (0 to 0xFFFF) to `address`."""
    at = 4 * frame
    buf[at] = address >> 8
    buf[at + 1] = address & 0xFF
    buf[at + 2] = value >> 8
    buf[at + 3] = value & 0xFF


def get(buf, frame):
    """Return the 16 data bits that came back in frame `frame`."""
    at = 4 * frame + 2
    return buf[at] << 8 | buf[at + 1]


def majority(a, b, c):
    """Return the word whose every bit is what at least two of three witnesses say."""
    return a & b | a & c | b & c


def signed16(word):
    """Return a word as two's complement, -32768 to 32767."""
    return word - 0x10000 if word & 0x8000 else word


def signed32(high, low):
    """Return two words as one two's complement number (DS 69)."""
    return signed16(high) * 0x10000 + low


def divided(numerator, denominator):
    """Return the nearest integer of a quotient (denominator > 0), halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def voltage_mv(high, low):
    """Return rms millivolts: 0.01 V a step, the low word's high byte 1/256 of it (DS 70)."""
    return divided((high << 8 | low >> 8) * 10, 256)


def current_ma(high, low):
    """Return rms milliamperes at the chip's scale (DS 70)."""
    return divided(high << 8 | low >> 8, 256)


def current_ua(high, low):
    """Return rms microamperes at the chip's scale; may need a 32-bit integer."""
    return divided((high << 8 | low >> 8) * 1000, 256)


def power_mw(high, low):
    """Return mW, mvar or mVA, signed: 0.00032 W a step of the 32-bit number (DS 69)."""
    return divided(signed32(high, low) * 8, 25)


def power_factor_x1000(word):
    """Return the power factor in thousandths, -1000 to 1000 (DS 69)."""
    return signed16(word)


def frequency_mhz(word):
    """Return millihertz: 0.01 Hz a step (DS 71)."""
    return word * 10


def angle_x10(word):
    """Return tenths of a degree, -1800 to 1800.

    The data sheet calls the angle both 0 to 360 and -180 to 180 degrees (tables 15 and 17).
    """
    angle = signed16(word)
    return angle - 3600 if angle > 1800 else angle


def temperature_c(word):
    """Return whole degrees Celsius of the die (DS 71)."""
    return signed16(word)
