"""Real-time clock DS3231: a crystal that is corrected for temperature by the chip itself.

Usage:
    rtc = DS3231(i2c)              # readfrom_mem_into, writeto_mem, as machine.I2C has them
    rtc.probe()                    # ChipAbsent where nothing answers
    if rtc.is_valid():             # it has run since it was set
        utc_s = rtc.utc_s()        # seconds since 1970-01-01 00:00 UTC, years 2000 to 2099
    rtc.set(utc_s)

The chip holds UTC; 3.5 ppm at most (0.3 s a day) from -40 to 85 C. A time that cannot be, as when
the bus was hit, is read again, and raises ClockUnreadable after three tries.
Source: Maxim DS3231 data sheet, "Timekeeping Registers", "Control", "Status", "Temperature"
(from memory, not checked).
"""

from drivers.compat import const
from drivers.errors import ChipAbsent, DriverError, NotWritten, SetupError

ADDRESS = const(0x68)
_SECONDS = const(0x00)  # seconds, minutes, hours, weekday, day, month, year, all in BCD
_STATUS = const(0x0F)
_AGING = const(0x10)  # signed, about 0.1 ppm a step; the chip runs slower for positive ones
_TEMPERATURE = const(0x11)  # whole degrees, signed; then quarters in the two highest bits
_STOPPED = const(0x80)  # OSF: the oscillator stood still since the flag was cleared
_TWELVE_HOURS = const(0x40)
_CENTURY = const(0x80)
_TRIES = const(3)
_DAYS_TO_2000 = const(10957)
_DAY_S = const(86400)
FIRST_UTC_S = _DAYS_TO_2000 * _DAY_S
LAST_UTC_S = FIRST_UTC_S + 36525 * _DAY_S - 1
"""2000-01-01 00:00:00 and 2099-12-31 23:59:59 UTC."""
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)


class ClockUnreadable(DriverError):
    """The clock chip answers, but with what is no time."""


class DS3231:
    """One clock chip on an I2C bus."""

    def __init__(self, i2c, address=ADDRESS):
        self._i2c = i2c
        self._address = address
        self._time = bytearray(7)
        self._again = bytearray(7)
        self._one = bytearray(1)
        self._two = bytearray(2)

    def probe(self):
        """Raise ChipAbsent unless the chip answers."""
        try:
            self._read(_STATUS, self._one)
        except OSError as error:
            raise ChipAbsent(
                "RTC: nothing at I2C address 0x%02X (%s); check supply, SDA, SCL and pull-ups"
                % (self._address, error)
            ) from None

    def is_valid(self):
        """Whether it has run without a stop since it was set."""
        return not self._register(_STATUS) & _STOPPED

    def utc_s(self):
        """UTC seconds since 1970, read twice alike (a second may pass in between)."""
        for _ in range(_TRIES):
            self._read(_SECONDS, self._time)
            self._read(_SECONDS, self._again)
            first_s, second_s = _decoded(self._time), _decoded(self._again)
            if first_s is not None and second_s is not None and 0 <= second_s - first_s <= 1:
                return second_s
        raise ClockUnreadable(
            "RTC: time reads %s, expected digits of a date; set the clock, check the I2C bus"
            % " ".join(["%02X" % each for each in self._time])
        )

    def second(self):
        """The register of seconds, two digits: it changes as a second begins."""
        return self._register(_SECONDS)

    def set(self, utc_s):
        """Set the time, read it back, and note that it is valid from now on."""
        if not FIRST_UTC_S <= utc_s <= LAST_UTC_S:
            raise SetupError(
                "RTC: got %d s since 1970, expected %d to %d (years 2000 to 2099)"
                % (utc_s, FIRST_UTC_S, LAST_UTC_S)
            )
        self._write(_SECONDS, _encoded(utc_s))
        self._one[0] = self._register(_STATUS) & ~_STOPPED & 0xFF
        self._write(_STATUS, self._one)
        if not 0 <= self.utc_s() - utc_s <= 1 or not self.is_valid():
            raise NotWritten("RTC: does not keep the time that was set; check its supply")

    def temperature_x4(self):
        """The chip's temperature in quarters of a degree Celsius, measured every 64 s."""
        self._read(_TEMPERATURE, self._two)
        whole = self._two[0] - 256 if self._two[0] & 0x80 else self._two[0]
        return whole * 4 + (self._two[1] >> 6)

    def trim(self, steps):
        """Let the clock run slower by about 0.1 ppm a step, faster where negative, -127 to 127."""
        if not -127 <= steps <= 127:
            raise SetupError("RTC: got a trim of %d, expected -127 to 127" % steps)
        self._one[0] = steps & 0xFF
        self._write(_AGING, self._one)
        if self._register(_AGING) != steps & 0xFF:
            raise NotWritten("RTC: does not keep the trim of %d steps; check its supply" % steps)

    def _register(self, place):
        self._read(place, self._one)
        return self._one[0]

    def _read(self, place, buf):
        self._i2c.readfrom_mem_into(self._address, place, buf)

    def _write(self, place, buf):
        self._i2c.writeto_mem(self._address, place, buf)


def _encoded(utc_s):
    """The seven time registers, 24-hour clock, weekday 1 for Monday."""
    days, second = divmod(utc_s - FIRST_UTC_S, _DAY_S)
    year, day = _year_and_day(days)
    month = 1
    while day >= _days_before(month + 1, year):
        month += 1
    day -= _days_before(month, year)
    weekday = (days + 5) % 7 + 1  # 1 January 2000 was a Saturday
    parts = (second % 60, second // 60 % 60, second // 3600, weekday, day + 1, month, year)
    return bytes([part // 10 << 4 | part % 10 for part in parts])


def _decoded(registers):
    """UTC seconds of the seven time registers, None where they are no time."""
    if registers[2] & _TWELVE_HOURS or registers[5] & _CENTURY:
        return None
    for register in registers:
        if register >> 4 > 9 or register & 0x0F > 9:
            return None
    second, minute, hour, _, day, month, year = [
        10 * (register >> 4) + (register & 0x0F) for register in registers
    ]
    if second > 59 or minute > 59 or hour > 23 or not 1 <= month <= 12:
        return None
    if not 1 <= day <= _days_before(month + 1, year) - _days_before(month, year):
        return None
    days = year * 365 + (year + 3) // 4 + _days_before(month, year) + day - 1
    return FIRST_UTC_S + days * _DAY_S + hour * 3600 + minute * 60 + second


def _year_and_day(days):
    """(year of the century, day of the year from 0 on) of days since 2000-01-01."""
    year = days * 4 // 1461
    return year, days - (year * 365 + (year + 3) // 4)


def _days_before(month, year):
    """Days of a year before the first of `month`, 13 for the next year's."""
    return _DAYS_BEFORE[month - 1] + (month > 2 and year % 4 == 0)
