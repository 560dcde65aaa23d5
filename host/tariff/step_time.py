"""How long a minute's step of a tariff takes: a script for MicroPython.

    micropython32 host/tariff/step_time.py document.json site.json start_utc_s

Prints microseconds for a step, `engine.take` and then `engine.lifetime_u`, as a prepaid meter does
each minute: the mean of a day of minutes, the best of three days in a row.
"""

import json
import sys
import time

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine

MINUTE_S, MINUTES = 60, 1440
DAYS = 3
ENERGIES = (2500000, 0, 700000, 0, 0, 0, 2600000)


def _read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _day_us(engine, start_s):
    began = time.ticks_us()
    for minute in range(MINUTES):
        now_s = start_s + minute * MINUTE_S
        engine.take(now_s, now_s + MINUTE_S, ENERGIES)
        engine.lifetime_u()
    return time.ticks_diff(time.ticks_us(), began) // MINUTES


def main(document, site, start_s):
    engine = Engine(compile_tariff(_read(document), _read(site), 1000000))
    engine.begin(start_s)
    print(min([_day_us(engine, start_s + day * 86400) for day in range(DAYS)]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
