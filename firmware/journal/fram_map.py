"""Where everything of the journal is (docs/SPEC.md, "FRAM map"); addresses and lengths in bytes.

The tariff slots end where the index of events begins; the ring of frames has what is left before
them, so that it depends on how many subjects there are. It takes memory only while it is asked.
"""

from firmware.compat import const

SUPERBLOCKS_AT = (0x0000, 0x7F80)
MARKS_AT = (0x0040, 0x7FC0)
_RING_AT = const(0x0500)
_SLOTS_END = const(0x7300)
SLOT_BYTES = {1: 6144, 2: 4096, 3: 2816}
"""Of each of a subject's two tariff slots, by the number of subjects."""
COPIES = (0x000000, 0x200000, 4096)
"""In the flash: from where, how long, bytes of a slot."""
BACKUP_AT = 0
"""In the backup memory of the processor."""


def slots_at(subjects):
    """Where the first tariff slot begins."""
    return _SLOTS_END - 2 * subjects * SLOT_BYTES[subjects]


def ring(subjects):
    """(from, to) of the ring of frames."""
    return _RING_AT, slots_at(subjects)
