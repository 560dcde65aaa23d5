"""A tariff whose state the meter has no room for is refused; the message says what takes it."""

from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tariffs.room import MOST_STATE_BYTES
from tests.expect import raises
from tests.rule_scene import begun, document

SLIDING = {"kind": "demand", "window_min": 60, "step_min": 1}
TOP = {"kind": "demand", "window_min": 1, "statistic": "top"}
OWN_BYTES = 72


def sliding(count):
    """Rules that each have windows of their own: (6 + 59) values and those of the statistic."""
    names = ("import", "export", "apparent", "q1", "q2", "q3")
    return [dict(SLIDING, rule=f"d{n}", of=names[n]) for n in range(count)]


def test_what_fits_is_as_large_as_the_engine_says():
    engine = begun(sliding(5))
    assert engine.size == OWN_BYTES + 5 * 8 * (65 + 1)


def test_what_does_not_fit_names_the_rules_that_take_most():
    small = {"rule": "small", "kind": "energy", "price": "1"}
    error = raises(TariffError, compile_tariff, document(small, *sliding(6)))
    text = str(error)
    assert text.startswith(
        f"rules: got {OWN_BYTES + 16 + 6 * 528} bytes of state (d5 528, d4 528, "
    )
    assert f"expected at most {MOST_STATE_BYTES}: too big a tariff for the meter" in text
    assert "small" not in text


def test_the_limit_itself_fits_and_two_values_more_do_not():
    last = {"rule": "b", "kind": "demand", "window_min": 1, "of": "reactive"}
    rules = sliding(4) + [dict(TOP, rule="a", of="q4", top=31), last]
    rules.insert(4, dict(TOP, rule="c", of="q3", top=23))
    assert begun(rules).size == MOST_STATE_BYTES
    last["statistic"] = "daily_sum"
    assert "got 2832 bytes" in str(raises(TariffError, compile_tariff, document(*rules)))


def test_a_shared_register_counts_once():
    rules = sliding(1) + [dict(SLIDING, rule="again", price="1")]
    assert begun(rules).size == OWN_BYTES + 8 * (65 + 1 + 1)
