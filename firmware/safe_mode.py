"""Safe mode: the meter that cannot run as it should measures, stores, and holds the switch.

Nothing is settled: what the registers grow by waits, and is shared out over that time by the first
ordinary start after it, as the energy of a long gap is. Money, tariff and switch stay as they are
stored, whatever is wrong with them; a switch that is closed stays closed. Commands are refused.

It ends by itself, after an hour in which all went well (`firmware.last_life`).
"""

from firmware import app
from firmware.compat import sleep_ms
from firmware.last_life import LastLife
from firmware.meter import Meter
from firmware.settlement import LONGEST_GAP_S


class SafeMeter(Meter):
    """A meter whose stored state is taken over, but neither read for its tariff nor settled.

    With no stored state it measures, but stores nothing: what is there may still be of use.
    """

    def start(self, why):
        """Take over registers and chip; `why` is what the status says."""
        self.safe_for = why
        self._memory.probe()
        self._has_state = self.store.load()
        self.events.with_memory("start", self._has_state)
        self.health.state_lost = int(not self._has_state and not self.store.is_blank())
        self.registers.rescale(self.stored.divisor)
        self.stored.divisor = self.registers.divisor
        self.billing.changed = False
        self.store.attach(Untouched(len(self.store.rest)))
        self.store.rest = b""
        if not self._has_state:
            self.store.since = 1  # nothing waits to be stored
        self.time.start(self.settlement.seen_s, self._settings.get("first_bill_s", 0))
        self._start_chip()
        self.stored.boots += 1
        self._commit()

    def tick(self, last=False):
        """One second: read, add, store."""
        now_s = self.clock.seconds()
        if not self._read_chip(now_s):
            return
        self.registers.add(self.snapshot)
        self.check.add(self.snapshot)
        self._see(now_s)
        self._commit()

    def _see(self, now_s):
        """The time of this reading, up to which the registers are read, and nothing is settled.

        After the start the clock is believed where it went on by less than a day; then its seconds
        count, so that no step of it gets into the time that is shared out later.
        """
        passed_s = self.clock.utc_s() - self.settlement.seen_s
        if self._ticked_at_s is not None:
            passed_s = now_s - self._ticked_at_s
        if 0 <= passed_s <= LONGEST_GAP_S:
            self.settlement.seen_s += passed_s
        self._ticked_at_s = now_s

    def _commit(self):
        if self._has_state and self.store.commit():
            self.events.stored()


class Untouched:
    """A section that stays in the frame as it was stored."""

    def __init__(self, size):
        self.size = size

    def pack_into(self, buffer, offset):
        """Nothing has changed."""


def start(board, supervisor):
    """The meter in safe mode, started."""
    meter = SafeMeter(board)
    meter.supervisor = supervisor
    meter.life = LastLife(board.backup, board.reset_cause)
    meter.start(supervisor.why)
    return meter


async def metering(meter, board, beat):
    """One tick at every whole second, until this has gone well for long enough."""
    beat.rests(2)
    await meter.clock.align(sleep_ms)
    while True:
        beat.works()
        meter.tick()
        if meter.life.history.is_over(meter.clock.seconds()):
            meter.life.leave_safe_mode(meter.clock.seconds())
            board.reset()
        if meter.link:
            meter.link.tidy()
        beat.rests(1)
        await sleep_ms(meter.clock.ms_to_next_second())


def watch(supervisor, meter):
    """Have all tasks supervised: those of `firmware.app`, but for the one that settles."""
    app.watch(supervisor, meter, metering)
