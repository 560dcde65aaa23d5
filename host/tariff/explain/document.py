"""A whole tariff document in words: clock, cycle, rounding, days, then the rules in order."""

from host.tariff.calendar_text import when_words, whens
from host.tariff.explain.rule import paragraph
from host.tariff.explain.values import value_words
from host.tariff.needs import needs
from host.tariff.words import DAY_NAMES, MONTHS, listed
from host.templates.detail import year_of

NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
OF_SITE = {
    "facts": "facts",
    "contracts": "contracted power",
    "feeds": "feeds",
    "events": "events that are called",
    "past": "what came before the first bill",
    "coincident": "moments that are told later",
    "corrections": "corrections of closed bills",
}


def explained(document, tariff):
    """(heading, lines) of each paragraph."""
    year = year_of(document)
    words = {
        each.name: {name: when_words(rows) for name, rows in whens(each, year).items()}
        for each in tariff.calendars
    }
    yield f"{document['name']}, in {document['currency']}", list(_head(document))
    for calendar in document.get("calendars", ()):
        if len(calendar["periods"]) > 1:
            heading = f"calendar {calendar['name']}, as it is in {year}"
            yield heading, list(_calendar(calendar, document, words[calendar["name"]]))
    for number, rule in enumerate(document["rules"], 1):
        yield f"{number}. {rule['rule']} ({rule['kind']})", paragraph(rule, document, words)
    yield "what the meter is told of the site", list(_site(document))


def _head(document):
    for name in ("text", "source"):
        if name in document:
            yield f"{'Source: ' if name == 'source' else ''}{document[name]}"
    if "valid_from" in document:
        checked = "compared" if document.get("verified") else "not compared"
        yield f"In force from {document['valid_from']}; {checked} with the publisher's text."
    yield _clock(document["zone"])
    yield _cycle(document.get("cycle", {}))
    if "netting_min" in document:
        yield (
            f"Net energy is what was drawn less what was fed in, every {document['netting_min']}"
            " minutes by themselves."
        )
    for name, what in (("line", "Each line"), ("total", "The total")):
        if document.get("rounding", {}).get(name):
            yield f"{what} is rounded {value_words('', name, document['rounding'][name])}."
    for entry in document.get("special_days", ()):
        like = f" count as {DAY_NAMES[entry['as']]}" if "as" in entry else ""
        yield f"Days of {entry['name']}{like}: {listed(map(_date, entry['dates']))}."


def _clock(zone):
    hours, minutes = divmod(abs(zone["utc_offset_min"]), 60)
    sign = "-" if zone["utc_offset_min"] < 0 else "+"
    text = f"The clock is UTC{sign}{hours:02}:{minutes:02}"
    if not zone.get("dst"):
        return f"{text} all year."
    dst = zone["dst"]
    clock = "UTC" if dst.get("clock") == "utc" else "local time"
    return (
        f"{text}, and {dst.get('shift_min', 60)} minutes ahead of that from {_moment(dst['from'])}"
        f" to {_moment(dst['to'])} ({clock})."
    )


def _moment(moment):
    day = DAY_NAMES[moment["weekday"]]
    return f"the {NTH[moment['nth']]} {day} of {MONTHS[moment['month'] - 1]} {moment['at']}"


def _cycle(cycle):
    months = cycle.get("months", 1)
    every = "each month" if months == 1 else f"every {months} months, counted from January"
    return f"A bill begins on day {cycle.get('day', 1)}, {every}."


def _calendar(calendar, document, words):
    for name in calendar["periods"]:
        yield f"{name}: {words[name].replace('never', 'only while an event holds')}"
    events = {each["name"]: each for each in document.get("events", ())}
    for row in calendar.get("schedule", ()):
        if "events" in row:
            hours = f"{row.get('from', '00:00')} to {row.get('to', '24:00')}"
            called = listed((_event(events[name]) for name in row["events"]), " or ")
            yield f"{row['period']}, {hours}, while {called}"


def _event(event):
    if "feed" not in event:
        return f"{event['name']} is called"
    days = event.get("days", 0)
    when = f"after {days} days in a row" if days else "on the day"
    return f"{event['name']} holds ({event['feed']} at least {event['at_least']}, {when})"


def _date(date):
    if isinstance(date, str):
        return date
    if "easter" in date:
        return f"Easter {date['easter']:+} days" if date["easter"] else "Easter Sunday"
    if "on" in date:
        moves = (f"{DAY_NAMES[a]} to {DAY_NAMES[b]}" for a, b in date["observed"].items())
        return f"{date['on']} (moved from {listed(moves)})"
    day = DAY_NAMES[date["weekday"]]
    return f"{NTH[date['nth']]} {day} of {MONTHS[date['month'] - 1]}"


def _site(document):
    asked = needs(document)
    if not asked:
        yield "Nothing: the tariff asks for no facts of the site."
    for part, names in asked.items():
        who = (f"{name} (for {listed(dict.fromkeys(rules))})" for name, rules in names.items())
        yield f"{OF_SITE[part]}: {', '.join(who)}"
