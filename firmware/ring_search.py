"""Where the newest record of a ring stands: a few reads instead of thousands.

Every lap of the ring has sequences that are larger by its capacity, so the sectors up to the one
that is being written are of one lap, and those behind it of the lap before, or blank. That edge is
found by halving, by the first whole record of each sector looked at. A sector in which none of the
first records is whole says nothing, and the next ones are asked; behind the edge a few sectors are
looked at again, in case it was drawn too early. In its sector the newest is found by reading the
end of each slot. A record counts only where its CRC is right and its place is its own.
"""

from firmware.compat import const
from firmware.record_ring import BLANK, UNFIT

_SAMPLES = const(4)
"""Slots of a sector that are looked at until one is whole."""
_BEHIND = const(4)
"""Sectors that may be spoilt in a row without the newest record being missed."""
_PROBES = const(16)
"""Sectors that are looked at, spread over the ring, before it is called empty."""


def newest_of(ring):
    """The sequence of the newest record of a ring, -1 where there is none."""
    sectors = ring.capacity // ring.sector_slots
    newest, first = -1, _first_known(ring, sectors)
    for _ in range(_BEHIND):
        if first < 0:
            break
        head = _last_of_lap(ring, first, sectors)
        newest = max(newest, _newest_in(ring, head), _newest_in(ring, (head + 1) % sectors))
        first = _later_one(ring, head, sectors, newest)
    return newest


def _sample(ring, sector):
    """The sequence of the first whole record of a sector, or BLANK, or UNFIT: what is there says
    nothing.
    """
    said = BLANK
    for place in _places(ring, sector)[:_SAMPLES]:
        claimed = ring.claim(place)
        if claimed >= 0 and ring.fetch(claimed, b""):
            return claimed
        if claimed != BLANK:
            said = UNFIT
    return said


def _first_known(ring, sectors):
    """The first sector that has a record; -1 where all that was looked at is blank, or no sector
    has one.
    """
    step = max(1, sectors // _PROBES)
    probes = [0, 1, 2, sectors - 1]
    probes.extend(range(step, sectors, step))
    for sector in probes:
        sample = _sample(ring, sector)
        if sample >= 0 and sector == 0:
            return 0
        if sample != BLANK:
            break
    else:
        return -1
    for sector in range(sectors):
        if _sample(ring, sector) >= 0:
            return sector
    return -1


def _last_of_lap(ring, first, sectors):
    """The last sector behind `first` that is of its lap, or of a later one."""
    lap = _sample(ring, first) // ring.capacity
    low, high = first, sectors
    while high - low > 1:
        middle = (low + high) // 2
        found, sample = _known_from(ring, middle, high)
        if sample >= 0 and sample // ring.capacity >= lap:
            low = found
        else:
            high = middle
    return low


def _known_from(ring, sector, end):
    """(sector, sample) of the first one from `sector` on that is blank or has a record."""
    sample = UNFIT
    for found in range(sector, min(sector + _BEHIND, end)):
        sample = _sample(ring, found)
        if sample != UNFIT:
            break
    return found, sample


def _later_one(ring, head, sectors, newest):
    """A sector soon behind `head` that has a later record than `newest`, or -1."""
    for step in range(2, _BEHIND + 1):
        sector = (head + step) % sectors
        if _sample(ring, sector) > newest:
            return sector
    return -1


def _newest_in(ring, sector):
    """The newest record of one sector, or -1."""
    newest = -1
    for place in reversed(_places(ring, sector)):
        claimed = ring.claim(place)
        if claimed > newest and ring.fetch(claimed, b""):
            newest = claimed
    return newest


def _places(ring, sector):
    return range(sector * ring.sector_slots, (sector + 1) * ring.sector_slots)
