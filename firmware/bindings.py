"""Where the value of each point comes from.

`read(meter)` gives all values in the order of `comms.points.NAMES`; instantaneous values are None
until the chip has been read.
"""

from comms.points import ENERGY_QUANTITIES, NAMES, PHASES
from drivers.atm90e32.snapshot import UNMEASURED
from firmware.compat import heap_used
from firmware.metering import SCOPES

_SCOPES = ("total",) + PHASES
HEALTH = (
    "snapshots",
    "repaired",
    "doubtful",
    "no_answers",
    "state_lost",
    "tariff_lost",
    "overflow_risk",
    "frames_lost",
)


def read(meter):
    """The value of every point, in the order of the table."""
    values = {}
    _read_clock(meter, values)
    _read_instantaneous(meter, values)
    _read_energy(meter.registers.mwh, values)
    _read_money(meter, values)
    _read_health(meter, values)
    return [values.get(name) for name in NAMES]


def _read_clock(meter, values):
    values["uptime_s"] = meter.clock.seconds()
    values["utc_s"] = meter.clock.utc_s()
    values["clock_ahead_s"] = meter.doubt.ahead_s
    values["clock_invalid"] = meter.clock.is_invalid
    values["clock_fault"] = meter.clock.fault
    values["clock_steps"] = meter.clock.steps
    values["outage_s"] = meter.time.last_s
    for name in ("short", "long", "unknown", "total_s", "longest_s"):
        values["outages_" + name] = getattr(meter.time, name)


def _read_instantaneous(meter, values):
    snapshot = meter.snapshot
    if snapshot is None or snapshot.flags & UNMEASURED:
        return
    current_ratio, ratio = meter.current_ratio, meter.current_ratio * meter.voltage_ratio
    for phase, name in enumerate(PHASES, 1):
        values["voltage_" + name] = snapshot.voltage_mv(phase) * meter.voltage_ratio
        values["current_" + name] = snapshot.current_ma(phase) * current_ratio
    for scope, name in enumerate(_SCOPES):
        values["power_" + name] = _from_milli(snapshot.power_mw(scope) * ratio)
        values["reactive_" + name] = _from_milli(snapshot.reactive_mvar(scope) * ratio)
        values["power_factor_" + name] = snapshot.power_factor_x1000(scope)
    values["frequency"] = snapshot.frequency_mhz()


def _read_energy(mwh, values):
    for quantity, name in enumerate(ENERGY_QUANTITIES):
        for scope in range(SCOPES):
            values[name + "_" + _SCOPES[scope]] = mwh[quantity * SCOPES + scope]


def _read_money(meter, values):
    billing = meter.billing
    values["balance_u"] = meter.account.balance_u
    values["bill_u"] = billing.bill_u()
    values["reserved_u"] = billing.reserved_u()
    values["closed_u"] = billing.closed_u()
    values["bills_closed"] = billing.bills_closed()
    values["debited_u"] = meter.account.debited_u
    values["tariff_period"] = billing.period(meter.settlement.utc_s)[0]
    values["tariff_next_s"] = billing.slots.next_s


def _read_health(meter, values):
    values["boots"] = meter.stored.boots
    values["gaps"] = meter.stored.gaps
    values["commits"] = meter.store.sequence
    values["unstored"] = meter.store.unstored
    values["places_refused"] = meter.store.ring.refused
    values["disagreements"] = meter.check.disagreements
    values["profile_records"] = meter.profile.recorded
    values["heap_used"] = heap_used()
    for name in HEALTH:
        values[name] = getattr(meter.health, name)


def _from_milli(value):
    """A thousandth of `value`, to the nearest whole number."""
    return (value + 500) // 1000
