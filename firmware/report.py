"""What the meter says of itself: the values of all points, and at the end the whole bill."""

from firmware import bindings


def status(meter):
    """{"points": values in the order of comms.points.POINTS}."""
    return {"points": bindings.read(meter)}


def final_status(meter):
    """The status with the bill's lines and the driver's own count of bus frames."""
    said = status(meter)
    said["bill"] = [list(line) for line in meter.bill.lines()]
    said["frames"] = meter.asic.frame_counts()
    said["final"] = True
    return said
