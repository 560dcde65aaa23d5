"""What must hold in every life, whatever befell the meter; what does not is `broken`.

- What was stored stays: energy, debits, bills and the ids of commands never go back.
- Energy is missing at most by what passes in one second, for each death.
- Money adds up: bought and brought, less refunded, is debited, held, paid or there; debits are
  bills. What was acknowledged to whoever sent it is in the account, once.
- The switch stands as its causes say, within a bound; the meter is back within a bound.
"""

from host.run.result import points

SECOND_US = 1_000_000
MOST_DOWN_US = 10 * SECOND_US
"""From a death to the first reading afterwards; two seconds of them the processor is off."""
MOST_UNEQUAL_US = 3 * SECOND_US
COUNT_MWH = 1000
"""Held back by the chip: less than one count in each of its registers."""
BROWN_OUT_S = 5
"""What a metering chip that lost its settings may miss: found within a second, then set up."""
MOST_KW = 1656
SECOND_MWH = MOST_KW * 1_000_000 // 3600
RISING = ("import_mwh_total", "export_mwh_total", "boots", "bills_closed", "bought_u")


class Watch:
    """Looks on while the firmware lives; `broken` are sentences, `told` counts what was seen."""

    def __init__(self, scene, fate):
        self._scene = scene
        self._world = scene.world
        self._fate = fate
        self._said = None
        self._last = {}
        self._died_us = self._unequal_us = None
        self._gave_up_us = []
        self.end_us = scene.power_fail_us
        self.safe_statuses = 0
        self.broken = []
        self.is_over = False  # the final report was given
        self.deaths = self.brown_outs = self.statuses = 0
        self.longest_down_us = 0
        self.lost_mwh = 0

    def look(self):
        """Called before each request of the board; True where the process is to die there."""
        dies = self._fate.between()
        said = self._world.last_display.get("metering")
        if said is not self._said:
            self._said = said
            self.is_over = said.get("final", False)
            try:
                self._check(points(said))
            except Exception as error:  # it would end in the firmware's hands
                self._break(f"a status cannot be read: {type(error).__name__}: {error}")
        return dies

    def died(self, requests):
        self.deaths += 1
        self._died_us = self._world.now_us  # the last of them, where one follows another

    def time_is_up(self):
        """There should have been a final report by now."""
        self.is_over = True

    def gave_up(self, error):
        """The firmware ended by itself; again and again within seconds it is broken."""
        now_us = self._world.now_us
        self._gave_up_us = [t for t in self._gave_up_us if now_us - t < MOST_DOWN_US] + [now_us]
        if len(self._gave_up_us) > 2:
            self._break(f"the firmware gives up: {type(error).__name__}: {error}")

    def ended(self):
        said = self._world.last_display.get("metering")
        if said is None or not said.get("final"):
            self._break("there is no final report")
            return
        values = points(said)
        self._check_energy(values)
        if "subjects" not in said:  # whose accounts are not among the points of the meter
            self._check_commands(values)

    def _check(self, values):
        self.statuses += 1
        if self._died_us is not None:
            down_us = self._world.now_us - self._died_us
            self.longest_down_us = max(self.longest_down_us, down_us)
            self._died_us = None
            if down_us > MOST_DOWN_US:
                self._break(f"{down_us / SECOND_US:.1f} s from a death to the next status")
        if values["bill_u"] is None:
            self.safe_statuses += 1  # in safe mode nothing is said of money
            return
        for name in RISING:
            if (values[name] or 0) < (self._last.get(name) or 0):
                self._break(f"{name} fell from {self._last[name]} to {values[name]}")
        if values["state_lost"] and self._last:  # a new meter may be hit before it has stored
            self._break("state_lost is said")
        if values["tariff_lost"] and "misdirected" not in self._fate.by_kind:
            self._break("tariff_lost is said, and no stray write has hit its document")
        self._last = values
        self._check_money(values)
        self._check_switch(values)

    def _check_money(self, values):
        owed_u = values["closed_u"] + values["bill_u"]
        if values["debited_u"] not in (owed_u, 0):  # nothing before the first minute is over
            self._break(f"debits are {values['debited_u']} u, the bills are {owed_u} u")
        if values["bought_u"] is None:
            return  # no scheme
        came_u = values["bought_u"] + values["opening_u"] - values["refunded_u"]
        used_u = values["debited_u"] - values["held_u"] + values["balance_u"]
        used_u += values["debt_paid_u"] + values["fees_paid_u"]
        if came_u != used_u:
            self._break(f"{came_u} u came in, {used_u} u are used or there")

    def _check_switch(self, values):
        """Closed without a cause, open with one; for a moment they may differ."""
        if values["supply_causes"] is None:
            return
        contacts = self._scene.relay.contacts
        agrees = bool(contacts) == (not values["supply_causes"])
        if agrees:
            self._unequal_us = None
            return
        self._unequal_us = self._unequal_us or self._world.now_us
        if self._world.now_us - self._unequal_us > 60 * SECOND_US + MOST_UNEQUAL_US:
            self._break(f"contacts {contacts}, causes {values['supply_causes']} for too long")

    def _check_energy(self, values):
        true_mwh = self._world.terminals.true_energy(self.end_us).import_mwh
        self.lost_mwh = true_mwh - values["import_mwh_total"]
        seconds = self.deaths + self.brown_outs * BROWN_OUT_S
        allowed_mwh = seconds * SECOND_MWH + 3 * COUNT_MWH + true_mwh // 500
        if not -3 * COUNT_MWH - true_mwh // 500 <= self.lost_mwh <= allowed_mwh:
            self._break(f"{self.lost_mwh} mWh are missing, {allowed_mwh} are allowed")

    def _check_commands(self, values):
        """Each id that was accepted counts once, however often it was sent."""
        for kind, name in (("top_up", "bought_u"), ("refund", "refunded_u")):
            accepted = {
                command["id"]: int(command["amount"]) * 1_000_000
                for _, command, answer in self._world.answers
                if command["kind"] == kind and _was_done(answer["said"])
            }
            if sum(accepted.values()) != (values[name] or 0):
                self._break(f"{name} is {values[name]}, accepted were {accepted}")

    def _break(self, what):
        self.broken.append(f"at {self._world.now_us / SECOND_US:.3f} s: {what}")


def _was_done(said):
    """Whether a command was carried out: now, or just before a death that kept its answer back."""
    return not said or said.endswith("it was done before")
