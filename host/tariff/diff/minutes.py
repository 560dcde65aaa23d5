"""Minutes of a year that have another period, counted: what a changed calendar comes to."""

from collections import Counter

from host.tariff.painting import Painter, days_of


def changed_minutes(old, new, year):
    """{calendar: {(old period, new period): minutes}} of calendars that both tariffs have.

    Days are those of the local calendar, each with 1440 minutes; no event holds.
    """
    news = {calendar.name: calendar for calendar in new.calendars}
    found = {}
    for calendar in old.calendars:
        if calendar.name in news:
            counts = _counts(calendar, news[calendar.name], year)
            if counts:
                found[calendar.name] = counts
    return found


def _counts(old, new, year):
    painters = Painter(old), Painter(new)
    days = Counter(
        (one.before, one.marks, other.before, other.marks)
        for one, other in zip(days_of(old, year), days_of(new, year), strict=True)
    )
    counts = Counter()
    for (old_before, old_marks, new_before, new_marks), times in days.items():
        periods = painters[0].periods(old_before, old_marks)
        others = painters[1].periods(new_before, new_marks)
        for pair, minutes in Counter(zip(periods, others, strict=True)).items():
            if pair[0] != pair[1]:
                counts[pair] += minutes * times
    return dict(counts.most_common())
