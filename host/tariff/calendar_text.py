"""A calendar in words, part of the year by part of the year, and as a picture of hours."""

from rich.style import Style
from rich.text import Text

from host.tariff.painting import Painter, days_of, parts_of_year, types_with_one_plan
from host.tariff.words import MONTHS, days_words, ranges_words, spans_words
from tariffs.calendar import civil_date, days_from_civil
from tariffs.rows import DAY_MIN

HALF_HOURS = range(0, DAY_MIN, 30)
COLORS = (
    "green4",
    "dark_orange3",
    "red3",
    "dodger_blue3",
    "purple4",
    "dark_goldenrod",
    "deep_pink4",
    "deep_sky_blue4",
    "grey50",
    "chartreuse4",
    "orange_red1",
    "slate_blue3",
    "dark_red",
    "medium_purple4",
    "navy_blue",
    "grey70",
)
SMALL = "abcdefghijklmnopqrstuvwxyz"


def whens(calendar, year, name_of=None):
    """{period: [(ranges of the year, names of day types, ((start, end), ...)), ...]}.

    With `name_of`, a function of the number of a row, by what that says instead of the period.
    """
    found = {} if name_of else {name: [] for name in calendar.periods}
    for part in parts_of_year(calendar, year, name_of):
        for names, plan in types_with_one_plan(part.plans):
            for period in dict.fromkeys(each[2] for each in plan):
                spans = tuple((start, end) for start, end, name in plan if name == period)
                found.setdefault(period, []).append((part.ranges, tuple(names), spans))
    return {name: _merged(rows) for name, rows in found.items()}


def _merged(rows):
    """Day types of the same ranges and spans together, then ranges of the same days and spans."""
    by_days, by_ranges = {}, {}
    for ranges, names, spans in rows:
        by_days.setdefault((ranges, spans), []).extend(names)
    for (ranges, spans), names in by_days.items():
        by_ranges.setdefault((tuple(names), spans), []).extend(ranges)
    return [(tuple(sorted(ranges)), names, spans) for (names, spans), ranges in by_ranges.items()]


def when_words(rows):
    """`from 1 June to 30 September: Monday to Friday 09:00 to 12:00, Sunday all day`; several with
    a semicolon.
    """
    by_dates = {}
    for ranges, names, spans in rows:
        hours = "all day" if spans == ((0, DAY_MIN),) else spans_words(spans)
        dates = ranges_words(_bridged(ranges))
        by_dates.setdefault(dates, []).append(f"{days_words(names)} {hours}")
    return "; ".join(_dated(dates, texts) for dates, texts in by_dates.items()) or "never"


def _dated(dates, texts):
    text = ", ".join(texts)
    if not dates:
        return "always" if text == "every day all day" else text
    return f"from {dates}: {text}"


def _bridged(ranges):
    """Ranges that follow each other without a gap as one; the whole year as such."""
    found = []
    for first, last in sorted(ranges):
        if found and _next_day(found[-1][1]) == first:
            found[-1] = found[-1][0], last
        else:
            found.append((first, last))
    if len(found) > 1 and _next_day(found[-1][1]) == found[0][0]:
        first = found.pop(0)
        found[-1] = found[-1][0], first[1]
    if len(found) == 1 and _next_day(found[0][1]) == found[0][0]:
        return [((1, 1), (12, 31))]
    return found


def _next_day(date):
    """The (month, day) after a date, of a year that has no 29 February unless it is asked for."""
    year = 2000 if date == (2, 29) else 2001
    return civil_date(days_from_civil(year, *date) + 1)[1:]


def letters(periods):
    """A letter for each period: of its name where it is free, else the next one."""
    found = {}
    for name in periods:
        initials = [word[0] for word in reversed(name.split())]
        wanted = [*initials, *name, *SMALL, *SMALL.upper(), *"0123456789"]
        taken = found.values()
        found[name] = next(each for each in wanted if each.isalnum() and each not in taken)
    return found


def picture(calendar, year):
    """Text lines: for each day type a map of half hours by month, one letter a half hour."""
    marks = letters(calendar.periods)
    styles = dict(zip(calendar.periods, COLORS, strict=False))
    for names, rows in _maps(calendar, year):
        yield Text(days_words(names), style="bold")
        yield Text("      " + "".join(f"{hour:<4}" for hour in range(0, 24, 2)))
        for label, row in rows:
            line = Text(f"{label:<5} ")
            for period in row:
                line.append(marks[period], Style(color="white", bgcolor=styles[period]))
            yield line
    legend = Text("      ")
    for name in calendar.periods:
        legend.append(f" {marks[name]} ", Style(color="white", bgcolor=styles[name]))
        legend.append(f" {name}   ")
    yield legend


def _maps(calendar, year):
    """(names of day types, ((month, periods of the half hours), ...)) of each different map."""
    painter = Painter(calendar)
    seen = {}
    for day in days_of(calendar, year):
        seen.setdefault((day.type, civil_date(day.day)[1]), []).append(day)
    found = {}
    for number, name in enumerate(calendar.days.types):
        rows = tuple(
            (
                MONTHS[month - 1][:3],
                _usual(painter, seen.get((number, month)), number, year, month),
            )
            for month in range(1, 13)
        )
        found.setdefault(rows, []).append(name)
    return [(names, rows) for rows, names in found.items()]


def _usual(painter, days, number, year, month):
    """The periods of the half hours that most days of that type in a month have."""
    if not days:
        middle = painter.calendar.days.marks(days_from_civil(year, month, 15))
        marks = (*middle[:2], 1 << number)
        return tuple(painter.periods(marks, marks)[minute] for minute in HALF_HOURS)
    rows = [painter.periods(day.before, day.marks) for day in days]
    plans = [tuple(row[minute] for minute in HALF_HOURS) for row in rows]
    return max(plans, key=plans.count)


def changes_within_months(calendar, year):
    """`16 March`, ...: days inside a month from which other rows are for."""
    for part in parts_of_year(calendar, year):
        for (month, day), _ in part.ranges:
            if day != 1:
                yield f"{day} {MONTHS[month - 1]}"
