"""Subjects of one meter with a prepaid account each: neither touches the other's.

The flat has phase A at 50 a kWh, the shop B and C at 100, all in won.
"""

from drivers.relay import LatchingRelay
from firmware.commands import answer_to
from firmware.credit_events import Nowhere
from firmware.errors import SettingsError
from firmware.prepayment import prepayment_of
from tests.documents import two_prices
from tests.expect import raises
from tests.prepaid_scene import UNIT, is_balanced
from tests.test_relay import Lines
from tests.test_subjects import BEGIN_S, Rig, given

HEAP_KIB = 640  # sources are compiled here; a board runs bytecode in place
SCHEME = {"format": 1, "name": "x", "currency": "KRW", "zone": {"utc_offset_min": 540}}
KWH = 1000000


class Poles(Lines):
    """A relay whose poles move apart: lines for a mask move those contacts alone."""

    def __init__(self):
        super().__init__()
        self.mask = 0

    def of(self, mask):
        return Some(self, mask)


class Some:
    def __init__(self, poles, mask):
        self._poles, self._mask = poles, mask

    def open_coil(self, on):
        if not on:
            self._poles.contacts &= ~self._mask

    def close_coil(self, on):
        if not on:
            self._poles.contacts |= self._mask

    def closed(self):
        return self._poles.contacts


class Board:
    """With a relay whose poles move apart, unless `poles` is None."""

    relay_lines = None

    def __init__(self, poles):
        self.poles = poles

    def sleep_ms(self, ms):
        pass

    def pole_lines(self, phases):
        return self.poles.of(phases) if self.poles else None


class Meter:
    """What commands ask of a meter with subjects."""

    safe_for = ""
    events = Nowhere()

    def __init__(self, poles, memory=None, schemes=2):
        board = Board(poles)
        found = given(second=two_prices(low="100", peak="100"))
        for each, opens_u in zip(found[:schemes], (10 * UNIT, 20 * UNIT)):
            each["scheme"] = SCHEME
            each["first_balance_u"] = opens_u

        def make(scheme, phases):
            return prepayment_of(scheme, board, self.keep, phases)

        self.rig = Rig(memory, found, make)
        self.prepayment = self.rig.subjects.prepayments()

    def begin(self):
        self.rig.begin()
        self.prepayment.start()
        return self

    def go_on(self):
        rig = self.rig
        assert rig.store.load()
        assert rig.subjects.go_on(rig.store.rest)
        rig.store.attach(rig.subjects)
        self.prepayment.start()
        return self

    def utc_s(self):
        return self.rig.settlement.utc_s

    def keep(self):
        self.rig.subjects.changed = True
        self.rig.store.commit()

    def follow_credit(self):
        self.prepayment.look(self.utc_s())
        self.rig.subjects.changed = True

    def minute(self, *phases_mwh):
        self.rig.draw(phases_mwh, self.utc_s() + 60)
        self.follow_credit()
        self.keep()

    def send(self, text):
        return answer_to(self, text.encode())["said"]

    def top_up(self, subject, number, amount="5"):
        command = '{"kind": "top_up", "id": %d, "amount": "%s", "subject": "%s"}'
        return self.send(command % (number, amount, subject))

    def told(self):
        """{subject: [what was told]}."""
        found = {}
        for subject in self.rig.subjects.each:
            found[subject.name] = [event[2] for event in subject.prepayment.events]
        return found

    @property
    def balances(self):
        for subject in self.rig.subjects.each:
            if subject.prepayment:
                assert is_balanced(subject.account)
        return [balance_u / UNIT for balance_u in self.rig.balances]


def test_a_subject_without_credit_is_cut_off_alone():
    poles = Poles()
    meter = Meter(poles).begin()
    meter.minute(KWH // 4, KWH // 100, 0)
    assert poles.contacts == 0b110
    assert meter.told() == {"flat": ["trip"], "shop": []}
    assert meter.balances == [-2.5, 19]
    meter.minute(0, 0, KWH // 2)
    assert poles.contacts == 0
    assert meter.told() == {"flat": ["trip"], "shop": ["trip"]}
    assert meter.top_up("flat", 1, "10") == ""
    assert poles.contacts == 0b001
    assert meter.told() == {"flat": ["trip", "top_up", "close"], "shop": ["trip"]}


def test_ids_are_counted_for_each_subject():
    meter = Meter(Poles()).begin()
    assert [meter.top_up("flat", 3), meter.top_up("shop", 1)] == ["", ""]
    assert "expected more than 3: it was done before" in meter.top_up("flat", 3)
    assert "expected more than 3: it comes late" in meter.top_up("flat", 2)
    assert meter.top_up("shop", 2) == ""
    assert meter.balances == [15, 30]


def test_a_start_finds_each_account_as_it_was():
    poles = Poles()
    meter = Meter(poles).begin()
    meter.top_up("shop", 1)
    meter.minute(KWH // 4, KWH // 100, 0)
    again = Meter(poles, meter.rig.memory).go_on()
    assert again.balances == meter.balances == [-2.5, 24]
    assert poles.contacts == 0b110
    assert "it was done before" in again.top_up("shop", 1)
    assert again.top_up("flat", 1) == ""
    assert poles.contacts == 0b110, "not twice within half a minute"
    again.minute(0, 0, 0)
    assert poles.contacts == 0b111


def test_where_one_switch_serves_all_a_subject_is_only_warned():
    meter = Meter(None).begin()
    meter.minute(KWH // 4, 0, 0)
    assert meter.told() == {"flat": ["would_trip"], "shop": []}
    said = [subject.said(meter.utc_s()) for subject in meter.rig.subjects.each]
    assert [each["trips"] for each in said] == [0, 0]
    open_it = '{"kind": "open", "id": 1, "subject": "shop"}'
    assert "no switch is for this alone" in meter.send(open_it)


def test_whom_a_command_is_for_has_to_be_said():
    meter = Meter(Poles(), schemes=1).begin()
    for subject in ('"attic"', '"shop"', "5", "null"):
        text = '{"kind": "top_up", "id": 1, "amount": "5", "subject": %s}' % subject
        assert "expected one that has a scheme: flat" in meter.send(text), subject
    assert "subject: got none" in meter.send('{"kind": "top_up", "id": 1, "amount": "5"}')
    assert meter.top_up("flat", 1) == ""


def test_two_with_the_same_scheme_have_it_in_memory_once():
    one, other = Meter(Poles()).prepayment.each
    assert one.scheme is other.scheme and one.account is not other.account


def test_a_memory_without_a_scheme_is_not_taken_over_with_one():
    meter = Meter(Poles(), schemes=1).begin()
    again = Meter(Poles(), meter.rig.memory)
    assert "or a scheme where none was" in str(raises(SettingsError, again.go_on))


def test_no_news_stays_news():
    meter = Meter(Poles()).begin()
    assert not meter.prepayment.is_news
    meter.minute(0, KWH // 2, 0)
    assert meter.prepayment.is_news
    for subject in meter.rig.subjects.each:
        subject.said(BEGIN_S)
    assert not meter.prepayment.is_news


def test_a_relay_moves_its_own_poles_and_judges_by_them():
    poles = Poles()
    relay = LatchingRelay(poles.of(0b110), lambda ms: None, 0b110)
    assert relay.move(False)
    assert (poles.contacts, relay.is_closed()) == (0b001, False)
    assert relay.move(True)
    assert poles.contacts == 0b111
