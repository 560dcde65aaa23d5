"""Civil time from UTC seconds; the host's own calendar checks it day by day in tests/host."""

from tariffs.calendar import (
    civil_date,
    days_from_civil,
    easter,
    month_length_days,
    nth_weekday,
    weekday,
)


def test_known_days_have_their_dates():
    assert civil_date(0) == (1970, 1, 1)
    assert civil_date(11016) == (2000, 2, 29)
    assert civil_date(17549) == (2018, 1, 18)
    assert civil_date(24855) == (2038, 1, 19)
    assert civil_date(47540) == (2100, 2, 28)
    assert civil_date(47541) == (2100, 3, 1)


def test_known_days_have_their_weekdays():
    assert weekday(0) == 3
    assert weekday(17549) == 3
    assert weekday(17552) == 6


def test_a_date_is_found_again_from_its_days():
    for days in range(-1000, 50000, 61):
        assert days_from_civil(*civil_date(days)) == days


def test_months_have_their_lengths():
    assert [month_length_days(2023, month) for month in (1, 2, 4, 12)] == [31, 28, 30, 31]
    assert month_length_days(2024, 2) == 29
    assert month_length_days(2000, 2) == 29
    assert month_length_days(2100, 2) == 28


def test_the_nth_weekday_of_a_month_is_counted_from_its_first_day_or_its_last():
    assert civil_date(nth_weekday(2026, 11, 3, 4)) == (2026, 11, 26)  # Thanksgiving
    assert civil_date(nth_weekday(2026, 5, 0, -1)) == (2026, 5, 25)  # Memorial Day
    assert civil_date(nth_weekday(2026, 2, 6, 1)) == (2026, 2, 1)  # the month begins with it
    assert civil_date(nth_weekday(2026, 2, 5, -1)) == (2026, 2, 28)  # and ends with it


def test_easter_is_where_the_church_has_it():
    known = ((1961, 4, 2), (1981, 4, 19), (2000, 4, 23), (2008, 3, 23), (2011, 4, 24))
    for date in known + ((2026, 4, 5), (2038, 4, 25), (2049, 4, 18), (2076, 4, 19)):
        assert civil_date(easter(date[0])) == date
