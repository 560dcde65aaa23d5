"""The simulated clock chip, and the driver upon it, beside Python's own calendar."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ds3231 import DS3231 as Driver
from drivers.ds3231 import FIRST_UTC_S, LAST_UTC_S
from host.simulator.ds3231 import DS3231, MOST_UNCORRECTED

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
UTC_S = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


class I2C:
    """A chip on its bus at `now_us`, with machine.I2C's verbs."""

    def __init__(self, chip):
        self.chip = chip
        self.now_us = 0

    def readfrom_mem_into(self, address, place, buf):
        buf[:] = self.chip.read(self.now_us, place, len(buf))

    def writeto_mem(self, address, place, buf):
        self.chip.write(self.now_us, place, bytes(buf))


def attached(**how):
    bus = I2C(DS3231(**how))
    return bus, Driver(bus)


@given(st.integers(FIRST_UTC_S, LAST_UTC_S))
def test_any_second_that_is_set_is_read(utc_s):
    bus, driver = attached()
    driver.set(utc_s)
    assert driver.utc_s() == utc_s
    assert bus.chip.read(0, 3, 1)[0] == datetime.fromtimestamp(utc_s, UTC).isoweekday()


@given(st.integers(FIRST_UTC_S, LAST_UTC_S - 400 * 86_400), st.integers(0, 400 * 86_400))
def test_it_goes_on_over_months_and_leap_days(utc_s, passed_s):
    bus, driver = attached()
    driver.set(utc_s)
    bus.now_us += passed_s * SECOND_US
    assert driver.utc_s() == utc_s + passed_s


def test_a_new_chip_has_no_valid_time():
    _, driver = attached()
    assert not driver.is_valid()


def test_a_battery_keeps_it_going_and_an_empty_one_stops_it():
    bus, driver = attached(start_utc_s=UTC_S)
    for has_battery in (True, False):
        bus.chip.has_battery = has_battery
        bus.chip.power_off(bus.now_us)
        bus.now_us += 1000 * SECOND_US
        bus.chip.power_on(bus.now_us)
        assert driver.is_valid() is has_battery
    assert driver.utc_s() < UTC_S


@pytest.mark.parametrize("ppm", [3.5, -3.5])
def test_it_drifts_by_what_is_left_uncorrected_and_a_trim_takes_that_off(ppm):
    bus, driver = attached(start_utc_s=UTC_S, residual_ppm=ppm)
    bus.now_us = 1000 * DAY_US
    drift_us = bus.chip.utc_us(bus.now_us) - UTC_S * SECOND_US - bus.now_us
    assert drift_us == pytest.approx(ppm * 1000 * 86_400)
    driver.trim(round(ppm * 10))
    before_us = bus.chip.utc_us(bus.now_us) - bus.now_us
    bus.now_us += 1000 * DAY_US
    assert bus.chip.utc_us(bus.now_us) - bus.now_us == pytest.approx(before_us, abs=1000)


def test_what_it_leaves_of_its_crystals_parabola_is_within_its_data_sheet():
    bus, _ = attached(start_utc_s=UTC_S, uncorrected=MOST_UNCORRECTED)
    for degrees in range(-40, 86):
        bus.chip.warm(0, degrees)
        assert -3.5 <= bus.chip.error_ppm <= 0
    assert bus.chip.error_ppm == pytest.approx(-0.024 * 0.034 * 60**2)


def test_it_drifts_as_it_was_warm_at_the_time():
    bus, _ = attached(start_utc_s=UTC_S, uncorrected=MOST_UNCORRECTED)
    bus.chip.warm(0, 25)
    bus.chip.warm(10 * DAY_US, -40)
    slow_us = UTC_S * SECOND_US + 20 * DAY_US - bus.chip.utc_us(20 * DAY_US)
    assert slow_us == pytest.approx(10 * 86_400 * 0.024 * 0.034 * 65**2)


@pytest.mark.parametrize("degrees", [-40, -0.25, 0, 23.5, 85])
def test_its_temperature_is_read(degrees):
    bus, driver = attached(start_utc_s=UTC_S)
    bus.chip.temperature_c = degrees
    assert driver.temperature_x4() == degrees * 4


def test_the_stop_flag_cannot_be_set_by_writing():
    bus, driver = attached(start_utc_s=UTC_S)
    bus.writeto_mem(0x68, 0x0F, b"\xff")
    assert driver.is_valid()
