"""`meter run --chaos`: deaths, cut and stray writes, brown-outs, drawn from the seed.

It says what it did to the meter, and looks on all the time with the eyes of the campaign
(`host.campaign.invariants`): what must hold whatever befalls a meter.
"""

from random import Random

from host.campaign.faults import wrong_write
from host.campaign.invariants import Watch
from host.simulator.memory_faults import Cut, Torn
from host.simulator.world import FLASH, MEMORY

SECOND_US = 1_000_000
QUIET_S = 30
"""At the begin, until the meter is commissioned, and at the end."""
MEAN_S, LEAST_BLOWS = 1800, 24
"""Between two blows; in a short run they are closer."""
FRAME_BITS = 8 * 1500
SECTOR_BITS = 8 * 4096
STRAY = "a write to the FRAM is lost, stray or wrong"


class Chaos:
    """Plans the blows of a scene; `told` are (seconds from the begin of the load, what)."""

    def __init__(self, scene, slots, seed):
        self._scene = scene
        self._slot, *self._others = slots
        self._chance = Random(seed)
        self._devices = scene.world.devices["metering"]
        self.told = []
        self.watch = Watch(scene, self)
        mean_s = min(MEAN_S, scene.seconds / LEAST_BLOWS)
        at_s = QUIET_S
        while (at_s := at_s + 1 + self._chance.expovariate(1 / mean_s)) < scene.seconds - QUIET_S:
            blow = self._chance.choice(BLOWS + ON_OTHERS if self._others else BLOWS)
            scene.world.at(scene.begin_us + round(at_s * SECOND_US), self._doing(blow))

    def between(self):
        """Everything is planned: nothing comes between two requests."""

    @property
    def by_kind(self):
        """What a stray write may have hit."""
        return ("misdirected",) if any(what == STRAY for _, what in self.told) else ()

    def look(self):
        """To be called after each request."""
        self.watch.deaths = len(self._slot.resets)
        self.watch.look()

    def said(self):
        """What was done and what was broken, for the result."""
        counts = {}
        for _, what in self.told:
            counts[what] = counts.get(what, 0) + 1
        blows = [{"at_s": round(at_s, 6), "what": what} for at_s, what in self.told]
        return {"counts": counts, "blows": blows, "violations": self.watch.broken}

    def _doing(self, blow):
        def do(t_us):
            name, act = blow
            self.told.append(((t_us - self._scene.begin_us) / SECOND_US, name))
            act(self, t_us)

        return do

    def _kill(self, t_us):
        self._slot.kill(t_us)

    def _kill_other(self, t_us):
        for slot in self._others:
            slot.kill(t_us)

    def _cut_power(self, t_us):
        self._slot.cut_power(t_us)

    def _cut_write(self, t_us):
        chance = self._chance
        fault = Torn(chance.randrange(1 << 16)) if chance.random() < 0.5 else None
        self._spoil(MEMORY, fault or Cut(chance.randrange(FRAME_BITS)))

    def _cut_record(self, t_us):
        self._spoil(FLASH, Cut(self._chance.randrange(SECTOR_BITS)))

    def _stray_write(self, t_us):
        self._spoil(MEMORY, wrong_write(self._chance))

    def _brown_out(self, t_us):
        self.watch.brown_outs += 1
        self._scene.chip.brown_out(t_us)

    def _spoil(self, select, fault):
        """The fault befalls the next write to that chip."""
        faults = self._devices[select].faults
        faults.plan(faults.writes, fault)


BLOWS = (
    ("the processor dies", Chaos._kill),
    ("the processor dies", Chaos._kill),
    ("the processor's supply is cut", Chaos._cut_power),
    ("a write to the FRAM is cut", Chaos._cut_write),
    ("a write to the FRAM is cut", Chaos._cut_write),
    ("a write to the flash is cut", Chaos._cut_record),
    (STRAY, Chaos._stray_write),
    ("the metering chip browns out", Chaos._brown_out),
)
ON_OTHERS = (("the communication processor dies", Chaos._kill_other),) * 3
"""With two processors."""
