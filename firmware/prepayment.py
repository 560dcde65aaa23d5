"""Prepayment: account, scheme and switch joined; and what a person is told of it.

After each minute that was debited, and after each command, `look` asks the account what it wants
of the switch, lets the supply follow, and notes what has changed as an event: (number, UTC second,
what, why, balance). Events are told, not stored: what they follow from is.
"""

from comms.prepaid_points import NAMES
from drivers.relay import LatchingRelay
from firmware.store import Fields
from firmware.supply import BUTTON, COMMAND, FIELDS, LAYOUT, Supply, named
from tariffs.prepaid import credit, forecast
from tariffs.prepaid.account import PrepaidAccount
from tariffs.prepaid.commands import COMMON as ID_FIELDS
from tariffs.prepaid.commands import carry_out, expect_new, note, read_command
from tariffs.prepaid.debit import settle
from tariffs.prepaid.scheme import BUTTON as BY_BUTTON

MOST_EVENTS = 12
"""Kept for the display."""


def prepayment_of(document, board, commit):
    """The Prepayment of a scheme (a dict) on a board; `commit` stores the state as it is."""
    from tariffs.prepaid.terms import read_scheme  # here, so that it can be let go

    lines = getattr(board, "relay_lines", None)
    relay = LatchingRelay(lines, board.sleep_ms) if lines else None
    return Prepayment(read_scheme(document), relay, commit)


class Prepayment:
    """`events` are the last ones, `is_news` whether there is one that was not shown yet.

    `rows` are its sections of the stored state. `relay` is None where there is no switch.
    """

    def __init__(self, scheme, relay, commit):
        self.scheme = scheme
        self.account = PrepaidAccount()
        self.supply = Supply(relay, scheme.reconnect == BY_BUTTON)
        self.rows = (self.account, Fields(self.supply, LAYOUT, FIELDS))
        self._commit = commit
        self.level = 0
        self.events = []
        self.is_news = False
        self._count = 0
        self._was_ready = False

    def start(self):
        """How it stands when the processor starts: what was told before is not told again."""
        self.supply.see()
        self.level = credit.alarm_level(self.account, self.scheme)
        self._was_ready = self.is_ready

    @property
    def is_ready(self):
        """Whether nothing but the customer's button is awaited."""
        return not self.supply.is_closed and self.supply.causes == BUTTON

    def points(self, utc_s):
        """Values in the order of `comms.prepaid_points.NAMES`."""
        supply, account = self.supply, self.account
        values = {
            "supply_closed": int(supply.is_closed),
            "supply_causes": supply.causes,
            "supply_welded": int(supply.is_welded),
            "alarm": self.level,
            "emergency_offered": int(credit.emergency_is_offered(account, self.scheme)),
            "hours_left": forecast.hours_left(account, self.scheme, utc_s),
        }
        return [values[name] if name in values else getattr(account, name) for name in NAMES]

    def debit(self, owed_u, standing_u, utc_s):
        """Debit what was added to what was ever owed, and of that to standing charges."""
        settle(self.account, self.scheme, owed_u, standing_u)
        forecast.note(self.account, self.scheme, utc_s)

    def look(self, utc_s):
        """Let alarm and switch follow the account; what is decided is stored before it is done."""
        level = credit.alarm_level(self.account, self.scheme)
        if level > self.level:
            self.tell(utc_s, "alarm", str(level))
        self.level = level
        supply = self.supply
        supply.see()
        supply.credit = credit.judge(self.account, self.scheme, utc_s, supply.is_closed)
        if supply.is_due(utc_s):
            self._commit()
            self._move(utc_s)
        if self.is_ready and not self._was_ready:
            self.tell(utc_s, "ready", named(BUTTON))
        self._was_ready = self.is_ready

    def obey(self, command, utc_s):
        """Carry out a command (a dict); the switch follows by `look`. Raises what refuses it."""
        kind = command.get("kind")
        if kind in _SWITCH:
            given = read_command(command, ID_FIELDS)
            expect_new(self.account, kind, given.id)
            _SWITCH[kind](self)
            note(self.account, kind, given.id)
        else:
            carry_out(self.account, self.scheme, command, utc_s)
        self.tell(utc_s, "button" if kind == "close" else kind, command.get("amount", ""))

    def _move(self, utc_s):
        moved = self.supply.move()
        if moved == "close":
            credit.note_closing(self.account, self.scheme, utc_s)
        if moved:
            self.tell(utc_s, moved, named(self.supply.causes & ~BUTTON))

    def tell(self, utc_s, what, why):
        """Note an event for the display."""
        self._count += 1
        self.events.append((self._count, utc_s, what, why, self.account.balance_u))
        del self.events[:-MOST_EVENTS]
        self.is_news = True

    def _open(self):
        self.supply.hold(COMMAND)

    def _permit(self):
        self.supply.release(COMMAND)

    def _press(self):
        self.supply.press(credit.REMINDER)
        credit.acknowledge(self.account)


_SWITCH = {"open": Prepayment._open, "permit": Prepayment._permit, "close": Prepayment._press}
