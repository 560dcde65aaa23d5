"""Writes package.json, from which `mip` installs the meter on a board: `make package`.

It lists [place on the board, place here] for every module of firmware, drivers, tariffs and
comms. Board files are not among them: one board's file is installed as the module `board`.
"""

import json
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("firmware", "drivers", "tariffs", "comms")


def text():
    """What package.json should hold now."""
    names = [name for package in PACKAGES for name in _modules(package)]
    urls = ",\n".join(f"    {json.dumps([name, name])}" for name in sorted(names))
    return f'{{\n  "version": "{_version()}",\n  "deps": [],\n  "urls": [\n{urls}\n  ]\n}}\n'


def _modules(package):
    """The Python files of a package, relative to the checkout, with forward slashes."""
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / package).rglob("*.py")]


def _version():
    source = (ROOT / "firmware" / "version.py").read_text(encoding="utf-8")
    return re.search(r'__version__ = "(.+)"', source).group(1)


def main():
    """Writes the file whole, or leaves it as it was."""
    part = ROOT / "package.json.part"
    part.write_text(text(), encoding="utf-8")
    os.replace(part, ROOT / "package.json")
    print("package.json written")


if __name__ == "__main__":
    main()
