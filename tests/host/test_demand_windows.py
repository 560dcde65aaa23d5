"""Demand windows against their definition, worked out minute by minute with the standard library.

The reference knows nothing of our registers: it lists the energy of every minute, takes local
time from zoneinfo, and adds up whole windows.
"""

import random
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine

MINUTE_S = 60
CENTRAL = {
    "utc_offset_min": 60,
    "dst": {
        "clock": "utc",
        "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
        "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
    },
}
PLACES = {
    "Europe/Berlin": (CENTRAL, "2026-03-28T21:00", "2026-10-24T20:00", "2026-07-01T00:00"),
    "Asia/Kolkata": ({"utc_offset_min": 330}, "2026-05-04T16:40", "2026-05-28T17:00"),
}
CALENDAR = {
    "name": "use",
    "periods": ["low", "high", "top"],
    "otherwise": "low",
    "schedule": [
        {"from": "07:10", "to": "11:30", "period": "high"},
        {"from": "18:05", "to": "22:35", "period": "top"},
        {"from": "23:40", "to": "01:20", "period": "high"},
    ],
}


def period_at(local):
    minute = local.hour * 60 + local.minute
    if 430 <= minute < 690 or minute >= 1420 or minute < 80:
        return "high"
    return "top" if 1085 <= minute < 1355 else "low"


