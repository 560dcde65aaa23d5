"""A log of events upon the simulated chips, for tests of every runtime: power that ends."""

import struct
from binascii import crc32

from drivers.fram import FRAM
from firmware import event_log
from firmware.event_kinds import CREDIT_LOADED
from firmware.event_log import EventLog
from firmware.event_memory import EventMemory
from host.simulator.fram import FRAM as Chip
from host.simulator.memory_faults import PowerCut
from tests import flash_scene

FRAME_BYTES = 64
event_log.forget = lambda name: None  # sources are compiled here, which takes a while each time


class Moment:
    """A meter that knows the time, its energy and its balance."""

    def __init__(self):
        self.utc_s, self.now_s, self.mwh, self.balance_u = 1600000000, 100, 5000, -7

    def __call__(self):
        return self.utc_s, self.now_s, self.mwh, self.balance_u

    def passes(self, seconds):
        self.utc_s += seconds
        self.now_s += seconds


class State:
    """A stored state of two frames in turn: what was `done`, and the log's section."""

    def __init__(self, memory, section):
        self._memory, self._section = memory, section
        self._frame = bytearray(FRAME_BYTES)
        self._sequence = self.done = 0

    def load(self):
        newest = max([self._read(slot) for slot in (0, 1)])
        if newest > 0:
            self._read(newest & 1)
            self._sequence, self.done = struct.unpack_from("<II", self._frame, 0)
            self._section.unpack_from(self._frame, 8)
        return newest > 0

    def commit(self):
        self._sequence += 1
        struct.pack_into("<II", self._frame, 0, self._sequence, self.done)
        self._section.pack_into(self._frame, 8)
        struct.pack_into("<I", self._frame, FRAME_BYTES - 4, crc32(self._frame[:-4]))
        self._memory.write((self._sequence & 1) * FRAME_BYTES, self._frame)

    def _read(self, slot):
        self._memory.read(slot * FRAME_BYTES, self._frame)
        stored = struct.unpack_from("<I", self._frame, FRAME_BYTES - 4)[0]
        return (
            struct.unpack_from("<I", self._frame, 0)[0] if stored == crc32(self._frame[:-4]) else 0
        )


class Scene:
    """Chips that keep what they hold, and what a processor makes of them when it starts.

    Without `sectors` there is no flash.
    """

    def __init__(self, sectors=4):
        self.chip = Chip()
        self.flash = flash_scene.Scene(sectors) if sectors else None
        self.moment = Moment()
        self.start()

    def start(self):
        """The processor starts; PowerCut where that was planned."""
        ring = self.flash.start() if self.flash else None
        self.log = EventLog(self.moment, flash_scene.Bus(self.chip), ring)
        self.state = State(FRAM(flash_scene.Bus(self.chip)), self.log)
        self.log.with_memory("start", self.state.load())

    def commit(self):
        self.state.commit()
        self.log.stored()
        if self.flash:
            self.flash.second()

    def load_credit(self):
        """A command that has an effect and makes an event."""
        self.state.done += 1
        self.log.note(CREDIT_LOADED, self.state.done)
        self.commit()

    def restart(self):
        """The supply is gone and comes back, until a start is not cut."""
        self.moment.now_s = 0
        for _ in range(10):
            self.chip.power_off()
            if self.flash:
                self.flash.cut()
            try:
                return self.start()
            except PowerCut:
                pass
        raise AssertionError("cut ten times")

    @property
    def memory(self):
        return EventMemory(self.log)

    def count(self, kind):
        return self.log.with_memory("count", kind)

    def records(self, most=1000):
        """The last records that are told and can be read, in the order of their numbers."""
        memory, found = self.memory, []
        for number in range(max(1, self.log.told + 1 - most), self.log.told + 1):
            record = memory.find(number)
            if record is not None:
                found.append(bytes(record))
        return found
