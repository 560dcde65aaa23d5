"""The tasks of the metering processor; each is a loop around one call of the meter."""

from binascii import crc32

from drivers.errors import DriverError
from firmware.billing import TariffRefused
from firmware.clock import COMPARE_EVERY_S, EARLY_MS, LATE_MS
from firmware.compat import collect_every, const, forget, sleep_ms
from firmware.errors import MeterError, StateRefused
from firmware.meter import Meter
from firmware.report import final_status, status
from firmware.supervisor import Supervisor
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


_SAFE_MODE = const(36)  # of `firmware.event_kinds`
NO_START = (DriverError, MeterError)
"""No memory, or settings that cannot be used: no further start would mend that."""


def run(board):
    """Run the meter on `board` for ever. However that ends, the processor starts again; but for
    want of what a meter needs, which is raised.
    """
    starts_again = True
    try:
        supervisor = Supervisor(board)
        try:
            board.run(main(board, supervisor))
        except NO_START as error:
            starts_again = False
            supervisor.crumbs.keep_words(2, 0, str(error))  # said, and no failure
            raise
        except BaseException as error:  # an interrupt of the loop itself, say
            supervisor.end(error)
    finally:
        if starts_again:
            board.reset()


async def main(board, supervisor):
    begin, have_watched = start, watch
    if supervisor.why:
        from firmware import safe_mode

        begin, have_watched = safe_mode.start, safe_mode.watch
    meter = begin(board, supervisor)
    _note_start(supervisor, meter.events)
    collect_every(RUNNING_BYTES)
    have_watched(supervisor, meter)
    await supervisor.run(meter.clock, meter, board)


def _note_start(supervisor, events):
    """Have the log say why the processor started, and whether it only measures."""
    for kind, value in supervisor.noted:
        events.note(kind, value)
    if supervisor.why:
        events.begin(_SAFE_MODE)
    else:
        events.end(_SAFE_MODE)
    supervisor.events, supervisor.noted = events, ()


def start(board, supervisor):
    """The meter, started. Where a tariff holds that cannot be used, or the memory is of newer
    firmware or of another meter, safe mode begins; memory that runs out once may suffice the next
    time, and ends there, too, if it does not.
    """
    meter = Meter(board)
    for table in READ_ONCE:
        forget(table)
    meter.supervisor = supervisor
    try:
        meter.start()
    except (TariffRefused, StateRefused) as error:
        if meter.is_new:
            raise
        from firmware.last_life import LastLife

        LastLife(board.backup, board.reset_cause).enter_safe_mode()
        supervisor.end(error)
    board.on_power_fail(meter.gasp.fire)
    take_orders(meter, board.settings)
    return meter


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


async def metering(meter, board, beat):
    """One tick at every whole second; what is news for the customer is shown at once."""
    prepayment = meter.prepayment
    beat.rests(2)
    await meter.clock.align(sleep_ms)
    while True:
        beat.works()
        meter.tick()
        if prepayment and prepayment.is_news:
            board.display(status(meter))
        if meter.link:
            meter.link.tidy()
        beat.rests(1)
        await sleep_ms(meter.clock.ms_to_next_second())


async def keep_time(meter, board, beat):
    """Compare the clock with its chip, shortly before a second begins and shortly after."""
    clock = meter.clock
    wait_ms = (COMPARE_EVERY_S - 1) * 1000 - EARLY_MS
    while True:
        beat.rests(COMPARE_EVERY_S)
        await sleep_ms(clock.ms_to_next_second() + wait_ms)
        beat.works()
        meter.time.compare()
        await sleep_ms(EARLY_MS + LATE_MS)
        meter.time.compare()


async def display(meter, board, beat):
    """Show the status every `display_s`, between two ticks."""
    wait_s = board.settings["display_s"] - 1
    beat.rests(2)
    await sleep_ms(1000 + HALF_SECOND_MS)
    while True:
        beat.works()
        board.display(status(meter))
        beat.rests(wait_s + 2)
        await sleep_ms(meter.clock.ms_to_next_second() + wait_s * 1000 + HALF_SECOND_MS)


async def commands(meter, board, beat):
    """Take what was sent to the meter, whenever the board says that something waits."""
    from firmware.on_command import take_all

    while True:
        beat.waits(board.command_waits)
        await board.command_waits.wait()
        board.command_waits.clear()
        beat.works()
        take_all(meter, board)


async def link(meter, board, beat):
    """Answer the other processor."""
    await meter.link.serve(beat)


async def last_gasp(meter, board, beat):
    """The supply is about to end: take the last reading, store it, and say how it stands. Where it
    does not end after all, wait for the next time.
    """
    while True:
        beat.waits(board.power_fail)
        await board.power_fail.wait()
        beat.works()
        failed_s = meter.clock.seconds()
        meter.tick(last=True)
        board.display(final_status(meter))
        while board.power_is_failing():
            beat.rests(1)
            await sleep_ms(HALF_SECOND_MS)
        board.power_fail.clear()
        meter.watch.tell("supply_is_back", meter.clock.seconds() - failed_s)


def watch(supervisor, meter, metering=metering):
    """Have all tasks supervised. Those that change what is stored are reset where they fail."""
    supervisor.watch("metering", metering, 2, resets=True)
    supervisor.watch("display", display, 3)
    if meter.prepayment:
        supervisor.watch("commands", commands, 5, resets=True)
    supervisor.watch("clock", keep_time, 3)
    if meter.link:
        supervisor.watch("link", link, 5, resets=True)
    supervisor.watch("last gasp", last_gasp, 3, resets=True)
