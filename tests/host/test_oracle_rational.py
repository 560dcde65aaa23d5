"""The exact pieces against numbers worked by hand, and against doubles where those suffice."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.host.oracles import rational
from tests.host.oracles.rational import OPEN

WHOLE = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("amount", "to", "mode", "result"),
    [
        ("0.125", "0.01", "half_up", "0.13"),
        ("0.125", "0.01", "half_even", "0.12"),
        ("0.135", "0.01", "half_even", "0.14"),
        ("-0.125", "0.01", "half_up", "-0.13"),
        ("-0.129", "0.01", "truncate", "-0.12"),
        ("0.1201", "0.01", "up", "0.13"),
        ("0.12", "0.01", "up", "0.12"),
        ("7.4", "5", "half_up", "5"),
        (0.1, "0.1", "truncate", "0.1"),
    ],
)
def test_rounding(amount, to, mode, result):
    assert rational.rounded(amount, to, mode) == Fraction(result)


def test_tiers():
    assert rational.in_tiers(150, (100, 120, OPEN)) == [100, 20, 30]
    assert rational.in_tiers(30, (100, 120, OPEN), before=95) == [5, 20, 5]
    assert rational.marginal(150, (100, OPEN), ("0.1", "0.2")) == 20
    assert rational.whole(100, (100, OPEN), ("0.1", "0.2")) == 10
    assert rational.whole("100.5", (100, OPEN), ("0.1", "0.2")) == Fraction("20.1")
    with pytest.raises(ValueError, match="not open"):
        rational.whole(101, (100,), ("0.1",))


def test_tiers_over_periods():
    prices = [("0.1", "0.2"), ("0.3", "0.4")]
    assert rational.running([(0, 80), (1, 40)], (100, OPEN), prices) == 8 + 6 + 8
    assert rational.pro_rata([80, 40], (100, OPEN), prices) == Fraction("22")
    assert rational.pro_rata([0, 0], (100, OPEN), prices) == 0


@given(st.lists(st.tuples(st.integers(0, 1), WHOLE), min_size=1), WHOLE)
def test_both_ways_agree_where_tiers_add_the_same(steps, limit):
    prices = [(1, 3), (5, 7)]
    sums = [sum(amount for period, amount in steps if period == p) for p in (0, 1)]
    running = rational.running(steps, (limit, OPEN), prices)
    assert running == rational.pro_rata(sums, (limit, OPEN), prices)


def test_demand():
    assert rational.block_kw([1, 2, 3, 4, 5], 2, 15) == [6, 14]
    assert rational.sliding_kw([1, 2, 3, 4], 2, 15) == [6, 10, 14]
    assert rational.top_mean([3, 1, 2], 2) == Fraction(5, 2)
    assert rational.ratchet([10, 100, 20, 30], [80] * 12, 1) == [10, 100, 80, 30]
    assert rational.ratchet([10, 100, 20, 30], [0, 50] + [0] * 10, 11) == [10, 100, 50, 50]


def test_power_factor():
    assert rational.power_factor(3, 4) == Fraction("0.60")
    assert rational.power_factor(0, 4) == rational.power_factor(0, 0) == 0
    assert rational.power_factor("5.79", "8.15188", 3) == Fraction("0.579")
    assert rational.power_factor(1, 1, mode="truncate") == Fraction("0.70")
    assert rational.power_factor(1, 1, mode="up") == Fraction("0.71")
    assert rational.power_factor(3, 4, mode="up") == Fraction("0.60")


@given(WHOLE.filter(bool), WHOLE)
def test_power_factor_is_that_of_doubles(active, reactive):
    near = active / sqrt(active**2 + reactive**2)
    assert abs(float(rational.power_factor(active, reactive, 9)) - near) < 1e-9
