"""Civil time from UTC seconds; the host's own calendar checks it day by day in tests/host."""

from tariffs.calendar import civil_date, weekday


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
