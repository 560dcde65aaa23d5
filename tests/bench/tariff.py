"""What one-minute steps cost under tariffs of 1, 10 and 50 rules, on this interpreter.

Prints one line of JSON: a list of dicts. Run by `make bench`, on MicroPython and on the emulated
board; `step` and `compile` are in "unit", all else in bytes. A step is engine.take() and then
engine.lifetime_u(), as a prepaid meter asks for it each minute.
"""

import gc
import json

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.bench.stopwatch import UNIT, now, since

START_S = 1514761200 + 21 * 3600  # 1 January 2018, 21:00 in Berlin: an edge of the periods
MINUTE_S = 60
STEPS = 240  # over midnight
TAKEN_BYTES = 32768  # after which the running firmware collects garbage
ENERGIES = (2500000, 0, 700000, 0, 0, 0, 2600000)

ZONE = {
    "utc_offset_min": 60,
    "dst": {
        "clock": "utc",
        "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
        "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
    },
}
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
CALENDARS = [
    {
        "name": "use",
        "periods": ["low", "high", "peak"],
        "otherwise": "low",
        "schedule": [
            {"days": WORKDAYS, "from": "17:00", "to": "20:30", "period": "peak"},
            {"days": WORKDAYS, "from": "07:30", "to": "21:15", "period": "high"},
        ],
    }
]


def document(count):
    """A tariff of `count` rules: tens of them alike but in price and window, or one."""
    rules = []
    for group in range((count + 9) // 10):
        rules += ten(group)
    return {
        "format": 2,
        "name": "bench",
        "currency": "EUR",
        "zone": ZONE,
        "calendars": CALENDARS,
        "rules": rules[:count],
    }


def ten(group):
    """Ten rules: time of use, tiers, reactive energy, demand of two kinds, charges, a rebate."""

    def name(rule):
        return "%s %d" % (rule, group)

    price = "0.%d" % (11 + group)
    energy, tiers, lag = name("energy"), name("tiers"), name("lag")
    demand, sliding = name("demand"), name("sliding")
    rent, rebate = name("rent"), name("rebate")
    steps = [{"up_to": "20000", "price": price}, {"price": "0.02"}]
    return [
        {"rule": energy, "kind": "energy", "prices": {"low": price, "high": "0.2", "peak": "0.3"}},
        {"rule": tiers, "kind": "tiers", "mode": "running", "tiers": steps},
        {"rule": lag, "kind": "energy", "of": "lag", "price": "0.01"},
        {
            "rule": demand,
            "kind": "demand",
            "window_min": (10, 15, 20, 30, 60)[group],
            "price": "9",
        },
        {
            "rule": sliding,
            "kind": "demand",
            "window_min": 30,
            "step_min": (1, 2, 3, 5, 6)[group],
            "periods": ["high", "peak"],
            "price": "3.25",
        },
        {"rule": name("standing"), "kind": "fixed", "price": "30"},
        {"rule": rent, "kind": "fixed", "price": "0.25", "per": "day"},
        {"rule": name("levy"), "kind": "adder", "base": [energy, tiers], "percent": "2"},
        {
            "rule": rebate,
            "kind": "discount",
            "base": [energy],
            "percent": "2.5",
            "when": [{"quantity": energy, "at_least": "1"}],
        },
        {"rule": name("vat"), "kind": "tax", "base": [energy, demand, rent], "percent": "19"},
    ]


def measure(count):
    given = document(count)
    text = json.dumps(given)
    heap = used()
    started = now()
    engine = Engine(compile_tariff(given))
    compiled = since(started)
    tables = used() - heap
    engine.begin(START_S)
    steps = run(engine, START_S, STEPS)
    return {
        "rules": count,
        "unit": UNIT,
        "step": sum(steps) / STEPS,
        "median": sorted(steps)[STEPS // 2],
        "longest": max(steps),
        "compile": compiled,
        "document_bytes": len(text),
        "state_bytes": engine.size,
        "table_bytes": tables,
        "step_bytes": garbage(engine, START_S + STEPS * MINUTE_S),
    }


def run(engine, start_s, count):
    """What each of so many steps takes; the collector runs when it will."""
    took = [0] * count
    for number in range(count):
        begin_s = start_s + number * MINUTE_S
        started = now()
        engine.take(begin_s, begin_s + MINUTE_S, ENERGIES)
        engine.lifetime_u()
        took[number] = since(started)
    return took


def garbage(engine, start_s):
    """Bytes of heap that a step leaves behind, None where the interpreter cannot say."""
    if not hasattr(gc, "mem_alloc"):
        return None
    before = used()
    gc.disable()
    try:
        engine.take(start_s, start_s + MINUTE_S, ENERGIES)
        engine.lifetime_u()
        return gc.mem_alloc() - before
    finally:
        gc.enable()


def used():
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0


def attempt(count):
    """The measures, or why there are none: a heap may be too small for so many rules."""
    try:
        return measure(count)
    except MemoryError as error:
        return {"rules": count, "unit": UNIT, "failed": str(error)}


if hasattr(gc, "threshold"):
    gc.threshold(TAKEN_BYTES)
compile_tariff(document(10))  # loads the kinds of rules, which is not what is measured
print(json.dumps([attempt(count) for count in (1, 10, 50)]))
