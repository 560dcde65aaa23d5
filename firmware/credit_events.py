"""What happens to a prepaid account and its switch, as events of the log.

Loaded only where there is a scheme. A move of the switch is stored after it was done; where the
processor was killed in between, the contacts say at the next start what the log does not.
"""

from firmware.compat import const

_SUPPLY_OPENED = const(44)
_SUPPLY_CLOSED = const(45)
_SUPPLY_READY = const(46)
_SUPPLY_NOT_OPENED = const(47)
_SUPPLY_NOT_CLOSED = const(48)
_SUPPLY_MOVED = const(49)
_CREDIT_LOW_1 = const(58)
_CREDIT_OUT = const(60)

WORDS = {
    "trip": _SUPPLY_OPENED,
    "close": _SUPPLY_CLOSED,
    "weld": _SUPPLY_NOT_OPENED,
}


class Nowhere:
    """Stands for a log where there is none."""

    def note(self, kind, value=0, of=0):
        pass

    def with_memory(self, name, *given):
        return 0


class CreditEvents:
    """Of one account: that of the subject of number `of`, or the only one where that is 0."""

    def __init__(self, events, of=0):
        self._events = events
        self._of = of
        self._was_closed = True
        self._was_out = self._is_stuck = False

    def start(self, supply, is_out):
        """How it stands when the processor starts."""
        self._was_closed, self._was_out = supply.is_closed, is_out
        events = self._events
        was_open = events.with_memory("newest_of", _SUPPLY_OPENED) > events.with_memory(
            "newest_of", _SUPPLY_CLOSED
        )
        if not self._of and supply.has_switch and was_open == supply.is_closed:
            self.note(_SUPPLY_CLOSED if supply.is_closed else _SUPPLY_OPENED, supply.causes)

    def see(self, supply, is_out):
        """The contacts were looked at, and the credit was judged; nobody has moved them."""
        if supply.is_closed != self._was_closed:
            self._was_closed = supply.is_closed
            self.note(_SUPPLY_MOVED, supply.is_closed)
        if is_out and not self._was_out:
            self.note(_CREDIT_OUT)
        self._was_out = is_out

    def moved(self, what, supply):
        """The switch was told to move; `what` it did in a word, or nothing."""
        self._was_closed = supply.is_closed
        if not what and not supply.is_closed and not self._is_stuck:
            self.note(_SUPPLY_NOT_CLOSED)
        self._is_stuck = not what and not supply.is_closed
        if what:
            self.note(WORDS[what], supply.causes)

    def ready(self):
        self.note(_SUPPLY_READY)

    def alarm(self, level):
        self.note(_CREDIT_LOW_1 + level - 1)

    def note(self, kind, value=0):
        """Something else happened to the account."""
        self._events.note(kind, int(value), self._of)
