"""Random tiers against fractions, and however the steps are cut."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.host.oracles import rational
from tests.rule_scene import HOUR_S, amount_u, begun, lines, restarted, utc_s

BEGIN_S = utc_s(2026, 1)
KWH_MWH = 1_000_000
loads = st.lists(st.integers(0, 40 * KWH_MWH), min_size=1, max_size=48)
prices = st.integers(-(10**10), 10**10)
tariffs = st.lists(
    st.tuples(st.integers(1, 200 * KWH_MWH), prices, prices), min_size=1, max_size=5
)


def text(number, decimals):
    """A decimal as the document writes it."""
    sign, digits = "-" * (number < 0), str(abs(number)).zfill(decimals + 1)
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def rule(tiers, mode):
    """A rule whose limits are sums of the first of each tuple; the last tier is open."""
    found, up_to = [], 0
    for size, low, high in tiers:
        up_to += size
        by_period = {"low": text(low, 9), "high": text(high, 9)}
        found.append({"up_to": text(up_to, 6), "prices": by_period})
    del found[-1]["up_to"]
    return {"rule": "energy", "kind": "tiers", "mode": mode, "tiers": found}


def limits(tiers):
    sizes = [Fraction(size, KWH_MWH) for size, *_ in tiers]
    return [sum(sizes[: n + 1]) for n in range(len(tiers) - 1)] + [rational.OPEN]


def rows(tiers):
    """Prices by period, of each tier."""
    return [[Fraction(tier[period], 10**9) for tier in tiers] for period in (1, 2)]


def feed(engine, load_mwh, pieces=1):
    """One hour a number, in so many equal pieces of time."""
    for number, mwh in enumerate(load_mwh):
        for piece in range(pieces):
            start_s = BEGIN_S + number * HOUR_S + piece * HOUR_S // pieces
            part = mwh * (piece + 1) // pieces - mwh * piece // pieces
            engine.take(start_s, start_s + HOUR_S // pieces, (part, 0, 0, 0, 0, 0, part))
    return engine


def period(hour):
    return int(8 <= hour % 24 < 20)


def micro(amount):
    return amount * 10**6


def near(engine, expected):
    """Within half a micro-unit a line, because each line is rounded once."""
    room = Fraction(len(lines(engine)) + 1, 2)
    return abs(amount_u(engine) - micro(expected)) <= room


@settings(max_examples=60, deadline=None)
@given(tariffs, loads)
def test_running_tiers(tiers, load_mwh):
    engine = feed(begun([rule(tiers, "running")]), load_mwh)
    steps = [(period(hour), Fraction(mwh, KWH_MWH)) for hour, mwh in enumerate(load_mwh)]
    assert near(engine, rational.running(steps, limits(tiers), rows(tiers)))
    assert sum(line[1] for line in lines(engine)) == sum(load_mwh)


@settings(max_examples=60, deadline=None)
@given(tariffs, loads)
def test_pro_rata_tiers(tiers, load_mwh):
    engine = feed(begun([rule(tiers, "pro_rata")]), load_mwh)
    assert near(engine, rational.pro_rata(by_period(load_mwh), limits(tiers), rows(tiers)))


@settings(max_examples=60, deadline=None)
@given(tariffs, loads)
def test_tiers_of_each_period(tiers, load_mwh):
    engine = feed(begun([rule(tiers, "per_period")]), load_mwh)
    bills = zip(by_period(load_mwh), rows(tiers), strict=True)
    assert near(engine, sum(rational.marginal(kwh, limits(tiers), row) for kwh, row in bills))


@settings(max_examples=60, deadline=None)
@given(tariffs, loads)
def test_tiers_of_the_whole(tiers, load_mwh):
    engine = feed(begun([rule(tiers, "whole")]), load_mwh)
    kwh = by_period(load_mwh)
    costs = [rational.whole(sum(kwh), limits(tiers), row) for row in rows(tiers)]
    shares = [part / (sum(kwh) or 1) for part in kwh]
    assert near(engine, sum(c * share for c, share in zip(costs, shares, strict=True)))


def by_period(load_mwh):
    """Energy of the low and the high hours."""
    kwh = [Fraction(0), Fraction(0)]
    for hour, mwh in enumerate(load_mwh):
        kwh[period(hour)] += Fraction(mwh, KWH_MWH)
    return kwh


@settings(max_examples=40, deadline=None)
@given(tariffs, loads, st.sampled_from([2, 5, 60]))
def test_steps_may_be_split(tiers, load_mwh, pieces):
    one, many = (begun([rule(tiers, "running")]) for _ in range(2))
    feed(one, load_mwh)
    feed(many, load_mwh, pieces)
    assert one.tariff.registers[1].values == many.tariff.registers[1].values
    assert lines(one) == lines(many) == lines(restarted(many))


def test_the_largest_customer_fits_in_64_bits():
    """250 MW over a year of one bill, at a price of a billion."""
    tiers = [(KWH_MWH, 10**9, 10**9), (1, 10**18, 10**18)]
    engine = begun([rule(tiers, "running")], cycle={"months": 12})
    hour_mwh = 250_000 * KWH_MWH
    for hour in range(0, 8760, 12):
        start_s = BEGIN_S + (hour + 8) * HOUR_S
        engine.take(start_s, start_s + HOUR_S, (12 * hour_mwh, 0, 0, 0, 0, 0, 0))
    assert sum(line[1] for line in lines(restarted(engine))) == 8760 * hour_mwh
