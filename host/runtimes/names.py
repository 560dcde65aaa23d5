"""The names that the device modules use, which `modules/rom/names.c` has.

`.venv/bin/python -m host.runtimes.names` writes that file.

A name that the interpreter does not know takes heap when a module that has it is loaded, and is
never let go; the list of names doubles whenever it is full, at 2571 names by 18 KiB at once. A
board's firmware is built with them, as it is for frozen modules, and so are our interpreters. A
name that is missing here costs heap and nothing else, so this is made anew once in a while.
"""

import re

from host.run.image import IMAGE, code_of
from host.runtimes import find
from host.runtimes.recipes import MODULES

TARGET = MODULES / "rom" / "names.c"
HEAD = """// Names of the device modules, built in: made by `python -m host.runtimes.names`.

#ifdef NO_QSTR // only what collects names reads this
"""
TAIL = """#endif

typedef int names_are_no_code_t;
"""
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def names():
    """Every identifier in the bytecode of the device modules, sorted."""
    code_of(find("micropython32"))
    found = set()
    for path in IMAGE.rglob("*.mpy"):
        found |= set(_names_of(path.read_bytes()))
    return sorted(name for name in found if _IDENTIFIER.fullmatch(name))


def _names_of(content):
    """The names in one module: behind its head are their number, that of objects, then each with
    its length, doubled, or the number of one that every interpreter has, doubled and one more.
    """
    count, at = _number(content, 4)
    _, at = _number(content, at)
    for _ in range(count):
        length, at = _number(content, at)
        if not length & 1:
            yield content[at : at + length // 2].decode()
            at += length // 2 + 1


def _number(content, at):
    """(a number in groups of seven bits, where it ends)."""
    found = 0
    while True:
        found = found << 7 | content[at] & 0x7F
        at += 1
        if not content[at - 1] & 0x80:
            return found, at


def text():
    """The whole file."""
    return HEAD + "".join(f"MP_QSTR_{name}\n" for name in names()) + TAIL


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(f"{TARGET.name} written: {len(names())} names; run `make interpreters`")
