"""Several subjects on one meter: each has its phases, tariff, slots, bill and account.

`Subjects` stands where one `Billing` stands elsewhere: settlement, store and points see no
difference, but that energies come with those of the phases. Money is the sum of all; where only
one can be meant (price period, number of the last bill), it is the first's.

The stored frame and the memory have room for so much: state and slots are shared out evenly.
"""

import struct
from binascii import crc32

from firmware.billing import Billing, TariffRefused
from firmware.compat import forget
from firmware.errors import MeterError, SettingsError
from firmware.profile import QUANTITIES
from firmware.store import SCHEME_BYTES, Fields, Kept, Money
from firmware.tariff_slots import TariffSlots
from firmware.templates import document_of
from tariffs.account import Account
from tariffs.errors import TariffError
from tariffs.phase_share import PHASES, Share

STATE_BYTES = {2: 1344, 3: 960}
"""Of all tariffs' states together, by the number of subjects: what the frame has room for."""
_LENGTH = "<H"
_LENGTH_BYTES = 2


def subjects_of(found, memory, prepayment_of=None):
    """The Subjects of the settings, with their slots in the memory.

    `prepayment_of(scheme, phases)` makes a Prepayment of a scheme (a dict) for a mask of phases.
    """
    from firmware.journal import fram_map  # here, so that they can be let go
    from tariffs.subjects import read_subjects

    try:
        given = read_subjects(found)
    except TariffError as error:
        raise SettingsError(str(error)) from None
    forget("tariffs.subjects")
    base, slot_bytes = fram_map.slots_at(len(given)), fram_map.SLOT_BYTES[len(given)]
    most_state_bytes = STATE_BYTES[len(given)] // len(given)
    each = []
    for number, subject in enumerate(given):
        slots = TariffSlots(memory, base + 2 * number * slot_bytes, slot_bytes)
        prepayment = None
        if subject.scheme is not None:
            prepayment = prepayment_of(subject.scheme, mask_of(subject.phases))
            _share_terms(prepayment, subject.scheme, given[:number], each)
        each.append(Subject(subject, slots, most_state_bytes, prepayment))
        each[-1].billing.others = len(given) - 1
    return Subjects(each, base + 2 * len(each) * slot_bytes)


def mask_of(phases):
    """The phases as bits, A the lowest."""
    return sum([1 << PHASES.index(phase) for phase in phases])


def _share_terms(prepayment, scheme, before, each):
    """Two subjects with the same scheme need it in memory once."""
    for given, subject in zip(before, each):
        if given.scheme == scheme:
            prepayment.scheme = subject.prepayment.scheme


class Subject:
    """One of them; `rows` are its sections of the stored state.

    `tariff` is the first one, as text or a template's name, until the subject is billed.
    `prepayment` is None where it has no scheme; the room of one is there all the same, so that
    the frame is as long.
    """

    def __init__(self, given, slots, most_state_bytes, prepayment=None):
        self.name, self.phases = given.name, given.phases
        self.tariff = given.tariff
        self.first_balance_u = given.first_balance_u
        self.share = Share(given.phases, QUANTITIES)
        self.prepayment = prepayment
        self.account = prepayment.account if prepayment else Account()
        self.billing = Billing(slots, self.account, given.site, most_state_bytes)
        self.billing.prepayment = prepayment
        terms = " prepaid" if prepayment else ""
        self.stored_crc = self._crc = crc32(f"{self.name} {self.phases}{terms}".encode())
        self.rows = (Fields(self, "I", ("stored_crc",)),) + self._account_rows()
        self.rows += self.billing.rows

    def _account_rows(self):
        if self.prepayment:
            return self.prepayment.rows
        return Money(self.account, "balance_u", "debited_u"), Kept(SCHEME_BYTES)

    def begin(self, utc_s):
        """Bill by the first tariff; TariffRefused names the subject."""
        try:
            self.billing.begin(document_of(self.tariff), utc_s)
        except MeterError as error:
            raise TariffRefused(f"subject {self.name}: {error}") from None
        self.tariff = None

    def go_on(self, state):
        """Bill on from a stored state; SettingsError where that is another subject's."""
        if self.stored_crc != self._crc:
            raise SettingsError(
                f"subject {self.name}: got other names or phases than what is stored, or a scheme"
                " where none was or the reverse, expected the same in the same order; set up a new"
                " meter for others"
            )
        if self.billing.go_on(state, document_of(self.tariff)):
            self.tariff = None

    def said(self, utc_s):
        """How it stands, for the display."""
        billing = self.billing
        said = {
            "name": self.name,
            "phases": self.phases,
            "tariff": billing.engine.tariff.name,
            "period": billing.period(utc_s)[1],
            "balance_u": self.account.balance_u,
            "debited_u": self.account.debited_u,
            "bill_u": billing.bill_u(),
            "reserved_u": billing.reserved_u(),
            "closed_u": billing.closed_u(),
            "closed": billing.closed.state(),
            "next_s": billing.slots.next_s,
        }
        if self.prepayment:
            said.update(self.prepayment.said(utc_s))
            said["trips"] = int(self.prepayment.supply.has_switch)
        return said


