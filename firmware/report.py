"""What the meter says of itself: the values of all points, and at the end the whole bill."""

from firmware import bindings


def status(meter):
    """{"points": values in the order of comms.points.NAMES} and what is no number."""
    billing = meter.billing
    said = {"points": bindings.read(meter), "closed": billing.closed.state()}
    said["event"] = _newest(meter.events)
    if meter.supervisor:
        said.update(meter.supervisor.told)
    if meter.safe_for:
        said["safe_for"], said["tariff"], said["period"] = meter.safe_for, "", ""
        return said
    said["tariff"] = billing.engine.tariff.name
    said["period"] = billing.period(meter.settlement.utc_s)[1]
    if meter.subjects:
        said["subjects"] = [each.said(meter.settlement.utc_s) for each in meter.subjects]
    elif meter.prepayment:
        said.update(meter.prepayment.said(meter.settlement.utc_s))
    if billing.refusal:
        said["refusal"] = billing.refusal
    return said


def _newest(events):
    """The last event that was told: number, kind, flags, UTC second, how long, value; or None."""
    told = [event for event in events.recent if event[0] <= events.told]
    return told[-1] if told else None


def final_status(meter):
    """The status with the bill's lines, what the bill before carried into it, and the driver's
    own count of bus frames. Each of several subjects has its own lines."""
    said = status(meter)
    if meter.safe_for:
        pass
    elif meter.subjects:
        for subject, shown in zip(meter.subjects, said["subjects"]):
            _add_bill(shown, subject.billing)
    else:
        _add_bill(said, meter.billing)
    said["frames"] = meter.asic.frame_counts()
    said["final"] = True
    return said


def _add_bill(said, billing):
    bill = billing.engine.bill
    said["bill"] = [_line(line) for line in bill.lines()]
    said["carried_u"] = bill.carried_u


def _line(line):
    """[rule, part, kind, group, quantity in millionths, unit, amount, accrued in micro-units]."""
    return [
        line.rule,
        line.part,
        line.kind,
        line.group,
        line.quantity_e6,
        line.unit,
        line.amount_u,
        line.accrued_u,
    ]
