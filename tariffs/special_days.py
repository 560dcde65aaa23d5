"""Special days: dates on which a tariff does not go by the weekday.

Which day is one is worked out from rules whenever a day begins, so that no table of dates needs
room on the board or ends with some year.
"""

from tariffs.calendar import DAYS, civil_date, easter, nth_weekday, weekday
from tariffs.dates import DateSpan, DayOfYear
from tariffs.errors import TariffError, expect
from tariffs.fields import NAME, REQUIRED, Choice, ListOf, Object, Whole, read_fields

MOST_ENTRIES = 9
MOST_DATES = 64
"""Date rules of all entries together."""
FIRST_OWN_TYPE = 7
"""Day types below are weekdays, 0 for Monday; this is the first name of `SpecialDays.names`."""
MOST_EASTER_DAYS = 180

NTH_FIELDS = (
    ("month", Whole(1, 12), REQUIRED),
    ("weekday", Choice(*DAYS), REQUIRED),
    ("nth", Choice(1, 2, 3, 4, -1), REQUIRED),
)
EASTER_FIELDS = (("easter", Whole(-MOST_EASTER_DAYS, MOST_EASTER_DAYS), REQUIRED),)
MOVE_FIELDS = tuple((day, Choice(*DAYS), None) for day in DAYS)
OBSERVED_FIELDS = (
    ("on", DayOfYear(), REQUIRED),
    ("observed", Object(*MOVE_FIELDS), REQUIRED),
)


class DateRule:
    """One date or rule for dates; read as a tuple whose first item is its test.

    A test takes the rule, the days from 1 January 1970 and their civil date.
    """

    expected = '"MM-DD", "YYYY-MM-DD", a range of those or an object with "easter", "nth" or "on"'

    def read(self, found, path):
        if isinstance(found, str):
            if len(found) == 5:
                return (_is_date,) + DayOfYear().read(found, path)
            return (_is_within,) + DateSpan().read(found, path)
        expect(isinstance(found, dict), path, found, self.expected)
        if "easter" in found:
            return _is_from_easter, read_fields(found, EASTER_FIELDS, path).easter
        if "on" in found:
            return _observed(read_fields(found, OBSERVED_FIELDS, path), path)
        expect("nth" in found, path, found, self.expected)
        given = read_fields(found, NTH_FIELDS, path)
        return _is_nth, given.month, DAYS.index(given.weekday), given.nth


ENTRY_FIELDS = (
    ("name", NAME, REQUIRED),
    ("dates", ListOf(DateRule(), MOST_DATES), REQUIRED),
    ("as", Choice(*DAYS), None),
)
ENTRIES = ListOf(Object(*ENTRY_FIELDS), MOST_ENTRIES, 0)


def read_special_days(found, path):
    """The special days of a document's list; none where there is no list."""
    names, seen, rules = [], [], []
    for number, given in enumerate(ENTRIES.read([] if found is None else found, path)):
        where = f"{path}[{number}]"
        fits = given.name not in seen and given.name not in DAYS
        expect(
            fits, where + ".name", given.name, "a name that no weekday and no entry before it has"
        )
        seen.append(given.name)
        same_as = getattr(given, "as")  # a word of Python, so no attribute in plain text
        day_type = FIRST_OWN_TYPE + len(names) if same_as is None else DAYS.index(same_as)
        if same_as is None:
            names.append(given.name)
        rules.append((day_type, given.dates))
    _expect_room(rules, path)
    return SpecialDays(tuple(names), tuple(rules))


def _expect_room(rules, path):
    count = sum(len(dates) for _, dates in rules)
    if count > MOST_DATES:
        raise TariffError(
            f"{path}: got {count} dates, expected at most {MOST_DATES} of all entries"
        )


class SpecialDays:
    """`names` are the own day types, in order from FIRST_OWN_TYPE.

    `rules` is ((day type, its date rules), ...), the first that has a date decides.
    """

    def __init__(self, names=(), rules=()):
        self.names = names
        self._rules = rules

    def day_type(self, days):
        """The type of the day that is `days` after 1 January 1970: 0 to 6, or an own one."""
        date = civil_date(days)
        for day_type, dates in self._rules:
            for rule in dates:
                if rule[0](rule, days, date):
                    return day_type
        return weekday(days)


def _is_date(rule, days, date):
    return rule[1] == date[1] and rule[2] == date[2]


def _is_within(rule, days, date):
    return rule[1] <= days <= rule[2]


def _is_from_easter(rule, days, date):
    year = civil_date(days - rule[1])[0]
    return days - rule[1] == easter(year)


def _is_nth(rule, days, date):
    return rule[1] == date[1] and nth_weekday(date[0], rule[1], rule[2], rule[3]) == days


def _observed(given, path):
    """The rule of a date that moves to the nearest such weekday where it falls on another."""
    moves = []
    for number, day in enumerate(DAYS):
        target = getattr(given.observed, day)
        ahead_days = 0 if target is None else (DAYS.index(target) - number) % 7
        moves.append(ahead_days if ahead_days <= 3 else ahead_days - 7)
    expect(
        any(moves), path + ".observed", None, 'a move to another weekday, such as {"sun": "mon"}'
    )
    return _is_observed, given.on[0], given.on[1], tuple(moves)


def _is_observed(rule, days, date):
    """Whether the date of the rule moves to this day, from a day at most three days off."""
    for number, ahead_days in enumerate(rule[3]):
        origin = days - ahead_days
        if weekday(origin) == number and civil_date(origin)[1:] == (rule[1], rule[2]):
            return True
    return False
