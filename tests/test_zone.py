"""Local time; tests/host/test_zone_against_zoneinfo.py holds it against the world's zones."""

from tariffs.calendar import days_from_civil
from tariffs.errors import TariffError
from tariffs.zone import NEVER_S, read_zone
from tests.expect import allocates_nothing, raises

HOUR_S = 3600


def moment(month, nth, at, day="sun"):
    return {"month": month, "weekday": day, "nth": nth, "at": at}


def zone(offset_min, **dst):
    """A zone whose rule is from `start` to `end`."""
    found = {"utc_offset_min": offset_min}
    if dst:
        found["dst"] = dict(dst)
        found["dst"]["from"] = found["dst"].pop("start")
        found["dst"]["to"] = found["dst"].pop("end")
    return read_zone(found, "zone")


def berlin():
    return zone(60, clock="utc", start=moment(3, -1, "01:00"), end=moment(10, -1, "01:00"))


def new_york():
    return zone(-300, start=moment(3, 2, "02:00"), end=moment(11, 1, "02:00"))


def lord_howe():
    start, end = moment(10, 1, "02:00"), moment(4, 1, "02:00")
    return zone(630, shift_min=30, start=start, end=end)


def test_without_a_rule_the_offset_stays_for_ever():
    kolkata = zone(330)
    assert kolkata.offset_s(0) == kolkata.offset_s(4000000000) == 19800
    assert kolkata.next_change(1700000000) == NEVER_S
    assert kolkata.local_s(1704047400) == 1704067200
    assert kolkata.utc_of_midnight(days_from_civil(2024, 1, 1)) == 1704047400


def test_a_rule_on_the_utc_clock_changes_at_that_second_of_utc():
    here = berlin()
    for change_s, before_s, after_s in ((1711846800, 3600, 7200), (1729990800, 7200, 3600)):
        assert here.offset_s(change_s - 1) == before_s
        assert here.offset_s(change_s) == after_s
        assert here.next_change(change_s - 1) == change_s


def test_a_rule_on_the_local_clock_is_read_on_the_clock_that_runs_until_then():
    here = new_york()
    for change_s, before_s, after_s in (
        (1710054000, -18000, -14400),
        (1730613600, -14400, -18000),
    ):
        assert here.offset_s(change_s - 1) == before_s
        assert here.offset_s(change_s) == after_s


def test_half_an_hour_in_the_southern_summer():
    here = lord_howe()
    assert here.offset_s(1704067200) == 11 * HOUR_S
    assert here.offset_s(1719792000) == 10 * HOUR_S + 1800
    assert here.next_change(1704067200) == 1712415600
    assert here.next_change(1712415600) == 1728142200
    assert here.offset_s(1728142200) == 11 * HOUR_S


def test_the_order_of_questions_does_not_matter():
    here = berlin()
    times = [1711846800 + step * 1000003 for step in range(-40, 40)]
    forward = [here.offset_s(utc_s) for utc_s in times]
    assert [here.offset_s(utc_s) for utc_s in reversed(times)] == list(reversed(forward))


def test_a_day_begins_at_local_midnight_on_days_of_23_and_25_hours_too():
    here = berlin()
    spring, autumn = days_from_civil(2024, 3, 31), days_from_civil(2024, 10, 27)
    assert here.utc_of_midnight(spring + 1) - here.utc_of_midnight(spring) == 23 * HOUR_S
    assert here.utc_of_midnight(autumn + 1) - here.utc_of_midnight(autumn) == 25 * HOUR_S


def test_where_the_clock_jumps_over_midnight_the_day_begins_when_it_lands():
    asuncion = zone(-240, start=moment(10, 1, "00:00"), end=moment(3, 4, "00:00"))
    midnight_s = asuncion.utc_of_midnight(days_from_civil(2023, 10, 1))
    assert midnight_s == 1696132800
    assert asuncion.local_s(midnight_s) % 86400 == HOUR_S


def test_where_the_clock_shows_midnight_twice_the_day_begins_at_the_first():
    havana = zone(-300, start=moment(3, 2, "00:00"), end=moment(11, 1, "01:00"))
    assert havana.utc_of_midnight(days_from_civil(2024, 11, 3)) == 1730606400
    assert havana.local_s(1730606400) == havana.local_s(1730606400 + HOUR_S)


def test_asking_within_one_half_of_the_year_takes_no_heap():
    here = berlin()
    utc_s = 1700000000
    allocates_nothing(lambda: here.offset_s(utc_s))


def refused(found, message):
    assert str(raises(TariffError, read_zone, found, "zone")) == message


def test_what_is_no_zone_is_refused():
    refused(None, "zone: got nothing, expected an object")
    refused({}, "zone.utc_offset_min: got nothing, expected a whole number from -840 to 840")
    refused(
        {"utc_offset_min": 841},
        "zone.utc_offset_min: got 841, expected a whole number from -840 to 840",
    )
    refused(
        {"utc_offset_min": 60, "dts": {}},
        'zone: got the key "dts", expected one of utc_offset_min, dst',
    )


def test_a_rule_that_begins_and_ends_about_the_same_time_is_refused():
    for month, nth in ((3, -1), (4, 1), (2, 4)):
        rule = {"from": moment(3, -1, "01:00"), "to": moment(month, nth, "01:00")}
        refused(
            {"utc_offset_min": 60, "dst": rule},
            f"zone.dst.to.month: got {month}, expected two months or more from that of `from`",
        )


def test_a_moment_that_not_every_month_has_is_refused():
    rule = {"from": moment(3, 5, "01:00"), "to": moment(10, -1, "01:00")}
    refused(
        {"utc_offset_min": 60, "dst": rule},
        "zone.dst.from.nth: got 5, expected one of 1, 2, 3, 4, -1",
    )


def test_a_shift_of_nothing_is_refused():
    rule = {"shift_min": 0, "from": moment(3, 1, "01:00"), "to": moment(10, -1, "01:00")}
    refused(
        {"utc_offset_min": 60, "dst": rule},
        "zone.dst.shift_min: got 0, expected a whole number from 1 to 120",
    )
