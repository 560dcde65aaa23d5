"""A month of a prepaid account, hour by hour, with what happens written down.

The tariff engine bills one kWh an hour while the supply is on, and a standing charge for each day
that has begun; a switch does what the causes say, and closes after a trip
when the customer presses the button. Events are (day of the month, hour, what, balance).
"""

import json

from comms.prepaid_points import SUPPLY_CAUSES
from firmware.billing import standing_u
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.prepaid import credit
from tariffs.prepaid.account import PrepaidAccount
from tariffs.prepaid.commands import carry_out
from tariffs.prepaid.debit import settle
from tariffs.prepaid.terms import read_scheme
from tests.host.sources import ROOT
from tests.prepaid_scene import DAY_S, HOUR_S, is_balanced

UNIT = 1_000_000
KWH = 1_000_000
MICRO_CENT = UNIT // 100


class Month:
    """`energy` and `standing` in cents a kWh and a day.

    `plan` is {(day, hour): commands}: a command is "button", or a kind and its amount.
    """

    def __init__(self, name, start_s, balance, energy, standing, plan):
        path = ROOT / "tariffs" / "schemes" / f"{name}.json"
        self.scheme = read_scheme(json.loads(path.read_text(encoding="utf-8")))
        self.account = PrepaidAccount(balance * MICRO_CENT)
        self.utc_s = self.start_s = start_s
        self.engine = self._engine(energy, standing)
        self.engine.begin(start_s)
        self.plan = plan
        self.is_closed, self.level = True, 0
        self.events = []
        self.ids = {}

    def live(self, days):
        for hour in range(days * 24 + 1):
            self.utc_s = self.start_s + hour * HOUR_S
            if hour:
                self._hour(hour)
            for command in self.plan.get((hour // 24 + 1, hour % 24), ()):
                self._obey(*command)
                self._look()
            assert is_balanced(self.account)
        return self.events

    def _hour(self, hour):
        engine, start_s = self.engine, self.utc_s - HOUR_S
        used_mwh = KWH if self.is_closed else 0
        engine.take(start_s, self.utc_s, (used_mwh, 0, 0, 0, 0, 0, used_mwh))
        owed_u = engine.lifetime_u()
        settle(self.account, self.scheme, owed_u, standing_u(engine.tariff, "accrued_u"))
        self._look()

    def _engine(self, energy, standing):
        rules = [{"rule": "energy", "kind": "energy", "price": f"{energy / 100:.2f}"}]
        if standing:
            price = f"{standing / 100:.2f}"
            rules.append({"rule": "standing", "kind": "fixed", "price": price, "per": "day"})
        document = {"format": 2, "name": "month", "currency": self.scheme.currency}
        minutes = self.scheme.zone.offset_s(self.start_s) // 60
        document |= {"zone": {"utc_offset_min": minutes}, "rules": rules}
        return Engine(compile_tariff(document))

    def _obey(self, kind, amount=None):
        if kind == "button":
            credit.acknowledge(self.account)
            assert not credit.judge(self.account, self.scheme, self.utc_s, self.is_closed)
            credit.note_closing(self.account, self.scheme, self.utc_s)
            self.is_closed = True
            self._note("close")
            return
        self.ids[kind] = self.ids.get(kind, 0) + 1
        command = {"kind": kind, "id": self.ids[kind]}
        if amount:
            command["amount"] = amount
        carry_out(self.account, self.scheme, command, self.utc_s)
        self._note(kind)

    def _look(self):
        level = credit.alarm_level(self.account, self.scheme)
        if level > self.level:
            self._note(f"alarm {level}")
        self.level = level
        causes = credit.judge(self.account, self.scheme, self.utc_s, self.is_closed)
        if causes and self.is_closed:
            self.is_closed = False
            named = [text for bit, text in SUPPLY_CAUSES if causes & bit]
            self._note("trip: " + ", ".join(named))

    def _note(self, what):
        day, second = divmod(self.utc_s - self.start_s, DAY_S)
        self.events.append((day + 1, second // HOUR_S, what, self.account.balance_u // MICRO_CENT))
