"""The prepaid scheme: the terms of an account as a JSON document of its own, checked.

docs/prepaid.md describes the document and has a table of these fields. Amounts are read in
micro-units of the currency. A meter reads one document and then lets this module go.
"""

from tariffs.errors import TariffError, expect, quoted
from tariffs.events import read_events
from tariffs.fields import (
    AMOUNT,
    NAME,
    QUANTITY_DECIMALS,
    REQUIRED,
    Anything,
    Choice,
    Decimal,
    Flag,
    ListOf,
    Object,
    Text,
    Whole,
    read_fields,
)
from tariffs.prepaid.scheme import ACCRUE, AUTOMATIC, BUTTON, HOLD, MONEY, MOST_U, STEPS, Scheme
from tariffs.schedule import read_calendars
from tariffs.seasons import read_seasons
from tariffs.special_days import read_special_days
from tariffs.zone import read_zone

FORMAT = 1
DAY_MIN = 1440
PART = Decimal(QUANTITY_DECIMALS, 0, 100)
FRIENDLY = Object(
    ("seasons", Anything("an object"), None),
    ("special_days", Anything("a list"), None),
    ("schedule", ListOf(Anything("an object"), 16), REQUIRED),
)
CREDIT = Object(("amount", MONEY, REQUIRED), ("offered_below", AMOUNT, 0))
DEBT_TERMS = Object(("percent", PART, REQUIRED), ("most_a_week", MONEY, None))
FIELDS = (
    ("format", Choice(FORMAT), REQUIRED),
    ("name", NAME, REQUIRED),
    ("text", Text(1000), None),
    ("source", Text(1000), None),
    ("verified", Flag(), False),
    ("currency", NAME, REQUIRED),
    ("zone", Anything("an object"), REQUIRED),
    ("alarm_1", AMOUNT, None),
    ("alarm_2", AMOUNT, None),
    ("alarm_2_trips", Flag(), False),
    ("overdraft", MONEY, 0),
    ("trip_delay_min", Whole(0, DAY_MIN), 0),
    ("friendly", FRIENDLY, None),
    ("close_at", AMOUNT, 0),
    ("reconnect", Choice(AUTOMATIC, BUTTON), AUTOMATIC),
    ("guard_min", Whole(0, DAY_MIN), 0),
    ("most_closings_a_day", Whole(1, 255), None),
    ("emergency", CREDIT, None),
    ("standing", Choice(ACCRUE, HOLD), ACCRUE),
    ("order", ListOf(Choice(*STEPS), len(STEPS), 0), STEPS),
    ("debt", DEBT_TERMS, None),
    ("fee", MONEY, 0),
    ("fee_percent", PART, 0),
    ("fee_monthly", MONEY, 0),
    ("max_top_up", MONEY, MOST_U),
    ("max_balance", MONEY, MOST_U),
    ("forecast_hours", Whole(1, 744), 24),
)
FOR_PEOPLE = ("text", "source", "verified")


def read_scheme(document):
    """The Scheme of a parsed document (a dict). TariffError names path, found and expected."""
    given = read_fields(document, FIELDS, "", "scheme")
    scheme = Scheme()
    for row in FIELDS:
        setattr(scheme, row[0], getattr(given, row[0]))
    _check(scheme)
    scheme.zone = read_zone(given.zone, "zone")
    scheme.friendly = _friendly_calendar(given.friendly, scheme.zone)
    return scheme


def _check(scheme):
    """Settings that contradict each other."""
    one, two = scheme.alarm_1, scheme.alarm_2
    if two is None and scheme.alarm_2_trips:
        raise TariffError("alarm_2_trips: got true, expected alarm_2 beside it")
    if None not in (one, two) and two > one:
        raise TariffError("alarm_2: got more than alarm_1, expected at most as much")
    if scheme.close_at > scheme.max_balance:
        raise TariffError("close_at: got more than max_balance, expected at most as much")
    for number, step in enumerate(scheme.order):
        if step in scheme.order[:number]:
            raise TariffError(f"order[{number}]: got {quoted(step)} twice, expected each once")


def _friendly_calendar(given, zone):
    """The calendar whose second period is when nobody is cut off, or None."""
    if given is None:
        return None
    seasons = read_seasons(given.seasons, "friendly.seasons")
    special_days = read_special_days(given.special_days, "friendly.special_days")
    rows = []
    for number, row in enumerate(given.schedule):
        where = f"friendly.schedule[{number}]"
        expect(isinstance(row, dict) and "period" not in row, where, row, "a row without period")
        rows.append(dict(row))
        rows[-1]["period"] = "friendly"
    one = {"name": "friendly", "periods": ["cut", "friendly"], "otherwise": "cut"}
    one["schedule"] = rows
    events = read_events(None, "events")
    return read_calendars([one], "friendly", seasons, special_days, events, zone)[0]
