"""Billing: the tariff that holds, the one that waits, and the account that is debited by it.

`Billing` is the last section of the stored state: the engine's. A document is compiled once, when
the processor starts or when its time has come. Two compiled tariffs find no room beside each
other, so the one that holds is let go while another is tried, and comes back from its slot.
"""

import json

from firmware.compat import CollectingOften, forget, free_bytes
from firmware.errors import MeterError, SettingsError
from firmware.store import Fields, Money
from firmware.tariff_slots import SlotError
from tariffs.engine import Engine
from tariffs.errors import TariffError, expect
from tariffs.room import MOST_STATE_BYTES

MINUTE_S = 60
DAY_S = 86400
WORKING_BYTES = 24576
"""Memory that a running meter takes and gives back, beside what stays: mostly in small pieces."""
OTHER_BYTES = 8192
"""The same for each other subject of the meter: its part of a status, and its rating."""
LARGE_BLOCKS, LARGE_BLOCK = 3, 4096
"""What of it must be in one piece each: a stored frame, a status and the text that it becomes."""
OVERFLOWED = (
    "bill: an amount of one bill or year is beyond 9,223,372,036,854 of the currency,"
    " and counts as that; use a currency unit that is larger"
)
COMPILING = ("tariffs.compiler", "tariffs.plan", "tariffs.coverage", "tariffs.unread_site")
"""Modules that a compiled tariff needs no more."""
_UNFIT = (TariffError, SlotError, ValueError, MemoryError, RuntimeError)
"""What comes of a document that cannot be used here; RuntimeError where it is nested too deep."""


class TariffRefused(MeterError):
    """A document that this meter cannot bill with; the message says why. Nothing has changed."""


class ClosedBill:
    """The bill that was closed last: from `start_s` to `end_s`, and how many there were.

    `standing_u` is the sum of the standing charges of all closed bills, `fresh` are the totals of
    those that are no event yet.
    """

    start_s = 0
    end_s = 0
    total_u = 0
    count = 0
    standing_u = 0
    fresh = ()

    def note(self, bill):
        self.start_s, self.end_s = bill.start_s, bill.end_s
        self.total_u = bill.total_u
        self.fresh += (bill.total_u,)
        self.count += 1
        self.standing_u += standing_u(bill.tariff, "amount_u")

    def state(self):
        return self.start_s, self.end_s, self.total_u, self.count

    def restore(self, state):
        self.start_s, self.end_s, self.total_u, self.count = state
        self.fresh = self.fresh[:-1]


