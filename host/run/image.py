"""The code that the firmware runs from: the device modules as bytecode, as a board has them.

They are compiled by mpy-cross into build/image, each anew when its source is newer, and packed
into one image, from which they run in place: the heap of the firmware holds no code, as on a
board. A MicroPython that stands in for ours can do neither; it runs the sources, which takes more
heap.
"""

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from host.runtimes import is_stand_in, mpy_cross, romfs
from host.runtimes.recipes import BUILD, ROOT
from host.simulator.errors import SimulationError

IMAGE = BUILD / "image"
PROGRAMS = BUILD / "programs"
PACKAGES = ("firmware", "drivers", "tariffs", "comms", "boards")
TEMPLATES = "tariffs/templates"
BOARD = "boards/sim"
START = "start"
"""The module that mounts an image; it is the one that runs from a folder."""
KEPT_IMAGES = 4


@dataclass(frozen=True)
class Code:
    """How an interpreter finds modules: MICROPYPATH, and the image where there is one."""

    path: str
    rom: Path | None = None

    def argv(self, main):
        """The arguments that run `main()` of the module `main`."""
        return ["-m", START, main] if self.rom else ["-m", main]

    def environment(self):
        rom = {"METER_ROM": str(self.rom)} if self.rom else {}
        return {"MICROPYPATH": self.path, **rom}


def sources(folder=ROOT):
    """The code as it stands in a folder; the simulated board's own modules come first."""
    board = folder / BOARD
    return Code(":".join([str(board / "micropython"), str(board), str(folder), ".frozen"]))


def code_of(argv, templates=(), program=None):
    """The code from which the interpreter `argv` runs the firmware, with these templates.

    `program` is a module (relative to the checkout) that stands beside the packages, to be run
    in place of the firmware's own.
    """
    compiler = mpy_cross()
    if compiler is None or is_stand_in(argv):
        return sources()
    for source in _sources():
        _compile_newer(compiler, source, IMAGE)
    if program:
        _compile_newer(compiler, Path(program), PROGRAMS)
    _remove_strays()
    return Code(str(IMAGE / BOARD / "micropython"), _packed(templates, program))


def _compile_newer(compiler, source, folder):
    target = folder / source.with_suffix(".mpy")
    if not target.exists() or target.stat().st_mtime < (ROOT / source).stat().st_mtime:
        _compile(compiler, source, target)


def _packed(templates, program):
    """The image of all bytecode, and of templates by their names. Its own name follows from what
    is in it, since others may run.
    """
    files = {str(path.relative_to(IMAGE)): path.read_bytes() for path in IMAGE.rglob("*.mpy")}
    if program:
        compiled = Path(program).with_suffix(".mpy")
        files[compiled.name] = (PROGRAMS / compiled).read_bytes()
    for name in templates:
        files[f"{TEMPLATES}/{name}.json"] = (ROOT / TEMPLATES / f"{name}.json").read_bytes()
    content = romfs.image(files)
    path = BUILD / f"image-{hashlib.sha256(content).hexdigest()[:16]}.rom"
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(content)
        os.replace(partial, path)
        _remove_old_images()
    return path


def _remove_old_images():
    """A process that runs from an image keeps it, though its name is gone."""
    found = sorted(BUILD.glob("image-*.rom"), key=_age, reverse=True)
    for path in found[KEPT_IMAGES:]:
        path.unlink(missing_ok=True)


def _age(path):
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _sources():
    """Device modules, relative to the checkout."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT)


def _compile(compiler, source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")
    command = [*compiler, "-s", str(source), "-o", str(partial), str(ROOT / source)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SimulationError(f"{source}: does not compile: {done.stderr.strip()}")
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _remove_strays():
    """Bytecode whose source is gone would still be imported."""
    for path in IMAGE.rglob("*.mpy"):
        if not (ROOT / Path(path.relative_to(IMAGE)).with_suffix(".py")).exists():
            path.unlink(missing_ok=True)
