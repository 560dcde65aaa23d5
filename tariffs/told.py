"""What is told of the past: each fact is charged as often as it is due, whenever it is told.

A fact is due at certain moments, the first of which is the end of the day on which it was told.
A bill charges what is due by its end and was not charged by the bills before it. So a fact that
reaches the meter after the bill in which it was due has closed is charged in the bill that runs
then, and none is charged twice, however often the site facts are read anew.

What was due before the first bill of all was charged by whoever billed then.
"""

from binascii import crc32

from tariffs.errors import TariffError

MOST_TOLD = 64
"""Facts of a rule; so many that were charged are remembered, also when they are told no more."""
MOST_TIMES = 36
"""How often a fact can be due."""
_KEYS = 1 << 25
_COUNTS = 1 << 6
_ENTRIES = _KEYS * _COUNTS
"""An entry is a key with how often it was charged; two entries make one stored number."""


class Fact:
    """One fact: `name` tells it from all others, `due_s` are the UTC seconds at which it is due,
    in order, and `path` is where the site has it.
    """

    def __init__(self, name, due_s, path):
        self.key = crc32(name.encode()) % _KEYS
        self.due_s = due_s
        self.path = path

    def due_by(self, end_s):
        """How often it was due before this second."""
        return len([due_s for due_s in self.due_s if due_s < end_s])


class ToldOnce:
    """What of `facts` was charged, in `values`: whether a bill has closed, then the entries.

    Raises TariffError where two facts have the same name.
    """

    def __init__(self, facts):
        self._facts = facts
        self.values = [0] * (1 + MOST_TOLD // 2)
        keys = [fact.key for fact in facts]
        for number, fact in enumerate(facts):
            if fact.key in keys[:number]:
                first = facts[keys.index(fact.key)].path
                raise TariffError(f"{fact.path}: got the same as {first}, expected each once")

    def charged(self, bill):
        """(fact, how often this bill charges it) of each fact that it charges."""
        known = self._known()
        for fact in self._facts:
            times = fact.due_by(bill.end_s) - self._before(fact, bill, known)
            if times > 0:
                yield fact, times

    def close(self, bill, charges):
        """Remember what this bill has charged; without `charges` what was due in it is forgone,
        but not what was due before it.
        """
        known = self._known()
        entries = []
        for fact in self._facts:
            before = self._before(fact, bill, known)
            due = fact.due_by(bill.end_s)
            if not charges:
                due -= max(0, fact.due_by(bill.start_s) - before)
            entries.append((fact.key, max(before, due)))
        told = [key for key, _ in entries]
        entries += [entry for entry in known if entry[0] not in told]
        self._remember([entry for entry in entries if entry[1]])

    def _before(self, fact, bill, known):
        """How often it was charged before this bill."""
        if not self.values[0]:
            return fact.due_by(bill.start_s)
        for key, count in known:
            if key == fact.key:
                return count
        return 0

    def _known(self):
        """(key, count) of each fact that was charged."""
        found = []
        for pair in self.values[1:]:
            for entry in (pair % _ENTRIES, pair // _ENTRIES):
                if entry:
                    found.append((entry // _COUNTS, entry % _COUNTS))
        return found

    def _remember(self, entries):
        packed = [key * _COUNTS + count for key, count in entries]
        packed = (packed + [0] * MOST_TOLD)[:MOST_TOLD]
        self.values[0] = 1
        for place in range(MOST_TOLD // 2):
            self.values[place + 1] = packed[2 * place] + packed[2 * place + 1] * _ENTRIES
