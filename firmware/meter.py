"""The meter: chip, registers, billing, account and memory joined into one tick a second.

Each tick takes a snapshot of the metering chip, adds its counts to the registers, once a minute
settles the energy, and stores everything in one frame. The meter does not wait: the tasks in
`firmware.app` call it.
"""

from binascii import crc32

from drivers.atm90e32 import ATM90E32
from drivers.atm90e32.snapshot import GAP, NO_ANSWER
from drivers.errors import ChipLost, DriverError
from drivers.fram import FRAM
from firmware import tariff_slots, timekeeping
from firmware.archive import Archive
from firmware.billing import Billing
from firmware.clock import Clock
from firmware.clock_doubt import ClockDoubt
from firmware.compat import const, forget
from firmware.errors import SettingsError
from firmware.event_log import EventLog
from firmware.event_watch import EventWatch
from firmware.health import NO_DIGEST, STORED, Health, Stored
from firmware.journal.journal import NotStored
from firmware.last_gasp import LastGasp
from firmware.link_row import LinkRow
from firmware.metering import EnergyRegisters, PhaseCheck, Scale
from firmware.settlement import TOTALS, WITH_PHASES, Settlement
from firmware.store import SCHEME_BYTES, Fields, Kept, Money, Row, Seldom
from firmware.templates import document_of
from firmware.timekeeping import Timekeeping
from tariffs.account import Account

_CHIP_LOST = const(30)  # of `firmware.event_kinds`
FULL_REGISTER = 0xFFFF
TOTAL_OF = {"3P4W": (1, 2, 3), "3P3W": (1, 3)}
"""The phases that the chip's totals are made of, by wiring."""


