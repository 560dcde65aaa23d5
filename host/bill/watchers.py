"""Who looks on while a load goes through the engine: the prepaid account, and costs by day."""

from array import array

from host.run.options import MOST_BALANCE_U
from host.simulator.errors import SimulationError
from tariffs.account import Account
from tariffs.calendar import DAY_S

SETTLE_S = 900
"""How often the prepaid account is settled, where rows are shorter: each time rates all rules."""


class Prepaid:
    """The account that is debited as the load is drawn.

    `emptied_s` is when its balance first was zero or less, None while it never was.
    """

    def __init__(self, balance_u):
        self._account = Account(balance_u)
        self.first_u = balance_u
        self.emptied_s = None
        self.times_s = array("q")
        self.balances_u = array("q")

    @property
    def balance_u(self):
        return self._account.balance_u

    def step(self, engine, end_s):
        if not self.times_s or end_s // SETTLE_S > self.times_s[-1] // SETTLE_S:
            self._settle(engine.lifetime_u(), end_s)

    def close(self, bill):
        """What the closing changes is debited with the next step."""

    def end(self, engine, end_s):
        self._settle(engine.closed_u, end_s)

    def _settle(self, lifetime_u, at_s):
        self._account.settle(lifetime_u)
        if abs(self.balance_u) > MOST_BALANCE_U:
            raise SimulationError(
                f"--prepaid: got a balance beyond {MOST_BALANCE_U // 10**6}, expected less: no"
                " meter could hold it; choose a smaller load or price"
            )
        if self.emptied_s is None and self.balance_u <= 0:
            self.emptied_s = at_s
        self.times_s.append(at_s)
        self.balances_u.append(self.balance_u)


class Days:
    """What each local day's energy has cost, by period: (UTC second of its begin, {name: u})."""

    def __init__(self, tariff, begin_s):
        self._zone = tariff.zone
        self._begin_s = begin_s
        self._end_s = self._midnight_after(begin_s)
        self._costs_before = {}
        self.costs = []

    def step(self, engine, end_s):
        if end_s >= self._end_s:
            self._keep(_energy_costs(engine.rated().lines()))
            self._begin_s, self._end_s = self._end_s, self._midnight_after(self._end_s)

    def close(self, bill):
        """The next day's costs begin at nothing."""
        if bill.end_s > self._begin_s:
            self._keep(_energy_costs(bill.lines))
        self._costs_before = {}

    def end(self, engine, end_s):
        """The day that the load ends in was kept with its bill."""

    def _keep(self, costs):
        before = self._costs_before
        grown = {name: costs[name] - before.get(name, 0) for name in costs}
        self.costs.append((self._begin_s, grown))
        self._costs_before = costs

    def _midnight_after(self, utc_s):
        return self._zone.utc_of_midnight(self._zone.local_s(utc_s) // DAY_S + 1)


def _energy_costs(lines):
    """{period, or rule where it has none: micro-units} of the lines for energy."""
    costs = {}
    for line in lines:
        if line.group == "energy":
            name = line.part or line.rule
            costs[name] = costs.get(name, 0) + line.amount_u
    return costs
