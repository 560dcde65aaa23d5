"""Each template compiles and bills a day on a meter, which a restart within it survives."""

import gc
import json
import os

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine

HEAP_KIB = 352
"""One after the other they load nearly all kinds of rules, as source; each alone takes 130 KiB."""
FOLDER = "tariffs/templates/"
SITES = "host/data/sites/"
BEGIN_S = 1751328000
"""1 July 2025, 00:00 UTC."""
QUARTER_S = 900


def read(path):
    with open(path) as file:
        return json.load(file)


def names():
    return sorted([name for name in os.listdir(FOLDER) if name.endswith(".json")])


def compiled(name):
    site = read(SITES + name) if name in os.listdir(SITES) else None
    return compile_tariff(read(FOLDER + name), site)


def draw(engine, number):
    """A quarter of an hour of a load that leads at night and lags by day."""
    lead, lag = (300000, 0) if number < 24 else (0, 9000000 + 70000 * number)
    active = 11000000 + 300000 * (number % 40)
    start_s = BEGIN_S + number * QUARTER_S
    engine.take(start_s, start_s + QUARTER_S, (active, 0, lag, 0, 0, lead, active + lag // 4))


def test_each_bills_a_day_and_survives_a_restart():
    for name in names():
        engine = Engine(compiled(name))
        engine.begin(BEGIN_S)
        for number in range(48):
            draw(engine, number)
        state = bytearray(engine.size)
        engine.pack_into(state, 0)
        engine = Engine(compiled(name))
        engine.unpack_from(state, 0)
        for number in range(48, 96):
            draw(engine, number)
        assert engine.rated().total_u > 0, name
        assert engine.lifetime_u() > 0, name
        engine = None
        gc.collect()
