"""Every write to the FRAM in the course of a scene: where in the firmware, and what it changed."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from host.campaign.invariants import Watch
from host.campaign.lives import live
from host.campaign.scenes import starving_scene
from host.campaign.sites import patched
from host.campaign.starving import NoFate, second_life
from host.simulator.world import MEMORY

HEAD_BYTES, TAIL_BYTES = 18, 12
"""Of a frame: before and behind its sections."""

MAP = (
    (0x0040, "superblock"),
    (0x0080, "high-water marks"),
    (0x4300, "frames"),
    (0x7300, "tariff slots"),
    (0x7700, "index of events"),
    (0x7F00, "events"),
    (0x7F80, "last gasp"),
    (0x7FC0, "superblock"),
    (0x8000, "high-water marks"),
)
"""(where it ends, what it is), of docs/SPEC.md."""


@dataclass(frozen=True)
class Write:
    """One write: the `image` before it (all of the memory), where and what was written."""

    site: str
    image: bytes
    address: int
    data: bytes
    stored: bytes | None
    """The frame that was committed last before it, None where there was none."""

    @property
    def allowed(self):
        """The states that a start may find where this write is cut."""
        frames = [self.stored, self.data if is_frame(self.data) else None]
        return [state_of_frame(frame) for frame in frames]

    def cut(self, fault):
        """The image that a cut in this write leaves."""
        end = self.address + len(self.data)
        cells = fault.cells(self.image[self.address : end], self.data)
        return self.image[: self.address] + bytes(cells) + self.image[end:]

    @property
    def done(self):
        """The image after it."""
        end = self.address + len(self.data)
        return self.image[: self.address] + self.data + self.image[end:]


def is_frame(data):
    """Whether a write is that of a commit frame (docs/SPEC.md)."""
    return data[:2] == b"MW" and int.from_bytes(data[4:6], "little") == len(data)


def what_is_at(address):
    """What a write that is no frame belongs to."""
    return next(what for end, what in MAP if address < end)


def state_of_frame(frame):
    """(sequence, sections) of a frame's bytes, None of none: written down here from SPEC, so that
    what recovery finds is not compared with itself.
    """
    if frame is None:
        return None
    return int.from_bytes(frame[6:10], "little"), frame[HEAD_BYTES:-TAIL_BYTES]


class Tracer:
    """Lives through the scene once, with one death and no fault; `writes` in their order, `sizes`
    of the frame's sections, `broken` what did not hold even so.
    """

    def __init__(self, most_a_site):
        self.writes = []
        self.broken = []
        self.sizes = ()
        self._site = "elsewhere"
        self._most = most_a_site
        self._counts = {}
        self._stored = None
        self._chance = Random(1)

    def trace(self):
        with tempfile.TemporaryDirectory(prefix="meter-campaign-") as folder:
            scene = starving_scene(Path(folder))
        chip = scene.world.devices["metering"][MEMORY]
        self._listen(chip)
        watch = Watch(scene, NoFate())
        with patched(self._place):
            live(scene, second_life().__next__, watch)
        self.broken = watch.broken
        return self

    def _place(self, site_of, function, arguments, named):
        before, self._site = self._site, site_of(*arguments, **named) or "elsewhere"
        self.sizes = tuple(section.size for section in arguments[0].store.sections)
        try:
            return function(*arguments, **named)
        finally:
            self._site = before

    def _listen(self, chip):
        write = chip.faults.write

        def heard(memory, address, change, length):
            image = bytes(memory)
            write(memory, address, change, length)
            self._note(image, address, bytes(memory[address : address + length]))

        chip.faults.write = heard

    def _note(self, image, address, data):
        """Of the many commits of single seconds only some are kept."""
        count = self._counts[self._site] = self._counts.get(self._site, 0) + 1
        if count <= self._most or self._chance.random() < 0.01:
            site = self._site if is_frame(data) else what_is_at(address)
            self.writes.append(Write(site, image, address, data, self._stored))
        if is_frame(data):
            self._stored = data
