"""The tasks of the metering processor; each is a loop around one call of the meter."""

import asyncio
from binascii import crc32

from firmware.billing import TariffRefused
from firmware.clock import COMPARE_EVERY_S, EARLY_MS, LATE_MS
from firmware.compat import collect_every, forget, sleep_ms
from firmware.meter import Meter
from firmware.report import final_status, status
from firmware.templates import document_of

HALF_SECOND_MS = 500
RUNNING_BYTES = 32768
"""Memory that may be taken between two collections, a few seconds of ordinary running."""


READ_ONCE = (
    "comms.prepaid_points",
    "drivers.atm90e32.setup",
    "firmware.event_kinds",
    "tariffs.prepaid.terms",
)
"""Of which nothing is needed once the parts of the meter are made."""


def run(board):
    """Run the meter on `board` for ever."""
    board.run(main(board))


async def main(board):
    meter = Meter(board)
    take_commands = _commands_of(meter)
    for table in READ_ONCE:
        forget(table)
    meter.start()
    take_orders(meter, board.settings)
    collect_every(RUNNING_BYTES)
    tasks = [
        metering(meter, board),
        keep_time(meter),
        display(meter, board),
        last_gasp(meter, board),
    ]
    if take_commands:
        tasks.append(commands(meter, board, take_commands))
    if meter.link:
        tasks.append(meter.link.serve())
    await asyncio.gather(*tasks)


def _commands_of(meter):
    """What takes commands; None where there is no scheme, so that it takes no memory there."""
    if meter.prepayment is None:
        return None
    from firmware.on_command import take_all

    return take_all


def take_orders(meter, settings):
    """Install the tariff that the settings bring for later, unless it is here already.

    It is the simulated board's stand-in for whoever is allowed to send one.
    """
    document = settings.pop("next_tariff", None)
    if document is None:
        return
    document, subject = document_of(document), settings.get("next_subject")
    slots = meter.billing.of(subject).slots
    if crc32(document) in (slots.active_crc, slots.next_crc):
        return
    try:
        meter.install(document, settings["next_tariff_s"], subject=subject)
    except TariffRefused:
        pass  # the status says so


async def metering(meter, board):
    """One tick at every whole second; what is news for the customer is shown at once."""
    prepayment = meter.prepayment
    await meter.clock.align(sleep_ms)
    while True:
        meter.tick()
        if prepayment and prepayment.is_news:
            board.display(status(meter))
        if meter.link:
            meter.link.tidy()
        await sleep_ms(meter.clock.ms_to_next_second())


async def keep_time(meter):
    """Compare the clock with its chip, shortly before a second begins and shortly after."""
    clock = meter.clock
    wait_ms = (COMPARE_EVERY_S - 1) * 1000 - EARLY_MS
    while True:
        await sleep_ms(clock.ms_to_next_second() + wait_ms)
        meter.time.compare()
        await sleep_ms(EARLY_MS + LATE_MS)
        meter.time.compare()


async def display(meter, board):
    """Show the status every `display_s`, between two ticks."""
    wait_ms = (board.settings["display_s"] - 1) * 1000 + HALF_SECOND_MS
    await sleep_ms(1000 + HALF_SECOND_MS)
    while True:
        board.display(status(meter))
        await sleep_ms(meter.clock.ms_to_next_second() + wait_ms)


async def commands(meter, board, take_all):
    """Take what was sent to the meter, whenever the board says that something waits."""
    while True:
        await board.command_waits.wait()
        board.command_waits.clear()
        take_all(meter, board)


async def last_gasp(meter, board):
    """The supply is about to end: take the last reading, store it, and say how it stands."""
    await board.power_fail.wait()
    meter.tick(last=True)
    board.display(final_status(meter))
