"""A board in the world's own process: the port that CPython tests hand to `boards.sim`.

It has the verbs of `boards.sim.port.SocketPort`, without the socket.
"""

import json

from host.simulator.processor import Processor
from host.simulator.world import PROCESSOR


class LocalPort:
    """One board's view of the world: its own time, its devices, the pins."""

    def __init__(self, world, role="metering"):
        self._world = world
        self._role = role
        self._now_us = world.now_us
        self._is_news = False  # a pin moved since it last waited
        world.devices[role].setdefault(PROCESSOR, Processor()).attach(world)
        self.requests = 0
        self._watched = 0
        self._interrupt = None

    def hello(self, about):
        self._begin()
        return json.dumps(self._world.settings_of(self._role)).encode()

    def exchange(self, select, tx, rx):
        self._begin()
        miso, self._now_us = self._world.exchange(self._role, self._now_us, select, bytes(tx))
        rx[:] = miso

    def write(self, select, tx):
        self._begin()
        _, self._now_us = self._world.exchange(self._role, self._now_us, select, bytes(tx))

    def command(self, answer):
        """Answer the command before (bytes, or none); the next one, or none."""
        self._begin()
        return self._world.take(answer)

    def display(self, text):
        self._begin()
        self._world.display(self._role, text)

    def on_rise(self, pin, interrupt):
        """Call `interrupt()` when this pin rises."""
        self._watched, self._interrupt = pin, interrupt

    def wait(self, second, microsecond):
        """Let time pass up to the given one, or to the next change of a pin."""
        self._begin()
        until_us = second * 1_000_000 + microsecond
        while not self._is_news and (plan := self._world.next_plan_us) is not None:
            if plan > until_us:
                break
            self._reach(plan)
        if not self._is_news:
            self._reach(until_us)
        self._is_news = False

    def _begin(self):
        self.requests += 1
        self._reach(self._now_us)

    def _reach(self, t_us):
        self._now_us = max(self._now_us, t_us)
        pins = self.pins
        self._world.advance(self._now_us)
        self._is_news = self._is_news or self.pins != pins
        if self.pins & ~pins & self._watched:
            self._interrupt()

    @property
    def second(self):
        return self._now_us // 1_000_000

    @property
    def microsecond(self):
        return self._now_us % 1_000_000

    @property
    def pins(self):
        return self._world.pins_of(self._role)
