"""Billing cycles; tests/host/test_cycle_against_datetime.py holds them against brute force."""

from tariffs.calendar import DAY_S, days_from_civil
from tariffs.cycle import read_cycle
from tariffs.errors import TariffError
from tariffs.zone import read_zone
from tests.expect import raises

UTC = read_zone({"utc_offset_min": 0}, "zone")
KOREA = read_zone({"utc_offset_min": 540}, "zone")


def utc_s(year, month, day):
    return days_from_civil(year, month, day) * DAY_S


def bounds(found, date, zone=UTC):
    return read_cycle(found, "cycle").bounds(zone, utc_s(*date))


def test_without_a_cycle_a_bill_is_a_calendar_month():
    assert bounds(None, (2024, 2, 29)) == (utc_s(2024, 2, 1), utc_s(2024, 3, 1))
    assert bounds(None, (2024, 12, 31)) == (utc_s(2024, 12, 1), utc_s(2025, 1, 1))


def test_a_bill_holds_its_first_second_and_not_its_last():
    cycle = read_cycle({"day": 15}, "cycle")
    middle_s = utc_s(2024, 5, 15)
    assert cycle.bounds(UTC, middle_s) == (middle_s, utc_s(2024, 6, 15))
    assert cycle.bounds(UTC, middle_s - 1) == (utc_s(2024, 4, 15), middle_s)


def test_a_bill_begins_on_the_last_day_of_a_month_that_is_too_short():
    assert bounds({"day": 31}, (2024, 2, 10)) == (utc_s(2024, 1, 31), utc_s(2024, 2, 29))
    assert bounds({"day": 31}, (2023, 3, 10)) == (utc_s(2023, 2, 28), utc_s(2023, 3, 31))
    assert bounds({"day": 30}, (2024, 4, 30)) == (utc_s(2024, 4, 30), utc_s(2024, 5, 30))


def test_bills_of_several_months_are_counted_from_january():
    two = {"day": 10, "months": 2}
    assert bounds(two, (2024, 3, 9)) == (utc_s(2024, 1, 10), utc_s(2024, 3, 10))
    assert bounds(two, (2024, 1, 9)) == (utc_s(2023, 11, 10), utc_s(2024, 1, 10))
    assert bounds({"months": 3}, (2024, 6, 30)) == (utc_s(2024, 4, 1), utc_s(2024, 7, 1))
    assert bounds({"months": 12}, (2024, 6, 30)) == (utc_s(2024, 1, 1), utc_s(2025, 1, 1))


def test_a_bill_begins_at_local_midnight_and_bears_the_local_month():
    cycle = read_cycle({}, "cycle")
    start_s, end_s = cycle.bounds(KOREA, utc_s(2024, 2, 29) + 15 * 3600)
    assert (start_s, end_s) == (utc_s(2024, 3, 1) - 9 * 3600, utc_s(2024, 4, 1) - 9 * 3600)
    assert cycle.month_of(KOREA, start_s) == (2024, 3)


def test_bills_follow_one_another_without_a_gap():
    cycle = read_cycle({"day": 29, "months": 1}, "cycle")
    end_s = cycle.bounds(KOREA, utc_s(2022, 1, 1))[1]
    for _ in range(40):
        start_s, next_s = cycle.bounds(KOREA, end_s)
        assert start_s == end_s
        end_s = next_s


def test_what_is_no_cycle_is_refused():
    error = raises(TariffError, read_cycle, {"day": 32}, "cycle")
    assert str(error) == "cycle.day: got 32, expected a whole number from 1 to 31"
    error = raises(TariffError, read_cycle, {"months": 5}, "cycle")
    assert str(error) == "cycle.months: got 5, expected one of 1, 2, 3, 4, 6, 12"
    error = raises(TariffError, read_cycle, [], "cycle")
    assert str(error) == "cycle: got [], expected an object"
