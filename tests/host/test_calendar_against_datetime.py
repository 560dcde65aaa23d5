"""The meter's calendar equals Python's for every day of two centuries."""

from datetime import date

from tariffs.calendar import civil_date, weekday

EPOCH = date(1970, 1, 1).toordinal()


def test_every_day_has_its_date_and_weekday():
    for days in range(80_000):
        day = date.fromordinal(EPOCH + days)
        assert civil_date(days) == (day.year, day.month, day.day)
        assert weekday(days) == day.weekday()
