"""What must hold for every load and every way of cutting it into steps."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tests.rich_tariff import RICH

BEGIN_S = 1517353200  # 31 January 2018, 00:00 in Berlin: a bill closes after a day
MINUTE_S = 60
MINUTES = 2 * 1440

powers = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=40)
seeds = st.integers(0, 2**32)


def minutes_of(powers_mwh):
    """Energies of every minute of two days."""
    for minute in range(MINUTES):
        mwh = powers_mwh[minute // 7 % len(powers_mwh)] + minute % 11
        yield (mwh, mwh // 9, mwh // 3, 0, 0, mwh // 5, mwh + mwh // 8)


def begun():
    engine = Engine(compile_tariff(RICH))
    engine.begin(BEGIN_S)
    return engine


def state(engine):
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    return bytes(stored)


def by_minutes(engine, energies):
    for minute, each in enumerate(energies):
        start_s = BEGIN_S + minute * MINUTE_S
        engine.take(start_s, start_s + MINUTE_S, each)
        yield start_s + MINUTE_S


def merged(engine, energies):
    """Each step as long as the edges allow."""
    energies = list(energies)
    minute = 0
    while minute < MINUTES:
        start_s = BEGIN_S + minute * MINUTE_S
        engine.advance(start_s)
        last = min(MINUTES, (engine.next_edge(start_s) - BEGIN_S) // MINUTE_S)
        total = [sum(column) for column in zip(*energies[minute:last], strict=True)]
        engine.take(start_s, BEGIN_S + last * MINUTE_S, total)
        minute = last


@settings(max_examples=15, deadline=None)
@given(powers)
def test_steps_may_be_split_and_merged(powers_mwh):
    fine, coarse = begun(), begun()
    for _ in by_minutes(fine, minutes_of(powers_mwh)):
        pass
    merged(coarse, minutes_of(powers_mwh))
    assert state(fine) == state(coarse)
    assert fine.lifetime_u() == coarse.lifetime_u()
    lines = [[vars(line) for line in each.rated().lines()] for each in (fine, coarse)]
    assert lines[0] == lines[1]


@settings(max_examples=15, deadline=None)
@given(powers, st.lists(st.integers(0, MINUTES), max_size=8))
def test_a_restart_at_any_minute_changes_nothing(powers_mwh, restarts):
    steady, restarted = begun(), begun()
    for _ in by_minutes(steady, minutes_of(powers_mwh)):
        pass
    for minute, each in enumerate(minutes_of(powers_mwh)):
        if minute in restarts:
            stored = state(restarted)
            restarted = Engine(compile_tariff(RICH))
            restarted.unpack_from(stored, 0)
        start_s = BEGIN_S + minute * MINUTE_S
        restarted.take(start_s, start_s + MINUTE_S, each)
    assert state(steady) == state(restarted)


@settings(max_examples=25, deadline=None)
@given(powers, st.lists(st.integers(-3 * 1440, 3 * 1440), min_size=1, max_size=6))
def test_clock_steps_move_no_money(powers_mwh, steps_min):
    """However the clock is set, debits are the bills, and every mWh is billed once."""
    engine, balance_u, debited_u, metered = begun(), 0, 0, 0
    billed = []
    engine.on_close = lambda bill: billed.append(imported(bill))
    clock_s = BEGIN_S
    for minute, each in enumerate(minutes_of(powers_mwh)):
        if minute % 97 == 0:
            clock_s += steps_min[minute // 97 % len(steps_min)] * MINUTE_S
        engine.take(clock_s, clock_s + MINUTE_S, each)
        clock_s += MINUTE_S
        metered += each[0]
        balance_u -= engine.lifetime_u() - debited_u
        debited_u = engine.lifetime_u()
    running = engine.rated()
    assert -balance_u == engine.closed_u + running.accrued_u
    assert sum(billed) + imported(running) == metered


def imported(bill):
    """The import of a bill in mWh, from its lines."""
    return sum(line.quantity_e6 for line in bill.lines() if line.rule == "energy")