class Minutes:
    """The energy of each minute from `start_s`, None where it was not seen."""

    def __init__(self, start_s, energies, place):
        self.start_s = start_s
        self.energies = energies
        zone = ZoneInfo(place)
        self.offset_min = PLACES[place][0]["utc_offset_min"]
        self.local = [
            datetime.fromtimestamp(start_s + n * MINUTE_S, UTC).astimezone(zone)
            for n in range(len(energies))
        ]
        self.periods = [period_at(local) for local in self.local]

    def part_of(self, n, step_min):
        """Which sub-interval of standard time a minute is in."""
        return (self.start_s // MINUTE_S + n + self.offset_min) // step_min

    def windows(self, window_min, step_min, cut):
        """(mean in milli-units, period, day) of every window of which something was seen."""
        count = len(self.energies)
        seen = [n for n in range(count) if self.energies[n] is not None]
        for place, n in enumerate(seen):
            after = seen[place + 1] if place + 1 < len(seen) else None
            part = self.part_of(n, step_min)
            is_last = n + 1 == count or self.part_of(n + 1, step_min) != part
            changes = after is not None and cut and self.periods[after] != self.periods[n]
            lost = after is not None and self.part_of(after, step_min) != part and not is_last
            if is_last and self.part_of(n + 1, step_min) == part:
                continue  # the data end within the window
            total, own = self.total(n, part, window_min // step_min, step_min, cut)
            if is_last or (own and (lost or changes)):
                mean = Fraction(total * 60, window_min)
                yield mean, self.periods[n], self.local[n].date()

    def total(self, last, part, parts, step_min, cut):
        """Energy of the window that ends with minute `last`, and of its last sub-interval."""
        total = own = 0
        for n in range(last, -1, -1):
            if self.part_of(n, step_min) <= part - parts:
                break
            if self.energies[n] is None:
                continue
            if cut and self.periods[n] != self.periods[last]:
                break
            total += self.energies[n]
            own += self.energies[n] if self.part_of(n, step_min) == part else 0
        return total, own


def demand_rule(window_min, step_min, cut, **more):
    boundary = "cut" if cut else "end"
    rule = {"rule": "demand", "kind": "demand", "window_min": window_min, "step_min": step_min}
    return dict(rule, boundary=boundary, **more)


def engine_of(rule, place):
    document = {"format": 2, "name": "t", "currency": "EUR", "zone": PLACES[place][0]}
    document.update(calendars=[CALENDAR], rules=[rule])
    return Engine(compile_tariff(document))


def feed(engine, minutes, rng, longest_min):
    """The minutes in steps of random length."""
    engine.begin(minutes.start_s)
    n = 0
    while n < len(minutes.energies):
        if minutes.energies[n] is None:
            n += 1
            continue
        start_s = minutes.start_s + n * MINUTE_S
        most = min((engine.next_edge(start_s) - start_s) // MINUTE_S, rng.randint(1, longest_min))
        end = n
        while end < min(n + most, len(minutes.energies)) and minutes.energies[end] is not None:
            end += 1
        total = sum(minutes.energies[n:end])
        engine.take(start_s, minutes.start_s + end * MINUTE_S, (total, 0, 0, 0, 0, 0, total))
        n = end


def made_up(seed, place, start, hours):
    """Random load with outages of some minutes to some hours."""
    rng = random.Random(seed)
    energies, seen = [], True
    for _ in range(hours * 60):
        if rng.random() < (0.005 if seen else 0.05):
            seen = not seen
        energies.append(rng.choice((0, 3, rng.randint(0, 5000000))) if seen else None)
    energies[0] = energies[0] or 0
    utc = datetime.fromisoformat(start + "+00:00")
    return Minutes(int(utc.timestamp()), energies, place)


def quantity_e6(bill):
    return bill.tariff.rules[0].quantity_e6


def state(engine):
    buffer = bytearray(engine.size)
    engine.pack_into(buffer, 0)
    return bytes(buffer)


CASES = [(place, start) for place, row in PLACES.items() for start in row[1:]]
WINDOWS = [(15, 15), (30, 30), (60, 60), (10, 10), (5, 1), (15, 5), (30, 5), (60, 15), (1, 1)]


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**9),
    case=st.sampled_from(CASES),
    window=st.sampled_from(WINDOWS),
    cut=st.booleans(),
)
def test_the_highest_window_of_each_period(seed, case, window, cut):
    place, start = case
    minutes = made_up(seed, place, start, 14)
    prices = {name: "1" for name in CALENDAR["periods"]}
    wanted = dict.fromkeys(prices, 0)
    for mean, period, _ in minutes.windows(*window, cut):
        wanted[period] = max(wanted[period], mean)
    states = []
    for longest_min in (1, 70):
        engine = engine_of(demand_rule(*window, cut, prices=prices), place)
        feed(engine, minutes, random.Random(seed), longest_min)
        assert {line.part: line.quantity_e6 for line in engine.rated().lines()} == wanted
        states.append(state(engine))
    assert states[0] == states[1]


class Noted:
    """Listens to windows and keeps all of them."""

    def __init__(self):
        self.found = []

    def note(self, mean, period, day):
        self.found.append((mean, CALENDAR["periods"][period]))


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**9),
    case=st.sampled_from(CASES),
    window=st.sampled_from(WINDOWS),
    cut=st.booleans(),
)
def test_each_single_window(seed, case, window, cut):
    """Also those that are no peak: what went before an outage is in as many as it should."""
    place, start = case
    minutes = made_up(seed, place, start, 14)
    engine = engine_of(demand_rule(*window, cut), place)
    noted = Noted()
    engine.tariff.rules[0].windows.listeners.append(noted)
    feed(engine, minutes, random.Random(seed), 70)
    wanted = [(mean, period) for mean, period, _ in minutes.windows(*window, cut) if mean]
    assert [each for each in noted.found if each[0]] == wanted


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**9), case=st.sampled_from(CASES), window=st.sampled_from(WINDOWS))
def test_the_sum_of_daily_peaks(seed, case, window):
    place, start = case
    minutes = made_up(seed, place, start, 60)
    days = {}
    for mean, period, day in minutes.windows(*window, False):
        if period == "high":
            days[day] = max(days.get(day, 0), mean)
    rule = demand_rule(*window, False, statistic="daily_sum", periods=["high"], price="1")
    engine = engine_of(rule, place)
    feed(engine, minutes, random.Random(seed), 70)
    assert quantity_e6(engine.rated()) == sum(days.values())


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 10**9),
    case=st.sampled_from(CASES),
    window=st.sampled_from(WINDOWS),
    top=st.integers(1, 31),
    each=st.sampled_from(["day", "window"]),
)
def test_the_mean_of_the_highest(seed, case, window, top, each):
    place, start = case
    minutes = made_up(seed, place, start, 60)
    found = list(minutes.windows(*window, False))
    if each == "day":
        days = {}
        for mean, _, day in found:
            days[day] = max(days.get(day, 0), mean)
        ranked = sorted(days.values(), reverse=True)[:top]
    else:
        ranked = sorted([mean for mean, _, _ in found], reverse=True)[:top]
    rule = demand_rule(*window, False, statistic="top", top=top, each=each, price="1")
    engine = engine_of(rule, place)
    feed(engine, minutes, random.Random(seed), 70)
    wanted = sum(ranked) // len(ranked) if ranked else 0
    assert quantity_e6(engine.rated()) == wanted


