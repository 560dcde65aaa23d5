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
