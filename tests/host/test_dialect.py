"""Device code keeps to the Python that a board has, read from the source.

Running the code on MicroPython finds most slips, but only on the lines that a test reaches.
"""

import ast

import pytest

from tests.host.sources import DEVICE, imports, modules, read

# What stock firmware of both chips brings, by the names that CPython has for it too; all else
# (dataclasses, enum, typing, abc, functools, logging, pathlib ...) is not on a board.
ON_BOARD = {
    *("array", "asyncio", "binascii", "collections", "cryptolib", "deflate", "errno", "gc"),
    *("hashlib", "heapq", "io", "json", "math", "micropython", "os", "platform", "random"),
    *("re", "select", "socket", "struct", "sys", "time", "uctypes", "vfs"),
}

# Attributes that CPython has and MicroPython 1.25 has not, and what to write.
ABSENT = {
    "bit_length": "a loop of shifts",
    "monotonic": "the clock that was handed down",
    "TaskGroup": "asyncio.gather",
    "removeprefix": "a slice",
    "removesuffix": "a slice",
    "_asdict": "the fields by name",
    "_replace": "a new tuple",
    "isidentifier": "a check of the characters",
}

STATEMENTS = {ast.Match: "match", ast.TryStar: "except*"}


def slips(path, source):
    """One message for each thing in `source` that a board does not know."""
    tree = ast.parse(source)
    tried = optional_imports(tree)
    for line, name in imports(path, source):
        top = name.split(".")[0]
        if path.split("/")[0] != "boards" and unknown(top) and line not in tried:
            yield f"{path}:{line}: import of {top}, which a board has not"
    for node in ast.walk(tree):
        if type(node) in STATEMENTS:
            yield f"{path}:{node.lineno}: {STATEMENTS[type(node)]}, which a board cannot parse"
        if isinstance(node, ast.Attribute) and node.attr in ABSENT:
            yield f"{path}:{node.lineno}: .{node.attr}, absent on a board; {ABSENT[node.attr]}"


def unknown(module):
    """Whether a module is neither ours nor on a board; port modules are the import rule's."""
    return module not in ON_BOARD and module not in DEVICE and module != "board"


def optional_imports(tree):
    """Lines of imports under a `try` that catches ImportError: those come with a replacement."""
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and any(catches_import_error(h) for h in node.handlers):
            lines.update(part.lineno for part in ast.walk(node) if hasattr(part, "lineno"))
    return lines


def catches_import_error(handler):
    """Whether an except clause names ImportError."""
    return handler.type is not None and "ImportError" in ast.unparse(handler.type)


@pytest.mark.parametrize("path", modules(*DEVICE))
def test_device_code_keeps_to_the_dialect(path):
    assert not list(slips(path, read(path)))


@pytest.mark.parametrize(
    "source",
    [
        "import dataclasses",
        "from enum import Enum",
        "from typing import Optional",
        "import abc",
        "from functools import partial",
        "import logging",
        "def late():\n    from pathlib import Path",
        "import datetime",
        "match x:\n    case 1:\n        pass",
        "try:\n    pass\nexcept* ValueError:\n    pass",
        "n = (5).bit_length()",
        "import time\nt = time.monotonic()",
        "try:\n    import typing\nexcept ValueError:\n    pass",
    ],
)
def test_a_slip_is_found(source):
    assert len(list(slips("firmware/app.py", source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio, struct\nfrom drivers.fram import FRAM",
        "try:\n    from micropython import const\nexcept ImportError:\n    import typing",
        "total: int = sum(x for x in (1, 2))",
    ],
)
def test_board_python_is_let_through(source):
    assert not list(slips("firmware/app.py", source))
