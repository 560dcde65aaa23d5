"""The supply's switch: it is closed just when nothing holds it open, and never moved elsewhere."""

from firmware.prepayment import prepayment_of
from firmware.store import SCHEME_BYTES
from firmware.supply import BUTTON, COMMAND, MIN_S, PROTECTION, Supply, SupplyRefused, named
from tests.expect import raises

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
CREDIT, REMINDER = 1, 2
ZONE = {"utc_offset_min": 0}


class Relay:
    """`welded`: it does not open; `broken`: it does not close."""

    broken = False

    def __init__(self, welded=False):
        self.closed = True
        self.welded = welded
        self.moves = 0

    def is_closed(self):
        return self.closed

    def move(self, close):
        self.moves += 1
        self.closed = (close or self.welded) and not self.broken
        return self.closed == close


class Scene:
    def __init__(self, needs_button=False, welded=False):
        self.relay = Relay(welded)
        self.supply = Supply(self.relay, needs_button)
        self.utc_s = 1000

    def settle(self, credit=0, after_s=60):
        """What happens after so many seconds with these causes of credit."""
        self.utc_s += after_s
        self.supply.credit = credit
        return self.supply.move() if self.supply.is_due(self.utc_s) else ""


def test_every_set_of_causes_holds_it_open_and_none_closes_it():
    for credit in (0, CREDIT, REMINDER, CREDIT | REMINDER):
        for held in (0, COMMAND, PROTECTION, COMMAND | PROTECTION):
            scene = Scene()
            scene.supply.hold(held)
            scene.settle(credit)
            assert scene.relay.closed == (not credit and not held)
            scene.supply.release(held)
            scene.settle()
            assert scene.relay.closed


def test_it_stays_where_it_is_while_nothing_changes():
    scene = Scene()
    assert [scene.settle(CREDIT) for _ in range(4)] == ["trip", "", "", ""]
    assert [scene.settle() for _ in range(4)] == ["close", "", "", ""]
    assert (scene.relay.moves, scene.supply.openings) == (2, 1)


def test_it_is_not_moved_twice_within_its_time():
    scene = Scene()
    scene.settle(CREDIT)
    assert scene.settle(0, MIN_S - 1) == ""
    assert scene.settle(0, 1) == "close"


def test_a_clock_that_was_set_back_does_not_block_it():
    scene = Scene()
    scene.settle(CREDIT)
    assert scene.settle(0, -500) == "close"


def test_the_button_closes_when_all_else_is_gone():
    scene = Scene(needs_button=True)
    scene.settle(CREDIT)
    error = raises(SupplyRefused, scene.supply.press)
    assert str(error) == "close: got the button, expected none while: no credit"
    assert scene.settle(0) == ""
    assert scene.supply.causes == BUTTON
    scene.supply.press()
    assert scene.settle(0) == "close"


def test_the_button_takes_a_reminder_away():
    scene = Scene(needs_button=True)
    scene.settle(REMINDER)
    raises(SupplyRefused, scene.supply.press)
    scene.supply.press(REMINDER)
    assert scene.settle(0) == "close"


def test_a_weld_is_tried_three_times_and_told_once():
    scene = Scene(welded=True)
    assert [scene.settle(CREDIT) for _ in range(5)] == ["", "", "weld", "", ""]
    assert (scene.relay.moves, scene.supply.is_welded) == (3, True)
    assert scene.supply.is_closed


def test_a_switch_that_does_not_close_is_tried_again_and_opens_as_ever():
    scene = Scene()
    scene.settle(CREDIT)
    scene.relay.broken = True
    assert [scene.settle() for _ in range(5)] == [""] * 5
    scene.relay.broken = False
    assert [scene.settle(), scene.settle(CREDIT)] == ["close", "trip"]


def test_contacts_that_moved_by_themselves_are_moved_back():
    scene = Scene()
    scene.settle(CREDIT)
    scene.relay.closed = True
    scene.supply.see()
    assert scene.settle(CREDIT) == "trip"


def test_without_a_switch_nothing_moves():
    supply = Supply(None, True)
    supply.credit = CREDIT
    assert not supply.is_due(1000)
    assert supply.is_closed


def test_causes_have_names():
    assert named(CREDIT | COMMAND) == "no credit, command"
    assert named(0) == ""


def test_a_meter_without_a_scheme_keeps_the_room_of_one():
    parts = prepayment_of({"format": 1, "name": "x", "currency": "EUR", "zone": ZONE}, None, None)
    assert sum([row.size for row in parts.rows]) == SCHEME_BYTES + 2 * 12