class Accounts:
    """The accounts of all subjects as one."""

    def __init__(self, each):
        self._each = each

    @property
    def balance_u(self):
        return sum([subject.account.balance_u for subject in self._each])

    @property
    def debited_u(self):
        return sum([subject.account.debited_u for subject in self._each])

    def open(self, balance_u):
        """Each account begins with this balance; None: with its own first one."""
        for subject in self._each:
            subject.account.open(subject.first_balance_u if balance_u is None else balance_u)


class Subjects:
    """All of them, in the order of the settings, which is that of the stored state."""

    def __init__(self, each, end):
        self.each = each
        self.end = end
        self.account = Accounts(each)

    def prepayments(self):
        """Those of all, or None; what they need takes no memory where there is no scheme."""
        if not any([subject.prepayment for subject in self.each]):
            return None
        from firmware.prepayments import Prepayments

        return Prepayments(self.each)

    def begin(self, document, utc_s):
        """Bill each subject that is not billed yet by its own first tariff; `document` is None."""
        for subject in self.each:
            if subject.tariff is not None:
                subject.begin(utc_s)
        currency = self.engine.tariff.currency
        for subject in self.each:
            found = subject.billing.engine.tariff.currency
            if found != currency:
                raise TariffRefused(
                    f"subject {subject.name}: got a tariff in {found}, expected {currency},"
                    f" as {self.each[0].name}'s"
                )

    def go_on(self, state, document=None):
        """Bill on from a stored state; False if there is a subject whose tariff is lost.

        `document` is None: each subject has its own.
        """
        at = 0
        for subject in self.each:
            (length,) = struct.unpack_from(_LENGTH, state, at)
            at += _LENGTH_BYTES
            subject.go_on(state[at : at + length])
            at += length
        return all([subject.tariff is None for subject in self.each])

    def of(self, name):
        """The billing of the subject of this name."""
        for subject in self.each:
            if subject.name == name:
                return subject.billing
        names = ", ".join([subject.name for subject in self.each])
        raise SettingsError(f"subject: got {name or 'none'}, expected one of {names}")

    def reach(self, utc_s):
        for subject in self.each:
            subject.billing.reach(utc_s)

    def clock_was_set(self, utc_s):
        for subject in self.each:
            subject.billing.clock_was_set(utc_s)

    def next_edge(self, utc_s):
        return min([subject.billing.next_edge(utc_s) for subject in self.each])

    def take(self, start_s, end_s, energies):
        """Bill a step: `energies` are those of the total, then of each phase."""
        for subject in self.each:
            subject.billing.take(start_s, end_s, subject.share.of(energies))

    def settle(self):
        for subject in self.each:
            subject.billing.settle()

    def bill_u(self):
        return sum([subject.billing.bill_u() for subject in self.each])

    def reserved_u(self):
        return sum([subject.billing.reserved_u() for subject in self.each])

    def closed_u(self):
        return sum([subject.billing.closed_u() for subject in self.each])

    def bills_closed(self):
        return sum([subject.billing.bills_closed() for subject in self.each])

    def period(self, utc_s):
        return self.each[0].billing.period(utc_s)

    @property
    def engine(self):
        return self.each[0].billing.engine

    @property
    def closed(self):
        return self.each[0].billing.closed

    @property
    def slots(self):
        return self.each[0].billing.slots

    @property
    def refusal(self):
        """What was refused, each with its subject's name."""
        said = [(each.name, each.billing.refusal) for each in self.each if each.billing.refusal]
        return "; ".join([f"subject {name}: {why}" for name, why in said])

    @property
    def changed(self):
        return any([subject.billing.changed for subject in self.each])

    @changed.setter
    def changed(self, changed):
        for subject in self.each:
            subject.billing.changed = changed

    @property
    def size(self):
        return sum([_LENGTH_BYTES + subject.billing.size for subject in self.each])

    def pack_into(self, buffer, offset):
        """Bring all states into a stored frame where one has changed, for its length may have."""
        if not self.changed:
            return
        self.changed = True
        for subject in self.each:
            size = subject.billing.size
            struct.pack_into(_LENGTH, buffer, offset, size)
            subject.billing.pack_into(buffer, offset + _LENGTH_BYTES)
            offset += _LENGTH_BYTES + size
