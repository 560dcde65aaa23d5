"""Bills every example document over the same days and prints what comes out, on any runtime.

    micropython -X heapsize=512k tests/replay_bill.py    # MICROPYPATH=.:.frozen, in the checkout

The days are made of whole numbers: a load that rises and falls, over the end of a month and a
change of the clock. For each document: each closed bill's lines, what was owed at the end of each
day, and a checksum of the state that the meter would have stored.
"""

import sys
from binascii import crc32

from tariffs.channels import MEASURED
from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.rules import KINDS
from tests.tariff_mutations import example, site

BEGIN_S = 1774134000  # 22 March 2026, 00:00 in a zone one hour ahead of UTC
DAYS = 11
DAY_S = 86400
STEP_S = 900
MOST_MWH = 11000000
"""Of a step: 44 kW."""


class Load:
    """Energies of one step after the other, the same on every runtime."""

    def __init__(self):
        self._state = 20260322
        self.energies = [0] * len(MEASURED)

    def draw(self, below):
        """The next number of a linear congruence (Numerical Recipes: 1664525, 1013904223)."""
        self._state = (self._state * 1664525 + 1013904223) & 0xFFFFFFFF
        return (self._state >> 8) * below >> 24

    def step(self, utc_s, seconds):
        """Energies of a step of so many seconds; some of it flows back at noon."""
        hour = utc_s // 3600 % 24
        share = 12 - abs(hour - 12)
        drawn = self.draw(MOST_MWH) * (4 + share) // 16
        sold = self.draw(MOST_MWH) // 2 if share > 9 else 0
        lag, lead = self.draw(1 + drawn * 5 // 4), self.draw(1 + drawn // 3)
        found = (drawn, sold, lag, 0, 0, lead, drawn + lag // 4)
        for number, energy in enumerate(found):
            self.energies[number] = energy * seconds // STEP_S
        return self.energies


def replay(document, facts):
    """Bill the days, tell what comes out."""
    engine = Engine(compile_tariff(document, facts))
    engine.on_close = tell_bill
    engine.begin(BEGIN_S)
    load, stored, now_s = Load(), bytearray(engine.size), BEGIN_S
    for day in range(1, DAYS + 1):
        while now_s < BEGIN_S + day * DAY_S:
            engine.advance(now_s)
            end_s = min(now_s + STEP_S - now_s % STEP_S, engine.next_edge(now_s))
            engine.take(now_s, end_s, load.step(now_s, end_s - now_s))
            now_s = end_s
        owed_u = engine.lifetime_u()
        engine.pack_into(stored, 0)
        print("day %d: %d owed, state %08x" % (day, owed_u, crc32(stored)))
    engine.close_now(now_s)
    print("%d in all, fingerprint %08x" % (engine.closed_u, engine.tariff.fingerprint))


def tell_bill(bill):
    print("bill of %d to %d: %d" % (bill.start_s, bill.end_s, bill.total_u))
    for line in bill.lines():
        found = (line.rule, line.part, line.quantity_e6, line.unit, line.amount_u, line.group)
        print("  %s / %s: %d %s, %d, %s" % found)


def main(kinds):
    facts = site()
    for kind in kinds or sorted(KINDS):
        print(kind)
        replay(example(kind), facts)


if __name__ == "__main__":
    main(sys.argv[1:])
