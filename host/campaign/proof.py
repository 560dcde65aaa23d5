"""`make campaign-proof`: takes guards away one by one; the campaign must see each of them gone.

A campaign that finds nothing proves something only if it would find it. Each guard is replaced in
this process for as long as one part of the campaign runs.
"""

import multiprocessing
import sys
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from firmware.journal import recovery
from firmware.journal.journal import Journal
from firmware.journal.ring import Ring
from firmware.meter import Meter
from firmware.supply import Supply
from firmware.tariff_slots import TariffSlots
from host.campaign import cuts, seeds
from tariffs.prepaid import commands as account_commands
from tariffs.prepaid.account import IDS, PrepaidAccount

MOST_SEEDS = 80
CUTS = 1000


def _no_checksum(read, frame, block):
    return True


def _one_place(ring, length):
    return ring.base


def _oldest_first(heads, reverse):
    return sorted(heads)


def _any_id(account, kind, number):
    """Whatever comes is done."""


def _keep_nothing(meter):
    """Not stored until the next second."""
    meter.billing.changed = True


def _set_up_anew(meter):
    meter.stored.digest = 0x10000
    meter.asic.configure()
    meter._keep_digest()


def _now_and_then(commit):
    """Stores every twentieth second only, and says that it has."""

    def rarely(journal):
        journal.skipped = getattr(journal, "skipped", 0) + 1
        return commit(journal) if journal.skipped % 20 == 0 or journal.sequence < 3 else True

    return rarely


def _no_ids(unpack_from):
    """A start does not know which commands were done."""

    def forgetful(account, buffer, offset):
        unpack_from(account, buffer, offset)
        for name in IDS:
            setattr(account, name, 0)

    return forgetful


def _blind(supply):
    """Believes that the contacts stand as they did."""


def _over_the_active(write_next):
    def write(slots, document):
        slots.active = 1 - slots.active
        try:
            return write_next(slots, document)
        finally:
            slots.active = 1 - slots.active

    return write


def cut():
    """What is broken by cuts."""
    return cuts.run_single(CUTS, cuts.traced()).broken


def live():
    """What is broken first, in seed after seed."""
    with multiprocessing.Pool() as pool:
        for outcome in pool.imap(seeds.outcome_of, range(10, MOST_SEEDS + 1)):
            if outcome.broken:
                return [(f"seed {outcome.seed}, {outcome.broken[0]}", "")]
    return []


GUARDS = (
    ("the checksum of a frame", recovery, "is_whole", _no_checksum, cut),
    ("places beside that of the newest frame", Ring, "_after_newest", _one_place, cut),
    ("the newest frame before older ones", recovery, "sorted", _oldest_first, cut),
    ("a command's id", account_commands, "expect_new", _any_id, live),
    ("a command is stored before it is answered", Meter, "keep", _keep_nothing, live),
    ("a chip that went on metering is adopted", Meter, "_start_chip", _set_up_anew, live),
    ("the state is stored every second", Journal, "commit", _now_and_then, live),
    ("the ids of commands are stored", PrepaidAccount, "unpack_from", _no_ids, live),
    ("the switch is looked at", Supply, "see", _blind, live),
    (
        "the tariff that holds stays",
        TariffSlots,
        "write_next",
        _over_the_active,
        live,
    ),
)
"""(what it guards, where, its name, what stands there instead, the part that must see it)."""
WRAPPING = (_now_and_then, _no_ids, _over_the_active)
"""These are given what they replace."""


@contextmanager
def without(owner, name, replacement):
    """While this lasts a guard is gone."""
    missing = object()
    saved = vars(owner).get(name, missing)
    setattr(owner, name, replacement(saved) if replacement in WRAPPING else replacement)
    try:
        yield
    finally:
        if saved is missing:
            delattr(owner, name)
        else:
            setattr(owner, name, saved)


def main():
    """Take each guard away; 0 where every one of them was missed."""
    console = Console()
    table = Table("without", "the campaign says")
    unseen = 0
    for what, owner, name, replacement, part in GUARDS:
        with without(owner, name, replacement):
            broken = part()
        unseen += not broken
        table.add_row(what, broken[0][0] if broken else "nothing: it is blind to this")
    console.print(table)
    console.print(f"{len(GUARDS) - unseen} of {len(GUARDS)} guards are missed when gone")
    return int(unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