def steps(engine, *rows):
    """(minute from the start, minutes, energy): one step each."""
    for minute, length, energy in rows:
        start_s = BEGIN_S + minute * MINUTE_S
        end_s = start_s + length * MINUTE_S
        engine.take(start_s, end_s, (energy, 0, 0, 0, 0, 0, energy))


BEGIN_S = int(datetime(2026, 7, 1, tzinfo=UTC).timestamp()) - 7200
KW = 1000000


def begun(**fields):
    engine = engine_of(demand_rule(15, 15, False, **fields), "Europe/Berlin")
    engine.begin(BEGIN_S)
    return engine


def demand_e6(engine):
    return quantity_e6(engine.rated())


def test_a_clock_set_back_within_a_window_does_not_make_it_longer():
    engine = begun(price="1")
    steps(engine, (0, 10, 10 * KW), (2, 13, 13 * KW))  # 60 kW throughout, 23 minutes in all
    assert demand_e6(engine) == 52 * KW  # 13 kWh in a window of 15 minutes


def test_a_clock_set_back_begins_a_sliding_window_anew():
    engine = engine_of(demand_rule(15, 5, False, price="1"), "Europe/Berlin")
    engine.begin(BEGIN_S)
    steps(engine, (5, 5, 2 * KW), (10, 3, 1 * KW), (0, 5, 4 * KW))
    assert demand_e6(engine) == 16 * KW


def test_a_clock_set_forward_ends_the_window_as_it_is():
    engine = begun(price="1")
    steps(engine, (0, 10, 10 * KW), (33, 1, 0))
    assert demand_e6(engine) == 40 * KW


def test_a_clock_set_back_over_midnight_counts_no_day_twice():
    engine = begun(price="1", statistic="daily_sum")
    day = 24 * 60
    steps(engine, (0, 15, 5 * KW), (day, 15, 4 * KW), (day - 15, 15, 3 * KW), (day, 15, 4 * KW))
    assert demand_e6(engine) == 36 * KW  # 20 kW of the first day, 16 of the second


def test_a_window_that_an_outage_ends_counts_in_the_bill_in_which_it_was_seen():
    engine = begun(price="1")
    closed = []
    engine.on_close = lambda bill: closed.append(quantity_e6(bill))
    month = 31 * 24 * 60
    steps(engine, (month - 15, 5, 5 * KW), (month + 40, 5, 1 * KW), (month + 45, 15, 0))
    assert closed == [20 * KW]
    assert demand_e6(engine) == 4 * KW


def test_of_kva_the_mean_is_of_apparent_energy():
    engine = engine_of(demand_rule(30, 30, False, of="apparent", price="1"), "Asia/Kolkata")
    start_s = int(datetime(2026, 5, 4, 18, 30, tzinfo=UTC).timestamp())
    engine.begin(start_s)
    engine.take(start_s, start_s + 1800, (KW, 0, 0, 0, 0, 0, 2 * KW))
    line = next(iter(engine.rated().lines()))
    assert (line.unit, line.quantity_e6) == ("kVA", 4 * KW)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"window_min": 15, "step_min": 2}, "rules[0].step_min: got 2, expected a part"),
        ({"prices": {"noon": "1"}}, 'rules[0].prices: got "noon", expected one of low'),
        ({"prices": {"low": "1"}, "periods": ["low"]}, "rules[0].periods: got "),
        ({"price": "1", "prices": {"low": "1"}}, "rules[0]: got ["),
        ({"statistic": "top", "prices": {"low": "1", "high": "2"}}, "rules[0].statistic: got "),
    ],
)
def test_a_demand_that_is_refused(fields, message):
    with pytest.raises(Exception) as caught:
        engine_of(dict({"rule": "demand", "kind": "demand"}, **fields), "Asia/Kolkata")
    assert str(caught.value).startswith(message)
