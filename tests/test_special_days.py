"""Special days; in tests/host they are held against the holidays of whole countries."""

from tariffs.calendar import days_from_civil
from tariffs.errors import TariffError
from tariffs.special_days import read_special_days
from tests.expect import raises


def special(*entries):
    return read_special_days(list(entries), "special_days")


def entry(*dates, name="holiday", **more):
    found = {"name": name, "dates": list(dates)}
    if "as_day" in more:
        found["as"] = more["as_day"]
    return found


def types(special_days, *dates):
    return [special_days.day_type(days_from_civil(*date)) for date in dates]


def test_without_special_days_the_type_is_the_weekday():
    none = read_special_days(None, "special_days")
    assert none.names == ()
    assert types(none, (2024, 1, 1), (2024, 1, 6), (2024, 1, 7)) == [0, 5, 6]


def test_a_date_of_each_year():
    christmas = special(entry("12-25"))
    assert types(christmas, (1990, 12, 25), (2026, 12, 25), (2026, 12, 26)) == [7, 7, 5]


def test_the_29th_of_february_is_there_in_leap_years():
    assert types(special(entry("02-29")), (2024, 2, 29), (2023, 2, 28), (2023, 3, 1)) == [7, 1, 2]


def test_a_date_and_a_range_of_dates_of_one_year():
    days = special(entry("2026-02-17", "2026-12-30..2027-01-02"))
    assert types(days, (2026, 2, 17), (2027, 2, 17)) == [7, 2]
    assert types(days, (2026, 12, 29), (2026, 12, 30), (2027, 1, 2), (2027, 1, 3)) == [1, 7, 7, 6]


def test_the_nth_weekday_of_a_month():
    days = special(entry({"month": 11, "weekday": "thu", "nth": 4}))
    assert types(days, (2026, 11, 19), (2026, 11, 26)) == [3, 7]
    assert types(days, (2023, 11, 23), (2023, 11, 30)) == [7, 3]


def test_days_before_and_after_easter():
    days = special(entry({"easter": -2}, {"easter": 1}, {"easter": 50}))
    assert types(days, (2026, 4, 3), (2026, 4, 5), (2026, 4, 6), (2026, 5, 25)) == [7, 6, 7, 7]


def test_an_observed_date_moves_to_the_nearest_such_weekday():
    days = special(entry({"on": "07-04", "observed": {"sat": "fri", "sun": "mon"}}))
    assert types(days, (2026, 7, 3), (2026, 7, 4)) == [7, 5]  # a Saturday, observed on Friday
    assert types(days, (2027, 7, 4), (2027, 7, 5)) == [6, 7]  # a Sunday, observed on Monday
    assert types(days, (2025, 7, 4), (2025, 7, 3)) == [7, 3]


def test_an_observed_date_moves_by_at_most_three_days():
    days = special(entry({"on": "07-04", "observed": {"sat": "tue", "sun": "wed", "mon": "fri"}}))
    assert types(days, (2026, 7, 4), (2026, 7, 7)) == [5, 7]  # Saturday to Tuesday after it
    assert types(days, (2027, 6, 30), (2027, 7, 7)) == [2, 7]  # Sunday to Wednesday after it
    assert types(days, (2022, 7, 1), (2022, 7, 8)) == [7, 4]  # Monday to Friday before it


def test_a_new_year_is_observed_in_the_old_one():
    days = special(entry({"on": "01-01", "observed": {"sat": "fri"}}))
    assert types(days, (2021, 12, 31), (2022, 1, 1)) == [7, 5]


def test_the_first_entry_with_the_date_decides():
    days = special(
        entry("2026-04-05", as_day="mon", name="worked"),
        entry({"easter": 0}, name="feast"),
        entry({"easter": 0}, {"easter": 1}, name="bridge"),
        entry({"easter": 2}, as_day="sun", name="free"),
    )
    assert days.names == ("feast", "bridge")
    assert types(days, (2026, 4, 5), (2026, 4, 6), (2026, 4, 7)) == [0, 8, 6]
    assert types(days, (2027, 3, 28)) == [7]


def refused(found, message):
    assert str(raises(TariffError, read_special_days, found, "special_days")) == message


def test_a_date_that_does_not_exist_is_refused():
    where = "special_days[0].dates[0]"
    for text in ("02-30", "04-31", "13-01", "00-10", "06-00", "6--01"):
        expected = 'a date of the year, "01-01" to "12-31"'
        refused([entry(text)], f'{where}: got "{text}", expected {expected}')
    for text in ("2026-02-29", "2100-02-29", "1969-12-31", "2026-2-9", "20260229", "²026-01-01"):
        error = raises(TariffError, read_special_days, [entry(text)], "special_days")
        assert str(error).startswith(where + ": got ")
        assert str(error).endswith('expected a date "YYYY-MM-DD" from 1970 to 2199')


def test_a_range_that_ends_before_it_begins_is_refused():
    refused(
        [entry("2026-02-23..2026-02-15")],
        'special_days[0].dates[0]: got "2026-02-23..2026-02-15", '
        "expected a range that does not end before it begins",
    )


def test_what_is_no_date_is_refused():
    expected = '"MM-DD", "YYYY-MM-DD", a range of those or an object with "easter", "nth" or "on"'
    for found, quote in ((5, "5"), ({}, "{}"), (None, "nothing")):
        refused(
            [entry("12-25", found)], f"special_days[0].dates[1]: got {quote}, expected {expected}"
        )


def test_a_move_to_the_same_weekday_or_to_none_is_refused():
    for moves in ({}, {"sat": "sat"}):
        refused(
            [entry({"on": "07-04", "observed": moves})],
            "special_days[0].dates[0].observed: got nothing, "
            'expected a move to another weekday, such as {"sun": "mon"}',
        )


def test_a_name_that_means_something_else_already_is_refused():
    expected = "expected a name that no weekday and no entry before it has"
    refused([entry("12-25", name="sun")], f'special_days[0].name: got "sun", {expected}')
    refused([entry("12-25"), entry("12-26")], f'special_days[1].name: got "holiday", {expected}')


def test_a_weekday_that_does_not_exist_is_refused():
    refused(
        [entry("12-25", as_day="holiday")],
        'special_days[0].as: got "holiday", expected one of mon, tue, wed, thu, fri, sat, sun',
    )


def test_more_dates_than_there_is_room_for_are_refused():
    many = [entry(*("12-25",) * 40, name="a"), entry(*("12-25",) * 25, name="b")]
    refused(many, "special_days: got 65 dates, expected at most 64 of all entries")
    read_special_days([many[0], entry(*("12-25",) * 24, name="b")], "special_days")
    entries = [entry("12-25", name=f"day {number}") for number in range(10)]
    error = raises(TariffError, read_special_days, entries, "special_days")
    assert str(error).endswith("expected a list of 0 to 9")
