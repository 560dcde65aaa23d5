"""What each MicroPython is made of: version, flags, compiler and the packages behind them.

Both interpreters come from one source with one set of options: 32-bit words, single-precision
floats, asyncio frozen in. They differ in the machine code only, so that a test that fails on
one of them alone points at native or viper code, and not at the build. A Debian armhf binary
would be as quick to get, but its floats are double, unlike a board's.

CAMPAIGN is for `make campaign` alone: an interpreter whose n-th allocation fails. BENCH is for
`make bench` alone: the firmware of a Cortex-M3 board from the same source, which runs without a
system under an emulator that counts instructions (see board.py).
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"

# Modules in C that are built in: `rom` maps code into memory, as flash is on a board.
MODULES = Path(__file__).with_name("modules")

VERSION = "1.25"
SUITE = "trixie"  # the Debian suite whose source package has VERSION

# Freezing asyncio is what a board's firmware does; it keeps the heap free for the meter. Its task
# queue in Python is frozen as well: the one in C asks the real clock, which the world replaces.
MANIFEST = """include("$(MPY_DIR)/extmod/asyncio")
package("asyncio", ("task.py",), base_path="$(MPY_DIR)/extmod", opt=3)
"""

OPTIONS = (
    "MICROPY_PY_SSL=0",  # these four would need libraries for the other word size
    "MICROPY_PY_FFI=0",
    "MICROPY_PY_BTREE=0",
    "MICROPY_PY_BLUETOOTH=0",
    "COPT=-O2 -DNDEBUG",  # a sixth faster than the port's -Os; nothing else changes
)

# Newer compilers warn of new things; FLOAT_IMPL 1 is single precision.
CFLAGS = "-Wno-error -DMICROPY_FLOAT_IMPL=1"

BOARD_HEAP_KIB = 192  # what a role of the firmware has; the collector's work grows with it


@dataclass(frozen=True)
class Recipe:
    """How to build one interpreter; `{gcc}` stands for the compiler's major version."""

    name: str
    compilers: tuple  # tried in this order
    cflags: str
    ldflags: str
    packages: tuple  # Debian packages that bring all of it
    emulators: tuple = ()  # programs that run the result, any of them

    # not fields, which would change the stamps
    port = "unix"
    product = "micropython"
    bare = False  # whether there is no system under it, so that a probe cannot run
    modules = ("rom",)  # of MODULES
    own_settings = ()

    def frozen(self):
        """The manifest of the modules that are part of the program."""
        return MANIFEST

    def settings(self):
        """The settings of the port's Makefile that are not of this machine."""
        flags = (f"CFLAGS_EXTRA={CFLAGS} {self.cflags}", f"LDFLAGS_EXTRA={self.ldflags}")
        return (*OPTIONS, *flags, *self.own_settings, f"USER_C_MODULES={MODULES}")

    def text(self):
        """Everything that decides the result: the stamp that is compared before a rebuild."""
        parts = dict(
            asdict(self), options=OPTIONS, common=CFLAGS, version=VERSION, frozen=MANIFEST
        )
        paths = [path for name in self.modules for path in sorted(MODULES.glob(f"{name}/*"))]
        parts["modules"] = [path.read_text() for path in paths]
        return json.dumps(parts, indent=1, default=str) + "\n"


class StarvedRecipe(Recipe):
    """An interpreter in which the n-th allocation fails, for the campaign of faults alone."""

    modules = ("rom", "fault")
    own_settings = ("STARVED=1",)


class BoardRecipe(Recipe):
    """The firmware of a bare board. Nothing is frozen in: modules come as a file system in ROM."""

    port = "qemu"
    product = "firmware.elf"
    bare = True

    def frozen(self):
        return ""

    def settings(self):
        # the port's own -Os and floats are those of a board; newer compilers warn of new things
        return (
            "BOARD=MPS2_AN385",
            f"MICROPY_HEAP_SIZE={BOARD_HEAP_KIB * 1024}",
            "CFLAGS_EXTRA=-Wno-error",
        )

    def text(self):
        parts = dict(asdict(self), settings=self.settings(), version=VERSION)
        return json.dumps(parts, indent=1, default=str) + "\n"


RECIPES = {
    "micropython32": Recipe(
        name="micropython32",
        compilers=("gcc",),
        # gcc-multilib would bring <asm/...> for -m32, but it excludes cross compilers
        cflags="-m32 -idirafter /usr/include/x86_64-linux-gnu",
        ldflags="-m32",
        packages=("gcc", "libc6-dev-i386", "lib32gcc-{gcc}-dev"),
    ),
    "micropython-arm": Recipe(
        name="micropython-arm",
        compilers=("arm-linux-gnueabihf-gcc", "arm-linux-gnueabihf-gcc-{gcc}"),
        cflags="-mthumb -march=armv7-a+fp",  # Thumb-2, as an STM32 speaks it
        ldflags="-static",  # needs no ARM libraries beside the emulator
        packages=("gcc", "gcc-{gcc}-arm-linux-gnueabihf", "libc6-dev-armhf-cross", "qemu-user"),
        emulators=("qemu-arm-static", "qemu-arm"),
    ),
}

_ON_PC = RECIPES["micropython32"]
CAMPAIGN = {
    "micropython-starved": StarvedRecipe(**{**asdict(_ON_PC), "name": "micropython-starved"}),
}

BENCH = {
    "micropython-qemu": BoardRecipe(
        name="micropython-qemu",
        compilers=("arm-none-eabi-gcc",),
        cflags="-mthumb -mcpu=cortex-m3",
        ldflags="",
        packages=("gcc-arm-none-eabi", "libnewlib-arm-none-eabi", "qemu-system-arm"),
        emulators=("qemu-system-arm",),
    ),
}

EVERY = {**RECIPES, **CAMPAIGN, **BENCH}

TOOLS = {"make": "make", "dpkg-source": "dpkg-dev", "dpkg-parsechangelog": "dpkg-dev"}
