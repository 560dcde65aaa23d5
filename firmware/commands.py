"""Commands: taken from the board one by one, each carried out, stored, and only then answered.

One that was handed over but not answered, because the processor was killed, is handed over again;
by its id it does nothing the second time. Until a sealed link takes its place, whoever holds the
board's wire may send one.
"""

import json

from firmware.compat import const
from firmware.errors import MeterError
from firmware.journal.journal import NotStored
from firmware.supply import COMMAND, SupplyRefused
from firmware.templates import document_of
from tariffs.errors import TariffError
from tariffs.fields import REQUIRED, Anything, Choice, Whole
from tariffs.prepaid.commands import (
    COMMON,
    MOST_ID,
    Refused,
    Repeated,
    carry_out,
    expect_new,
    note,
    read_command,
)
from tariffs.prepaid.credit import REMINDER, acknowledge

_OPENING_COMMANDED = const(50)
_CLOSING_PERMITTED = const(51)
_BUTTON_PRESSED = const(52)
_CREDIT_LOADED = const(53)
_CREDIT_REFUNDED = const(54)
_CREDIT_CARRIED = const(55)
_DEBT_SET = const(56)
_EMERGENCY_TAKEN = const(57)
_COMMAND_DUPLICATE = const(61)
_COMMAND_REFUSED = const(62)

EVENTS = {
    "top_up": (_CREDIT_LOADED, "bought_u"),
    "refund": (_CREDIT_REFUNDED, "refunded_u"),
    "carry": (_CREDIT_CARRIED, "opening_u"),
    "debt": (_DEBT_SET, "debt_u"),
    "emergency": (_EMERGENCY_TAKEN, "emergency_u"),
    "open": (_OPENING_COMMANDED, "open_id"),
    "permit": (_CLOSING_PERMITTED, "permit_id"),
    "close": (_BUTTON_PRESSED, "close_id"),
}
"""Of each kind its event, and what of the account says the event's value."""

_QUOTE, _BACKSLASH = 0x22, 0x5C
MOST_VALUES = 16
MOST_KIND = 16
"""Characters."""
MOST_BYTES = 8192
"""Of a command: a tariff and its heading."""
TARIFF = COMMON + (
    ("document", Anything("a tariff document as text, or a template's name", str), REQUIRED),
    ("from_s", Whole(0, MOST_ID), REQUIRED),
)

SET_CLOCK = (
    ("kind", Choice("set_clock"), REQUIRED),
    ("id", Whole(1, MOST_ID), REQUIRED),
    ("utc_s", Whole(0, MOST_ID), REQUIRED),
)


def take_all(meter, board):
    """Carry out every command that waits."""
    answer = None
    while True:
        command = board.command(answer)
        if not command:
            return
        try:
            answer = answer_to(meter, command)
            meter.store.expect_stored()
        except NotStored:
            return  # it is not answered, and so handed over again


def answer_to(meter, text):
    """Carry out one command (bytes of JSON): {"kind", "id", "said": why not, or nothing}; with
    `subject` where the command has one. Raises NotStored where what it did is not stored.
    """
    answer = {"kind": None, "id": None, "said": ""}
    try:
        command = _parsed(text)
        answer["kind"], answer["id"] = command["kind"], command.get("id")
        if "subject" in command:
            answer["subject"] = command["subject"]
        _obey(meter, command)
    except NotStored:
        raise
    except (MeterError, TariffError) as error:
        answer["said"] = str(error)
        meter.events.with_memory(
            "note_seldom", _COMMAND_DUPLICATE if isinstance(error, Repeated) else _COMMAND_REFUSED
        )
    return answer


def answer_before(meter, text):
    """The answer to a command that was the last of its kind to be done; None where it was not."""
    try:
        command = _parsed(text)
        kind, subject = command["kind"], command.get("subject")
        if getattr(_who_counts(meter, kind, subject), kind + "_id", None) != command.get("id"):
            return None
    except (MeterError, TariffError):
        return None
    answer = {"kind": kind, "id": command["id"], "said": ""}
    if "subject" in command:
        answer["subject"] = subject
    return answer


def _who_counts(meter, kind, subject):
    """What holds the id of the last command of a kind."""
    return meter.time if kind == "set_clock" else meter.prepayment.of(subject).account


def _parsed(text):
    """The command, whose kind is some text; Refused where there is none."""
    if len(text) > MOST_BYTES:
        raise Refused(f"command: got {len(text)} bytes, expected at most {MOST_BYTES}")
    try:
        command = json.loads(text) if _is_small(text) else None
    except (ValueError, MemoryError):
        command = None
    kind = command.get("kind") if isinstance(command, dict) else None
    if not isinstance(kind, str) or len(kind) > MOST_KIND:
        raise Refused("command: got no object with a kind, expected one")
    return command


def _is_small(text):
    """Whether JSON text has few values, so that whoever sends it cannot fill the memory."""
    marks, is_text, is_escaped = 0, False, False
    for byte in text:
        if is_escaped:
            is_escaped = False
        elif byte == _BACKSLASH:
            is_escaped = is_text
        elif byte == _QUOTE:
            is_text = not is_text
        elif not is_text and byte in b"[{,":
            marks += 1
    return marks <= MOST_VALUES


def _obey(meter, command):
    """Carry out a command and store what it did; its `subject` says to whom, of several.

    In safe mode nothing is carried out, and no id is used up.
    """
    if meter.safe_for:
        raise Refused(
            f"{command['kind']}: got a command, expected none in safe mode: {meter.safe_for};"
            " send it again later"
        )
    subject = command.pop("subject", None)
    if command["kind"] == "set_clock":
        given = read_command(command, SET_CLOCK)
        expect_new(meter.time, "set_clock", given.id)
        meter.set_clock(given.utc_s, given.id)
        return
    prepayment = meter.prepayment.of(subject)
    if command["kind"] == "tariff":
        given = read_command(command, TARIFF)
        expect_new(prepayment.account, "tariff", given.id)
        meter.install(document_of(given.document), given.from_s, given.id, subject)
        return
    obey(prepayment, command, meter.utc_s())
    meter.keep()
    meter.follow_credit()
    meter.keep()


def obey(prepayment, command, utc_s):
    """Carry out a command (a dict); the switch follows by `look`. Raises what refuses it."""
    kind, account = command.get("kind"), prepayment.account
    event, value = EVENTS.get(kind, (0, "balance_u"))
    before = 0 if kind in _SWITCH else getattr(account, value)
    if kind in _SWITCH:
        given = read_command(command, COMMON)
        expect_new(account, kind, given.id)
        _SWITCH[kind](prepayment)
        note(account, kind, given.id)
    else:
        carry_out(account, prepayment.scheme, command, utc_s)
    prepayment.log.note(event, getattr(account, value) - before)
    prepayment.tell(utc_s, "button" if kind == "close" else kind, command.get("amount", ""))


def _open(prepayment):
    if not prepayment.supply.has_switch:
        raise SupplyRefused("open: got a command, expected none: no switch is for this alone")
    prepayment.supply.hold(COMMAND)


def _permit(prepayment):
    prepayment.supply.release(COMMAND)


def _press(prepayment):
    prepayment.supply.press(REMINDER)
    acknowledge(prepayment.account)


_SWITCH = {"open": _open, "permit": _permit, "close": _press}
