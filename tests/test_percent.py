"""Percentages of lines: decimals, the gross basis, slabs by a factor; worked out by hand."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.one_bill import UNIT, begun

FEE = {"rule": "fee", "kind": "fixed", "price": "100000"}
SLABS = (
    {"from": "0.75", "to": "0.85", "percent": "0.75"},
    {"from": "0.85", "to": "1", "percent": "1"},
)


def rule(**fields):
    found = {"rule": "p", "kind": "adder", "base": ["fee"]}
    found.update(fields)
    return found


def amount_u(rules):
    engine = begun(rules)
    engine.rated(final=True)
    return engine.tariff.rules[1].amount_u


def refusal(**fields):
    return str(raises(TariffError, begun, [FEE, rule(**fields)]))


def test_a_percentage_of_eight_decimals():
    assert amount_u([FEE, rule(percent="5.11269632")]) == 5112696320


def test_a_percentage_of_the_whole_that_holds_it():
    # 18 of 100: 100000 x 18 / 82 = 21951.2195121...
    assert amount_u([FEE, rule(percent="18", basis="gross")]) == 21951219512
    most = rule(percent="18", basis="gross", at_most="20000")
    assert amount_u([FEE, most]) == 20000 * UNIT
    assert amount_u([FEE, rule(kind="discount", percent="20", basis="gross")]) == -25000 * UNIT


def rebate_u(factor):
    """What the rebate comes to where the site's load factor is this."""
    rules = [FEE, rule(kind="discount", of="site:load_factor", slabs=list(SLABS))]
    engine = begun(rules, {"facts": {"load_factor": factor}})
    engine.rated(final=True)
    return engine.tariff.rules[1].amount_u


def test_slabs_cumulate_by_the_factor():
    assert rebate_u("0.75") == 0
    assert rebate_u("0.76") == -750 * UNIT
    assert rebate_u("0.85") == -7500 * UNIT
    assert rebate_u("0.905") == -13000 * UNIT  # 10 x 0.75 + 5.5 x 1 percent


def test_what_does_not_go_together():
    assert "expected percent, or of and slabs" in refusal()
    assert "expected percent, or of and slabs" in refusal(of="site:x", percent="1")
    assert "expected percent, or of and slabs" in refusal(slabs=list(SLABS))
    assert "expected net, or a percent below 100" in refusal(percent="100", basis="gross")


def test_bounds_and_what_is_over():
    assert amount_u([FEE, rule(percent="5", at_most="4000")]) == 4000 * UNIT
    assert amount_u([FEE, rule(percent="5", at_most="6000")]) == 5000 * UNIT
    assert amount_u([FEE, rule(percent="5", at_least="6000")]) == 6000 * UNIT
    assert amount_u([FEE, rule(percent="5", at_least="4000", at_most="6000")]) == 5000 * UNIT
    assert amount_u([FEE, rule(percent="5", over="90000")]) == 500 * UNIT
    assert amount_u([FEE, rule(percent="5", over="110000")]) == 0
    assert amount_u([FEE, rule(kind="discount", percent="5", at_least="-4000")]) == -4000 * UNIT


def test_a_discount_says_its_percentage_as_what_it_takes_off():
    for kind, wanted in (("adder", 7500000), ("tax", 7500000), ("discount", -7500000)):
        engine = begun([FEE, rule(kind=kind, percent="7.5")])
        engine.rated()
        assert engine.tariff.rules[1].quantity_e6 == wanted
