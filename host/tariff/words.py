"""Dates, times, days and numbers as a person reads them."""

from decimal import Decimal, InvalidOperation

from tariffs.calendar import DAYS

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAY_NAMES = dict(
    zip(
        DAYS,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
WHOLE_YEAR = ((1, 1), (12, 31))


def clock(minute):
    """`09:30` of minutes since midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def date_words(date):
    """`1 June`."""
    return f"{date[1]} {MONTHS[date[0] - 1]}"


def ranges_words(ranges):
    """`1 June to 30 September`, several with `and`; empty for the whole year."""
    if tuple(ranges) == (WHOLE_YEAR,):
        return ""
    return listed(
        date_words(first) if first == last else f"{date_words(first)} to {date_words(last)}"
        for first, last in ranges
    )


def days_words(names):
    """`Monday to Friday`, `Saturday, Sunday and holiday`; `every day` where all of a week is."""
    own = [f'"{name}"' for name in names if name not in DAYS]
    if all(name in names for name in DAYS):
        return listed(["every day", *own]) if own else "every day"
    return listed([*_runs([name for name in DAYS if name in names]), *own])


def _runs(names):
    """Weekdays in a row, from three on, by the first and the last."""
    run = []
    for name in [*names, None]:
        if run and (name is None or DAYS.index(name) != DAYS.index(run[-1]) + 1):
            full = [DAY_NAMES[each] for each in run]
            yield from full if len(full) < 3 else [f"{full[0]} to {full[-1]}"]
            run = []
        run.append(name)


def spans_words(spans):
    """`09:00 to 12:00 and 16:00 to 19:00` of (start, end)."""
    return listed(f"{clock(start)} to {clock(end)}" for start, end in spans)


def listed(words, last=" and "):
    """`a, b and c`."""
    words = list(words)
    return last.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def plain(text):
    """A decimal without zeros behind its last digit, thousands told apart."""
    try:
        value = Decimal(text)
    except (InvalidOperation, TypeError, ValueError):
        return str(text)
    shown = f"{value:,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def price(text):
    """As `plain`, but with two decimals where there are any: `0.20`."""
    shown = plain(text)
    whole, point, fraction = shown.partition(".")
    return f"{whole}.{fraction:0<2}" if point else whole
