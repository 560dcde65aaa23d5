"""The latching relay between the supply and the load: coils, contacts, and welds.

`exchange` of one byte sets the coils (bit 0 opens, bit 1 closes) and answers with the contacts
that are closed, a bit each phase. A coil that was on for long enough moves the contacts when it is
let go; a welded contact stays closed. What the contacts do, the load feels at once.

One whose poles move apart has such a pair of coils for each phase: bits 0 and 1 for A, 2 and 3 for
B, 4 and 5 for C.
"""

OPEN_COIL, CLOSE_COIL = 0x01, 0x02
ALL_CLOSED = 0x07
LEAST_PULSE_US = 20_000
ONLY_ASKS = 0xFF


class LatchingRelay:
    """`on_move(t_us, contacts)` is told when contacts have moved; `welded` ones cannot."""

    def __init__(self, on_move, apart=False):
        self.contacts = ALL_CLOSED
        self.welded = 0
        self.moves = []
        self._poles = (0b001, 0b010, 0b100) if apart else (ALL_CLOSED,)
        self._on_move = on_move
        self._coils = 0
        self._since_us = 0

    def exchange(self, t_us, mosi):
        """(the contacts, microseconds taken); a byte of 0xFF only asks."""
        if mosi and mosi[0] != ONLY_ASKS:
            self._drive(t_us, mosi[0])
        return bytes([self.contacts]) * len(mosi), 1

    def _drive(self, t_us, coils):
        if coils == self._coils:
            return
        before, since_us = self._coils, self._since_us
        self._coils, self._since_us = coils, t_us
        if before and not coils and t_us - since_us >= LEAST_PULSE_US:
            self._move(t_us, before)

    def _move(self, t_us, coils):
        """Where both coils of a pole pull, it does not move."""
        contacts = self.contacts
        for number, pole in enumerate(self._poles):
            pull = coils >> 2 * number & (OPEN_COIL | CLOSE_COIL)
            if pull == OPEN_COIL:
                contacts &= ~pole | self.welded
            elif pull == CLOSE_COIL:
                contacts |= pole
        if contacts != self.contacts:
            self.contacts = contacts
            self.moves.append((t_us, contacts))
            self._on_move(t_us, contacts)
