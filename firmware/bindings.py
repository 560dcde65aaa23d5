"""Where the value of each point comes from.

`read(meter)` gives all values in the order of the table (`comms.points`); instantaneous values are
None until the chip has been read. The names of the points stay on the PC and in the table, since
on a meter they would take 5 KB of memory: what is added there is added here at the same place.
"""

from drivers.atm90e32.snapshot import UNMEASURED
from firmware.compat import heap_used
from firmware.metering import SCOPES

PHASES = (1, 2, 3)
INSTANTANEOUS = 2 * len(PHASES) + 3 * SCOPES + 1


def read(meter):
    """The value of every point, in the order of the table."""
    values = _clock(meter)
    values += _instantaneous(meter)
    values += meter.registers.mwh  # quantity by quantity, the total and each phase
    values += _money(meter)
    values += _health(meter)
    return values


def _clock(meter):
    clock, time = meter.clock, meter.time
    return [
        clock.seconds(),
        clock.utc_s(),
        meter.doubt.ahead_s,
        clock.is_invalid,
        clock.fault,
        clock.steps,
        time.last_s,
        time.short,
        time.long,
        time.unknown,
        time.total_s,
        time.longest_s,
    ]


def _instantaneous(meter):
    snapshot = meter.snapshot
    if snapshot is None or snapshot.flags & UNMEASURED:
        return [None] * INSTANTANEOUS
    current_ratio, ratio = meter.current_ratio, meter.current_ratio * meter.voltage_ratio
    values = [snapshot.voltage_mv(phase) * meter.voltage_ratio for phase in PHASES]
    values += [snapshot.current_ma(phase) * current_ratio for phase in PHASES]
    values += [_from_milli(snapshot.power_mw(scope) * ratio) for scope in range(SCOPES)]
    values += [_from_milli(snapshot.reactive_mvar(scope) * ratio) for scope in range(SCOPES)]
    values += [snapshot.power_factor_x1000(scope) for scope in range(SCOPES)]
    values.append(snapshot.frequency_mhz())
    return values


def _money(meter):
    billing, account = meter.billing, meter.account
    if meter.safe_for:  # what only a tariff tells is not known
        return [account.balance_u, None, None, None, None, account.debited_u, None, None]
    return [
        account.balance_u,
        billing.bill_u(),
        billing.reserved_u(),
        billing.closed_u(),
        billing.bills_closed(),
        account.debited_u,
        billing.period(meter.settlement.utc_s)[0],
        billing.slots.next_s,
    ]


def _health(meter):
    health, store, supervisor = meter.health, meter.store, meter.supervisor
    return [
        meter.stored.boots,
        store.sequence,
        health.snapshots,
        health.repaired,
        health.doubtful,
        meter.stored.gaps,
        health.no_answers,
        health.state_lost,
        store.lost,
        store.restored,
        meter.stored.rollbacks,
        store.copies_missed,
        store.ring.refused,
        store.unstored,
        health.rescued,
        health.tariff_lost,
        health.overflow_risk,
        meter.check.disagreements,
        meter.profile.recorded,
        meter.archive.lost(),
        meter.profile.ring.unread_lost,
        int(meter.flash.trouble != ""),
        meter.flash.failures,
        meter.flash.skipped(),
        heap_used(),
        supervisor.largest if supervisor else None,
        supervisor.restarts if supervisor else None,
        int(bool(meter.safe_for)),
    ]


def _from_milli(value):
    """A thousandth of `value`, to the nearest whole number."""
    return (value + 500) // 1000
