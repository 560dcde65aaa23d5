"""Which events follow from what `firmware.event_watch`, the argument of each, has seen."""

from drivers.atm90e32.snapshot import DOUBTFUL
from firmware.compat import const

_POWER_DOWN = const(1)
_POWER_UP = const(2)
_POWER_UP_LONG = const(3)
_CLOCK_DOUBTED = const(8)
_TARIFF_INSTALLED = const(10)
_TARIFF_SWITCHED = const(11)
_TARIFF_REFUSED = const(12)
_TARIFF_LOST = const(13)
_BILL_CLOSED = const(14)
_STATE_LOST = const(15)
_HISTORY_BROKEN = const(16)
_ROLLBACK_SUSPECTED = const(17)
_COPIES_DISAGREE = const(18)
_MEMORY_ERROR = const(19)
_CHIP_SET_UP = const(29)
_CHIP_DOUBTFUL = const(31)
_PHASES_DISAGREE = const(32)
_ENERGY_UNCERTAIN = const(33)
_CLOCK_LOST = const(83)

DOUBT_S = const(60)
"""After so many readings without a doubtful one the doubt is over."""
_STOPPED = const(1)  # of `firmware.clock_chip`


def begin(watch, is_loaded):
    """The stored state is taken over, if there is one: how it is, and who notes for himself."""
    meter = watch.meter
    meter.events.with_memory("start", is_loaded and not meter.store.restored)
    watch.gaps = meter.stored.gaps
    watch.billings = tuple([each.billing for each in meter.subjects]) or (meter.billing,)
    for number, each in enumerate(meter.subjects or [meter], bool(meter.subjects)):
        if each.prepayment:
            from firmware.credit_events import CreditEvents

            each.prepayment.log = CreditEvents(meter.events, number)


def start(watch):
    """The meter has started: why it does, and what of its state was not as it should be."""
    meter, events = watch.meter, watch.meter.events
    _see_bills(watch)
    away_s = max(0, meter.clock.utc_s() - meter.settlement.seen_s)
    if meter.time.reset_cause in (None, "power"):  # of others `firmware.last_life` says more
        is_long = meter.store.sequence and away_s > meter.time.short_s
        events.note(_POWER_UP_LONG if is_long else _POWER_UP, away_s)
    if meter.health.state_lost:
        events.note(_STATE_LOST)
    if meter.store.lost:
        events.note(_HISTORY_BROKEN, meter.store.lost)
    if meter.store.restored:
        events.note(_COPIES_DISAGREE)
    if meter.store.is_rollback:
        events.note(_ROLLBACK_SUSPECTED)
    if meter.health.tariff_lost:
        events.note(_TARIFF_LOST)
    if meter.health.overflow_risk:
        events.note(_ENERGY_UNCERTAIN, away_s)
    _compare_chip(watch)


def installed(watch, billing):
    """A tariff was installed, and the state is about to be stored."""
    watch.meter.events.note(_TARIFF_INSTALLED, billing.slots.next_s)


def last(watch):
    """The supply ends, and the running minute is settled."""
    watch.look_at_bills()
    watch.meter.events.note(_POWER_DOWN)


def supply_is_back(watch, seconds):
    """It had begun to fail so long ago, and the processor has lived through that."""
    watch.meter.events.note(_POWER_UP, seconds)


def compare(watch):
    """Something of metering chip or clock is not as it was."""
    _compare_chip(watch)
    _compare_clock(watch)
    events = watch.meter.events
    if watch.meter.snapshot.flags & DOUBTFUL:
        events.begin(_CHIP_DOUBTFUL)
        watch.doubtful += 1
        watch.certain_s = 0
    elif watch.doubtful:
        watch.certain_s += 1
        if watch.certain_s >= DOUBT_S:
            events.end(_CHIP_DOUBTFUL, watch.doubtful)
            watch.doubtful = 0


def bills(watch):
    """What was closed and switched, subject by subject; they count from 1, and one alone is 0."""
    note = watch.meter.events.note
    for place, billing in enumerate(watch.billings):
        of = place + bool(watch.meter.subjects)
        totals, billing.closed.fresh = billing.closed.fresh, ()
        for total_u in totals:
            note(_BILL_CLOSED, total_u, of)
        if billing.slots.active_crc != watch.crcs[place]:
            note(_TARIFF_SWITCHED, billing.slots.active_crc, of)
        if billing.refusal and billing.refusal != watch.refusals[place]:
            note(_TARIFF_REFUSED, 0, of)
    _see_bills(watch)


def _see_bills(watch):
    watch.crcs = [each.slots.active_crc for each in watch.billings]
    watch.refusals = [each.refusal for each in watch.billings]


def _compare_chip(watch):
    meter = watch.meter
    if meter.store.ring.refused != watch.refused:
        watch.refused = meter.store.ring.refused
        meter.events.with_memory("note_seldom", _MEMORY_ERROR)
    if meter.stored.gaps != watch.gaps:
        watch.gaps = meter.stored.gaps
        meter.events.note(_CHIP_SET_UP)
    if meter.check.disagreements != watch.disagreements:
        watch.disagreements = meter.check.disagreements
        meter.events.with_memory("note_seldom", _PHASES_DISAGREE)


def _compare_clock(watch):
    """What `firmware.timekeeping` does not note itself."""
    meter, fault = watch.meter, watch.meter.clock.fault
    watch.fault, watch.ahead_s = fault, meter.doubt.ahead_s
    if watch.ahead_s:
        meter.events.begin(_CLOCK_DOUBTED, watch.ahead_s)
    else:
        meter.events.end(_CLOCK_DOUBTED)
    if fault and fault != _STOPPED:
        meter.events.begin(_CLOCK_LOST, fault)
    else:
        meter.events.end(_CLOCK_LOST)
