"""What befalls a scene: deaths at any request, and memory chips that cut, tear, drop and rot.

One fault of a memory chip at a time is what the design promises to bear, and the next one only
when the meter has stored its state anew.
"""

from host.simulator.memory_faults import Cut, Dropped, Flipped, Misdirected, Torn
from host.simulator.world import MEMORY

BOOT_REQUESTS = 150
"""About as many requests as a start takes."""
FRAME_BITS = 8 * 1500


class Fate:
    """The faults of a seed; `told` says in words what was done, `by_kind` how often."""

    def __init__(self, chance, scene):
        self._chance = chance
        self._scene = scene
        self._deaths = chance.choice((0, 1, 3, 8, 20))
        self._wrong_writes = chance.choice((0, 0, 1, 3))
        self._after_answers = chance.choice((0, 0, 1, 4))
        self.told = []
        self.by_kind = {}
        self._answers = 0

    def next_death(self):
        """The request at which the next life ends, None for none; a chip may fail first."""
        if not self._deaths:
            return None
        self._deaths -= 1
        if self._chance.random() < 0.5:
            self._spoil(self._cut())
            return None
        requests = self._chance.choice((BOOT_REQUESTS, BOOT_REQUESTS, 600))
        self._note("death")
        return self._chance.randrange(1, requests)

    def between(self):
        """In the course of a life: now and then a write goes wrong without a cut. True where the
        process is to die here: some deaths follow an answer at once, when what was promised may
        be kept in no memory yet.
        """
        answers = len(self._scene.world.answers)
        answered, self._answers = answers > self._answers, answers
        if answered and self._after_answers and self._chance.random() < 0.4:
            self._after_answers -= 1
            self._note("death after an answer")
            return True
        if self._wrong_writes and self._chance.random() < 0.002:
            self._wrong_writes -= 1
            self._spoil(wrong_write(self._chance))
        return False

    def _spoil(self, fault):
        """The fault befalls one of the next writes to the FRAM."""
        faults = self._scene.world.devices["metering"][MEMORY].faults
        faults.plan(faults.writes + self._chance.randrange(1, 60), fault)
        self._note(type(fault).__name__.lower())

    def _cut(self):
        if self._chance.random() < 0.3:
            return Torn(self._chance.randrange(1 << 16))
        return Cut(self._chance.randrange(FRAME_BITS))

    def _note(self, kind):
        self.by_kind[kind] = self.by_kind.get(kind, 0) + 1
        self.told.append(f"{self._scene.world.now_us / 1e6:.3f} s {kind}")


def wrong_write(chance):
    """A write that goes wrong although the supply stands."""
    return chance.choice(
        (Dropped(), Misdirected(1 << chance.randrange(15)), Flipped(chance.randrange(FRAME_BITS)))
    )
