"""What the credit asks of the switch: alarms, trips, friendly hours, leave to close."""

from tariffs.errors import TariffError
from tariffs.prepaid import credit, forecast
from tariffs.prepaid.credit import CLOSINGS, CREDIT, GUARD, REMINDER
from tests.expect import raises
from tests.prepaid_scene import DAY_S, HOUR_S, UNIT, Scene, scheme_of

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place


def test_alarms_are_told_at_their_amounts():
    scene = Scene("40", alarm_1="30", alarm_2="10")
    levels = []
    for amount in (9, 1, 19, 1, 20):
        scene.use(amount)
        levels.append(credit.alarm_level(scene.account, scene.scheme))
    assert levels == [0, 1, 1, 2, 2]


def test_the_supply_ends_where_the_overdraft_does():
    scene = Scene("10", overdraft="5")
    assert scene.use("14.999999") == 0
    assert scene.use("0.000001") == CREDIT


def test_a_trip_waits_for_its_time_below_the_limit():
    scene = Scene("1", trip_delay_min=5)
    assert [scene.use(1)] + [scene.use(0) for _ in range(4)] == [0] * 5
    assert scene.use(0) == CREDIT


def test_a_balance_that_comes_back_in_time_trips_nothing():
    scene = Scene("1", trip_delay_min=5)
    for _ in range(4):
        scene.use(1)
    scene.do("top_up", "10")
    assert [scene.use(0) for _ in range(9)] == [0] * 9


def test_nobody_is_cut_off_in_friendly_hours_nor_on_special_days():
    friendly = {
        "special_days": [{"name": "holiday", "dates": ["01-17"]}],
        "schedule": [{"days": ["sat", "sun", "holiday"]}, {"from": "20:00", "to": "09:00"}],
    }
    scene = Scene("0", friendly=friendly)
    cut = [hour for hour in range(7 * 24) if scene.use(0, 0, HOUR_S) and not reset(scene)]
    days = (0, 1, 3, 4)  # not the holiday on Wednesday, not the weekend
    assert cut == [day * 24 + hour - 1 for day in days for hour in range(9, 20)]


def reset(scene):
    scene.account.causes = 0


def test_what_is_cut_off_stays_so_in_friendly_hours():
    friendly = {"schedule": [{"from": "20:00", "to": "09:00"}]}
    scene = Scene("0", friendly=friendly)
    assert scene.use(0, 0, 10 * HOUR_S) == CREDIT
    assert scene.use(0, 0, 12 * HOUR_S) == CREDIT


def test_closing_needs_the_amount_that_permits_it():
    scene = Scene("0", close_at="5")
    assert scene.use(0) == CREDIT
    scene.closed = False
    scene.do("top_up", "4.99")
    assert scene.use(0) == CREDIT
    scene.do("top_up", "0.01")
    assert scene.use(0) == 0


def test_emergency_credit_lets_close_below_that_amount():
    scene = Scene("0", close_at="5", emergency={"amount": "3"})
    assert scene.use(0) == CREDIT
    scene.do("emergency")
    assert scene.use(1) == 0
    assert scene.use(2) == CREDIT


def test_the_second_alarm_interrupts_until_the_customer_has_noticed():
    scene = Scene("20", alarm_1="15", alarm_2="10", alarm_2_trips=True)
    assert scene.use(10) == REMINDER
    scene.closed = False
    credit.acknowledge(scene.account)
    assert scene.use(0) == 0
    scene.closed = True
    assert scene.use(5) == 0  # once only
    scene.do("top_up", "20")
    scene.use(0)
    assert scene.use(15) == REMINDER
    scene.do("top_up", "20")
    assert scene.use(0) == 0


def test_a_guard_time_and_a_number_of_closings_a_day_hold_it_open():
    scene = Scene("10", guard_min=3, most_closings_a_day=2)
    credit.note_closing(scene.account, scene.scheme, scene.utc_s)
    scene.closed = False
    assert [scene.use(0) for _ in range(4)] == [GUARD, GUARD, 0, 0]
    credit.note_closing(scene.account, scene.scheme, scene.utc_s)
    assert scene.use(0, 0, 10 * 60) == CLOSINGS
    assert scene.use(0, 0, DAY_S) == 0
    scene.closed = True
    assert scene.use(0) == 0


def test_standing_charges_are_held_only_where_the_scheme_says_so():
    for policy, balance, held in (("accrue", -2.0, 0), ("hold", 0.0, 2 * UNIT)):
        scene = Scene("0", standing=policy)
        scene.use(0, 2)
        assert (scene.balance, scene.account.held_u) == (balance, held)
        scene.use(0, -1)  # a bill that falls
        assert scene.balance + scene.account.held_u / UNIT == (-1.0 if held == 0 else 1.0)


def test_the_forecast_is_of_the_rate_of_its_window():
    scene = Scene("100", forecast_hours=24)
    for _ in range(24):
        scene.use(2, 0, HOUR_S)
        forecast.note(scene.account, scene.scheme, scene.utc_s)
    assert scene.balance == 52.0
    assert forecast.hours_left(scene.account, scene.scheme, scene.utc_s) == 26
    scene = Scene("100")
    forecast.note(scene.account, scene.scheme, scene.utc_s)
    assert forecast.hours_left(scene.account, scene.scheme, scene.utc_s + 60) is None


def test_settings_that_contradict_each_other_are_refused():
    for settings, message in (
        ({"alarm_2_trips": True}, "alarm_2_trips: got true, expected alarm_2 beside it"),
        ({"alarm_1": "5", "alarm_2": "9"}, "alarm_2: got more than alarm_1"),
        ({"close_at": "9", "max_balance": "5"}, "close_at: got more than max_balance"),
        ({"order": ["fee", "fee"]}, 'order[1]: got "fee" twice'),
        ({"reconnect": "never"}, 'reconnect: got "never", expected one of automatic, button'),
        ({"overdraft": "-1"}, "overdraft: got"),
        ({"overdraft": 5}, "overdraft: got 5, expected a decimal number as text"),
        ({"colour": "red"}, 'scheme: got the key "colour", expected one of format'),
    ):
        message_of = str(raises(TariffError, lambda s=settings: scheme_of(**s)))
        assert message_of.startswith(message), message_of
