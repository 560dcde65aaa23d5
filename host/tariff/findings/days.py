"""Days and minutes that no row, or no season, was written for."""

from host.tariff.calendar_text import when_words, whens
from host.tariff.findings.finding import note, warning
from host.tariff.painting import OTHERWISE, days_of, deciding_rows, stretches
from host.tariff.words import clock, days_words, ranges_words
from tariffs.calendar import DAYS, civil_date
from tariffs.rows import unpacked

SHORT_MIN = 15
"""A hole between rows that is shorter than that is no price period of anybody."""
FEW_DAYS = 7
"""So few days between two seasons were forgotten, rather than left to `otherwise`."""
YEARS = (2024, 2025, 2026)
"""A leap year, and two that begin on other weekdays."""


def findings(document, tariff, site):
    """Of each calendar that the document has."""
    for number, given in enumerate(document.get("calendars", ())):
        calendar = tariff.calendars[number]
        path = f"calendars[{number}]"
        yield from _holes(calendar, path)
        yield from _rows_without_days(document, calendar, path)
        yield from _left_over(given, calendar, path)
    yield from _days_without_season(document, tariff)
    yield from _unused_names(document)


def _holes(calendar, path):
    """Short stretches between two rows that fall to `otherwise`."""
    found = {}
    for day in days_of(calendar, YEARS[0]):
        found.setdefault((day.before, day.marks), day)
    told = {}
    for day in found.values():
        rows = deciding_rows(calendar, day.before, day.marks)
        for start, end, row in stretches(rows):
            if row == OTHERWISE and end - start < SHORT_MIN:
                before = rows[start - 1] if start else rows[end]
                told.setdefault((before, start, end), []).append(calendar.days.types[day.type])
    for (row, start, end), types in told.items():
        name = calendar.periods[calendar.otherwise]
        yield warning(
            f"{path}.schedule[{row}]",
            f"{days_words(types)} {clock(start)} to {clock(end)} lies between rows that no row has"
            f" and falls to otherwise, {name}; a row was surely meant to go on until {clock(end)}",
        )


def _rows_without_days(document, calendar, path):
    """Rows that decide no minute of the years looked at, whatever happens."""
    rows = list(unpacked(calendar.rows))
    waiting = set(range(len(rows)))
    events = [0, *(1 << bit for bit in range(len(calendar.days.events.names)))]
    seen = set()
    for year in sorted({*YEARS, *_years_named(document)}):
        for day in days_of(calendar, year):
            if (day.before, day.marks) in seen or not waiting:
                continue
            seen.add((day.before, day.marks))
            for event in events:
                waiting -= set(deciding_rows(calendar, day.before, day.marks, event))
    for number in sorted(waiting):
        period = calendar.periods[rows[number][6]]
        others = any(row[6] == rows[number][6] for n, row in enumerate(rows) if n not in waiting)
        alone = (
            "" if others or rows[number][6] == calendar.otherwise else ", nor the period at all"
        )
        yield warning(
            f"{path}.schedule[{number}]",
            f"no minute of a year has this row of {period}{alone}: its days do not come, or rows"
            " above take them all",
        )


def _years_named(document):
    """Years that stand in the dates of special days."""
    for entry in document.get("special_days", ()):
        for date in entry["dates"]:
            if isinstance(date, str) and len(date) >= 10:
                yield int(date[:4])


def _left_over(given, calendar, path):
    """Minutes that only `otherwise` covers, where its period has rows of its own too."""
    own = [row for row in given.get("schedule", ()) if row["period"] == given.get("otherwise")]
    if not own or len(own) == len(given["schedule"]):
        return
    rows = whens(calendar, YEARS[-1], lambda number: str(number == OTHERWISE)).get("True")
    if rows:
        yield note(
            f"{path}.otherwise",
            f"{given['otherwise']} has rows, and these minutes fall to it without one:"
            f" {when_words(rows)}",
        )


def _days_without_season(document, tariff):
    """A few days between two seasons that belong to none."""
    if len(document.get("seasons", {})) < 2:
        return
    seasons = tariff.calendars[0].days.seasons
    for year in YEARS[:2]:
        dates = [civil_date(day.day) for day in days_of(tariff.calendars[0], year)]
        without = [not seasons.mask_of(*date) for date in dates]
        gaps = [
            (dates[start][1:], dates[end - 1][1:])
            for start, end, is_without in stretches(without)
            if is_without and end - start <= FEW_DAYS
        ]
        if gaps:
            yield warning(
                "seasons",
                f"{ranges_words(gaps)} (in {year}) belongs to no season, between two; mend where"
                " the one before ends, or the next begins",
            )
            return


def _unused_names(document):
    """Events, seasons and own day types that no row asks for."""
    rows = [row for each in document.get("calendars", ()) for row in each.get("schedule", ())]
    for place, field, names in (
        ("events", "events", [each["name"] for each in document.get("events", ())]),
        ("seasons", "seasons", list(document.get("seasons", {}))),
    ):
        used = {name for row in rows for name in row.get(field, ())}
        for number, name in enumerate(names):
            if name not in used:
                where = f"seasons.{name}" if place == "seasons" else f"events[{number}]"
                yield note(where, f"no row of a calendar has {name}")
    for number, entry in enumerate(document.get("special_days", ())):
        used = {name for row in rows for name in row.get("days", ())}
        if "as" not in entry and entry["name"] not in used and not _anyhow(rows):
            yield note(
                f"special_days[{number}]",
                f"no row names {entry['name']}: on these days only rows without days, and"
                f' otherwise, hold; as a Sunday they would need "as": "sun"',
            )


def _anyhow(rows):
    """Whether no row asks for a weekday, so that an own day type changes nothing."""
    return not any(set(row.get("days", ())) & set(DAYS) for row in rows)
