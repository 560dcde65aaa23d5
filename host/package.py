"""Writes package.json, from which `mip` installs the meter on a board: `make package`.

It lists [place on the board, place here] for every module of firmware, drivers, tariffs and
comms, and for the templates of tariffs: all, or with `make package TEMPLATES='gb-* cn-*'` those
that fit a pattern. Board files are not among them: one board's file is installed as the module
`board`.
"""

import json
import os
import re
import sys
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("firmware", "drivers", "tariffs", "comms")
TEMPLATES = "tariffs/templates"


def text(templates="*"):
    """What package.json should hold now, with the templates that fit one of these patterns."""
    names = [name for package in PACKAGES for name in _modules(package)]
    names += [name for name in _templates() if _fits(name, templates.split())]
    urls = ",\n".join(f"    {json.dumps([name, name])}" for name in sorted(names))
    return f'{{\n  "version": "{_version()}",\n  "deps": [],\n  "urls": [\n{urls}\n  ]\n}}\n'


def _modules(package):
    """The Python files of a package, relative to the checkout, with forward slashes."""
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / package).rglob("*.py")]


def _templates():
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / TEMPLATES).glob("*.json")]


def _fits(name, patterns):
    return any(fnmatch(Path(name).stem, each) for each in patterns)


def _version():
    source = (ROOT / "firmware" / "version.py").read_text(encoding="utf-8")
    return re.search(r'__version__ = "(.+)"', source).group(1)


def main():
    """Writes the file whole, or leaves it as it was."""
    part = ROOT / "package.json.part"
    part.write_text(text(*sys.argv[1:2]), encoding="utf-8")
    os.replace(part, ROOT / "package.json")
    print("package.json written")


if __name__ == "__main__":
    main()
