"""The far end, simulated: it stores records that the communication processor brings, each once,
and hands out commands until they are answered.

What lasts is its `disk`. Records and the sequence up to which they came are one write, and so are
the answer to a command and that it is done: so a start between any two of them, and whatever the
line does, loses none and doubles none.
"""

import json
import random
import struct
from dataclasses import dataclass, field

from comms.link_frame import ANSWER, FrameReader, FrameWriter
from comms.modem_requests import CALL_ME, KIND_OF, MOST_PIECE

STREAMS = 4
NAME_OF = {kind: name for name, kind in KIND_OF.items()}
RESTART_US = 3_000_000


@dataclass
class Disk:
    """What lasts: `records[stream]` is a list of (sequence, bytes) in the order in which they were
    stored, `following[stream]` the sequence that is wanted next, `passed[stream]` how many
    sequences had no record. `waiting` are (ticket, command bytes), `answers` (ticket, text).
    """

    records: list = field(default_factory=lambda: [[] for _ in range(STREAMS)])
    following: list = field(default_factory=lambda: [0] * STREAMS)
    passed: list = field(default_factory=lambda: [0] * STREAMS)
    tickets: int = 0
    waiting: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    def store(self, stream, records, following):
        """One write: records and the sequence that is wanted after them."""
        self.passed[stream] += following - self.following[stream] - len(records)
        self.records[stream] += records
        self.following[stream] = following

    def send(self, command):
        """One write: a command waits."""
        self.tickets += 1
        self.waiting.append((self.tickets, command))

    def done(self, ticket, text):
        """One write: a command is answered, and waits no more."""
        self.waiting.pop(0)
        self.answers.append((ticket, text))


class FarEnd:
    """`line` is where it sends. `on_answer(t_us, command, answer)` is told of each answer.

    With `crash_rate` it goes down at that share of its writes, before or after them.
    """

    def __init__(self, line=None, on_answer=None, crash_rate=0.0, seed=0):
        self.line = line
        self.disk = Disk()
        self.crashes = 0
        self._on_answer = on_answer
        self._crash_rate = crash_rate
        self._chance = random.Random(seed)
        self._down_until_us = 0
        self._start()

    def _start(self):
        """What does not last begins anew."""
        self._reader, self._writer = FrameReader(), FrameWriter()

    def send(self, t_us, command):
        """A command (bytes) is to be carried out; who can carry it is called."""
        self.disk.send(command)
        self.line.send(t_us, self._writer.frame(CALL_ME, 0, b""))

    def arrive(self, t_us, data):
        """Bytes have come over the line."""
        for byte in data:
            if t_us >= self._down_until_us and self._reader.feed(byte):
                self._answer_request(t_us)

    def _answer_request(self, t_us):
        name, payload = NAME_OF.get(self._reader.kind), bytes(self._reader.payload)
        if name is None:
            return
        try:
            answer = _HANDLERS[name](self, t_us, payload)
        except (struct.error, _Down):
            return  # no such request has that form; or it went down over it
        kind = self._reader.kind | ANSWER
        self.line.send(t_us, self._writer.frame(kind, self._reader.request, answer))

    def _write(self, t_us, change, *what):
        """One write to the disk: wholly done, or not at all."""
        moment = self._chance.random() / self._crash_rate if self._crash_rate else 2.0
        if moment >= 0.5:
            change(*what)
        if moment < 1.0:
            self.crashes += 1
            self._down_until_us = t_us + RESTART_US
            self._start()
            raise _Down

    def _call(self, t_us, payload):
        return self._next_command() + struct.pack(f"<{STREAMS}I", *self.disk.following)

    def _deliver(self, t_us, payload):
        stream, start, following, size = struct.unpack_from("<BIIH", payload, 0)
        disk, at = self.disk, 11
        if stream >= STREAMS or (len(payload) - at) % (4 + size):
            raise struct.error
        wanted = disk.following[stream]
        if start <= wanted < following:
            found = []
            while at + 4 + size <= len(payload):
                sequence = struct.unpack_from("<I", payload, at)[0]
                if sequence >= wanted:
                    found.append((sequence, payload[at + 4 : at + 4 + size]))
                at += 4 + size
            self._write(t_us, disk.store, stream, found, following)
        return struct.pack("<I", disk.following[stream])

    def _command(self, t_us, payload):
        ticket, offset = struct.unpack("<IH", payload)
        waiting = self.disk.waiting
        if not waiting or waiting[0][0] != ticket:
            return b""
        return waiting[0][1][offset : offset + MOST_PIECE]

    def _answer(self, t_us, payload):
        ticket, waiting = struct.unpack_from("<I", payload, 0)[0], self.disk.waiting
        if waiting and waiting[0][0] == ticket:
            command, text = waiting[0][1], payload[4:]
            self._write(t_us, self.disk.done, ticket, text)
            if self._on_answer:
                self._on_answer(t_us, json.loads(command), json.loads(text))
        return self._next_command()

    def _next_command(self):
        """Ticket and length of the command that waits, zeros if none does."""
        waiting = self.disk.waiting
        ticket, command = waiting[0] if waiting else (0, b"")
        return struct.pack("<IH", ticket, len(command))


class _Down(Exception):
    """The far end went down over a write."""


_HANDLERS = {
    "call": FarEnd._call,
    "deliver": FarEnd._deliver,
    "command": FarEnd._command,
    "answer": FarEnd._answer,
}
