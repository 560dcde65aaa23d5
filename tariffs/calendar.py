"""Local civil time from UTC seconds, in integers (proleptic Gregorian calendar, UTC epoch 1970).

The offset of local time is the tariff's own; the meter needs no time-zone database.
"""

DAY_S = 86400
MINUTE_S = 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday
_DAYS_TO_ERA = 719468  # 1 March of year 0 to 1 January 1970
_ERA_DAYS = 146097  # 400 years


def civil_date(days):
    """(year, month, day) of the day that is `days` after 1 January 1970.

    Years are counted from March, so that the leap day is a year's last and needs no branch.
    """
    days += _DAYS_TO_ERA
    era, day_of_era = divmod(days, _ERA_DAYS)
    leaps = day_of_era // 1460 - day_of_era // 36524 + day_of_era // 146096
    year_of_era = (day_of_era - leaps) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * march_month + 2) // 5 + 1
    month = march_month + 3 if march_month < 10 else march_month - 9
    return era * 400 + year_of_era + (month <= 2), month, day


def weekday(days):
    """0 for Monday to 6 for Sunday."""
    return (days + _EPOCH_WEEKDAY) % 7


def days_from_civil(year, month, day):
    """Days from 1 January 1970 to a date: `civil_date` the other way."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    march_month = month - 3 if month > 2 else month + 9
    day_of_year = (153 * march_month + 2) // 5 + day - 1
    day_of_era = 365 * year_of_era + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _ERA_DAYS + day_of_era - _DAYS_TO_ERA


def month_length_days(year, month):
    """28 to 31."""
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return days_from_civil(*following, 1) - days_from_civil(year, month, 1)


def year_days(year):
    """365 or 366."""
    return days_from_civil(year + 1, 1, 1) - days_from_civil(year, 1, 1)


def nth_weekday(year, month, day_of_week, nth):
    """Days from 1 January 1970 to the nth Monday (0) to Sunday (6) of a month; -1 for its last."""
    first = days_from_civil(year, month, 1)
    if nth > 0:
        return first + (day_of_week - weekday(first)) % 7 + 7 * (nth - 1)
    last = first + month_length_days(year, month) - 1
    return last - (weekday(last) - day_of_week) % 7


def easter(year):
    """Days from 1 January 1970 to Easter Sunday, of the Gregorian computus.

    It is the Sunday after the full moon of the church, which Clavius' tables place `moon_days`
    after 21 March, with the two dates that they move back by a day.
    """
    golden = year % 19
    century = year // 100
    dropped_leaps = century - century // 4
    moon_drift = (8 * century + 13) // 25
    moon_days = (19 * golden + dropped_leaps - moon_drift + 15) % 30
    moon_days -= moon_days == 29 or (moon_days == 28 and golden > 10)
    moon = days_from_civil(year, 3, 21) + moon_days
    return moon + 7 - (weekday(moon) + 1) % 7
