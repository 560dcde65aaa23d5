"""The engine: a compiled tariff that is fed with energy, step by step, and says what is owed.

    engine = Engine(tariff)
    engine.begin(utc_s)
    engine.take(start_s, end_s, energies)     # any step that no edge divides
    account.settle(engine.lifetime_u())       # debits the signed change

The bill is a pure function of the state, and the state is whole numbers only: however a span is
cut into steps, the bill is the same. `lifetime_u()` is all closed bills plus what the running one
has accrued, so that the debits add up to the bills, exactly, whenever one looks. A bill closes by
itself when a step begins at or after its end; a closed bill never changes.
"""

import struct

from tariffs.calendar import DAY_S
from tariffs.errors import TariffError
from tariffs.running_bill import RunningBill
from tariffs.wide import bound, joined, split

HOUR_S = 3600
_NEVER = 1 << 62
_OWN = "<9q"
MOST_EMPTY_BILLS = 24
"""Bills that are closed one after the other where time has leapt; over more it leaps too."""


class Step:
    """One step as registers see it; one object serves for all steps.

    `standard_s` to `standard_end_s` on the clock of standard time, which ends `past_hour_s` after
    a full hour; `day` is the local day.
    """

    def __init__(self, tariff):
        self.start_s = self.standard_s = self.standard_end_s = self.past_hour_s = self.day = 0
        self.periods = [0] * len(tariff.calendars)
        self.energies = [0] * len(tariff.channels)


