"""A latching relay or contactor: two coils, moved by a pulse, and contacts that say where it is.

Usage:
    relay = LatchingRelay(lines, sleep_ms)    # lines: open_coil(on), close_coil(on), closed()
    relay.move(False)                         # open; True if the contacts say so
    relay.is_closed()

`lines.closed()` is a mask of the phases whose contact is closed; open means that none is. A
latching relay needs no current to stay where it is, and so stays there without supply. Both coils
are never on together, and a coil is never left on. A pulse of 50 ms suits relays of the kind that
switch in 10 to 25 ms; the contacts have bounced 10 ms later.
"""

from drivers.compat import const

PULSE_MS = const(50)
BOUNCE_MS = const(10)
ALL_PHASES = const(7)


class LatchingRelay:
    """One relay; `phases` is the mask of the contacts that it has."""

    def __init__(self, lines, sleep_ms, phases=ALL_PHASES, pulse_ms=PULSE_MS):
        self._lines = lines
        self._sleep_ms = sleep_ms
        self._phases = phases
        self._pulse_ms = pulse_ms

    def is_closed(self):
        """Whether any contact is closed: a phase that is welded still supplies."""
        return bool(self._lines.closed() & self._phases)

    def move(self, close):
        """Pulse a coil; whether the contacts are as they should be then."""
        coil = self._lines.close_coil if close else self._lines.open_coil
        coil(True)
        try:
            self._sleep_ms(self._pulse_ms)
        finally:
            coil(False)
        self._sleep_ms(BOUNCE_MS)
        contacts = self._lines.closed() & self._phases
        return contacts == (self._phases if close else 0)
