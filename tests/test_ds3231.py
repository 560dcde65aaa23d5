"""The clock driver against registers whose contents were written by hand."""

from drivers.ds3231 import DS3231, ClockUnreadable
from drivers.errors import ChipAbsent, NotWritten, SetupError
from tests.expect import raises

KNOWN = (
    # registers from seconds to year; UTC seconds since 1970, from a public calendar calculator
    ((0x00, 0x00, 0x00, 0x06, 0x01, 0x01, 0x00), 946684800),  # 2000-01-01, a Saturday
    ((0x59, 0x59, 0x23, 0x02, 0x29, 0x02, 0x00), 951868799),  # 2000-02-29 23:59:59
    ((0x00, 0x00, 0x00, 0x05, 0x01, 0x03, 0x24), 1709251200),  # 2024-03-01
    ((0x04, 0x37, 0x13, 0x01, 0x09, 0x01, 0x34), 2020426624),  # 2034-01-09 13:37:04
    ((0x07, 0x14, 0x03, 0x02, 0x19, 0x01, 0x38), 2147483647),  # 2038-01-19 03:14:07
    ((0x08, 0x14, 0x03, 0x02, 0x19, 0x01, 0x38), 2147483648),
    ((0x59, 0x59, 0x23, 0x04, 0x31, 0x12, 0x99), 4102444799),  # 2099-12-31 23:59:59, a Thursday
)


class Registers:
    """The chip's registers on an I2C bus; `spoil` readings are wrong first, time stands still."""

    def __init__(self):
        self.bytes = bytearray(19)
        self.spoil = 0
        self.absent = False
        self.holds = True

    def readfrom_mem_into(self, address, place, buf):
        if self.absent or address != 0x68:
            raise OSError(19)
        for k in range(len(buf)):
            buf[k] = self.bytes[place + k]
        if self.spoil:
            self.spoil -= 1
            buf[0] ^= 0x0F

    def writeto_mem(self, address, place, buf):
        if self.holds:
            for k in range(len(buf)):
                self.bytes[place + k] = buf[k]


def test_known_moments_are_read():
    for registers, utc_s in KNOWN:
        chip = Registers()
        chip.bytes[:7] = bytes(registers)
        assert DS3231(chip).utc_s() == utc_s


def test_known_moments_are_set_and_become_valid():
    for registers, utc_s in KNOWN:
        chip = Registers()
        chip.bytes[15] = 0x88
        rtc = DS3231(chip)
        assert not rtc.is_valid()
        rtc.set(utc_s)
        assert bytes(chip.bytes[:7]) == bytes(registers)
        assert rtc.is_valid() and chip.bytes[15] == 0x08


def test_years_that_the_chip_does_not_know_are_refused():
    for utc_s in (946684799, 4102444800, -1):
        chip = Registers()
        assert "2000 to 2099" in str(raises(SetupError, DS3231(chip).set, utc_s))
        assert not any(chip.bytes)


def test_a_bus_that_was_hit_is_read_again():
    for spoilt in (1, 2):
        chip = Registers()
        chip.bytes[:7] = bytes(KNOWN[2][0])
        chip.spoil = spoilt
        assert DS3231(chip).utc_s() == KNOWN[2][1]


def test_what_is_no_time_is_said():
    for place, value in ((0, 0x60), (1, 0x7A), (2, 0x24), (4, 0x32), (4, 0), (5, 0x13), (5, 0)):
        chip = Registers()
        chip.bytes[:7] = bytes(KNOWN[2][0])
        chip.bytes[place] = value
        assert "%02X" % value in str(raises(ClockUnreadable, DS3231(chip).utc_s))


def test_a_day_that_the_month_has_not_is_no_time():
    chip = Registers()
    chip.bytes[:7] = bytes((0, 0, 0, 1, 0x29, 0x02, 0x23))
    raises(ClockUnreadable, DS3231(chip).utc_s)
    chip.bytes[6] = 0x24
    DS3231(chip).utc_s()


def test_hours_of_twelve_are_no_time():
    chip = Registers()
    chip.bytes[:7] = bytes((0, 0, 0x52, 1, 1, 1, 0x24))
    raises(ClockUnreadable, DS3231(chip).utc_s)


def test_a_chip_that_is_not_there_is_absent():
    chip = Registers()
    DS3231(chip).probe()
    chip.absent = True
    assert "0x68" in str(raises(ChipAbsent, DS3231(chip).probe))


def test_a_chip_that_does_not_keep_its_time_is_said():
    chip = Registers()
    chip.bytes[:7] = bytes(KNOWN[0][0])
    chip.holds = False
    rtc = DS3231(chip)
    raises(NotWritten, rtc.set, KNOWN[2][1])
    raises(NotWritten, rtc.trim, 5)


def test_temperature_has_quarters_and_a_sign():
    for high, low, x4 in ((0x19, 0x40, 101), (0x00, 0, 0), (0xFF, 0x40, -3), (0xD8, 0xC0, -157)):
        chip = Registers()
        chip.bytes[17], chip.bytes[18] = high, low
        assert DS3231(chip).temperature_x4() == x4


def test_a_trim_is_kept_in_twos_complement():
    chip = Registers()
    rtc = DS3231(chip)
    for steps, byte in ((5, 5), (-1, 0xFF), (-127, 0x81), (0, 0)):
        rtc.trim(steps)
        assert chip.bytes[16] == byte
    raises(SetupError, rtc.trim, 128)
