"""Rules on demand and power factor: however a year is cut into steps, the bills are the same.

Where a reference is simple it is worked out beside, with the standard library alone.
"""

import math
import random
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine

BEGIN_S = int(datetime(2026, 3, 20, tzinfo=UTC).timestamp()) - 3600
DAYS = 24
SLOT_S = 300
SITE = {
    "facts": {"kw": "40"},
    "contracts": {
        "power": {"low": "20", "high": "30"},
        "power@2026-04-01": {"low": "9", "high": "30"},
    },
    "coincident": [{"rule": "peak", "at": "2025-07-01T17:00", "told": "2026-04-02", "kw": "9"}],
}
DOCUMENT = {
    "format": 2,
    "name": "all of it",
    "currency": "EUR",
    "zone": {
        "utc_offset_min": 60,
        "dst": {
            "clock": "utc",
            "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
            "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
        },
    },
    "rounding": {"line": {"to": "0.01"}},
    "calendars": [
        {
            "name": "use",
            "periods": ["low", "high"],
            "otherwise": "low",
            "schedule": [{"from": "07:10", "to": "21:15", "period": "high"}],
        }
    ],
    "rules": [
        {"rule": "energy", "kind": "energy", "price": "0.1"},
        {"rule": "kw", "kind": "demand", "separate": True},
        {"rule": "slide", "kind": "demand", "window_min": 30, "step_min": 5, "price": "1"},
        {"rule": "cut", "kind": "demand", "boundary": "cut", "prices": {"low": "1", "high": "2"}},
        {"rule": "billed days", "kind": "demand", "statistic": "daily_sum", "price": "0.1"},
        {"rule": "top", "kind": "demand", "window_min": 60, "statistic": "top", "price": "1"},
        {"rule": "kvar", "kind": "demand", "of": "lag"},
        {"rule": "pf", "kind": "power_factor", "base": ["energy"], "standard": "cn-0.90"},
        {
            "rule": "billed",
            "kind": "billing_demand",
            "greatest": [{"of": "kw"}, {"of": "site:kw", "percent": "60"}],
            "at_most": [{"energy": "energy", "load_factor": "0.4"}],
            "price": "7",
        },
        {
            "rule": "root",
            "kind": "contract",
            "demand": "kw",
            "contract": "power",
            "price": "1",
            "excess": {"kind": "root", "price": "1"},
        },
        {
            "rule": "hours",
            "kind": "contract",
            "demand": "kw",
            "contract": "power",
            "excess": {"kind": "duration", "price": "1"},
        },
        {"rule": "year", "kind": "annual_demand", "demand": "kw", "price": "100"},
        {"rule": "peak", "kind": "coincident", "price": "4"},
        {"rule": "kvarh", "kind": "reactive", "free_percent": "33", "price": "0.05"},
        {
            "rule": "kvar over",
            "kind": "reactive_demand",
            "reactive": "kvar",
            "active": "kw",
            "free_percent": "62",
            "price": "2",
        },
        {"rule": "ere", "kind": "hourly_reactive", "lag": ["high"], "lead": ["low"], "price": "1"},
    ],
}


def load(seed):
    """(import, lag, lead) in milli-units of each five minutes."""
    rng = random.Random(seed)
    level, rows = 0, []
    for _ in range(DAYS * 288):
        if rng.random() < 0.05:
            level = rng.randint(0, 4 * 10**6)
        active = level + rng.randint(0, 10**5)
        rows.append((active, rng.randint(0, active + 1), rng.randint(0, active // 2 + 1)))
    return rows


def billed(rows, longest, seed=0):
    """(state, quantities of closed bills, amounts) after these rows, in steps of random length."""
    rng = random.Random(seed)
    engine = Engine(compile_tariff(DOCUMENT, SITE))
    closed = []
    engine.on_close = lambda bill: closed.append(
        {(line.rule, line.part): (line.quantity_e6, line.amount_u) for line in bill.lines()}
    )
    engine.begin(BEGIN_S)
    n = 0
    while n < len(rows):
        start_s = BEGIN_S + n * SLOT_S
        most = (engine.next_edge(start_s) - start_s) // SLOT_S
        count = min(most, rng.randint(1, longest), len(rows) - n)
        active, lag, lead = (sum(column) for column in zip(*rows[n : n + count], strict=True))
        engine.take(start_s, start_s + count * SLOT_S, (active, 0, lag, 0, 0, lead, 0))
        n += count
    buffer = bytearray(engine.size)
    engine.pack_into(buffer, 0)
    return bytes(buffer), closed, engine.lifetime_u()


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 10**9))
def test_cutting_changes_nothing(seed):
    rows = load(seed)
    assert billed(rows, 1) == billed(rows, 12, seed)


def excesses(rows, first, last, contract):
    """{period: squares of excess, windows over} by quarter-hours, from row `first` to `last`."""
    found = {name: [0, 0] for name in contract}
    for n in range(first, last, 3):
        mean = 4 * sum(active for active, _, _ in rows[n : n + 3])
        hour, minute = divmod((n * 5 + (60 if n * 5 >= 9 * 1440 + 120 else 0)) % 1440, 60)
        minute += hour * 60 + 14  # the last minute of the window
        period = "high" if 430 <= minute < 1275 else "low"
        over = mean - contract[period] * 10**6
        if over > 0:
            found[period][0] += over * over
            found[period][1] += 1
    return found


@settings(deadline=None, max_examples=3)
@given(seed=st.integers(0, 10**9))
def test_excess_of_contract_by_definition(seed):
    rows = load(seed)
    _, closed, _ = billed(rows, 12, seed)
    april = 12 * 288 - 12  # 12 days of March less the hour that the clock skips
    wanted = excesses(rows, 0, april, {"low": 20, "high": 30})
    for period, (squares, windows) in wanted.items():
        name = period + " excess"
        assert closed[0].get(("root", name), (0, 0))[0] == math.isqrt(squares)
        assert closed[0].get(("hours", name), (0, 0))[0] == windows * 250000


def test_a_contract_changes_with_the_bill():
    engine = Engine(compile_tariff(DOCUMENT, SITE))
    engine.begin(BEGIN_S + 12 * 86400)
    lines = {(line.rule, line.part): line.quantity_e6 for line in engine.rated().lines()}
    assert lines["root", "low"] == 9 * 10**6
    assert lines["peak", "2025-07-01 17:00"] == 9 * 10**6
