"""Who runs next: the world waits for every board to say what it wants, then serves the earliest.

A board says "wake me at t", or does something at its own time; the world never serves a request
while another board might still do something earlier. So a run is the same however fast the
processes are, and an idle day costs only as many messages as there are wake-ups.

A board whose process is gone starts again after `restart_s` of the world's time. One that does not
feed its watchdog is reset by it in the world's time; so is one that says nothing for some real
seconds, which computes for ever. Every reset is kept in `resets`.
"""

import json

from host.simulator import wire
from host.simulator.errors import SimulationError
from host.simulator.memory_faults import PowerCut
from host.simulator.processor import Processor
from host.simulator.world import PROCESSOR

RESTART_S = 2
MOST_FAILED_STARTS = 5
SHORT_LIFE_S = 5
SECOND_US = 1_000_000
HANGS = "hangs"
"""In place of a request: nothing will come."""


class Slot:
    """Where one board is plugged in: its process, what it asks for, and when that is due."""

    def __init__(self, world, role, launcher, restart_s=RESTART_S):
        self._world = world
        self.role = role
        self._launcher = launcher
        self._restart_us = round(restart_s * SECOND_US)
        self._connection = None
        self._request = None
        self._failed_starts = 0
        self._started_us = 0
        self._asked_us = 0  # its own time when it asked
        self._is_news = False  # a pin moved since it last waited
        self._processor = world.devices[role].setdefault(PROCESSOR, Processor())
        self.due_us = 0
        self.about = {}
        self.resets = []

    def fetch(self):
        """Make sure that it is known what this board wants next, and when."""
        while self._connection and not self._request:
            try:
                self._accept(self._connection.request())
            except wire.Gone:
                self._end()
            except wire.Silent:
                self._hang()

    def interrupt(self, t_us):
        """A pin moved: a board that waits is woken now, any other when it next would wait."""
        self._is_news = True
        if self._request and self._request[0] == wire.WAIT:
            self.due_us = min(self.due_us, max(t_us, self._asked_us))

    @property
    def pins(self):
        return self._world.pins_of(self.role)

    def serve(self):
        """Do what is due, and tell the board."""
        if not self._connection:
            self._start()
            return
        if self._request[0] == HANGS:
            self._reset("watchdog")
            return
        operation, argument, payload = self._request
        self._request = None
        t_us = self.due_us
        body = b""
        if operation in (wire.EXCHANGE, wire.WRITE):
            body, ends_us = self._exchange(t_us, argument, payload)
            if not self._connection:
                return  # it has reset itself, or its supply is gone
            self.due_us = ends_us
        elif operation == wire.DISPLAY:
            self._world.display(self.role, payload)
        elif operation == wire.COMMAND:
            body = wire.counted(self._world.take(payload))
        elif operation == wire.HELLO:
            self.about = json.loads(payload)
            body = wire.settings_body(self._world.settings_of(self.role))
        elif operation == wire.WAIT:
            self._is_news = False
        if operation in wire.ANSWERED:
            self._connection.answer(self.due_us, self.pins, body)

    def _exchange(self, t_us, select, mosi):
        try:
            return self._world.exchange(self.role, t_us, select, mosi)
        except PowerCut:
            self.cut_power()
            return b"", t_us

    def kill(self, t_us=None):
        """The process ends here, as where the processor's supply dips; it may be down already."""
        if self._connection:
            self._reset("killed", told="brown-out")

    def cut_power(self, t_us=None):
        """The processor's supply is gone, and with it what its backup memory held."""
        if self._connection:
            self._reset("power cut", told="power")
        self._processor.lose_power()
        self._failed_starts = 0  # nor does the firmware remember any

    def close(self):
        if self._connection:
            self._connection.close()
        self._launcher.close()

    def _accept(self, request):
        self._request = request
        self._asked_us = self.due_us
        if request[0] == wire.WAIT and not self._is_news:
            self.due_us = max(self.due_us, wire.moment_us(request[2]))

    def _hang(self):
        """Its watchdog ends that in the world's time."""
        if self._processor.bites_us is None:
            self._reset("watchdog")
        else:
            self._request = (HANGS,)
            self.due_us = self._processor.bites_us

    def _start(self):
        self._started_us = self._world.now_us
        self._processor.attach(self._world, self._reset_by_itself)
        try:
            self._connection = self._launcher.start()
        except wire.Gone:
            self._end()

    def _end(self):
        """The process has ended: somebody killed it, or it gave up by itself."""
        status = self._launcher.exit_status()
        if status < 0:
            self._reset(f"killed by signal {-status}", told="brown-out")
        else:
            self._give_up_if_broken()
            cause = f"ended with exit code {status}: {self._launcher.log(lines=1)}"
            self._reset(cause, told="software")

    def _give_up_if_broken(self):
        short = self._world.now_us - self._started_us < SHORT_LIFE_S * SECOND_US
        self._failed_starts = self._failed_starts + 1 if short else 0
        if self._failed_starts >= MOST_FAILED_STARTS:
            raise SimulationError(
                f"the firmware gave up {MOST_FAILED_STARTS} times within {SHORT_LIFE_S} s of its"
                f" start; the end of its log:\n{self._launcher.log()}"
            )

    def _reset_by_itself(self, cause):
        """Its watchdog bites, or the firmware asks for it."""
        if cause == "software":
            self._give_up_if_broken()
        self._reset(cause)

    def _reset(self, cause, told=None):
        """The life ends; `told` is what the processor finds as its cause when it starts again."""
        self._launcher.kill()
        if self._connection:
            self._connection.close()
        self._connection = self._request = None
        self._is_news = False
        self._world.start_anew(self.role)
        self._processor.was_reset(told or cause)
        now_us = self._world.now_us
        self.resets.append({"role": self.role, "at_us": now_us, "cause": cause})
        self.due_us = now_us + self._restart_us


def run(world, slots, finished, after_step=lambda: None):
    """Let the world live until `finished()`; `after_step` is called after each request."""
    while not finished():
        for slot in slots:
            slot.fetch()
        slot = min(slots, key=lambda each: each.due_us)
        plan_us = world.next_plan_us
        if plan_us is not None and plan_us <= slot.due_us:
            _carry_out(world, slots, plan_us)
            continue
        world.advance(slot.due_us)
        slot.serve()
        after_step()


def _carry_out(world, slots, plan_us):
    before = [slot.pins for slot in slots]
    world.advance(plan_us)
    for slot, pins in zip(slots, before, strict=True):
        if slot.pins != pins:
            slot.interrupt(plan_us)
