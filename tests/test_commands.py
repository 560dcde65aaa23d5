"""What comes as a command is carried out, stored and answered, or refused in one sentence."""

import json

from firmware.commands import MOST_BYTES, answer_to, take_all
from firmware.credit_events import Nowhere
from firmware.errors import MeterError
from firmware.prepayment import Prepayment
from tests.prepaid_scene import MONDAY_S, UNIT, scheme_of

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place


class Meter:
    """An account with a scheme, and what was stored of its balance."""

    def __init__(self, **settings):
        self.prepayment = Prepayment(scheme_of(**settings), None, self.keep)
        self.account = self.prepayment.account
        self.events = Nowhere()
        self.safe_for = ""
        self.stored = []
        self.installed = []
        self.time = Time()
        self.store = Store()

    def utc_s(self):
        return MONDAY_S

    def follow_credit(self):
        self.prepayment.look(MONDAY_S)

    def keep(self):
        self.stored.append(self.account.balance_u)

    def set_clock(self, utc_s, command_id):
        if utc_s < 946684800:
            raise MeterError("clock: too early")
        self.clock_s, self.time.set_clock_id = utc_s, command_id

    def install(self, document, from_s, command_id, subject):
        self.installed.append((document, from_s, command_id, subject))


class Store:
    """One that has taken all."""

    def expect_stored(self):
        pass


class Time:
    set_clock_id = 0


class Board:
    """Hands over commands one by one; `said` are the answers."""

    def __init__(self, *commands):
        self.commands = [json.dumps(command).encode() for command in commands]
        self.said = []

    def command(self, answer):
        if answer is not None:
            self.said.append((answer["kind"], answer["id"], answer["said"]))
        return self.commands.pop(0) if self.commands else b""


def test_commands_are_answered_one_after_the_other():
    top_up = {"kind": "top_up", "id": 1, "amount": "5"}
    board = Board(top_up, top_up, {"kind": "refund", "id": 1, "amount": "2"})
    meter = Meter()
    take_all(meter, board)
    done_before = "top_up: got id 1, expected more than 1: it was done before"
    assert board.said == [("top_up", 1, ""), ("top_up", 1, done_before), ("refund", 1, "")]
    assert meter.stored[-1] == 3 * UNIT


def test_what_is_no_command_is_refused_and_changes_nothing():
    meter = Meter()
    for text in (
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        b'{"kind": []}',
        b'{"kind": "gift", "id": 1}',
        b'{"kind": "open"}',
        b'{"kind": "open", "id": -1}',
        b'{"kind": "open", "id": 4294967296}',
        b'{"kind": "close", "id": 1.5}',
        b'{"kind": "permit", "id": 1, "amount": "5"}',
        b'{"kind": "top_up", "id": 1, "amount": {}}',
        b'{"kind": "tariff", "id": 1, "document": 5, "from_s": 0}',
        b"[" * 500,
        b" " * (MOST_BYTES + 1),
    ):
        said = answer_to(meter, text)["said"]
        assert said and "\n" not in said, text
    assert not meter.stored and not meter.installed


def test_a_tariff_is_installed_with_its_id():
    meter = Meter()
    command = {"kind": "tariff", "id": 3, "document": "{}", "from_s": 60}
    assert answer_to(meter, json.dumps(command).encode())["said"] == ""
    assert meter.installed == [(b"{}", 60, 3, None)]


def test_a_meter_without_a_switch_warns_only():
    meter = Meter(alarm_1="3")
    meter.prepayment.start()
    for kind, amount in (("top_up", "5"), ("refund", "2"), ("refund", "3")):
        number = getattr(meter.account, kind + "_id") + 1
        answer_to(meter, json.dumps({"kind": kind, "id": number, "amount": amount}).encode())
    events = [(what, why, balance_u) for _, _, what, why, balance_u in meter.prepayment.events]
    assert events == [
        ("top_up", "5", 5 * UNIT),
        ("refund", "2", 3 * UNIT),
        ("alarm", "1", 3 * UNIT),
        ("refund", "3", 0),
        ("would_trip", "no credit", 0),
    ]
    assert meter.prepayment.supply.is_closed
    said = answer_to(meter, b'{"kind": "open", "id": 1}')["said"]
    assert said == "open: got a command, expected none: no switch is for this alone"


def test_what_would_trip_is_told_once_and_not_again_after_a_start():
    meter = Meter(close_at="2")
    prepayment = meter.prepayment
    prepayment.start()
    for balance in (0, -1, 1, 2, 0):
        meter.account.balance_u = balance * UNIT
        meter.follow_credit()
    told = [(what, balance_u // UNIT) for _, _, what, _, balance_u in prepayment.events]
    assert told == [("would_trip", 0), ("would_close", 2), ("would_trip", 0)]
    again = Prepayment(prepayment.scheme, None, meter.keep)
    again.account = meter.account
    again.start()
    again.look(MONDAY_S)
    assert again.would_trip and not again.events


def test_a_subject_of_a_meter_that_has_none_is_refused():
    said = answer_to(Meter(), b'{"kind": "top_up", "id": 1, "amount": "5", "subject": "shop"}')
    assert said["said"] == "subject: got shop, expected none: this meter has only one"
    assert said["subject"] == "shop"


def test_the_clock_is_set_once_by_a_command():
    meter = Meter()
    first = {"kind": "set_clock", "id": 1, "utc_s": MONDAY_S}
    board = Board(first, dict(first, utc_s=MONDAY_S + 9), dict(first, id=2, utc_s=5))
    take_all(meter, board)
    done_before = "set_clock: got id 1, expected more than 1: it was done before"
    said = [("set_clock", 1, ""), ("set_clock", 1, done_before)]
    assert board.said == said + [("set_clock", 2, "clock: too early")]
    assert (meter.clock_s, meter.time.set_clock_id) == (MONDAY_S, 1)


def test_a_time_that_is_none_is_refused():
    meter = Meter()
    for utc_s in (-1, 1 << 32, "noon", None, 1.5):
        command = {"kind": "set_clock", "id": 1, "utc_s": utc_s}
        said = answer_to(meter, json.dumps(command).encode())["said"]
        assert said.startswith("command.utc_s: "), said