class Engine:
    """`values` are: begin and end of the running bill, end of its last step (its begin before the
    first), sum of all closed bills, remainder carried into the running one, number of closed
    bills, total of the last.

    Sum and total are stored in two numbers each (`tariffs.wide`). `overflowed` says that a number
    of a rule or register was beyond 64 bits when it was stored, and counts as the most of them.

    Amounts are in micro-units. `on_close(bill)` is called with each bill as it is closed.
    """

    def __init__(self, tariff):
        self.tariff = tariff
        self.on_close = None
        self.values = [0] * 7
        self.overflowed = False
        self.step = Step(tariff)
        self.bill = RunningBill(tariff)
        holders = tariff.registers + tariff.rules
        self._holders = [holder for holder in holders if holder.values]
        self.size = struct.calcsize(_OWN) + 8 * sum([len(each.values) for each in self._holders])
        self._beginning = [each for each in tariff.registers if hasattr(each, "begin")]
        self._edged = [each for each in tariff.registers if hasattr(each, "next_edge")]
        self._since_s = self._until_s = 0  # between these the periods of `step` hold
        self._forget_ratings()

    @property
    def closed_u(self):
        """Sum of all closed bills."""
        return self.values[3]

    def begin(self, utc_s, closed_u=0):
        """Begin the first bill at `utc_s`; `closed_u` is what bills before it came to."""
        for register in self.tariff.registers:
            register.clear()
        self._forget_ratings()
        self.values[3:] = [closed_u, 0, 0, 0]
        self._begin_bill(utc_s)

    def next_edge(self, utc_s):
        """The first time after `utc_s` over which no step may go."""
        self._look_up(utc_s)
        edge_s = self._until_s
        if utc_s < self.values[1] < edge_s:
            edge_s = self.values[1]
        grain_s = self.tariff.grain_s
        if grain_s:
            window_s = utc_s + grain_s - (utc_s + self.tariff.standard_s) % grain_s
            edge_s = min(edge_s, window_s)
        for register in self._edged:
            edge_s = min(edge_s, register.next_edge(utc_s))
        return edge_s

    def take(self, start_s, end_s, energies):
        """Bill the energies (`tariffs.channels.MEASURED`, milli-units) of start_s to end_s.

        Raises TariffError where an edge divides the step. A time before the running bill, after a
        clock was set back, is billed in the running bill.
        """
        self.advance(start_s)
        if end_s > self.next_edge(start_s):
            raise TariffError(
                f"step: got {end_s - start_s} s from {start_s} s UTC on, expected at most"
                f" {self.next_edge(start_s) - start_s} s: a demand window, price period or bill"
                " ends there; use shorter steps"
            )
        self._fill(start_s, end_s, energies)
        for register in self.tariff.stepped:
            register.take(self.step)
        self.values[2] = end_s
        self._accrued_u = None

    def advance(self, utc_s):
        """Close each bill that has ended by `utc_s`."""
        closed = 0
        while utc_s >= self.values[1]:
            leaps = closed == MOST_EMPTY_BILLS
            self._close()
            self._begin_bill(utc_s if leaps else self.values[1])
            closed += 1

    def lifetime_u(self):
        """All closed bills plus what the running one has accrued, in micro-units."""
        if self._accrued_u is None:
            self._accrued_u = self.rated().accrued_u
        return self.values[3] + self._accrued_u

    def rated(self, final=False):
        """The running bill as it stands: each rule rated as if it were closed now."""
        start_s, end_s, now_s, _, carried_u = self.values[:5]
        self.bill.rate(start_s, end_s, now_s, carried_u, final)
        return self.bill

    def close_now(self, utc_s):
        """Close the running bill at `utc_s`: the tariff ends there, and with it the engine.

        All that is owed is in `closed_u` then. A bill that begins only then is none.
        """
        self.advance(utc_s)
        if not self.values[0] == self.values[2] == utc_s:
            self.values[1] = utc_s
            self._close()
        self._accrued_u = 0

    def pack_into(self, buffer, offset):
        """Write the state, `size` bytes."""
        own = self.values
        own = own[:3] + split(own[3]) + own[4:6] + split(own[6])
        struct.pack_into(_OWN, buffer, offset, *own)
        offset += struct.calcsize(_OWN)
        for holder in self._holders:
            values = holder.values
            if bound(values):
                self.overflowed = True
            struct.pack_into("<%dq" % len(values), buffer, offset, *values)
            offset += 8 * len(values)

    def unpack_from(self, buffer, offset):
        """Take over a stored state of this tariff."""
        own = struct.unpack_from(_OWN, buffer, offset)
        self.values[:] = own[:3] + (joined(*own[3:5]),) + own[5:7] + (joined(*own[7:9]),)
        offset += struct.calcsize(_OWN)
        for holder in self._holders:
            values = holder.values
            values[:] = struct.unpack_from("<%dq" % len(values), buffer, offset)
            offset += 8 * len(values)
        self._forget_ratings()

    def _forget_ratings(self):
        """The state was changed otherwise than by steps: every rule is rated anew."""
        self._accrued_u = None
        self.bill.forget()

    def _fill(self, start_s, end_s, energies):
        step = self.step
        step.start_s = start_s
        step.standard_s = start_s + self.tariff.standard_s
        step.standard_end_s = end_s + self.tariff.standard_s
        step.past_hour_s = step.standard_end_s % HOUR_S
        step.day = self.tariff.zone.local_s(start_s) // DAY_S
        if self.tariff.netting:
            energies = self.tariff.netting.with_net(step, energies)
        for number, indices in enumerate(self.tariff.channels):
            energy = energies[indices[0]]
            if len(indices) > 1:
                energy += energies[indices[1]]
            step.energies[number] = energy

    def _look_up(self, utc_s):
        """Bring the periods of all calendars to `utc_s`."""
        if self._since_s <= utc_s < self._until_s:
            return
        self._since_s, self._until_s = utc_s, _NEVER
        for number, calendar in enumerate(self.tariff.calendars):
            period, until_s = calendar.at(utc_s)
            self.step.periods[number] = period
            self._until_s = min(self._until_s, until_s)

    def _begin_bill(self, utc_s):
        end_s = self.tariff.cycle.bounds(self.tariff.zone, utc_s)[1]
        self.values[:3] = [utc_s, end_s, utc_s]
        self._accrued_u = None
        if self._beginning:
            self.bill.place(utc_s, end_s, utc_s)
            for register in self._beginning:
                register.begin(self.bill)

    def _close(self):
        """The running bill ends: its final amount is fixed, registers begin anew."""
        for register in self.tariff.stepped:
            if hasattr(register, "finish"):
                register.finish()
        bill = self.rated(final=True)
        self.values[3] += bill.total_u
        self.values[4] = bill.carry_u
        self.values[5] += 1
        self.values[6] = bill.total_u
        if self.on_close is not None:
            self.on_close(bill)
        for rule in self.tariff.rules:
            rule.close(bill)
        for register in self.tariff.registers:
            register.clear()
        self._forget_ratings()
