"""What device tests need beyond `assert`, on CPython and MicroPython alike.

from tests.expect import raises

def test_a_short_frame_is_refused():
    error = raises(FrameError, decode, b"\\x01")
    assert "expected 4 bytes" in str(error)
"""

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython cannot lock its heap

    def heap_lock():
        """Nothing: there is nothing to lock."""

    def heap_unlock():
        """Nothing: there is nothing to unlock."""


def raises(error, function, *arguments, **named):
    """Calls the function, which must raise `error`, a class or a tuple; returns the exception."""
    try:
        result = function(*arguments, **named)
    except error as raised:
        return raised
    raise AssertionError(f"expected {error}, got the result {result!r}")


def allocates_nothing(function):
    """Calls function() with the heap locked, so that any allocation is a MemoryError.

    It is called once before, because a first call may fill caches that stay. On CPython it is
    merely called twice.
    """
    function()
    heap_lock()
    try:
        function()
    finally:
        heap_unlock()
