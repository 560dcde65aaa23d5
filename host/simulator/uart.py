"""A UART between two boards, or a board and a modem: baud rate, delay, buffers, and faults.

    a, b = End(world, "metering", LINK_WAITS), End(world, "communication", LINK_WAITS)
    connect(world, a, b)                  # both ways
    world.devices["metering"] |= {LINK_SEND: Sender(a), LINK_TAKE: Taker(a)}
    a.line.faults = LineFaults(seed=7, lose=0.3)

What is written goes out byte by byte, ten bits each, in pieces; each piece arrives as a whole when
its last byte does. A fault hits a piece. What a full receive buffer cannot take is lost, as on a
chip that nobody reads from.
"""

import random
from dataclasses import dataclass, field

SECOND_US = 1_000_000
BITS = 10
BAUD = 115_200
DELAY_US = 20
PIECE_BYTES = 256
TAKEN_BYTES = 1024
"""Room of a receive buffer."""
SENT_BYTES = 1024
"""Room of a send buffer: a write that finds no room waits for it."""


@dataclass
class LineFaults:
    """Shares of pieces that are lost, doubled, late (so that later ones overtake them) or hit.

    `late_us` is how late at most; a piece that is hit has one bit in `hit_bytes` turned.
    """

    seed: int
    lose: float = 0.0
    double: float = 0.0
    late: float = 0.0
    hit: float = 0.0
    late_us: int = 400_000
    hit_bytes: int = 64
    _chance: random.Random = field(init=False)

    def __post_init__(self):
        self._chance = random.Random(self.seed)

    def fates(self, piece):
        """(how late, bytes) of each time that the piece arrives."""
        chance = self._chance
        for _ in range(1 + (chance.random() < self.double)):
            if chance.random() >= self.lose:
                late_us = chance.randrange(self.late_us) if chance.random() < self.late else 0
                yield late_us, self._spoilt(piece)

    def _spoilt(self, piece):
        if self._chance.random() >= self.hit:
            return piece
        spoilt = bytearray(piece)
        for _ in range(1 + len(piece) // self.hit_bytes):
            spoilt[self._chance.randrange(len(piece))] ^= 1 << self._chance.randrange(8)
        return bytes(spoilt)


class Line:
    """One direction, to whatever has `arrive(t_us, data)`; None for `faults` is a good line."""

    def __init__(self, world, receiver, baud=BAUD, delay_us=DELAY_US):
        self._world = world
        self._receiver = receiver
        self._byte_us = BITS * SECOND_US / baud
        self._delay_us = delay_us
        self._free_us = 0
        self.faults = None
        self.sent = 0

    def send(self, t_us, data):
        """Send bytes from now on, behind those that are under way; when the sender has room."""
        self.sent += len(data)
        for at in range(0, len(data), PIECE_BYTES):
            piece = bytes(data[at : at + PIECE_BYTES])
            self._free_us = max(t_us, self._free_us) + len(piece) * self._byte_us
            self._deliver(piece, round(self._free_us) + self._delay_us)
        return max(t_us, round(self._free_us - SENT_BYTES * self._byte_us))

    def _deliver(self, piece, at_us):
        fates = self.faults.fates(piece) if self.faults else ((0, piece),)
        for late_us, data in fates:
            self._world.at(
                at_us + late_us, lambda t_us, data=data: self._receiver.arrive(t_us, data)
            )


class End:
    """A board's end: its receive buffer, and the pin that says that bytes wait in it.

    `line` is where it sends; `overrun` counts the bytes for which there was no room.
    """

    def __init__(self, world, role, pin):
        self._world = world
        self._role = role
        self._pin = pin
        self._waiting = bytearray()
        self.line = None
        self.overrun = 0

    def arrive(self, t_us, data):
        room = TAKEN_BYTES - len(self._waiting)
        self._waiting += data[:room]
        self.overrun += max(0, len(data) - room)
        self._world.raise_pin(self._role, self._pin)

    def take(self, most):
        """The bytes that have waited longest."""
        taken = bytes(self._waiting[:most])
        del self._waiting[:most]
        if not self._waiting:
            self._world.drop_pin(self._role, self._pin)
        return taken

    def start_anew(self):
        """The board was reset: its buffer is empty."""
        self.take(TAKEN_BYTES)


class Sender:
    """The chip select to which a board writes what is to be sent."""

    def __init__(self, end):
        self._end = end

    def exchange(self, t_us, mosi):
        return b"", self._end.line.send(t_us, mosi) - t_us


class Taker:
    """The chip select from which a board takes what has arrived: how many bytes, the bytes."""

    def __init__(self, end):
        self._end = end

    def exchange(self, t_us, mosi):
        taken = self._end.take(min(len(mosi) - 1, 255))
        return (bytes((len(taken),)) + taken).ljust(len(mosi), b"\x00"), 0

    def start_anew(self):
        self._end.start_anew()


def connect(world, a, b, baud=BAUD, delay_us=DELAY_US):
    """Lay both lines between two ends."""
    a.line = Line(world, b, baud, delay_us)
    b.line = Line(world, a, baud, delay_us)