class Billing:
    """`engine` bills by the document in the active slot; `refusal` says why one was not taken.

    `site` are the site facts, as parsed JSON; `most_state_bytes` what the stored frame has room
    for, where it is not all that a tariff may take; `others` how many more are billed beside it.
    `changed` says whether anything that is settled has changed since it was stored last: engine,
    account, slots, and with them the load profile.
    """

    def __init__(self, slots, account, site, most_state_bytes=MOST_STATE_BYTES):
        self.slots = slots
        self.account = account
        self.closed = ClosedBill()
        self.engine = None
        self.prepayment = None
        self.others = 0
        self.refusal = ""
        self._site = site
        self._most_state_bytes = most_state_bytes
        self.changed = True

    @property
    def rows(self):
        """Sections of the stored state: the slots, and the bill that was closed last."""
        return (
            Fields(self.slots, "BIII", ("active", "active_crc", "next_s", "next_crc")),
            Fields(self.closed, "III", ("start_s", "end_s", "count")),
            Money(self.closed, "total_u", "standing_u"),
        )

    def begin(self, document, utc_s):
        """Bill by this document (bytes) from now on, after what has been debited so far.

        Raises TariffRefused where that does not compile, or leaves too little memory to run in.
        """
        try:
            self.slots.check_length(document)
            self.slots.next_crc = self.slots.write_next(document)
            self.slots.promote()
            self._open().begin(utc_s, self.account.debited_u)
            if self.prepayment is not None:
                self.closed.standing_u = self.account.standing_u
            _expect_room(self.others)
        except _UNFIT as error:
            raise TariffRefused(_reason(error)) from None

    def go_on(self, state, document=None):
        """Bill on from a stored state of the active slot's tariff; False if that is not it.

        Where the slot is damaged, and `document` (bytes) is what was in it, it is written again.
        TariffRefused where it finds no room: then no other tariff may take its place.
        """
        try:
            engine = self._open()
        except MemoryError as error:
            raise TariffRefused(_reason(error)) from None
        except SlotError:
            if not (document and self.slots.write_again(document)):
                return False
            return self.go_on(state)
        except _UNFIT:
            return False
        if engine.size != len(state):
            return False
        engine.unpack_from(state, 0)
        return True

    def reach(self, utc_s):
        """What is due by `utc_s` is done: bills close, the tariff that waited takes over."""
        if self.slots.next_s and utc_s >= self.slots.next_s:
            self._switch()
        self.engine.advance(utc_s)
        self.changed = True

    def clock_was_set(self, utc_s):
        """Where the clock was set back by more than a day before the running bill, that one closes
        as it stands: it may have begun far in the future, and would else go on until then.
        """
        engine = self.engine
        if utc_s < engine.values[0] - DAY_S:
            engine.close_now(max(engine.values[0], engine.values[2]))
            _begin_after(engine, utc_s, engine.values)
            self.settle()
            self.changed = True

    def next_edge(self, utc_s):
        """The first time after `utc_s` over which no step may go."""
        edge_s = self.engine.next_edge(utc_s)
        if utc_s < self.slots.next_s < edge_s:
            return self.slots.next_s
        return edge_s

    def take(self, start_s, end_s, energies):
        """Bill the energies of a step that no edge divides."""
        self.engine.take(start_s, end_s, energies)
        self.changed = True

    def settle(self):
        """Debit by how much the bills have grown, by the terms of prepayment if there are any."""
        owed_u = self.engine.lifetime_u()
        if self.prepayment is None:
            self.account.settle(owed_u)
            return
        running_u = standing_u(self.engine.tariff, "accrued_u")
        self.prepayment.debit(owed_u, self.closed.standing_u + running_u, self.engine.values[2])

    def bill_u(self):
        """What of the running bill is debited."""
        return self.engine.lifetime_u() - self.engine.closed_u

    def reserved_u(self):
        """What of it is not debited yet."""
        return self.engine.bill.reserved_u()

    def closed_u(self):
        """The sum of all closed bills."""
        return self.engine.closed_u

    def bills_closed(self):
        return self.closed.count

    def of(self, subject):
        """This billing, which has no subject of a name; `firmware.subjects` has."""
        if subject is not None:
            raise SettingsError(f"subject: got {subject}, expected none: this meter has only one")
        return self

    def period(self, utc_s):
        """(index, name) of the period of the first calendar that holds."""
        calendar = self.engine.tariff.calendars[0]
        index = calendar.at(utc_s)[0]
        return index, calendar.periods[index]

    def check(self, document):
        """Compile a document (bytes) as a trial; raises TariffRefused."""
        state = self._packed()
        self.engine = None
        refusal = ""
        try:
            self.slots.check_length(document)
            self._expect_currency(self._try(document).tariff.currency)
        except _UNFIT as error:
            refusal = _reason(error)
        self._open().unpack_from(state, 0)
        if refusal:
            self.refusal = refusal
            raise TariffRefused(refusal)

    def _expect_currency(self, currency):
        expect(
            currency == self._currency, "currency", currency, self._currency + ", the account's"
        )

    def install(self, document, from_s):
        """Let a document that has been checked hold from `from_s` (UTC) on, at a whole minute."""
        self.slots.next_crc = self.slots.write_next(document)
        self.slots.next_s = from_s + -from_s % MINUTE_S
        self.refusal = ""
        self.changed = True

    def cancel(self):
        """Give up the document that waits."""
        self.slots.next_s = self.slots.next_crc = 0
        self.changed = True

    @property
    def size(self):
        return self.engine.size

    def pack_into(self, buffer, offset):
        """Bring the engine's state into a stored frame, where it has changed."""
        if self.changed:
            self.engine.pack_into(buffer, offset)
            self.changed = False
            if self.engine.overflowed:
                self.refusal = OVERFLOWED

    def _packed(self):
        state = bytearray(self.engine.size)
        self.engine.pack_into(state, 0)
        return state

    def _open(self):
        """Compile the document of the active slot; the engine, which has no state yet."""
        self.engine = None
        slots = self.slots
        self.engine = self._compiled(lambda: slots.read(slots.active, slots.active_crc))
        self.engine.on_close = self.closed.note
        self._currency = self.engine.tariff.currency
        self.changed = True
        return self.engine

    def _try(self, document):
        """Compile a document, and see that enough memory is left to bill with it."""
        engine = self._compiled(lambda: document)
        _expect_room(self.others)
        return engine

    def _compiled(self, read):
        """The engine of the document (bytes) that `read()` brings; it is let go once it is parsed,
        and what only compiles once it has compiled.
        """
        with CollectingOften():
            from tariffs.compiler import compile_tariff

            tariff = compile_tariff(json.loads(read()), self._site)
            for module in COMPILING:
                forget(module)
            engine = Engine(tariff)
        most = self._most_state_bytes
        expect(engine.size <= most, "rules", f"{engine.size} bytes of state", f"at most {most}")
        return engine

    def _switch(self):
        """The running bill closes, and the document that waited holds from its second on.

        If that cannot be read, all stays as it is, and `refusal` says so.
        """
        state, closed = self._packed(), self.closed.state()
        standing_u = self.closed.standing_u
        before = (self.slots.active, self.slots.active_crc)
        at_s, values, histories = self._close()
        self.slots.promote()
        try:
            engine = self._open()
        except _UNFIT as error:
            self.refusal = _reason(error)
            self.slots.active, self.slots.active_crc = before
            self.closed.restore(closed)
            self.closed.standing_u = standing_u
            self._open().unpack_from(state, 0)
            return
        _take_over(histories, engine.tariff.rules)
        _begin_after(engine, at_s, values)

    def _close(self):
        """Close the running bill at the other tariff's second, or as soon after it as can be.

        (that second, the engine's values, [(rule, kind, values)] of what outlasts the tariff)
        """
        engine = self.engine
        at_s = max(self.slots.next_s, engine.values[0], engine.values[2])
        engine.close_now(at_s)
        rules = [rule for rule in engine.tariff.rules if rule.values]
        return at_s, engine.values, [(rule.name, rule.kind, rule.values) for rule in rules]


def standing_u(tariff, name):
    """What of an amount of all rules (its attribute) is standing charges: rules of group fixed."""
    return sum([getattr(rule, name) for rule in tariff.rules if rule.group == "fixed"])


def _begin_after(engine, utc_s, values):
    """Begin a bill after those of an engine with these values: their sum, and what they carry."""
    closed_u, carried_u = values[3:5]
    engine.begin(utc_s, closed_u)
    engine.values[4] = carried_u


def _expect_room(others):
    """MemoryError unless a meter that runs has the memory that it takes and gives back."""
    blocks = [bytearray(LARGE_BLOCK) for _ in range(LARGE_BLOCKS + others)]
    if free_bytes() + len(blocks) * LARGE_BLOCK < WORKING_BYTES + others * OTHER_BYTES:
        raise MemoryError


def _take_over(histories, rules):
    """What a rule remembers goes on in one of the same name, kind and number of values."""
    for rule in rules:
        for name, kind, values in histories:
            if (rule.name, rule.kind, len(rule.values)) == (name, kind, len(values)):
                rule.values[:] = values


def _reason(error):
    if isinstance(error, MemoryError):
        return "tariff: too large for the memory of this meter, expected fewer rules or rows"
    return str(error)
