"""The meter: chip, registers, tariff, account and memory joined into one tick a second.

Each tick takes a snapshot of the metering chip, adds its counts to the registers, settles the
energy and stores everything in one frame. The meter does not wait: the tasks in `firmware.app`
call it.
"""

import json
from binascii import crc32

from drivers.atm90e32 import ATM90E32, setup
from drivers.atm90e32.snapshot import DOUBTFUL, GAP, NO_ANSWER, REPAIRED, TORN_REPAIRED
from drivers.errors import ChipLost
from drivers.fram import FRAM
from firmware import store
from firmware.metering import EnergyRegisters, PhaseCheck, Scale
from firmware.profile import LoadProfile
from firmware.settlement import Settlement
from firmware.store import Fields, Row, Store
from tariffs import document
from tariffs.account import Account
from tariffs.bill import Bill

NO_DIGEST = 0x10000
"""Stands for the digest of a chip that was never set up."""


class Meter:
    """Built from a board; no I/O before `start()`."""

    def __init__(self, board):
        settings = board.settings
        chip = settings["chip"]
        self.clock = board.clock
        self.current_ratio = chip["current_ratio"]
        self.asic = ATM90E32(
            board.asic_bus, board.sleep_ms, setup.rows(chip), setup.counts_per_s(chip)
        )
        self.registers = EnergyRegisters(Scale(setup.count_nj(chip), self.current_ratio))
        self.check = PhaseCheck()
        self.snapshot = None
        self.bill = Bill(document.compile_tariff(settings["tariff"]))
        self.account = Account()
        self._first_balance_u = settings["first_balance_u"]
        self._tariff_crc = _fingerprint(settings["tariff"])
        self._chip_crc = _fingerprint(chip)
        self.health = Health()
        self._remember(FRAM(board.memory_bus), settings["profile_interval_s"])

    def _remember(self, memory, interval_s):
        """Make the parts that last: load profile, settlement, and the stored state."""
        self.profile = LoadProfile(memory, store.END, memory.size, interval_s)
        self.settlement = Settlement(self.registers, self.bill, self.account, self.profile)
        self.stored = Stored()
        sections = (
            self.registers,
            Row(self.bill.energy_mwh, "Q"),
            Fields(self.account, "qq", ("balance_u", "debited_u")),
            Fields(self.settlement, "I", ("utc_s",)),
            Fields(self.profile, "IHB", ("start_s", "covered_s", "flags")),
            Row(self.profile.energies_mwh, "Q"),
            Fields(self.stored, "IIII", ("boots", "digest", "chip_crc", "tariff_crc")),
        )
        self.store = Store(memory, sections)

    def start(self):
        """Take over the stored state and the chip as they are; set up what is new."""
        if self.store.load():
            self.settlement.begin(self.settlement.utc_s)
        else:
            self._begin_life()
        if self.stored.tariff_crc != self._tariff_crc:
            self._begin_bill()
        self._start_chip()
        self.stored.boots += 1
        self.store.commit()

    def tick(self):
        """One second: read, add, settle, store."""
        try:
            snapshot = self.asic.snapshot(self.clock.seconds())
        except ChipLost:
            self.health.no_answers += 1
            return
        self.health.note(snapshot.flags)
        if snapshot.flags & NO_ANSWER and not any(snapshot.counts):
            return  # time is settled when the chip answers again
        self.snapshot = snapshot
        self.registers.add(snapshot)
        self.check.add(snapshot)
        self.settlement.take(self.clock.utc_s())
        self.store.commit()

    def _begin_life(self):
        """No state: a new meter, or one that has lost both frames."""
        self.health.state_lost = int(not self.store.is_blank())
        self.account.balance_u = 0 if self.health.state_lost else self._first_balance_u
        self.settlement.begin(self.clock.utc_s())

    def _begin_bill(self):
        """Another tariff than that of the stored bill: what was debited stands."""
        self.bill.clear()
        self.account.close_bill()
        self.stored.tariff_crc = self._tariff_crc

    def _start_chip(self):
        """Adopt a chip that went on metering with these settings; set up any other."""
        stored = self.stored
        is_ours = stored.digest != NO_DIGEST and stored.chip_crc == self._chip_crc
        if is_ours and self.asic.adopt(stored.digest):
            return
        self.asic.configure()
        self.health.gaps += int(stored.digest != NO_DIGEST)
        stored.digest = self.asic.digest
        stored.chip_crc = self._chip_crc


class Stored:
    """What is stored and belongs to no other part."""

    boots = 0
    digest = NO_DIGEST
    chip_crc = 0
    tariff_crc = 0


class Health:
    """How often something was not as it should be, since the processor started."""

    def __init__(self):
        self.snapshots = self.repaired = self.doubtful = 0
        self.gaps = self.no_answers = self.state_lost = 0

    def note(self, flags):
        """Count one snapshot by its flags."""
        self.snapshots += 1
        if flags:
            self.repaired += bool(flags & (REPAIRED | TORN_REPAIRED))
            self.doubtful += bool(flags & DOUBTFUL)
            self.gaps += bool(flags & GAP)
            self.no_answers += bool(flags & NO_ANSWER)


def _fingerprint(settings):
    """A number that changes when anything in a settings dict does, whatever its order."""
    if isinstance(settings, dict):
        parts = [repr(key) + ":" + str(_fingerprint(settings[key])) for key in sorted(settings)]
        return crc32(",".join(parts).encode())
    if isinstance(settings, (list, tuple)):
        return crc32(",".join([str(_fingerprint(each)) for each in settings]).encode())
    return crc32(json.dumps(settings).encode())
