"""The interpreters have the names of the firmware built in, as a board has."""

import re
import subprocess

import pytest

from host.run.image import code_of
from host.runtimes import is_stand_in, names
from tests.interpreter import required

LISTS_FULL = 2571
"""Names at which the list on the heap doubles, by 18 KiB, where none is built in."""
COUNTED = """
import micropython, os, sys, rom, vfs
vfs.mount(vfs.VfsRom(rom.mapped(os.getenv("METER_ROM"))), "/rom")
sys.path[:] = ["/rom/boards/sim/micropython", "/rom/boards/sim", "/rom", ".frozen"]
import firmware.app, firmware.subjects, firmware.prepayments, firmware.commands
import tariffs.compiler, tariffs.prepaid.terms, tariffs.rules.energy, tariffs.rules.demand
micropython.qstr_info()
"""


def test_most_names_of_the_firmware_are_in_the_list():
    listed = set(re.findall(r"^MP_QSTR_(\w+)$", names.TARGET.read_text(), re.MULTILINE))
    used = set(names.names())
    missing = sorted(used - listed)
    assert len(used) > 2000
    assert len(missing) < len(used) // 8, "run `python -m host.runtimes.names`: " + missing[0]


def test_the_firmware_brings_few_names_to_the_heap():
    argv = required("micropython32")
    if is_stand_in(argv):
        pytest.skip("another MicroPython knows other names")
    code = code_of(argv)
    done = subprocess.run(
        [*argv, "-X", "heapsize=400k", "-c", COUNTED],
        env=code.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    count = int(re.search(r"n_qstr=(\d+)", done.stdout)[1])
    assert count < LISTS_FULL // 3
