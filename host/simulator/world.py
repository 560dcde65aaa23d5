"""The world around the boards: one time, the chips, and what is planned to happen.

Time is microseconds since the world began, and it is the world's alone: boards say what they do
and until when they wait. A device is what answers one chip select of a board:
`exchange(t_us, mosi) -> (miso, microseconds taken)`.
"""

import json
from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

ASIC, MEMORY, I2C, RELAY, FLASH = range(5)
LINK_SEND, LINK_TAKE, MODEM_SEND, MODEM_TAKE = range(16, 20)
PROCESSOR = 8
POWER_FAIL, COMMAND_WAITS = 0x01, 0x02
"""Bits of `World.pins`: the supply is about to end; a command waits to be taken."""
LINK_WAITS, MODEM_WAITS = 0x10, 0x20
"""Bits of one board's pins: bytes from the other processor, or from the modem, wait."""
ASIC_FRAME_US = 40
"""A 32-clock frame at 1 Mbit/s and the time between two of them."""


class AsicPort:
    """The metering chip on its bus: blocks of 32-clock frames."""

    def __init__(self, chip):
        self.chip = chip

    def exchange(self, t_us, mosi):
        return self.chip.exchange(t_us, mosi, ASIC_FRAME_US), len(mosi) // 4 * ASIC_FRAME_US


@dataclass
class World:
    """Time, terminals, devices and plans.

    `devices` is {role: {select: device}}, one entry a board; `settings` is what every board
    finds in its flash, unless `own_settings` has others for its role. `pins` are the lines that
    reach all boards at once. `far_end`, where there is one, is what sends commands. `answers` are
    (microseconds, command, answer) of the commands that a board has answered.
    """

    terminals: object
    devices: dict
    settings: dict
    now_us: int = 0
    pins: int = 0
    last_display: dict = field(default_factory=dict)
    answers: list = field(default_factory=list)
    own_settings: dict = field(default_factory=dict)
    far_end: object = None
    _own_pins: dict = field(default_factory=dict)
    _commands: deque = field(default_factory=deque)
    _plans: list = field(default_factory=list)
    _order: object = field(default_factory=count)

    def at(self, t_us, action):
        """Plan `action(t_us)`; plans of one time run in the order they were made."""
        heappush(self._plans, (t_us, next(self._order), action))

    def advance(self, t_us):
        """Let time pass up to `t_us`, with all that was planned until then."""
        while self._plans and self._plans[0][0] <= t_us:
            due_us, _, action = heappop(self._plans)
            self.now_us = max(self.now_us, due_us)
            action(due_us)
        self.now_us = max(self.now_us, t_us)

    @property
    def next_plan_us(self):
        return self._plans[0][0] if self._plans else None

    def settings_of(self, role):
        """What the board of this role finds in its flash."""
        return self.own_settings.get(role, self.settings)

    def pins_of(self, role):
        """The lines as this board sees them."""
        return self.pins | self._own_pins.get(role, 0)

    def raise_pin(self, role, pin):
        self._own_pins[role] = self._own_pins.get(role, 0) | pin

    def drop_pin(self, role, pin):
        self._own_pins[role] = self._own_pins.get(role, 0) & ~pin

    def start_anew(self, role):
        """This board's processor begins anew: what it had not taken is gone."""
        for device in self.devices.get(role, {}).values():
            getattr(device, "start_anew", _nothing)()

    def exchange(self, role, t_us, select, mosi):
        """One exchange with a board's device: (MISO, the time when it ends)."""
        miso, taken_us = self.devices[role][select].exchange(t_us, mosi)
        return miso, t_us + taken_us

    def send(self, command):
        """A command (a dict) waits for the meter from now on, behind those that wait already."""
        if self.far_end:
            self.far_end.send(self.now_us, _as_sent(command))
            return
        self._commands.append(command)
        self.pins |= COMMAND_WAITS

    def take(self, answer):
        """The board has answered (bytes of JSON, or none yet) the command that it was handed; the
        next one as bytes, none if there is none. One that is not answered is handed over again.
        """
        if answer and self._commands:
            self.answers.append((self.now_us, self._commands.popleft(), json.loads(answer)))
        if self._commands:
            return _as_sent(self._commands[0])
        self.pins &= ~COMMAND_WAITS
        return b""

    def display(self, role, text):
        """A board's display shows `text`, a JSON object."""
        self.last_display[role] = json.loads(text)


def _as_sent(command):
    """A command as bytes."""
    return json.dumps(command, ensure_ascii=False).encode()


def _nothing():
    """What a chip does that the processor's start does not concern."""
