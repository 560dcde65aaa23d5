"""Sharing out: parts that add up, whatever the keys, and what a name's place can change."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from host.park.shares import mixed, shared

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=30)
UNITS = st.sampled_from((1, 10_000, 1_000_000))


@given(st.integers(-(10**15), 10**15), WEIGHTS, UNITS)
def test_parts_add_up_and_are_within_a_unit_of_their_due(whole, weights, unit):
    parts = shared(whole, weights, unit)
    assert sum(parts) == whole
    rest = abs(whole) % unit
    total = sum(weights) or len(weights)
    for part, weight in zip(parts, weights if any(weights) else [1] * len(weights), strict=True):
        assert abs(part - Fraction(whole) * weight / total) < unit + rest + 1


@given(st.integers(0, 10**12), WEIGHTS, UNITS)
def test_the_order_of_names_moves_no_more_than_a_unit(whole, weights, unit):
    backwards = shared(whole, weights[::-1], unit)[::-1]
    for one, other in zip(shared(whole, weights, unit), backwards, strict=True):
        assert abs(one - other) <= unit + whole % unit


@given(st.integers(0, 10**9), WEIGHTS)
def test_who_has_no_weight_gets_nothing(whole, weights):
    for part, weight in zip(shared(whole, weights), weights, strict=True):
        assert part == 0 or weight or not any(weights)


def test_the_largest_remainders_get_the_rest():
    assert shared(100, [1, 1, 1]) == [34, 33, 33]
    assert shared(100, [5, 3, 3]) == [46, 27, 27]
    assert shared(1_000_000, [2, 1], 10_000) == [670_000, 330_000]
    assert shared(-100, [1, 1, 1]) == [-34, -33, -33]
    assert shared(25_001, [1, 3], 10_000) == [10_000, 15_001]


def test_keys_are_mixed_exactly():
    # 70 % by area 1 : 3, 30 % equally: 0.7 x 1/4 + 0.3 / 2 = 0.325 and 0.675
    weights = mixed([(70_000_000, [1, 3]), (30_000_000, [1, 1])])
    assert Fraction(weights[0], sum(weights)) == Fraction(325, 1000)
    assert shared(1000, weights) == [325, 675]


def test_a_key_of_which_nobody_has_any_is_shared_equally():
    assert shared(10, mixed([(100_000_000, [0, 0])])) == [5, 5]
