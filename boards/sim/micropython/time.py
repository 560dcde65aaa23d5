"""Time as the world tells it, in place of MicroPython's own `time`, for asyncio too.

The board attaches its port here when it is set up; until then it is the beginning of time.
"""

_PERIOD = const(1 << 30)
_HALF = const(1 << 29)
_port = None
_first_ms = 0


def attach(port):
    """Take the time from `port` from now on."""
    global _port  # noqa: PLW0603 (the module is the clock)
    _port = port


def begin_at(first_ms):
    """Let ticks begin at `first_ms` rather than 0 with the world."""
    global _first_ms  # noqa: PLW0603
    _first_ms = first_ms


def ticks_ms():
    if _port is None:
        return 0
    return (_port.second * 1000 + _port.microsecond // 1000 + _first_ms) % _PERIOD


def ticks_us():
    if _port is None:
        return 0
    return (_port.second * 1000000 + _port.microsecond) % _PERIOD


def ticks_diff(later, earlier):
    return ((later - earlier + _HALF) % _PERIOD) - _HALF


def ticks_add(ticks, delta):
    return (ticks + delta) % _PERIOD


def sleep_us(us):
    """Let the world's time pass."""
    total = _port.microsecond + us
    _port.wait(_port.second + total // 1000000, total % 1000000)


def sleep_ms(ms):
    sleep_us(ms * 1000)


def sleep(seconds):
    sleep_us(int(seconds * 1000000))
