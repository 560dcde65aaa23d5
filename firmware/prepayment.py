"""Prepayment: account, scheme and switch joined; and what a person is told of it.

After each minute that was debited, and after each command, `look` asks the account what it wants
of the switch, lets the supply follow, and notes what has changed as an event: (number, UTC second,
what, why, balance). Events are told, not stored: what they follow from is.
"""

from comms.prepaid_points import NAMES
from drivers.relay import ALL_PHASES, LatchingRelay
from firmware.credit_events import CreditEvents, Nowhere
from firmware.errors import SettingsError
from firmware.store import Fields
from firmware.supply import BUTTON, FIELDS, LAYOUT, Supply, named
from tariffs.prepaid import credit, forecast
from tariffs.prepaid.account import PrepaidAccount
from tariffs.prepaid.debit import settle
from tariffs.prepaid.scheme import BUTTON as BY_BUTTON

MOST_EVENTS = 12
"""Kept for the display."""
_WOULD = ("would_close", "would_trip")


def prepayment_of(document, board, commit, phases=ALL_PHASES):
    """The Prepayment of a scheme (a dict) on a board; `commit` stores the state as it is.

    Where it is for some `phases` alone (a mask), its switch is their poles; there is none on a
    board whose poles only move together.
    """
    from tariffs.prepaid.terms import read_scheme  # here, so that it can be let go

    if phases == ALL_PHASES:
        lines = getattr(board, "relay_lines", None)
    else:
        pole_lines = getattr(board, "pole_lines", None)
        lines = pole_lines(phases) if pole_lines else None
    relay = LatchingRelay(lines, board.sleep_ms, phases) if lines else None
    return Prepayment(read_scheme(document), relay, commit)


class Prepayment:
    """`events` are the last ones, `is_news` whether there is one that was not shown yet.

    `rows` are its sections of the stored state. `relay` is None where there is no switch: then
    the account warns, and `would_trip` says whether supply would be off. `log` notes for ever what
    `events` tells for the moment.
    """

    def __init__(self, scheme, relay, commit):
        self.scheme = scheme
        self.account = PrepaidAccount()
        self.supply = Supply(relay, scheme.reconnect == BY_BUTTON)
        self.rows = (self.account, Fields(self.supply, LAYOUT, FIELDS))
        self._commit = commit
        self.most_events = MOST_EVENTS
        self.level = 0
        self.would_trip = False
        self.events = []
        self.log = CreditEvents(Nowhere())
        self.is_news = False
        self._count = 0
        self._was_ready = False

    def start(self):
        """How it stands when the processor starts: what was told before is not told again."""
        self.supply.see()
        self.level = credit.alarm_level(self.account, self.scheme)
        self._was_ready = self.is_ready
        self.would_trip = not self.supply.has_switch and bool(self.account.causes)
        self.log.start(self.supply, self._is_out)

    def of(self, subject):
        """This one, of a meter that has no subjects."""
        if subject is not None:
            raise SettingsError(f"subject: got {subject}, expected none: this meter has only one")
        return self

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
            "would_trip": int(self.would_trip),
        }
        return [values[name] if name in values else getattr(account, name) for name in NAMES]

    def said(self, utc_s):
        """How it stands, for the display; what was news is shown then."""
        self.is_news = False
        return {"prepaid": self.points(utc_s), "events": self.events}

    def debit(self, owed_u, standing_u, utc_s):
        """Debit what was added to what was ever owed, and of that to standing charges."""
        settle(self.account, self.scheme, owed_u, standing_u)
        forecast.note(self.account, self.scheme, utc_s)

    def look(self, utc_s):
        """Let alarm and switch follow the account; what is decided is stored before it is done."""
        level = credit.alarm_level(self.account, self.scheme)
        if level > self.level:
            self.tell(utc_s, "alarm", str(level))
            self.log.alarm(level)
        self.level = level
        supply = self.supply
        supply.see()
        supply.credit = credit.judge(self.account, self.scheme, utc_s, supply.is_closed)
        self.log.see(supply, self._is_out)
        if not supply.has_switch:
            self._warn(utc_s)
        elif supply.is_due(utc_s):
            self._commit()
            self._move(utc_s)
        if self.is_ready and not self._was_ready:
            self.tell(utc_s, "ready", named(BUTTON))
            self.log.ready()
        self._was_ready = self.is_ready

    def _move(self, utc_s):
        moved = self.supply.move()
        self.log.moved(moved, self.supply)
        if moved == "close":
            credit.note_closing(self.account, self.scheme, utc_s)
        if moved:
            self.tell(utc_s, moved, named(self.supply.causes & ~BUTTON))

    @property
    def _is_out(self):
        """Whether the balance is at its limit, by the scheme's terms."""
        return bool(self.account.causes & credit.CREDIT)

    def _warn(self, utc_s):
        """There is no switch: what one would do is told."""
        would_trip = bool(self.supply.causes)
        if would_trip != self.would_trip:
            self.would_trip = would_trip
            self.tell(utc_s, _WOULD[would_trip], named(self.supply.causes))

    def tell(self, utc_s, what, why):
        """Note an event for the display."""
        self._count += 1
        self.events.append((self._count, utc_s, what, why, self.account.balance_u))
        del self.events[: -self.most_events]
        self.is_news = True
