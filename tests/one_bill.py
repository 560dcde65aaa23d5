"""A bill of January 2026 on UTC, for tests of single rules.

engine = begun([{"rule": "demand", "kind": "demand", "price": "9"}])
draw(engine, 0, 30, kw=100, lag=20)
assert line(engine, "demand") == (100 * KW, 900 * UNIT)
"""

from tariffs.channels import MEASURED
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine

BEGIN_S = 1767225600
"""1 January 2026, 00:00 UTC."""
DAY_MIN = 1440
KW = 1000000
"""A kW in milli-watts, a kWh in milli-watt-hours."""
UNIT = 1000000
"""One unit of the currency in micro-units."""
NAMES = {"kw": "import", "lag": "q1", "lead": "q4", "kva": "apparent", "export": "export"}


def begun(rules, site=None, start_s=BEGIN_S, **fields):
    document = {"format": 2, "name": "t", "currency": "EUR", "zone": {"utc_offset_min": 0}}
    document.update(fields)
    document["rules"] = rules
    engine = Engine(compile_tariff(document, site))
    engine.begin(start_s)
    return engine


def draw(engine, minute, minutes, step_min=15, **powers):
    """Constant powers, in whole kW, kvar or kVA, from a minute of the month on."""
    energies = [0] * len(MEASURED)
    for name, power in powers.items():
        energies[MEASURED.index(NAMES[name])] = power * KW * step_min // 60
    for start in range(minute, minute + minutes, step_min):
        start_s = BEGIN_S + start * 60
        engine.take(start_s, start_s + step_min * 60, energies)


def line(engine, name, part=""):
    """(quantity, amount) of a line of the bill as it stands."""
    for each in engine.rated().lines():
        if each.rule == name and each.part == part:
            return each.quantity_e6, each.amount_u
    return None


def quantity(engine, name):
    """The quantity of a rule as the bill stands."""
    engine.rated()
    for rule in engine.tariff.rules:
        if rule.name == name:
            return rule.quantity_e6
    return None
