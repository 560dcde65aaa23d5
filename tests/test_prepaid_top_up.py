"""Top-ups: what of them goes where, and which are refused."""

from tariffs.prepaid.commands import Refused, Repeated
from tests.expect import raises
from tests.prepaid_scene import DAY_S, UNIT, Scene, is_balanced

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
EMERGENCY = {"amount": "10", "offered_below": "1"}


def refusal(scene, *words, **more):
    """Why a command is refused; it changes nothing."""
    before = bytearray(scene.account.size)
    scene.account.pack_into(before, 0)
    error = raises(Refused, scene.do, *words, **more)
    after = bytearray(scene.account.size)
    scene.account.pack_into(after, 0)
    assert before == after
    return str(error)


def test_a_plain_top_up_is_all_balance():
    scene = Scene("5")
    scene.do("top_up", "20.50")
    assert (scene.balance, scene.account.bought_u) == (25.5, 20500000)
    assert is_balanced(scene.account)


def test_emergency_credit_comes_first_then_held_charges_then_the_share_of_debt():
    scene = Scene("1", emergency=EMERGENCY, standing="hold", debt={"percent": "20"})
    scene.do("debt", "100")
    scene.do("emergency")
    scene.use(4, 0)  # 3 of the emergency credit are used
    scene.use(0, 2)  # a standing charge is held
    assert (scene.balance, scene.account.held_u) == (-3.0, 2 * UNIT)
    scene.do("top_up", "20")  # 3 emergency, 2 held, 20 % of 20 = 4 debt, 11 left
    assert (scene.balance, scene.account.held_u) == (11.0, 0)
    assert (scene.account.debt_u, scene.account.debt_paid_u) == (96 * UNIT, 4 * UNIT)
    assert scene.account.emergency_u == 0
    assert is_balanced(scene.account)


def test_the_order_is_a_setting():
    scene = Scene("0", overdraft="50", order=["debt", "emergency"], debt={"percent": "100"})
    scene.do("debt", "30")
    scene.use(10)
    scene.do("top_up", "25")  # all of it for the debt
    assert (scene.balance, scene.account.debt_u) == (-10.0, 5 * UNIT)


def test_a_week_takes_no_more_of_the_debt_than_its_cap():
    scene = Scene("0", debt={"percent": "50", "most_a_week": "6"})
    scene.do("debt", "100")
    scene.do("top_up", "10")  # 5 for the debt
    scene.do("top_up", "10")  # 1 more: the week has 6
    scene.do("top_up", "10")
    assert scene.account.debt_paid_u == 6 * UNIT
    scene.utc_s += 6 * DAY_S + DAY_S - 1  # Sunday night
    scene.do("top_up", "10")
    assert scene.account.debt_paid_u == 6 * UNIT
    scene.utc_s += 1
    scene.do("top_up", "10")
    assert scene.account.debt_paid_u == 11 * UNIT
    assert is_balanced(scene.account)


def test_fees_are_of_the_payment_and_of_the_months_begun():
    scene = Scene("0", fee="1", fee_percent="10", fee_monthly="4")
    scene.do("top_up", "20")  # 1 + 2 + 4
    assert (scene.balance, scene.account.fees_paid_u) == (13.0, 7 * UNIT)
    scene.do("top_up", "20")  # the month has paid: 1 + 2
    assert scene.account.fees_paid_u == 10 * UNIT
    scene.utc_s += 62 * DAY_S  # 18 March: February and March
    scene.do("top_up", "5")  # 1 + 0.50 + 8 are due, 5 are there
    assert (scene.account.fees_paid_u, scene.account.fees_u) == (15 * UNIT, 4500000)
    assert is_balanced(scene.account)


def test_what_is_no_top_up_is_refused_with_one_message():
    scene = Scene("5", max_top_up="50", max_balance="60")
    assert refusal(scene, "top_up", "0") == 'top_up: got "0", expected more than 0'
    assert refusal(scene, "top_up", "-1") == 'top_up: got "-1", expected more than 0'
    assert refusal(scene, "top_up", "50.01") == 'top_up: got "50.01", expected at most 50'
    assert "expected a decimal number as text" in refusal(scene, "top_up", "1e3")
    assert refusal(scene, "top_up", "1", currency="USD") == "top_up: got USD, expected EUR"
    scene.do("top_up", "50", currency="EUR")
    assert "expected a balance of at most 60 after it, not 65" in refusal(scene, "top_up", "10")
    assert "expected one of" in refusal(scene, "gift", "10")
    assert "command.amount: got nothing" in refusal(scene, "top_up")


def test_a_command_is_done_once_and_a_late_one_never():
    scene = Scene("0")
    scene.do("top_up", "10", id=4)
    assert "got id 4, expected more than 4: it was done before" in refusal(
        scene, "top_up", "10", id=4
    )
    assert "it comes late" in refusal(scene, "top_up", "10", id=3)
    raises(Repeated, scene.do, "top_up", "10", id=4)
    scene.do("refund", "1", id=1)  # has a counter of its own
    scene.do("top_up", "10", id=9)
    assert scene.balance == 19.0


def test_a_refused_top_up_may_come_again_with_its_id():
    scene = Scene("55", max_balance="60")
    refusal(scene, "top_up", "10", id=1)
    scene.use(20)
    scene.do("top_up", "10", id=1)
    assert scene.balance == 45.0


def test_a_refund_is_at_most_the_balance():
    scene = Scene("5")
    assert "expected at most the balance of 5" in refusal(scene, "refund", "5.01")
    scene.do("refund", "5")
    assert (scene.balance, scene.account.refunded_u) == (0.0, 5 * UNIT)
    assert is_balanced(scene.account)


def test_emergency_credit_is_taken_once_and_must_be_repaid():
    scene = Scene("5", emergency=EMERGENCY)
    assert "got a balance of 5, expected at most 1" in refusal(scene, "emergency")
    scene.use(4)
    scene.do("emergency")
    scene.use(6)
    assert "it is taken and not repaid yet" in refusal(scene, "emergency")
    scene.do("top_up", "4")  # 1 is owed still
    assert "it is taken" in refusal(scene, "emergency")
    scene.do("top_up", "1")
    scene.do("emergency")
    assert "gives no such credit" in refusal(Scene("0"), "emergency")


def test_an_account_is_carried_over_once_with_its_counters():
    scene = Scene("0")
    scene.do("carry", "-3", debt="40", last_top_up=17, last_refund=2)
    assert (scene.balance, scene.account.debt_u) == (-3.0, 40 * UNIT)
    assert "it was done before" in refusal(scene, "top_up", "10", id=17)
    scene.do("top_up", "10", id=18)
    assert "one was carried over" in refusal(scene, "carry", "5")
    assert is_balanced(scene.account)
