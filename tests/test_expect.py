"""The helpers of device tests, proven on every runtime."""

from tests.expect import allocates_nothing, raises

kept = bytearray(8)


def fail(text="no"):
    raise ValueError(text)


def test_raises_returns_the_exception():
    assert str(raises(ValueError, fail, "why")) == "why"


def test_raises_passes_named_arguments():
    assert str(raises(ValueError, fail, text="named")) == "named"


def test_raises_complains_when_nothing_is_raised():
    error = raises(AssertionError, raises, ValueError, len, "abc")
    assert "got the result 3" in str(error)


def test_raises_lets_another_error_through():
    raises(ValueError, raises, KeyError, fail)


def test_a_function_that_only_stores_allocates_nothing():
    def store():
        kept[0] = kept[1]

    allocates_nothing(store)
