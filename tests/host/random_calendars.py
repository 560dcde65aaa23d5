"""Random calendars for hypothesis: seasons, special days, events, rows, in a document's words."""

from datetime import date

from hypothesis import strategies as st

from tests.host.local_time import ZONES
from tests.host.schedule_by_painting import WEEKDAYS

HOLIDAYS = ("holiday", "bridge")
EVENTS = ("critical", "spare")
PERIODS = ("low", "high", "peak")
SEASONS = st.sampled_from(
    (
        {"summer": ["04-01..09-30"], "winter": ["10-01..03-31"]},
        {"summer": ["05-15..08-31"], "winter": ["11-15..02-28", "03-05"]},
        {"summer": ["02-29..02-29", "07-01..07-31"], "winter": ["12-20..01-10"]},
        {
            "summer": [
                {
                    "from": {"month": 4, "weekday": "sun", "nth": 1},
                    "to": {"month": 10, "weekday": "sun", "nth": -1, "plus_days": -1},
                }
            ],
            "winter": [
                {"from": {"month": 11, "weekday": "thu", "nth": 4, "plus_days": 1}, "to": "01-31"}
            ],
        },
    )
)
WHOLE_MONTH_SEASONS = {"summer": ["04-01..09-30"], "winter": ["11-01..02-29"]}
CLOCK = st.one_of(
    st.integers(0, 23).map(lambda hour: f"{hour:02d}:00"),
    st.integers(0, 1439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}"),
)


def some(words):
    return st.lists(st.sampled_from(words), min_size=1, max_size=len(words), unique=True)


@st.composite
def places(draw):
    """(name of a zone, its document, a year in which that holds)."""
    name = draw(st.sampled_from(sorted(ZONES)))
    document, years = ZONES[name]
    return name, document, draw(st.sampled_from([year for year in (2023, 2024) if year in years]))


def date_rules(year):
    day = st.dates(date(year, 1, 1), date(year, 12, 31)).map(date.isoformat)
    weekday = st.sampled_from(WEEKDAYS)
    return st.one_of(
        day,
        day.map(lambda text: text[5:]),
        st.tuples(day, day).map(lambda both: "..".join(sorted(both))),
        st.fixed_dictionaries({"easter": st.integers(-60, 60)}),
        st.fixed_dictionaries(
            {
                "month": st.integers(1, 12),
                "weekday": weekday,
                "nth": st.sampled_from((1, 2, 3, 4, -1)),
            }
        ),
        st.fixed_dictionaries(
            {
                "on": st.one_of(day.map(lambda text: text[5:]), st.just("01-01")),
                "observed": st.sampled_from(
                    ({"sat": "fri", "sun": "mon"}, {"sun": "thu"}, {"wed": "sat", "mon": "tue"})
                ),
            }
        ),
    )


def special_days(year):
    """Two own day types, then dates that are as some weekday."""
    dates = st.lists(date_rules(year), min_size=1, max_size=3)
    own = [st.fixed_dictionaries({"name": st.just(name), "dates": dates}) for name in HOLIDAYS]
    as_weekday = st.fixed_dictionaries(
        {"name": st.just("as"), "dates": dates, "as": st.sampled_from(WEEKDAYS)}
    )
    return st.tuples(as_weekday, *own).flatmap(st.permutations)


def site_events(year):
    """Times of both events, around and across the changes of the clock too."""
    day = st.dates(date(year, 1, 1), date(year, 12, 31)).map(date.isoformat)
    hours = st.tuples(day, CLOCK, CLOCK).map(lambda t: f"{t[0]}T{t[1]}/{t[2]}")
    times = st.lists(st.one_of(day, hours), max_size=6)
    return st.fixed_dictionaries({name: times for name in EVENTS})


def rows(days=WEEKDAYS + HOLIDAYS, overnight=True):
    """Rows with any of their fields left out."""
    times = st.fixed_dictionaries({}, optional={"from": CLOCK, "to": CLOCK})
    if not overnight:
        ordered = st.tuples(CLOCK, CLOCK).filter(lambda both: both[0] != both[1]).map(sorted)
        times = ordered.map(lambda both: {"from": both[0], "to": both[1]})
    rest = st.fixed_dictionaries(
        {"period": st.sampled_from(PERIODS)},
        optional={
            "months": some(tuple(range(1, 13))),
            "seasons": some(("summer", "winter")),
            "days": some(days),
            "events": some(EVENTS),
        },
    )
    return st.tuples(times, rest).map(lambda both: both[0] | both[1])


def calendar(found):
    """A calendar of rows, with just the periods that they have and the first for the rest."""
    periods = sorted({row["period"] for row in found}) or ["low"]
    return {"name": "c", "periods": periods, "otherwise": periods[0], "schedule": list(found)}
