"""Internal flash is never written in service, and no filesystem is used by the firmware.

A board's internal flash is erased a sector at a time, and what was in it is gone with a cut: so
the firmware may not so much as name what reaches it. This is read from imports and calls. Tariffs
that the build has put beside the modules are read, and only read.
"""

import ast

import pytest

from tests.host.sources import imports, modules, read

MODULES = {
    *("os", "uos", "vfs", "uvfs", "io", "uio", "shutil", "pathlib", "tempfile", "btree"),
    *("pyb", "machine", "esp32", "flashbdev", "rp2", "nrf", "samd"),
}
"""Of which none reaches anything but a filesystem, or a port's own flash."""
CALLS = {
    *("open", "mount", "umount", "mkfs", "VfsFat", "VfsLfs1", "VfsLfs2", "VfsRom", "dupterm"),
    *("remove", "rename", "mkdir", "rmdir", "listdir", "ilistdir", "chdir", "statvfs"),
    *("writeblocks", "readblocks", "ioctl", "Flash", "Partition", "NVS", "flash_write"),
    *("flash_erase", "execfile", "eval", "exec", "compile"),
}
READERS = {"firmware/templates.py": {"os", "listdir", "open"}}
"""What a module may use that reads what the build has put beside the modules."""
OURS = {"open", "remove"}
"""Also names of methods of ours: opening a ring, an account; taking out of a list."""


def offences(path, source):
    """One message for each thing that could write to a filesystem or to internal flash."""
    for line, name in imports(path, source):
        if name.split(".")[0] in MODULES - READERS.get(path, set()):
            yield f"{path}:{line}: import of {name}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            reason = reason_of(path, node)
            if reason:
                yield f"{path}:{node.lineno}: {reason}"


def reason_of(path, node):
    called = node.func
    if isinstance(called, ast.Attribute):
        name = called.attr
        is_method = name in OURS
    else:
        name, is_method = getattr(called, "id", ""), False
    if name not in CALLS or is_method:
        return None
    if name in READERS.get(path, ()) and not writes(node):
        return None
    return f"call of {name}()"


def writes(node):
    """Whether an open() may write: its mode is no text that only reads."""
    modes = node.args[1:2] + [each.value for each in node.keywords if each.arg == "mode"]
    texts = [mode.value if isinstance(mode, ast.Constant) else "w" for mode in modes]
    return any(set(str(text)) - set("rbt") for text in texts)


@pytest.mark.parametrize("path", modules("firmware", "drivers", "tariffs", "comms"))
def test_nothing_writes_to_a_filesystem_or_to_internal_flash(path):
    assert not list(offences(path, read(path)))


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from os import remove",
        "import pyb",
        "def late():\n    from esp32 import Partition",
        "open('state', 'wb')",
        "with open('log', mode='a') as log:\n    pass",
        "vfs.mount(device, '/flash')",
        "device.writeblocks(7, frame)",
        "flash = pyb.Flash(start=0)",
        "exec(received)",
        "__import__('os').remove('x')",
    ],
)
def test_an_offence_is_found(source):
    assert len(list(offences("firmware/x.py", source))) >= 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("firmware/templates.py", "with open(path, 'rb') as file:\n    file.read()"),
        ("firmware/archive.py", "ring.open()"),
        ("firmware/billing.py", "account.open(0)\nrules.remove(rule)"),
        ("drivers/nor_flash.py", "flash.program(0x1000, record)"),
    ],
)
def test_what_only_reads_or_is_ours_is_let_through(path, source):
    assert not list(offences(path, source))


def test_a_template_may_not_be_written():
    assert list(offences("firmware/templates.py", "open(path, 'r+b')"))
