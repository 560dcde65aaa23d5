"""Records of days and bills, as they are written (docs/SPEC.md, "Days and bills")."""

import struct

from firmware.compat import const
from tariffs.wide import split

_DAY = const(1)
_BILL = const(2)
_LATE = const(1)
"""Flag: the meter was away, or the clock had stepped; the registers are of a later time."""
_MINUTE_S = const(60)
_MOST_LOOKED_AT = const(4)
"""Records among which one may have been written just before a cut: a day, and a bill for each."""
_ALL = const(255)
"""Stands for the subject where a record is of the whole meter."""
_LAYOUT = "<BBBBIIIIiqiqiqQII44Q"
_SAME = "<BB6xII"


def record(history, meter, day):
    """Record the bills that have closed, and the day that has ended, as far as they are new."""
    subjects = meter.subjects or (meter,)
    for number, subject in enumerate(subjects):
        count = subject.billing.closed.count & 0xFFFF
        if count != history.bills[number]:
            history.bills[number] = count
            _write(history, _bill(history, meter, subject, number))
            if number == 0:
                history.bill_peak_mwh = history.bill_peak_s = 0
    if day > history.day > 0:
        _write(history, _day(history, meter, day))
    if day != history.day:
        history.day_peak_mwh = history.day_peak_s = 0
    history.day = day


def _bill(history, meter, subject, number):
    closed = subject.billing.closed
    peak = history.bill_peak_mwh, history.bill_peak_s
    head = _BILL, number, closed.end_s, closed.start_s, closed.count
    return _packed(meter, head, subject, closed.total_u, peak)


def _day(history, meter, day):
    zone = meter.billing.engine.tariff.zone
    midnight_s = zone.utc_of_midnight(day)
    peak = history.day_peak_mwh, history.day_peak_s
    head = _DAY, _ALL, midnight_s, zone.utc_of_midnight(day - 1), day - 1
    return _packed(meter, head, meter, 0, peak)


def _packed(meter, head, of, total_u, peak):
    """A record; `of` is the meter, or the subject whose account and tariff it tells."""
    kind, number, moment_s, start_s, count = head
    utc_s = meter.settlement.utc_s
    flags = _LATE if not 0 <= utc_s - moment_s < _MINUTE_S else 0
    money = split(of.account.balance_u) + split(of.account.debited_u) + split(total_u)
    minutes = meter.profile.interval_s // _MINUTE_S
    times = utc_s, moment_s, start_s, count
    rest = money + list(peak) + [of.billing.slots.active_crc] + meter.registers.mwh
    return struct.pack(_LAYOUT, kind, number, flags, minutes, *times, *rest)


def _write(history, body):
    """Append a record, unless it was written just before a cut."""
    ring, found = history.ring, bytearray(struct.calcsize(_SAME))
    wanted = struct.unpack_from(_SAME, body, 0)
    for sequence in range(ring.newest, max(ring.oldest, ring.newest - _MOST_LOOKED_AT) - 1, -1):
        if ring.read(sequence, found) and struct.unpack_from(_SAME, found, 0) == wanted:
            return
    if ring.append_now(body) < 0:
        history.lost += 1
