"""A meter without a chip: clock, doubt, settlement and billing, second by second of real time."""

from firmware.billing import Billing
from firmware.clock import Clock
from firmware.clock_doubt import ClockDoubt
from firmware.profile import LoadProfile
from firmware.settlement import Settlement
from firmware.tariff_slots import TariffSlots
from tariffs.account import Account
from tests.documents import as_bytes
from tests.fakes import ClockChip, Memory, Registers, Ring

TICKS = 1 << 30
BALANCE_U = 1000000000000
MEMORY = Memory()
"""One for all, since a large block may not be found twice."""


class Scene:
    """Begun at `start_s` (UTC), the processor's ticks at `ticks`; it draws 1000 mWh a second."""

    def __init__(self, document, start_s, ticks=0):
        self._ms = ticks
        self.chip = ClockChip(start_s)
        self.clock = Clock(lambda: self._ms % TICKS, self.chip)
        self.clock.with_chip("begin", 0)
        self.doubt = ClockDoubt()
        self.registers = Registers()
        self.account = Account(BALANCE_U)
        self.billing = Billing(TariffSlots(MEMORY, 8192), self.account, None)
        self.billing.begin(as_bytes(document), start_s)
        self.profile = LoadProfile(Ring())
        self.settlement = Settlement(self.registers, self.billing, self.profile)
        self.settlement.begin(self.clock.utc_s())
        self._ticked_at_s = self.clock.seconds()

    def live(self, seconds):
        """So many seconds, each with its reading."""
        for _ in range(seconds):
            self._ms += 1000
            self.chip.ms += 1000
            self.read(1000)

    def read(self, mwh):
        """A reading that brings so much energy, as `Meter` takes it on."""
        now_s = self.clock.seconds()
        elapsed_s = now_s - self._ticked_at_s
        utc_s = self.doubt.time_s(self.clock.utc_s(), self.settlement.seen_s, elapsed_s)
        self.settlement.expect(utc_s, elapsed_s)
        self.registers.draw(mwh)
        self.settlement.take(utc_s, elapsed_s)
        self._ticked_at_s = now_s

    def leap(self, seconds):
        """Somebody sets the chip, which is then compared twice, as every few minutes."""
        self.chip.ms += seconds * 1000
        self.clock.with_chip("compare")
        self.clock.with_chip("compare")

    def billed_mwh(self):
        """By period: all that the running bill has, when all that was seen is settled."""
        self.settlement.close()
        return list(self.billing.engine.tariff.registers[0].values)

    def holds(self):
        """No energy and no money was made or lost."""
        self.settlement.close()
        engine, drawn_mwh = self.billing.engine, self.registers.mwh[0]
        assert self.settlement.settled_mwh[0] == drawn_mwh
        assert self.account.debited_u == engine.lifetime_u()
        assert self.account.balance_u == BALANCE_U - self.account.debited_u
        return drawn_mwh
