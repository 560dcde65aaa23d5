"""A small tariff around the rules under test: UTC, and "high" from 08:00 to 20:00 each day."""

from tariffs.calendar import DAY_S, days_from_civil
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine

HOUR_S = 3600
KWH = 1000000
"""In mWh."""
CALENDAR = {
    "name": "use",
    "periods": ["low", "high"],
    "otherwise": "low",
    "schedule": [{"from": "08:00", "to": "20:00", "period": "high"}],
}


def document(*rules, **fields):
    """A document of these rules."""
    found = {
        "format": 2,
        "name": "scene",
        "currency": "EUR",
        "zone": {"utc_offset_min": 0},
        "calendars": [CALENDAR],
        "rules": list(rules),
    }
    found.update(fields)
    return found


def utc_s(year, month, day=1, hour=0):
    return days_from_civil(year, month, day) * DAY_S + hour * HOUR_S


def begun(rules, site=None, at=(2026, 1, 1), **fields):
    """An engine whose first bill begins at the date `at`."""
    engine = Engine(compile_tariff(document(*rules, **fields), site))
    engine.begin(utc_s(*at))
    return engine


def use(engine, at, kwh, exported_kwh=0, hours=1):
    """Import and export from the time `at` on, so much in every hour."""
    start_s = utc_s(*at)
    energies = (kwh * KWH, exported_kwh * KWH, 0, 0, 0, 0, kwh * KWH)
    for number in range(hours):
        take(engine, start_s + number * HOUR_S, HOUR_S, energies)


def take(engine, start_s, seconds, energies):
    """One step, or as many as edges make of it; all energy comes in the first."""
    end_s = start_s + seconds
    while start_s < end_s:
        engine.advance(start_s)
        next_s = min(end_s, engine.next_edge(start_s))
        engine.take(start_s, next_s, energies)
        start_s, energies = next_s, (0,) * 7


def lines(engine):
    """(part, quantity in millionths, amount in micro-units) of the last rule's lines."""
    bill = engine.rated()
    return [line[:3] for line in bill.tariff.rules[-1].lines(bill)]


def amount_u(engine, name=None):
    """What a rule comes to, the last one where none is named."""
    rules = engine.rated().tariff.rules
    return [rule for rule in rules if name in (None, rule.name)][-1].amount_u


def restarted(engine):
    """The same engine after its state went through a store."""
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    other = Engine(engine.tariff)
    other.unpack_from(stored, 0)
    return other
