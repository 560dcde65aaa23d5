"""Rows and periods that can never take effect are slips of the pen, and refused."""

from tariffs.coverage import Coverage
from tariffs.errors import TariffError
from tariffs.fields import read_fields
from tariffs.rows import ROW_FIELDS, packed
from tariffs.seasons import read_seasons
from tests.expect import raises

WEEK = ["mon", "tue", "wed", "thu", "fri"]
TYPES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
EVENTS = ("critical", "spare")
PERIODS = ("high", "low")
SEASONS = read_seasons({"summer": ["06-15..09-30"], "winter": ["12-01..02-29"]}, "seasons")
COVERED = "got a row that the rows above cover wholly, expected one that can take effect"


def check(*rows, otherwise=0, periods=("high",)):
    packed_rows = b"".join([_packed(row) for row in rows])
    Coverage(SEASONS, len(TYPES)).check(packed_rows, otherwise, periods, "c")


def _packed(row):
    given = read_fields(row, ROW_FIELDS, "row")
    return packed(given, SEASONS.names, TYPES, EVENTS, PERIODS, "row")


def row(begin="00:00", end="24:00", period="high", **fields):
    found = dict(fields)
    found.update({"from": begin, "to": end, "period": period})
    return found


def covered(*rows):
    """Whether the last of these rows, and no other, is refused as covered."""
    check(*rows[:-1])
    error = raises(TariffError, check, *rows)
    return str(error) == "c.schedule[%d]: %s" % (len(rows) - 1, COVERED)


def test_a_row_below_one_like_it_or_wider_is_covered():
    assert covered(row(), row("09:00", "12:00"))
    assert covered(row("09:00", "12:00"), row("09:00", "12:00"))
    assert covered(row(days=WEEK), row(days=["mon", "fri"], months=[1]))
    assert covered(row(seasons=["summer"]), row(months=[7]))
    assert covered(row(months=[6, 7, 8, 9]), row(seasons=["summer"]))


def test_a_row_with_a_minute_of_its_own_is_not():
    check(row("09:00", "12:00"), row("09:00", "12:01"))
    check(row("09:00", "12:00"), row("08:59", "12:00"))
    check(row(days=WEEK), row(days=["fri", "sat"]))
    check(row(days=list(TYPES[:7])), row())
    check(row(months=[7]), row(seasons=["summer"]))
    check(row(seasons=["summer"]), row(months=[6]))
    check(row(seasons=["summer"]), row(seasons=["winter"]))


def test_several_rows_may_cover_one_together():
    assert covered(row("08:00", "10:00"), row("10:00", "12:00"), row("09:00", "11:00"))
    assert covered(row(days=WEEK), row(days=["sat", "sun", "holiday"]), row(months=[3]))
    assert covered(
        row("08:00", "10:00", days=WEEK),
        row("10:00", "12:00"),
        row("09:00", "11:00", days=["mon"]),
    )
    check(row("08:00", "10:00"), row("10:30", "12:00"), row("09:00", "11:00"))


def test_a_row_over_midnight_is_covered_by_such_a_row_of_its_days():
    assert covered(row("22:00", "06:00", days=WEEK), row("23:00", "05:00", days=["fri"]))
    assert covered(row("22:00", "06:00"), row("00:00", "06:00", days=["mon"]))
    assert covered(row("06:00", "06:00"), row("03:00", "09:00"))
    check(row("22:00", "06:00", days=WEEK), row("00:00", "06:00", days=WEEK))
    check(row("22:00", "24:00", days=WEEK), row("22:00", "00:01", days=WEEK))


def test_a_row_with_events_covers_only_while_they_happen():
    check(row(events=["critical"]), row())
    check(row(events=["critical"]), row(events=["critical", "spare"]))
    assert covered(row(events=["critical", "spare"]), row(events=["spare"], days=WEEK))
    assert covered(row(), row(events=["critical"]))
    assert covered(row(events=["critical"]), row(events=["spare"]), row(events=list(EVENTS)))


def test_months_and_seasons_without_a_common_day_are_refused():
    error = raises(TariffError, check, row(months=[5, 10], seasons=["summer", "winter"]))
    assert str(error) == (
        "c.schedule[0]: got months and seasons that have no day in common, "
        "expected a row that can take effect"
    )
    check(row(months=[6], seasons=["summer"]))


def test_a_period_that_no_row_has_is_refused():
    error = raises(TariffError, check, row(), periods=PERIODS)
    assert str(error) == "c.periods[1]: got low, which no row has, expected a row for it"


def test_a_rest_that_is_never_left_is_refused():
    error = raises(TariffError, check, row("06:00", "06:00"), otherwise=1, periods=PERIODS)
    assert str(error) == (
        "c.otherwise: got a period that is never reached, since the rows cover every day wholly, "
        "expected one that a row has"
    )
    check(row("06:00", "05:59"), otherwise=1, periods=PERIODS)
    check(row("06:00", "06:00"))


def test_a_hundred_rows_that_lie_in_one_another_are_soon_looked_through():
    """Each has minutes of its own, which all rows above it leave over."""
    edges = [(5 * number, 1440 - 5 * number) for number in range(128, 0, -1)]
    rows = [row("%02d:%02d" % divmod(a, 60), "%02d:%02d" % divmod(b, 60)) for a, b in edges]
    check(*rows)
    assert covered(*rows[1:], rows[0])
