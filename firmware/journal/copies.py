"""What is kept of the state in other places, once a minute and after each command.

High-water marks go to FRAM, apart from the frames, and to the backup memory of the processor; the
whole frame goes to a ring in the NOR flash, without waiting for an erase. It is loaded for the
moment only.
"""

from firmware.journal import fram_map
from firmware.journal.blocks import BLOCK_BYTES, Marks, superblock


def keep(store):
    """Keep copies of the frame that was committed last, and what it stands for."""
    _say_who(store)
    block = Marks(store.sequence, *reached(store.meter)).block(store.who)
    for at in fram_map.MARKS_AT:
        store.memory.write(at, block)
    if store.backup is not None:
        store.backup.write(fram_map.BACKUP_AT, block)
    ring = store.copies
    if ring is not None:
        ring.poll()  # what is being erased may be done by now
        if ring.append(store.frame) < 0:
            store.copies_missed += 1
        ring.poll()  # the next place is erased until the next minute


def reached(meter):
    """(boots, energy drawn in mWh, debits, balance in 10^-6), which the high-water marks say."""
    account = meter.account
    return meter.stored.boots, meter.registers.mwh[0], account.debited_u, account.balance_u


def _say_who(store):
    """Write the superblocks where they do not say what they should."""
    ring, flash = store.ring, store.flash
    flash_bytes = flash.size if flash else 0
    block = superblock(store.who, store.memory.size, flash_bytes, ring.base, ring.end)
    found = bytearray(BLOCK_BYTES)
    for at in fram_map.SUPERBLOCKS_AT:
        store.memory.read(at, found)
        if found != block:
            store.memory.write(at, block)
