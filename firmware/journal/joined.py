"""Joins the journal to the meter: who it is, what it has reached, and where copies go.

It takes memory only while the meter starts.
"""

from binascii import crc32

from firmware.errors import StateRefused
from firmware.journal import fram_map
from firmware.journal.journal import Journal
from firmware.record_ring import RecordRing


def journal_of(meter, board, memory, sections, credit_from):
    """The Journal of a meter on a board."""
    subjects = len(meter.subjects) or 1
    store = Journal(memory, sections, meter.billing, None, credit_from, subjects)
    store.who = crc32(board.settings.get("serial", "").encode())
    store.backup = getattr(board, "backup", None)
    store.flash = meter.flash
    store.copies = RecordRing(meter.flash, *fram_map.COPIES)
    store.meter = meter
    return store


def slots_at(meter):
    """Where the tariff slots of a meter with one subject are."""
    return fram_map.slots_at(1)


def go_on(meter):
    """A state was taken over; where it is not the last there was, the marks count.

    Energy and debits are raised to what they have certainly been, and the balance is that of the
    marks: each command writes them, so that what was bought is in it.
    """
    meter.stored.rollbacks += meter.store.is_rollback
    marks = meter.store.behind
    if not marks:
        return
    missing_mwh = marks.energy_mwh - meter.registers.mwh[0]
    if missing_mwh > 0:  # it is in the debits of the marks already
        meter.registers.mwh[0] += missing_mwh
        meter.settlement.settled_mwh[0] += missing_mwh
    meter.stored.boots = max(meter.stored.boots, marks.boots)
    if meter.subjects or (missing_mwh <= 0 and marks.sequence <= meter.store.found):
        return  # which of several accounts it was is not known
    account = meter.account
    meter.billing.engine.values[3] += marks.debited_u - account.debited_u
    account.debited_u, account.balance_u = marks.debited_u, marks.balance_u


def begin(meter, document, settings):
    """No state could be taken over: a new meter, or one that has lost all of it.

    The first bill of a new meter begins when it is commissioned (`first_bill_s`), which may be
    later than when it is powered; what passes before is in that bill. One that has lost its state
    begins where the marks are, with a balance of zero where there are none either.

    Raises StateRefused where the memory must be left alone.
    """
    if meter.store.refusal:
        raise StateRefused(meter.store.refusal)
    marks = meter.store.behind
    lost = bool(marks) or not meter.store.is_blank()
    meter.is_new = not lost
    meter.health.state_lost = int(lost)
    meter.account.open(0 if lost else settings.get("first_balance_u"))
    if marks:
        _begin_at(meter, marks)
    meter.stored.divisor = meter.registers.divisor
    meter.settlement.begin(meter.clock.utc_s())
    meter.archive.take_over()
    first_bill_s = 0 if lost else settings.get("first_bill_s", 0)
    meter.billing.begin(document, max(meter.settlement.utc_s, first_bill_s))


def _begin_at(meter, marks):
    meter.registers.mwh[0] = marks.energy_mwh
    meter.stored.boots = marks.boots
    if not meter.subjects:
        meter.account.debited_u, meter.account.balance_u = marks.debited_u, marks.balance_u
