"""What can happen to a frame on its way, and how a block of frames is prepared.

A frame is one low period of chip select: bit 15 of the first word says read, its bits 9-0 are the
address, 16 bits of data follow (DS 30-31). A block is a sequence of whole frames; the same block
is sent again and again, so it is taken apart once.
"""

from random import Random
from struct import Struct

from .registers import ENERGY

LAST = 0x78
KINDS = ("mosi", "miso", "drop", "add")


class Block:
    """One prepared block: addresses, which frames read energy, which repeat LastSPIData."""

    def __init__(self, mosi):
        if len(mosi) % 4:
            raise ValueError(f"a block is whole frames of 4 bytes: got {len(mosi)} bytes")
        self.words = Struct(f">{len(mosi) // 4}I").unpack(mosi)
        self.count = len(self.words)
        self.only_reads = all(word >> 31 for word in self.words)
        self.addresses = [word >> 16 & 0x3FF for word in self.words]
        self.energies = [
            (k, *ENERGY[address]) for k, address in enumerate(self.addresses) if address in ENERGY
        ]
        self.repeats = [k for k, address in enumerate(self.addresses) if k and address == LAST]
        self.uses = 0
        self.pack = Struct(">" + "2xH" * self.count).pack


class BusFaults:
    """Disturbed frames: at a seeded mean `rate` per frame, or `planned` {frame number: kind}.

    Kinds: "mosi" and "miso" flip one bit, "drop" loses a clock, "add" sees one too many.
    `injected` lists (frame number, kind, bit) of what was done.
    """

    def __init__(self, rate=0.0, kinds=KINDS, seed=0, planned=None):
        unknown = set(kinds) - set(KINDS)
        if unknown:
            raise ValueError(f"unknown kinds of bus faults {sorted(unknown)}: expected {KINDS}")
        self._rate, self._kinds, self._random = rate, tuple(kinds), Random(seed)
        self._planned = dict(planned or {})
        self.seen = 0
        self.injected = []
        self._next = self._draw()

    def _draw(self):
        """The number of the next frame that chance disturbs."""
        if not self._rate:
            return 1 << 62
        return self.seen + int(self._random.expovariate(self._rate))

    def clean(self, count):
        """Whether the next `count` frames pass undisturbed; if so they count as seen."""
        last = self.seen + count
        if self._next < last or any(self.seen <= k < last for k in self._planned):
            return False
        self.seen = last
        return True

    def pick(self):
        """The fault of the next frame: (kind, bit counted from the first clock) or None."""
        number = self.seen
        self.seen += 1
        kind = self._planned.pop(number, None)
        if kind is None and number >= self._next:
            kind = self._random.choice(self._kinds)
            self._next = self._draw()
        if kind is None:
            return None
        kind, bit = kind if isinstance(kind, tuple) else (kind, self._random.randrange(32))
        self.injected.append((number, kind, bit))
        return kind, bit


def as_seen(word, fault):
    """(bits, clocks) the chip sees of the 32-bit `word` the master sent."""
    kind, bit = fault
    if kind == "mosi":
        return word ^ 1 << (31 - bit), 32
    below = 31 - bit  # bits after the disturbed one
    low = word & (1 << below) - 1
    if kind == "drop":
        return word >> (below + 1) << below | low, 31
    if kind == "add":
        return word >> below << (below + 1) | (word >> below & 1) << below | low, 33
    return word, 32


def as_heard(reply, fault):
    """The 32 bits the master reads when the chip sends `reply`."""
    kind, bit = fault
    if kind == "miso":
        return reply ^ 1 << (31 - bit)
    below = 31 - bit
    high, low = reply >> (below + 1) << (below + 1), reply & (2 << below) - 1
    if kind == "drop":  # the chip missed a clock: from there on its bits come one late
        return high | low >> 1 | low & 1 << below
    if kind == "add":  # one too many: one early
        return high | (low << 1 & (2 << below) - 1)
    return reply
