"""Commands: taken from the board one by one, each carried out, stored, and only then answered.

One that was handed over but not answered, because the processor was killed, is handed over again;
by its id it does nothing the second time. Until a sealed link takes its place, whoever holds the
board's wire may send one.
"""

import json

from firmware.errors import MeterError, SettingsError
from firmware.templates import document_of
from tariffs.errors import TariffError
from tariffs.fields import REQUIRED, Anything, Whole
from tariffs.prepaid.commands import COMMON, MOST_ID, expect_new, read_command

MOST_BYTES = 8192
"""Of a command: a tariff and its heading."""
TARIFF = COMMON + (
    ("document", Anything("a tariff document as text, or a template's name", str), REQUIRED),
    ("from_s", Whole(0, MOST_ID), REQUIRED),
)


def take_all(meter, board):
    """Carry out every command that waits."""
    answer = None
    while True:
        command = board.command(answer)
        if not command:
            return
        answer = answer_to(meter, command)


def answer_to(meter, text):
    """Carry out one command (bytes of JSON): {"kind", "id", "said": why not, or nothing}."""
    command = _parsed(text)
    answer = {"kind": command.get("kind"), "id": command.get("id"), "said": ""}
    try:
        _obey(meter, command)
    except (MeterError, TariffError) as error:
        answer["said"] = str(error)
    return answer


def _parsed(text):
    """The command, or an empty one that will be refused."""
    try:
        command = json.loads(text) if len(text) <= MOST_BYTES else None
    except ValueError:
        command = None
    return command if isinstance(command, dict) else {}


def _obey(meter, command):
    """Carry out a command and store what it did."""
    if meter.prepayment is None:
        raise SettingsError("command: got one, expected none: this meter has no prepaid scheme")
    if command.get("kind") == "tariff":
        given = read_command(command, TARIFF)
        expect_new(meter.account, "tariff", given.id)
        meter.install(document_of(given.document), given.from_s, given.id)
        return
    meter.prepayment.obey(command, meter.utc_s())
    meter.keep()
    meter.follow_credit()
    meter.keep()
