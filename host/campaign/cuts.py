"""Cuts at bits of every kind of write, single and double, and every bit of the FRAM flipped.

The writes are those of a traced life (`trace`), frames of the real size with real content; what is
asked is the journal's own recovery (`recovered`). What was acknowledged before the write began
must be found, or what the write itself brings; never anything else.
"""

import multiprocessing
from functools import partial
from random import Random

from host.campaign.recovered import Image, journal_on, state_in
from host.campaign.report import Part
from host.campaign.trace import Tracer, Write
from host.simulator.memory_faults import Cut

MOST_A_SITE = 20
FIRST_START = "the first start"
AGAIN = "make campaign ARGS='--only {}'"


def traced():
    """The writes of a life, for the three of these."""
    return Tracer(MOST_A_SITE).trace()


def run_single(cuts, tracer):
    """The Part of so many single cuts, spread evenly over the bits of all traced writes."""
    bits = sum(8 * len(write.data) + 1 for write in tracer.writes)
    step = max(1, bits // cuts)
    return _part("cuts", partial(_single, tracer.sizes, step), tracer.writes, tracer)


def run_double(cuts, tracer):
    """The Part of so many double cuts: the second in the first write after the first."""
    chance = Random(2)
    writes = [write for write in tracer.writes if write.site != FIRST_START]
    firsts = [chance.choice(writes) for _ in range(-(-cuts // SECONDS_OF_A_FIRST))]
    return _part("double cuts", partial(_double, tracer.sizes), list(enumerate(firsts)), tracer)


SECONDS_OF_A_FIRST = 100


def run_flips(step, tracer):
    """The Part of every `step`-th bit of the FRAM flipped, one at a time."""
    image, truth = tracer.writes[-1].done, Truth(tracer.writes[-1])
    places = range(0, len(image), 256)
    return _part("flips", partial(_flips, tracer.sizes, image, truth, step), places, tracer)


class Truth:
    """What must be found where the byte at an address is wrong: the newest state, and where that
    byte is the newest frame's own, the one before.
    """

    def __init__(self, write):
        self.before, self.newest = write.allowed
        self.begin, self.end = write.address, write.address + len(write.data)

    def at(self, address):
        return self.before if self.begin <= address < self.end else self.newest


def _part(name, tried, items, tracer):
    part = Part(name)
    part.broken = [(f"without any fault: {what}", AGAIN.format(name)) for what in tracer.broken]
    with multiprocessing.Pool() as pool:
        for counts, broken in pool.imap_unordered(tried, items):
            for site, (times, failed) in counts.items():
                part.count(site, times=times - failed)
                part.count(site, is_broken=True, times=failed)
            part.broken += [(what, AGAIN.format(f'"{name}"')) for what in broken]
    return part


def _single(sizes, step, write):
    """({site: (cuts, broken)}, what was broken) of one write."""
    broken, times = [], 0
    for bit in range(Random(write.address).randrange(step), 8 * len(write.data) + 1, step):
        times += 1
        if state_in(write.cut(Cut(bit)), sizes) not in write.allowed:
            broken.append(f"{write.site}: cut at bit {bit} of {len(write.data)} bytes")
    return {write.site: (times, len(broken))}, broken


def _double(sizes, numbered):
    number, first = numbered
    chance = Random(number)
    bit = chance.randrange(8 * len(first.data))
    memory = Image(first.cut(Cut(bit)))
    journal, _ = journal_on(memory, sizes)
    journal.commit()
    address, data, image = memory.writes[0]
    second = Write(first.site, image, address, data, first.stored)
    allowed = [*first.allowed, *second.allowed]
    broken = []
    for _ in range(SECONDS_OF_A_FIRST):
        other = chance.randrange(8 * len(data))
        if state_in(second.cut(Cut(other)), sizes) not in allowed:
            broken.append(f"{first.site}: cut at bit {bit}, then the start at bit {other}")
    return {first.site: (SECONDS_OF_A_FIRST, len(broken))}, broken


def _flips(sizes, image, truth, step, place):
    """All bits of 256 bytes from `place` on."""
    broken, times = [], 0
    cells = bytearray(image)
    for bit in range(0, 8 * 256, step):
        at, mask = place + bit // 8, 1 << bit % 8
        cells[at] ^= mask
        times += 1
        if state_in(cells, sizes) != truth.at(at):
            broken.append(f"bit {bit % 8} of the byte at 0x{at:04X} is flipped")
        cells[at] ^= mask
    page = f"0x{place & 0xF000:04X} to 0x{place | 0xFFF:04X}"
    return {page: (times, len(broken))}, broken
