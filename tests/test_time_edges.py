"""Edges of ticks, seconds and calendars: energy and money go over each of them unharmed."""

from tests.documents import two_prices
from tests.time_scene import TICKS, Scene

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
YEAR_S = 366 * DAY_S
PRICE_U = 100
"""Of a mWh, by `flat`."""
BERLIN = {
    "utc_offset_min": 60,
    "dst": {
        "clock": "utc",
        "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
        "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
    },
}
EDGES = (
    # what it is, and its UTC second, from a public calendar calculator
    ("2^30 s since 2000", 2020426624),
    ("2^31 s since 1970", 2147483648),
    ("leap day 2000", 951782400),
    ("leap day 2028", 1835395200),
    ("behind it", 1835481600),
    ("no leap day 2027", 1803859200),
    ("New Year 2031", 1924992000),
    ("the last year of the chip", 4070908800),
    ("behind its end", 4102444800),
)


def flat():
    """One that costs the same all day, so that money tells energy."""
    return two_prices("09:00", low="100", peak="100")


def in_berlin(peak_from):
    document = two_prices(peak_from)
    document["zone"] = BERLIN
    return document


def test_ticks_wrap_and_nobody_notices():
    scenes = [Scene(two_prices("09:00"), 1516201200, ticks) for ticks in (0, TICKS - 10000)]
    for scene in scenes:
        scene.live(150)
        assert scene.holds() == 150000
        assert scene.clock.seconds() == 150
        assert scene.settlement.seen_s == 1516201200 + 150
    plain, wrapped = scenes
    assert plain.billed_mwh() == wrapped.billed_mwh()
    assert plain.profile.energies_mwh == wrapped.profile.energies_mwh
    assert plain.account.debited_u == wrapped.account.debited_u


def test_each_edge_of_the_calendar_is_only_the_next_second():
    for name, edge_s in EDGES:
        scene = Scene(two_prices("09:00"), edge_s - 65)
        scene.live(130)
        assert scene.holds() == 130000, name
        assert scene.clock.utc_s() == scene.settlement.seen_s == edge_s + 65, name
        scene.clock.with_chip("compare")
        assert scene.clock.steps == 0, name


def test_a_day_that_begins_daylight_saving_time_skips_an_hour():
    """In Berlin it was 03:00 one second after 01:59:59 on 2025-03-30."""
    edge_s = 1743296400
    for peak_from, low_s, peak_s in (("02:30", 120, 180), ("03:00", 120, 180), ("03:02", 240, 60)):
        scene = Scene(in_berlin(peak_from), edge_s - 120)
        scene.live(300)
        assert scene.billed_mwh() == [1000 * low_s, 1000 * peak_s], peak_from
        scene.holds()


def test_a_day_that_ends_it_has_an_hour_twice():
    """In Berlin it was 02:00 again after 02:59:59 on 2025-10-26."""
    edge_s = 1761440400
    scene = Scene(in_berlin("02:59"), edge_s - 120)
    scene.live(300)
    assert scene.billed_mwh() == [1000 * 240, 1000 * 60], "one minute of the peak, before the edge"
    scene.holds()
    scene = Scene(in_berlin("02:59"), edge_s + HOUR_S - 120)
    scene.live(180)
    assert scene.billed_mwh() == [1000 * 60, 1000 * 120], "and again an hour later"


def test_a_clock_that_is_set_moves_no_energy_and_no_money():
    for leap_s in (1, 2, 6, 59, 60, 61, HOUR_S, DAY_S, 31 * DAY_S, YEAR_S, 10 * YEAR_S):
        for sign in (-1, 1):
            scene = Scene(flat(), 1900000000)
            scene.live(90)
            scene.leap(sign * leap_s)
            scene.live(90)
            assert scene.holds() == 180000, sign * leap_s
            assert scene.account.debited_u == 180000 * PRICE_U, sign * leap_s
            assert scene.clock.seconds() == 180
            assert scene.clock.steps == (leap_s > 5)


def test_what_was_counted_before_a_step_has_the_price_of_then():
    """From 08:00 to 10:00, and back, over the begin of the peak at 09:00; the second of the step
    was counted before it.
    """
    eight_s = 1516201200 + 8 * HOUR_S
    for start_s, leap_s, low_s, peak_s in (
        (eight_s, 2 * HOUR_S, 91, 59),
        (eight_s + 2 * HOUR_S, -2 * HOUR_S, 59, 91),
    ):
        scene = Scene(two_prices("09:00"), start_s)
        scene.live(90)
        scene.leap(leap_s)
        scene.live(60)
        assert scene.billed_mwh() == [1000 * low_s, 1000 * peak_s]
        scene.holds()


def test_one_that_is_set_ten_years_ahead_and_believed_bills_what_was_drawn():
    scene = Scene(flat(), 1900000000)
    scene.leap(10 * YEAR_S)
    scene.live(HOUR_S + 60)
    assert scene.doubt.ahead_s == 0
    assert scene.settlement.seen_s == 1900000000 + 10 * YEAR_S + HOUR_S + 60
    assert scene.holds() == (HOUR_S + 60) * 1000
    assert scene.account.debited_u == (HOUR_S + 60) * 1000 * PRICE_U


def test_many_steps_in_a_row_change_nothing_either():
    scene = Scene(flat(), 1900000000)
    for number, leap_s in enumerate(
        (7, -7, DAY_S, -3 * DAY_S, 90, -40 * DAY_S, 6, YEAR_S, -YEAR_S)
    ):
        scene.live(30 + number)
        scene.leap(leap_s)
    scene.live(61)
    drawn_mwh = scene.holds()
    assert scene.account.debited_u == drawn_mwh * PRICE_U
