"""Sees that something has happened to the meter: a short look each second, before it is stored.

What a part of the meter does itself it notes itself (`firmware.prepayment`); the rest is found
here by comparing with how it was, so that the parts know nothing of the log. What is compared with
belongs to the stored state or begins with the processor, so that a start in between neither loses
nor doubles an event. What is done about it (`firmware.event_sources`, `firmware.power_quality`)
takes memory only then.
"""

from drivers.atm90e32.layout import W_CHANGE, W_STATE
from drivers.atm90e32.snapshot import DOUBTFUL, UNMEASURED
from firmware.compat import const, forget

_LOW_WORD, _HIGH_WORD = const(0xFF80), const(0xFF07)
"""What of the chip's two words of status is looked at."""
_REVERSED, _WHOLE_REVERSED = const(0x0007), const(0x0008)


class EventWatch:
    """`chip` are the complete settings of the metering chip.

    `gaps`, `disagreements`, `refused`, `ahead_s`, `fault` are how it was at the last look, `crcs`
    and `refusals` those of `billings`. `conditions` is what `firmware.power_quality` needs while
    something is under way, else None.
    """

    def __init__(self, meter, chip):
        from firmware import power_quality  # so that it is loaded for the moment only

        self.meter = meter
        self.limits = power_quality.limits_of(chip)
        forget("firmware.power_quality")
        self.conditions = None
        self.gaps = self.disagreements = self.refused = self.ahead_s = self.fault = 0
        self.billings = self.crcs = self.refusals = ()
        self.doubtful = self.certain_s = 0
        self.low = self.high = 0

    def witness(self):
        """What an event is stamped with: both times, the energy drawn so far, and the balance."""
        meter = self.meter
        return (
            meter.utc_s(),
            meter.clock.seconds(),
            meter.registers.mwh[0],
            meter.account.balance_u,
        )

    def look(self, snapshot):
        """A reading was taken on, and what was due by it is settled. What there is no memory for
        is seen again a second later.
        """
        try:
            self._look(snapshot)
        except MemoryError:
            pass

    def _look(self, snapshot):
        meter, clock = self.meter, self.meter.clock
        if not snapshot.flags & UNMEASURED:
            self._look_at_supply(snapshot.words)
        if (
            self.doubtful
            or snapshot.flags & DOUBTFUL
            or meter.stored.gaps != self.gaps
            or meter.check.disagreements != self.disagreements
            or meter.store.ring.refused != self.refused
            or clock.fault != self.fault
            or meter.doubt.ahead_s != self.ahead_s
        ):
            self.tell("compare")
        if meter.billing.changed:
            self.look_at_bills()

    def look_at_bills(self):
        """What was closed, switched or refused since the last look."""
        for place, billing in enumerate(self.billings):
            if (
                billing.closed.fresh
                or billing.slots.active_crc != self.crcs[place]
                or billing.refusal != self.refusals[place]
            ):
                self.tell("bills")

    def tell(self, name, *given):
        """Let a function of `firmware.event_sources` note what has happened."""
        from firmware import event_sources  # so that it is loaded for the moment only

        try:
            getattr(event_sources, name)(self, *given)
        finally:
            forget("firmware.event_sources")

    def _look_at_supply(self, words):
        """A phase is reversed that delivers while the whole does not: to feed in is no event."""
        low = (words[W_STATE] | words[W_CHANGE]) & _LOW_WORD
        high = words[W_STATE + 1] | words[W_CHANGE + 1]
        if high & _WHOLE_REVERSED:
            high &= ~_REVERSED
        high &= _HIGH_WORD
        if low == self.low and high == self.high and not self.conditions:
            return
        from firmware import power_quality  # it stays while something is under way

        self.low, self.high = low, high
        self.conditions = power_quality.look(self)
        if not self.conditions:
            forget("firmware.power_quality")