class Meter:
    """Built from a board; no I/O before `start()`.

    `stored` and the other sections of the store are what lasts, `health` counts from the start.
    `supervisor` knows how this processor fares, where there is one.
    """

    is_new = False
    safe_for = ""
    """Why it only measures: never here, but in `firmware.safe_mode`."""
    supervisor = None

    def __init__(self, board):
        from drivers.atm90e32 import setup  # here, so that it can be let go

        settings = board.settings
        chip = setup.complete(settings["chip"])
        rows = setup.rows(chip)
        self.clock = Clock(board.ticks_ms, getattr(board, "i2c", None))
        self.current_ratio, self.voltage_ratio = chip["current_ratio"], chip["voltage_ratio"]
        self.asic = ATM90E32(board.asic_bus, board.sleep_ms, rows, setup.counts_per_s(chip))
        scale = Scale(setup.count_nj(chip), self.current_ratio * self.voltage_ratio)
        self.registers = EnergyRegisters(scale)
        self.check = PhaseCheck(TOTAL_OF[chip["wires"]])
        self.snapshot = None
        self.doubt = ClockDoubt()
        self._ticked_at_s = None
        self.health = Health()
        self.watch = EventWatch(self, chip)
        self.events = EventLog(self.watch.witness, board.memory_bus)
        self.time = Timekeeping(self.clock, self.events, board)
        self._settings = settings
        self._chip_crc = crc32(repr(rows).encode())
        self._longest_away_s = FULL_REGISTER // setup.counts_per_s(chip)
        self._memory = FRAM(board.memory_bus)
        self.gasp = LastGasp(self._memory)
        self.subjects = ()
        self.prepayment, self._rows = None, ()
        if "subjects" in settings:
            self._make_subjects(board)
        else:
            self._make_billing(board)
        self.archive = Archive(board, settings["profile_interval_s"], self.events)
        self.flash, self.profile = self.archive.flash, self.archive.profile
        self.rings = self.archive.rings
        places = WITH_PHASES if self.subjects else TOTALS
        self.settlement = Settlement(self.registers, self.billing, self.profile, places)
        self.link = self._make_link(board)
        del settings["chip"]  # rows and scale hold what is needed of it
        self._remember(board)

    def _make_billing(self, board):
        """Billing of one account."""
        self._make_account(board)
        slots = tariff_slots.TariffSlots(self._memory, self._join("slots_at"))
        self.billing = Billing(slots, self.account, self._settings.get("site"))
        self.billing.prepayment = self.prepayment

    def _make_link(self, board):
        """The end of the link to the other processor; None, and no memory, where there is none."""
        if getattr(board, "link_uart", None) is None:
            return None
        from firmware.link import Link

        return Link(self, board)

    def _make_subjects(self, board):
        """Billing of several subjects, which takes memory only where there are some."""
        settings = self._settings
        if "scheme" in settings or settings["chip"]["wires"] != "3P4W":
            raise SettingsError(
                "subjects: got several, expected none beside a scheme for all, or without neutral"
            )
        from firmware.subjects import subjects_of

        def prepayment(scheme, phases):
            from firmware.prepayment import prepayment_of

            return prepayment_of(scheme, board, self.keep, phases)

        self.billing = subjects_of(settings.pop("subjects"), self._memory, prepayment)
        self.subjects, self.account = self.billing.each, self.billing.account
        self.prepayment = self.billing.prepayments()

    def _remember(self, board):
        """Make the stored state: what of the account and the bill belongs to one is beside it;
        each of several subjects has a section of its own.
        """
        self.stored = Stored()
        settled = self._rows + (Row(self.settlement.settled_mwh, "Q"),) + self.profile.rows
        if not self.subjects:
            settled += self.billing.rows
        sections = (
            self.registers,
            Fields(self.settlement, "II", ("utc_s", "seen_s")),
            Fields(self.stored, "IIIII", STORED),
            Seldom(self.billing, settled),
        ) + tuple([Seldom(self.billing, subject.rows) for subject in self.subjects])
        sections += (
            self.link.row if self.link else LinkRow(self.rings),
            Fields(self.time, timekeeping.LAYOUT, timekeeping.FIELDS),
            Seldom(self.billing, self.archive.rows),
            self.events,
            Fields(self.stored, "H", ("rollbacks",)),
        )
        self.store = self._join("journal_of", board, self._memory, sections, 3)

    def _join(self, name, *given):
        """What a function that joins journal and meter does: it is loaded for the moment only."""
        from firmware.journal import joined

        try:
            return getattr(joined, name)(self, *given)
        finally:
            forget("firmware.journal.joined")

    def _make_account(self, board):
        """The account, and what is made of it by the scheme of the settings, if there is one.

        Without one, neither its modules nor what they remember take memory; what a scheme has
        stored stays as it is.
        """
        scheme = self._settings.pop("scheme", None)
        if scheme is None:
            self.account = Account()
            self._rows = (Money(self.account, "balance_u", "debited_u"), Kept(SCHEME_BYTES))
        else:
            from firmware.prepayment import prepayment_of

            self.prepayment = prepayment_of(scheme, board, self.keep)
            self.account = self.prepayment.account
            self._rows = self.prepayment.rows

    def start(self):
        """Take over the stored state and the chip as they are; set up what is new.

        Raises ChipAbsent or SetupError where the memory does not answer or is write-protected:
        a meter that cannot remember must not sell.
        """
        self._memory.probe()
        self.flash.start()
        document = None if self.subjects else document_of(self._settings.pop("tariff"))
        is_old = self.store.load()
        self.time.start(self.settlement.seen_s, self._settings.get("first_bill_s", 0))
        self.watch.tell("begin", is_old)
        if is_old:
            self._go_on(document)
        else:
            self._join("begin", document, self._settings)
        self.store.attach(self.billing)
        self.store.rest = b""
        self._start_chip()
        self.stored.boots += 1
        if self.prepayment:
            self.prepayment.start()
        self.time.look()
        self.watch.tell("start")
        if self.store.commit():
            self.gasp.clear()
            self.events.stored()

    def install(self, document, from_s, command_id=None, subject=None):
        """Let a tariff document (bytes of JSON) hold from `from_s` (UTC) on, at a whole minute.

        It is compiled as a trial first: TariffRefused says why it cannot be used, and nothing has
        changed. One that waited already is given up. `command_id`, if there is one, is stored with
        it. `subject` is the name of the one that it is for, where there are several.
        """
        billing = self.billing.of(subject)
        billing.check(document)
        if billing.slots.next_s:
            billing.cancel()
            self.store.secure()
        billing.install(document, from_s)
        self.watch.tell("installed", billing)
        if command_id is not None:
            billing.account.tariff_id = command_id
        self.store.secure()

    def tick(self, last=False):
        """One second: read, add, settle, store; with `last` the running minute is billed, too."""
        now_s = self.clock.seconds()
        is_read = self._read_chip(now_s)
        if is_read:
            self._settle(self.snapshot, now_s)
            self.events.end(_CHIP_LOST)
        else:
            self.events.begin(_CHIP_LOST)  # time is settled when the chip answers again
        if last:
            self.settlement.close()
            self.watch.tell("last")
        elif is_read:
            self.watch.look(self.snapshot)
            if self.prepayment and self.billing.changed:  # no switch is moved at the last gasp
                self._follow_as_stored()
        is_news = is_read or self.events.number != self.events.told
        if is_news and self.store.commit(copy=not last):  # the flash may be too slow at the last
            self.gasp.disarm()
            self.events.stored(last)
        if not last:
            self.archive.poll()

    def _follow_as_stored(self):
        try:
            self.follow_credit()
        except NotStored:
            self.billing.changed = True  # what is decided waits for a memory that holds it

    def follow_credit(self):
        """Alarm and switch follow the account; to be stored afterwards.

        Raises NotStored where what is decided cannot be stored; the switch has not moved then.
        """
        self.billing.changed = True
        self.prepayment.look(self.utc_s())
        self.billing.changed = True

    def utc_s(self):
        """The UTC second that is billed by."""
        return self.clock.utc_s() - self.doubt.ahead_s

    def keep(self):
        """Store the state as it is, with all that is settled, so that it may be told to be done.

        Raises NotStored where the memory does not hold it.
        """
        self.billing.changed = True
        self.store.secure()

    def _read_chip(self, now_s):
        """Take the next snapshot; whether there is something in it."""
        try:
            snapshot = self.asic.snapshot(now_s)
        except ChipLost:
            self.health.no_answers += 1
            return False
        self.health.note(snapshot.flags)
        if snapshot.flags & NO_ANSWER and not any(snapshot.counts):
            return False
        if snapshot.flags & GAP:
            self.stored.gaps += 1
            self._keep_digest()
        self.snapshot = snapshot
        return True

    def _settle(self, snapshot, now_s):
        elapsed_s = None if self._ticked_at_s is None else now_s - self._ticked_at_s
        utc_s = self.doubt.time_s(self.clock.utc_s(), self.settlement.seen_s, elapsed_s)
        self.gasp.arm(snapshot, utc_s, self.store.sequence, self.stored.boots)
        self.settlement.expect(utc_s, elapsed_s)
        self.registers.add(snapshot)
        self.check.add(snapshot)
        self.profile.see(snapshot, self.clock.is_invalid)
        self.settlement.take(utc_s, elapsed_s)
        self._ticked_at_s = now_s
        if self.billing.changed:
            self.archive.history.look(self)

    def set_clock(self, utc_s, command_id=None):
        """Set the wall clock (seconds since 1970, UTC); MeterError outside of 2000 to 2099.

        A leap far ahead is not believed at once. `command_id`, if there is one, is stored with it.
        """
        self.time.set(utc_s, command_id)
        self.keep()

    def _go_on(self, document):
        """There is a stored state: go on from there.

        Where its tariff is lost, what was debited stands, and the factory's holds.
        """
        self.registers.rescale(self.stored.divisor)
        self.stored.divisor = self.registers.divisor
        if not self.billing.go_on(self.store.rest, document):
            self.health.tariff_lost = 1
            self.billing.begin(document, self.settlement.utc_s)
        self._join("go_on")
        away_s = self.clock.utc_s() - self.settlement.seen_s
        is_known = not self.clock.is_invalid
        self.health.overflow_risk = int(not is_known or away_s > self._longest_away_s)
        self.gasp.rescue(self)

    def _start_chip(self):
        """Adopt a chip that went on metering with these settings; set up any other.

        A chip that cannot be set up now is tried again by every snapshot.
        """
        stored = self.stored
        is_ours = stored.digest != NO_DIGEST and stored.chip_crc == self._chip_crc
        if is_ours and self.asic.adopt(stored.digest):
            return
        stored.gaps += int(stored.digest != NO_DIGEST)
        stored.digest = NO_DIGEST
        try:
            self.asic.configure()
        except DriverError:
            self.health.no_answers += 1
            return
        self._keep_digest()

    def _keep_digest(self):
        self.stored.digest = self.asic.digest
        self.stored.chip_crc = self._chip_crc
