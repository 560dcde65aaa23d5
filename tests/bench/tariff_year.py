"""A year of quarter hours of the steel plant, billed by the engine and by PySAM; on CPython.

Prints one line of JSON: seconds of both, and by how much the sums of the year differ. `bill`
only asks for the bills, `prepaid` for what is owed after each step too.
"""

import json
from time import perf_counter

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.host.oracles import pysam, year

START_S = 1514764800  # Monday, 1 January 2018, UTC
STEP_S = 900
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
DAY = [0] * 8 + [1] * 13 + [0] * 3
SCHEDULES = {
    f"{of}{days}schedule": [hours for _ in range(12)]
    for of in ("energy", "demand")
    for days, hours in (("weekday", DAY), ("weekend", [0] * 24))
}
URDB = {
    "energyratestructure": [[{"rate": 0.09}], [{"rate": 0.17}]],
    "flatdemandstructure": [[{"rate": 9.5}]],
    "flatdemandmonths": [0] * 12,
    "demandratestructure": [[{"rate": 0}], [{"rate": 4.25}]],
    "fixedchargefirstmeter": 120,
    "fixedchargeunits": "$/month",
    **SCHEDULES,
}
DOCUMENT = {
    "format": 2,
    "name": "the same",
    "currency": "USD",
    "zone": {"utc_offset_min": 0},
    "calendars": [
        {
            "name": "use",
            "periods": ["rest", "day"],
            "otherwise": "rest",
            "schedule": [{"days": WORKDAYS, "from": "08:00", "to": "21:00", "period": "day"}],
        }
    ],
    "rules": [
        {"rule": "energy", "kind": "energy", "prices": {"rest": "0.09", "day": "0.17"}},
        {"rule": "demand", "kind": "demand", "price": "9.5"},
        {"rule": "day demand", "kind": "demand", "periods": ["day"], "price": "4.25"},
        {"rule": "standing", "kind": "fixed", "price": "120"},
    ],
}


def ours(load_kw, prepaid):
    """The year's sum by the engine; `prepaid` asks after each step."""
    engine = Engine(compile_tariff(DOCUMENT))
    engine.begin(START_S)
    for number, kw in enumerate(load_kw):
        begin_s = START_S + number * STEP_S
        energies = (round(kw * 250000), 0, 0, 0, 0, 0, 0)
        engine.take(begin_s, begin_s + STEP_S, energies)
        if prepaid:
            engine.lifetime_u()
    engine.advance(START_S + len(load_kw) * STEP_S)
    return engine.closed_u / 1e6


def theirs(load_kw):
    return sum(bill["total"] for bill in pysam.bills(URDB, load_kw, 4))


def timed(call, *arguments):
    """(seconds, result), the better of two."""
    took = []
    for _ in range(2):
        started = perf_counter()
        result = call(*arguments)
        took.append(perf_counter() - started)
    return min(took), result


def main():
    load_kw = year.steel_kw()
    bill_s, bill = timed(ours, load_kw, False)
    prepaid_s, prepaid = timed(ours, load_kw, True)
    pysam_s, expected = timed(theirs, load_kw)
    found = {"bill_s": bill_s, "prepaid_s": prepaid_s, "pysam_s": pysam_s}
    differ = max(abs(bill - expected), abs(prepaid - expected))
    print(json.dumps({**found, "steps": len(load_kw), "differ": differ}))


if __name__ == "__main__":
    main()
