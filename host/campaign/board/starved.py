"""The firmware, in which one allocation fails: the n-th of a tick, a command or a start.

METER_STARVE is a file of `site number count`: the number-th allocation of the site fails, and
count - 1 after it. It is removed first, so that the next start is well fed. What the site takes in
all is written to the same name with `.taken`, where nothing failed (number 0).
"""

import os

import fault

PLAN = os.getenv("METER_STARVE")
NEVER = 1 << 29


def plan():
    """(site, number, count), or none where it is spent."""
    try:
        with open(PLAN) as file:
            site, number, count = file.read().split()
    except OSError:
        return None
    os.remove(PLAN)
    return site, int(number), int(count)


def starved(function, number, count):
    """The function, starved the first time that it is called."""
    spent = []

    def first(*arguments):
        if spent:
            return function(*arguments)
        spent.append(1)
        before = fault.allocations()
        fault.starve(number or NEVER, count)
        try:
            return function(*arguments)
        finally:
            fault.starve(NEVER, 1)
            if not number:
                with open(PLAN + ".taken", "w") as file:
                    file.write(str(fault.allocations() - before))

    return first


def only_if(fits, function, feed):
    """The function, and `feed` in its place where `fits` says so."""

    def chosen(*arguments):
        return (feed if fits(*arguments) else function)(*arguments)

    return chosen


def prepare(site, number, count):
    from firmware.compat import collect_every  # noqa: PLC0415 (as firmware.main does it)

    collect_every(4096)
    from firmware.meter import Meter as cls  # noqa: PLC0415

    if site == "start":
        cls.start = starved(cls.start, number, count)
        return
    feed = starved(cls.tick, number, count)
    cls.tick = only_if(TICKS[site], cls.tick, feed)


def _second(meter, last=False):
    return meter.settlement.seen_s % 60 == 20


def _minute(meter, last=False):
    return meter.settlement.seen_s % 60 == 59


def _close(meter, last=False):
    return meter.settlement.seen_s == meter.billing.engine.values[1] - 1


TICKS = {"second": _second, "minute": _minute, "close": _close}


def main():
    given = plan()
    if given:
        prepare(*given)
    from firmware.main import main as run  # noqa: PLC0415

    run()
