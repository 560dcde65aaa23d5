"""The supply's switch: the set of causes that hold it open, and when it may be moved.

The switch is closed just when no cause is left. It is moved here and nowhere else: not twice
within MIN_S, and where the contacts do not follow, at most MOST_TRIES times for one cause; a weld
is told then, and what passes is metered and debited. After a start the contacts say how it stands.

Causes of credit are the account's (`tariffs.prepaid.credit`, the low bits); those here are stored
with the switch.
"""

from comms.prepaid_points import SUPPLY_CAUSES
from firmware.errors import MeterError

COMMAND = 0x10
"""Opened by command; closed when one permits it."""
BUTTON = 0x20
"""All else is gone: the customer may close, by the button."""
PROTECTION = 0x40
MIN_S = 30
"""Between two movements."""
MOST_TRIES = 3
FIELDS = ("held", "moved_s", "tries", "openings")
"""What is stored."""
LAYOUT = "BIBI"


class SupplyRefused(MeterError):
    """The supply cannot be closed; the message says what holds it open."""


class Supply:
    """`relay` is a driver, or None where there is no switch; `needs_button` the scheme's word."""

    def __init__(self, relay, needs_button):
        self.held = 0
        self.moved_s = 0
        self.tries = 0
        self.openings = 0
        self.credit = 0
        self.is_closed = True
        self._relay = relay
        self._needs_button = needs_button

    def see(self):
        """How the contacts stand, whoever moved them."""
        if self._relay:
            self.is_closed = self._relay.is_closed()

    @property
    def has_switch(self):
        return self._relay is not None

    @property
    def causes(self):
        """All that holds the switch open, as bits."""
        return self.held | self.credit

    @property
    def is_welded(self):
        return self.is_closed and self.tries >= MOST_TRIES

    def hold(self, cause):
        self.held |= cause

    def release(self, cause):
        self.held &= ~cause

    def press(self, noticed=0):
        """The customer presses the button. Raises SupplyRefused where that must not close.

        `noticed` are causes that the button takes away.
        """
        others = self.causes & ~(BUTTON | noticed)
        if others:
            raise SupplyRefused(f"close: got the button, expected none while: {named(others)}")
        self.release(BUTTON)

    def is_due(self, utc_s):
        """Whether the switch has to move now. What is decided is to be stored before it does."""
        wants_open = self._wants_open()
        if not self._relay or wants_open != self.is_closed or 0 <= utc_s - self.moved_s < MIN_S:
            return False
        if wants_open and self.tries >= MOST_TRIES:
            return False
        if wants_open and self._needs_button:
            self.hold(BUTTON)
        self.moved_s = utc_s
        return True

    def move(self):
        """Move the switch where the causes want it; what has happened in a word, or nothing."""
        wants_open = self._wants_open()
        done = self._relay.move(not wants_open)
        self.is_closed = self._relay.is_closed()
        if not wants_open:
            self.tries = 0
            return "close" if self.is_closed else ""
        self.tries = 0 if done else self.tries + 1
        self.openings += done
        if done:
            return "trip"
        return "weld" if self.tries == MOST_TRIES else ""

    def _wants_open(self):
        return bool(self.causes & ~BUTTON) if self.is_closed else bool(self.causes)


def named(causes):
    """The causes in words."""
    return ", ".join([text for bit, text in SUPPLY_CAUSES if causes & bit])
