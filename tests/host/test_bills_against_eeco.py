"""Bills of the meter's own engine beside eeco's: quarter-hour periods, leap years, daily demand.

The tariffs are random, the load is a stretch of the steel plant put at a random date. Local time
has no summer time, which eeco does not know.
"""

from array import array
from datetime import UTC, datetime

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from host.bill.load import Load
from host.bill.replay import replay
from tariffs.compiler import compile_tariff
from tests.host.oracles import year
from tests.host.oracles.eeco import Row, bills

QUARTERS = 96
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS_OF_DAY = {"workday": (0, 4), "restday": (5, 6)}
NEAR = 0.005
STEEL = np.array(year.steel_kw())


def clock(quarter):
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


@st.composite
def plans(draw):
    """{(months, kind of day): 96 periods}, of three periods, by two seasons of months."""
    split = draw(st.integers(1, 12))
    seasons = [(1, split)] + ([(split + 1, 12)] if split < 12 else [])
    return {(months, days): draw(quarters()) for months in seasons for days in KINDS_OF_DAY}


@st.composite
def quarters(draw):
    changes = sorted(draw(st.sets(st.integers(1, QUARTERS - 1), max_size=6)))
    found = []
    for start, end in zip([0, *changes], [*changes, QUARTERS], strict=True):
        found.append((start, end, draw(st.sampled_from("abc"))))
    return found


def windows(plan, period):
    """What rows of eeco say: months, weekdays, hours."""
    for (months, days), spans in plan.items():
        for start, end, name in spans:
            if name == period:
                hours = (start / 4, end / 4)
                yield {"months": months, "weekdays": KINDS_OF_DAY[days], "hours": hours}


def calendar(plan):
    schedule = []
    for (months, days), spans in plan.items():
        first, last = KINDS_OF_DAY[days]
        where = {
            "months": list(range(months[0], months[1] + 1)),
            "days": list(DAYS[first : last + 1]),
        }
        for start, end, period in spans:
            times = {"from": clock(start), "to": clock(end)} if end - start < QUARTERS else {}
            schedule.append({**where, **times, "period": period})
    names = sorted({row["period"] for row in schedule})
    schedule = [row for row in schedule if row["period"] != names[0]]
    return {"name": "use", "periods": names, "otherwise": names[0], "schedule": schedule}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plans(),
    st.dates(datetime(2023, 1, 1).date(), datetime(2032, 12, 1).date()),
    st.integers(1, 50),
    st.integers(1, 9),
)
def test_a_random_tariff_on_random_dates(plan, day, days, limit_mwh):
    document, table = both(calendar(plan), plan, 1000 * limit_mwh)
    start = datetime(day.year, day.month, day.day)
    load_kw = STEEL[: QUARTERS * days]
    expected = bills(table, load_kw, start, minutes=15)
    found = ours(document, load_kw, start)
    assert len(found) == len(expected)
    for our, their in zip(found, expected, strict=True):
        assert set(our) == {name for _, name in their}
        for (_, name), amount in their.items():
            assert abs(our[name] - amount) <= NEAR, f"{name}: ours {our[name]}, eeco's {amount}"


def both(use, plan, limit):
    """The same tariff as a document and as a table."""
    prices = {name: f"0.1{index}" for index, name in enumerate(use["periods"])}
    dear = {name: f"0.3{index}" for index, name in enumerate(use["periods"])}
    last = use["periods"][-1]
    document = {
        "format": 2,
        "name": "random",
        "currency": "EUR",
        "zone": {"utc_offset_min": 0},
        "calendars": [use],
        "rules": [
            {"rule": "energy", "kind": "energy", "prices": prices},
            {
                "rule": "tiers",
                "kind": "tiers",
                "mode": "running",
                "part_period": "full",
                "tiers": [{"up_to": str(limit), "prices": prices}, {"prices": dear}],
            },
            {"rule": "demand", "kind": "demand", "price": "9.5", "part_period": "full"},
            {
                "rule": "last demand",
                "kind": "demand",
                "periods": [last],
                "price": "3.5",
                "part_period": "full",
            },
            {"rule": "daily", "kind": "demand", "statistic": "daily_sum", "price": "0.25"},
            {"rule": "standing", "kind": "fixed", "price": "31", "part_period": "full"},
        ],
    }
    table = [Row("demand", "demand", 9.5), Row("daily demand", "daily", 0.25)]
    table.append(Row("fixed", "standing", 31))
    for period, price in prices.items():
        for window in windows(plan, period):
            table.append(Row("energy", "energy", float(price), **window))
            table.append(Row("energy", "tiers", float(price), **window))
            table.append(Row("energy", "tiers", float(dear[period]), above=limit, **window))
    table += [Row("demand", "last demand", 3.5, **window) for window in windows(plan, last)]
    return document, table


def ours(document, load_kw, start):
    """One dict a bill, {rule: amount}."""
    begin_s = int(start.replace(tzinfo=UTC).timestamp())
    mwh = array("q", [round(kw * 250000) for kw in load_kw])
    found = []
    for bill in replay(compile_tariff(document), Load(begin_s, 900, {"kwh": mwh})):
        sums = {rule["rule"]: 0 for rule in document["rules"]}
        for line in bill.lines:
            sums[line.rule] += line.amount_u / 1e6
        found.append(sums)
    return found
