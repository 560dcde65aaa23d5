"""The places of the firmware at which the campaign looks: a second, a minute, a close, a command.

`patched(around)` lets `around(site, function, arguments)` stand where the firmware calls one of
them; it calls the function itself.
"""

import json
from contextlib import contextmanager

from firmware import commands
from firmware.meter import Meter

QUARTER_S = 900


def start_site(meter):
    return "the first start" if meter.store.is_blank() else "a start"


def tick_site(meter, last=False):
    """Where a tick stands; None for the last one and one after a gap."""
    utc_s = meter.utc_s()
    if last or meter.settlement.seen_s < utc_s - 1:
        return None
    if utc_s == meter.billing.engine.values[1]:
        return "a bill's close"
    if utc_s == meter.billing.slots.next_s:
        return "another tariff begins"
    if utc_s % QUARTER_S == 0:
        return "a quarter-hour"
    return "a second" if utc_s % 60 else "a minute"


def command_site(meter, text):
    return "command " + json.loads(text)["kind"]


def install_site(meter, *arguments, **named):
    return "a tariff is installed"


PLACES = (
    (Meter, "start", start_site),
    (Meter, "tick", tick_site),
    (Meter, "install", install_site),
    (commands, "answer_to", command_site),
)


@contextmanager
def patched(around):
    """While this lasts, every call of a place goes through `around`."""
    saved = [(owner, name, getattr(owner, name)) for owner, name, _ in PLACES]
    for owner, name, site_of in PLACES:
        setattr(owner, name, _through(around, site_of, getattr(owner, name)))
    try:
        yield
    finally:
        for owner, name, function in saved:
            setattr(owner, name, function)


def _through(around, site_of, function):
    def placed(*arguments, **named):
        return around(site_of, function, arguments, named)

    return placed
