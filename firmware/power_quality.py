"""Sags, swells, losses, reversals: what the metering chip's status says of the supply, as events.

A row of ROWS is (name in the chip's status, first kind of event, whether each phase has its own,
seconds that it stands before it has begun, seconds that it is gone before it is over, what is
measured meanwhile). The chip compares with its limits many times a second, and what came and went
between two readings counts as a second. Voltage and current must also be back by some thousandths
of the limit, as LIMITS says. All these numbers are our choice.

A phase that is lost is not low as well. With three wires the phases' powers say nothing.

It is loaded when the status changes, and let go when nothing is under way any more.
"""

from array import array

from drivers.atm90e32.status import STATUS
from firmware.compat import const

_SAG_A = const(63)
_SWELL_A = const(66)
_PHASE_LOSS_A = const(69)
_OVER_CURRENT_A = const(72)
_CURRENT_REVERSED_A = const(75)
_VOLTAGE_SEQUENCE = const(78)
_CURRENT_SEQUENCE = const(79)
_FREQUENCY_LOW = const(80)
_FREQUENCY_HIGH = const(81)
_NEUTRAL_CURRENT = const(82)

NOTHING, VOLTS, AMPERES, NEUTRAL, HERTZ = range(5)
ROWS = (
    ("sag", _SAG_A, True, 1, 3, VOLTS),
    ("over_voltage", _SWELL_A, True, 1, 3, VOLTS),
    ("phase_loss", _PHASE_LOSS_A, True, 1, 3, VOLTS),
    ("over_current", _OVER_CURRENT_A, True, 5, 5, AMPERES),
    ("active_reverse", _CURRENT_REVERSED_A, True, 10, 60, NOTHING),
    ("voltage_sequence_error", _VOLTAGE_SEQUENCE, False, 5, 5, NOTHING),
    ("current_sequence_error", _CURRENT_SEQUENCE, False, 30, 60, NOTHING),
    ("neutral_over_current", _NEUTRAL_CURRENT, False, 10, 30, NEUTRAL),
    ("frequency_low", _FREQUENCY_LOW, False, 5, 10, HERTZ),
    ("frequency_high", _FREQUENCY_HIGH, False, 5, 10, HERTZ),
)
LIMITS = (
    ("sag", "nominal_mv", "sag_percent", 1020),
    ("over_voltage", "nominal_mv", "over_voltage_percent", 980),
    ("phase_loss", "nominal_mv", "phase_loss_percent", 1020),
    ("over_current", "max_ma", "over_current_percent", 950),
)
"""(name, setting of the chip, its percentage that is the limit, thousandths of that)."""
_LOW = ("sag", "phase_loss", "frequency_low")
_WORD, _BIT, _KIND, _ON, _OFF, _MEASURE, _PHASE, _IS_LOW, _FIELDS = range(9)
_SAGS_ABOVE_LOSSES, _LOSSES = const(4), const(0x0700)
_REVERSED = const(0x000F)
_UNKNOWN = const(-1)


def limits_of(chip):
    """What is to be known of the settings of the chip: (the value of each of LIMITS at which it
    may be over, whether the phases' powers say something).
    """
    backs = [
        chip[nominal] * chip[percent] // 100 * thousandths // 1000
        for _, nominal, percent, thousandths in LIMITS
    ]
    return tuple(backs), chip["wires"] == "3P4W"


def look(watch):
    """Note what has begun or is over by this reading, by the status that the watch has seen.

    What is under way, to be handed over again a second later, or None.
    """
    conditions = watch.conditions or _conditions(*watch.limits)
    table, _, extremes, seconds = conditions
    events, low, high = watch.meter.events, watch.low, watch.high
    high &= ~((high & _LOSSES) << _SAGS_ABOVE_LOSSES)
    moving = False
    for place in range(len(seconds)):
        row = table[place * _FIELDS : (place + 1) * _FIELDS]
        stands = (high if row[_WORD] else low) >> row[_BIT] & 1
        lasts = events.lasts(row[_KIND])
        if stands or lasts:
            _judge(conditions, place, row, stands, events, watch.meter)
            moving = moving or row[_MEASURE] or stands != events.lasts(row[_KIND])
        else:
            seconds[place] = 0
            extremes[place] = _UNKNOWN
    return conditions if moving else None


def _conditions(backs, has_neutral):
    """(a row for each condition of each phase, the values at which they may be over, their
    extremes so far, and how many seconds each has stood or been gone).
    """
    table = bytes([field for each in _fields(has_neutral) for field in each])
    count = len(table) // _FIELDS
    values = array("i", _backs(backs, table))
    return table, values, array("i", [_UNKNOWN] * count), bytearray(count)


def _judge(conditions, place, row, stands, events, meter):
    _, backs, extremes, seconds = conditions
    kind, is_low = row[_KIND], row[_IS_LOW]
    lasts = events.lasts(kind)
    value = _measured(row, meter)
    extreme = extremes[place]
    if extreme == _UNKNOWN or (value < extreme if is_low else value > extreme):
        extremes[place] = extreme = value
    back = backs[place]
    is_back = back == _UNKNOWN or (value >= back if is_low else value <= back)
    if stands == lasts or (lasts and not is_back):
        seconds[place] = 0
        return
    seconds[place] += 1
    if seconds[place] >= row[_ON if stands else _OFF]:
        seconds[place] = 0
        extreme = None if extreme == _UNKNOWN else extreme
        if stands:
            events.begin(kind, extreme)
        else:
            events.end(kind, extreme)


def _measured(row, meter):
    what, snapshot = row[_MEASURE], meter.snapshot
    if what == VOLTS:
        return snapshot.voltage_mv(row[_PHASE]) * meter.voltage_ratio
    if what == AMPERES:
        return snapshot.current_ma(row[_PHASE]) * meter.current_ratio
    if what == NEUTRAL:
        return snapshot.neutral_ma() * meter.current_ratio
    return snapshot.frequency_mhz() if what else _UNKNOWN


def _fields(has_neutral):
    """The fields of each condition of each phase, as small numbers."""
    for name, kind, by_phase, on_s, off_s, measure in ROWS:
        if name == "active_reverse" and not has_neutral:
            continue
        for word, bit, found, phase in STATUS:
            if found == name and bool(phase) == by_phase:
                number = kind + phase - 1 if by_phase else kind
                yield word, bit, number, on_s, off_s, measure, phase, name in _LOW


def _backs(backs, table):
    """At which value each condition may be over."""
    values = {row[0]: back for row, back in zip(LIMITS, backs)}
    names = {(word, bit): name for word, bit, name, _ in STATUS}
    for at in range(0, len(table), _FIELDS):
        yield values.get(names[table[at + _WORD], table[at + _BIT]], _UNKNOWN)
