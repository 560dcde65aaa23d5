"""Decimals in text become whole numbers, and one rounding rule holds."""

from tariffs.errors import TariffError
from tariffs.money import scaled
from tariffs.rounding import divide
from tests.expect import raises


def test_a_price_keeps_all_its_decimals():
    assert scaled("0.58886875", 9) == 588868750
    assert scaled("-0.000000001", 9) == -1
    assert scaled("149.4", 9) == 149400000000
    assert scaled("12", 6) == 12000000


def test_a_price_finer_than_its_scale_is_refused():
    error = raises(TariffError, scaled, "0.1234567891", 9, "prices.low")
    assert str(error) == "prices.low: got 0.1234567891, expected at most 9 decimals"


def test_what_is_not_a_plain_decimal_is_refused():
    for wrong in (
        "",
        "-",
        ".5",
        "5.",
        "1e3",
        "1,5",
        "--1",
        "+1",
        " 1",
        "1" * 30,
        1.5,
        7,
        None,
        "\u00b2",
    ):
        assert "prices.low: got" in str(raises(TariffError, scaled, wrong, 9, "prices.low"))


def test_halves_are_rounded_away_from_zero():
    pairs = ((5, 1), (4, 0), (-5, -1), (-4, 0), (15, 2), (-15, -2), (14, 1), (10, 1))
    for dividend, quotient in pairs:
        assert divide(dividend, 10) == quotient
