"""The year of the oracles, 8760 hours from Monday, 1 January, and the periods and loads of it."""

import csv
from pathlib import Path

HOURS = 8760
DAYS_OF = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DATA = Path(__file__).resolve().parents[2] / "data"
OFFICES = ("LargeOffice", "Hospital", "Supermarket", "Warehouse", "LargeHotel", "SecondarySchool")


def hours():
    """(month 0-11, day of the year, weekday 0-6, hour 0-23) of each hour."""
    day = 0
    for month, days in enumerate(DAYS_OF):
        for _ in range(days):
            for hour in range(24):
                yield month, day, day % 7, hour
            day += 1


def months(steps_per_hour):
    """The month, 0-11, of each step."""
    return [month for month, *_ in hours() for _ in range(steps_per_hour)]


def periods(urdb, of, steps_per_hour):
    """The period of each step; `of` is "energy" or "demand"."""
    weekday, weekend = urdb[f"{of}weekdayschedule"], urdb[f"{of}weekendschedule"]
    by_hour = [(weekend if day > 4 else weekday)[month][h] for month, _, day, h in hours()]
    return [period for period in by_hour for _ in range(steps_per_hour)]


def schedules(of, period):
    """The two schedules of a tariff that has one period only."""
    return {
        f"{of}{days}schedule": [[period] * 24 for _ in range(12)]
        for days in ("weekday", "weekend")
    }


def monthly(kw):
    """An hourly load that is level within each month; `kw` has twelve numbers."""
    return [float(kw[month]) for month, *_ in hours()]


def steel_kw():
    """The real steel plant: 35040 quarter hours."""
    with (DATA / "loads" / "steel_2018_15min.csv").open(newline="") as lines:
        return [4 * float(row["kwh"]) for row in csv.DictReader(lines)]


def office_kw(building):
    """One of OFFICES, DOE's reference buildings: 8760 hours."""
    with (DATA / "loads" / "doe_crb_chicago_hourly_kw.csv").open(newline="") as lines:
        return [float(row[building]) for row in csv.DictReader(lines)]
