"""Whatever stands in a document's clock and calendar is read or refused with one clear message."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.cycle import read_cycle
from tariffs.errors import TariffError
from tariffs.events import read_events
from tariffs.schedule import read_calendars
from tariffs.seasons import read_seasons
from tariffs.special_days import read_special_days
from tariffs.zone import read_zone
from tests.host.local_time import ZONES

DOCUMENT = {
    "zone": ZONES["Europe/Berlin"][0],
    "cycle": {"day": 31, "months": 2},
    "seasons": {"summer": ["06-01..09-30", "05-05"], "winter": ["10-01..02-29"]},
    "special_days": [
        {
            "name": "holiday",
            "dates": [
                "12-25",
                "2026-02-17",
                "2026-02-15..2026-02-16",
                {"month": 11, "weekday": "thu", "nth": 4},
                {"easter": -2},
                {"on": "07-04", "observed": {"sat": "fri", "sun": "mon"}},
            ],
        },
        {"name": "worked", "dates": ["2026-04-05"], "as": "mon"},
    ],
    "events": [
        {"name": "critical"},
        {"name": "hot", "feed": "temperature_c", "at_least": "35", "days": 3},
    ],
    "site": {"critical": ["2018-07-01", "2018-07-02T14:00/18:00", "2018-07-05..2018-07-06"]},
    "calendars": [
        {
            "name": "energy",
            "periods": ["low", "high"],
            "otherwise": "low",
            "schedule": [
                {"events": ["critical", "hot"], "period": "high"},
                {
                    "months": [1, 2],
                    "seasons": ["winter"],
                    "days": ["mon", "holiday"],
                    "from": "22:00",
                    "to": "06:00",
                    "period": "high",
                },
            ],
        },
        {"name": "other", "periods": ["one"]},
    ],
}
WORDS = (
    "",
    "mon",
    "summer",
    "12-25",
    "2026-02-17",
    "24:00",
    "x",
    "name",
    "12-25..12-24",
    "-5",
    "²",
)
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-1000, 10**12),
        st.floats(allow_nan=False),
        st.sampled_from(WORDS),
        st.text(max_size=12),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=5,
)


def read(document):
    zone = read_zone(document["zone"], "zone")
    read_cycle(document["cycle"], "cycle")
    seasons = read_seasons(document["seasons"], "seasons")
    special = read_special_days(document["special_days"], "special_days")
    events = read_events(document["events"], "events")
    events.push(document["site"], zone, "site")
    calendars = read_calendars(document["calendars"], "calendars", seasons, special, events, zone)
    return [calendar.at(1700000000 + 40000 * step) for calendar in calendars for step in range(9)]


def places(value, path=()):
    """The path of everything in a document."""
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


PLACES = list(places(DOCUMENT))


def test_the_document_itself_is_read():
    assert len(read(DOCUMENT)) == 18


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(PLACES), JUNK)
def test_junk_anywhere_is_read_or_refused(path, junk):
    document = copy.deepcopy(DOCUMENT)
    inside(document, path)[path[-1]] = junk
    try:
        read(document)
    except TariffError as error:
        check_message(str(error))


@settings(deadline=None)
@given(st.sampled_from(PLACES))
def test_what_is_left_out_is_read_or_refused(path):
    document = copy.deepcopy(DOCUMENT)
    holder = inside(document, path)
    if len(path) > 1:
        del holder[path[-1]]
    try:
        read(document)
    except TariffError as error:
        check_message(str(error))


@settings(deadline=None)
@given(st.sampled_from([path for path in PLACES if path[0] != "site"]), st.sampled_from(WORDS))
def test_an_unknown_key_in_any_object_is_refused(path, word):
    document = copy.deepcopy(DOCUMENT)
    found = inside(document, (*path, None))
    if isinstance(found, dict) and path[-1] != "seasons":
        found["unknown " + word] = 1
        try:
            read(document)
        except TariffError as error:
            check_message(str(error))
            assert "unknown" in str(error)
        else:
            raise AssertionError(f"an unknown key at {path} was read")


def inside(document, path):
    """The object or list that holds the last step of a path."""
    for key in path[:-1]:
        document = document[key]
    return document


def check_message(text):
    """One line that begins with a section and says what was found and expected."""
    assert text.split(".")[0].split("[")[0].split(":")[0] in DOCUMENT
    assert ": got " in text and ", expected " in text
    assert len(text.splitlines()) == 1
    assert len(text) < 300
