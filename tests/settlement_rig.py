"""A settlement with all that it moves, for the tests of it."""

from firmware.billing import Billing
from firmware.profile import LoadProfile
from firmware.settlement import Settlement
from firmware.tariff_slots import TariffSlots
from tariffs.account import Account
from tests.documents import as_bytes, two_prices
from tests.fakes import Memory, Registers, Ring


class Rig:
    """A settlement with real billing, account and profile, begun at `start_s`."""

    def __init__(self, start_s, peak_from="09:00", document=None):
        self.registers = Registers()
        self.account = Account(1000000000)
        memory = Memory()
        self.billing = Billing(TariffSlots(memory, 8192), self.account, None)
        self.billing.begin(as_bytes(document or two_prices(peak_from)), start_s)
        self.profile = LoadProfile(Ring())
        self.settlement = Settlement(self.registers, self.billing, self.profile)
        self.settlement.begin(start_s)

    def draw(self, mwh, utc_s, elapsed_s=None):
        """A reading at `utc_s` that brings so much energy."""
        self.settlement.expect(utc_s, elapsed_s)
        self.registers.draw(mwh)
        self.settlement.take(utc_s, elapsed_s)

    def run(self, mwh, start_s, end_s):
        """A reading each second from after `start_s` up to `end_s`."""
        for utc_s in range(start_s + 1, end_s + 1):
            self.draw(mwh, utc_s, 1)

    @property
    def energy_mwh(self):
        """By period: what is billed."""
        return self.billing.engine.tariff.registers[0].values

    def balances(self):
        """What was drawn is billed or waits, and what was debited is owed."""
        drawn = self.registers.mwh[0]
        waiting = drawn - self.settlement.settled_mwh[0]
        assert sum(self.energy_mwh) + waiting == drawn
        assert self.account.debited_u == self.billing.engine.lifetime_u()
        assert self.account.balance_u == 1000000000 - self.account.debited_u
