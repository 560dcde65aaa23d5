"""Civil time from UTC seconds; the host's own calendar checks it day by day in tests/host."""

from tariffs.calendar import civil_date, local_text, weekday


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


def test_local_time_is_the_offset_away():
    assert local_text(1516201200, 540) == "2018-01-18T00:00:00"
    assert local_text(1516201200, -210) == "2018-01-17T11:30:00"
    assert local_text(2147483648) == "2038-01-19T03:14:08"
