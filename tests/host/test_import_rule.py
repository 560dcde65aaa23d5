"""Who may import whom: the layers hold because this test reads every import.

Firmware may use drivers, tariffs and comms; these three know nobody but themselves; only files
under boards/ touch the port's modules; the board itself reaches the firmware as the module
`board`, which firmware/main.py alone imports. The PC may use tariffs, comms, the register table
and the numbers of events, and nothing on a board knows the PC. The campaign alone lets the
firmware live within itself, because it has to reach into every write and line of it.
"""

import pytest

from tests.host.sources import DEVICE, imports, modules, read

ALLOWED = {
    "firmware": ("firmware", "drivers", "tariffs", "comms"),
    "drivers": ("drivers",),
    "tariffs": ("tariffs",),
    "comms": ("comms",),
    "boards": ("boards", "drivers"),
    "host": (
        *("host", "tariffs", "comms"),
        *("drivers.atm90e32.registers", "firmware.event_kinds"),
    ),
    "host/campaign": ("host", "tariffs", "comms", "firmware", "boards.sim.board"),
}

OURS = {*DEVICE, "host", "tests"}

PORT = {
    *("machine", "esp", "esp32", "pyb", "stm", "network", "bluetooth", "rp2", "espnow"),
    *("neopixel", "onewire", "dht", "umachine", "zephyr", "samd", "mimxrt", "nrf", "wipy"),
}


def offences(path, source):
    """One message for each import in `source` that a file at `path` may not have."""
    for line, name in imports(path, source):
        complaint = judge(path, name)
        if complaint:
            yield f"{path}:{line}: import of {name}: {complaint}"


def judge(path, name):
    """Why a file at `path` may not import `name`, or None if it may."""
    layer, top = layer_of(path), name.split(".")[0]
    if top == "board" and path != "firmware/main.py":
        return "only firmware/main.py imports the board; take what you need as an argument"
    if top in PORT and layer != "boards":
        return "only files under boards/ import a port's modules; take the object as an argument"
    if top in OURS and not any(inside(name, allowed) for allowed in ALLOWED[layer]):
        return f"{layer} may import only {', '.join(ALLOWED[layer])}"
    return None


def layer_of(path):
    """The key of ALLOWED that says what a file may import: the longest that it lies in."""
    return max((layer for layer in ALLOWED if path.startswith(layer + "/")), key=len)


def inside(name, package):
    """Whether `name` is `package` or lies in it."""
    return f"{name}.".startswith(f"{package}.")


@pytest.mark.parametrize("path", modules(*(layer for layer in ALLOWED if "/" not in layer)))
def test_imports_keep_to_the_layers(path):
    assert not list(offences(path, read(path)))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("drivers/fram.py", "import firmware"),
        ("drivers/fram.py", "from tariffs import money"),
        ("drivers/fram.py", "from comms.points import NAMES"),
        ("drivers/atm90e32/chip.py", "from ...tariffs import money"),
        ("tariffs/engine.py", "import drivers.fram"),
        ("tariffs/engine.py", "def late():\n    from firmware import meter"),
        ("comms/link.py", "import tariffs"),
        ("comms/link.py", "import machine"),
        ("comms/link.py", "try:\n    import network\nexcept ImportError:\n    pass"),
        ("firmware/app.py", "import board"),
        ("firmware/app.py", "from board import uart"),
        ("firmware/app.py", "from boards.sim import board"),
        ("firmware/app.py", "import host"),
        ("firmware/app.py", "from host.simulator import world"),
        ("firmware/app.py", "from esp32 import Partition"),
        ("firmware/app.py", "__import__('stm')"),
        ("firmware/main.py", "from machine import Pin"),
        ("boards/sim/board.py", "from host.simulator import world"),
        ("boards/sim/board.py", "from firmware import app"),
        ("host/cli.py", "from firmware import meter"),
        ("host/cli.py", "from boards.sim import board"),
        ("host/cli.py", "from drivers import fram"),
        ("host/cli.py", "from drivers.atm90e32 import ATM90E32"),
        ("host/cli.py", "from drivers.atm90e32.registers_of_another import ROWS"),
        ("host/cli.py", "import tests.expect"),
        ("host/run/life.py", "from firmware import app"),
        ("host/campaign/lives.py", "from drivers import fram"),
        ("host/campaign/lives.py", "import tests.expect"),
    ],
)
def test_an_offence_is_found(path, source):
    assert len(list(offences(path, source))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("firmware/main.py", "import board"),
        ("firmware/app.py", "from drivers.fram import FRAM"),
        ("drivers/atm90e32/chip.py", "from .registers import ROWS"),
        ("drivers/atm90e32/chip.py", "from .. import fram"),
        ("boards/NUCLEO_H743ZI/board.py", "import machine, pyb\nfrom drivers.fram import FRAM"),
        ("boards/sim/board.py", "import os, socket"),
        ("host/cli.py", "from drivers.atm90e32 import registers"),
        ("host/cli.py", "from drivers.atm90e32.registers import ROWS"),
        ("host/cli.py", "from tariffs import engine"),
        ("tariffs/boardroom.py", "import boardroom"),
    ],
)
def test_a_proper_import_is_let_through(path, source):
    assert not list(offences(path, source))
