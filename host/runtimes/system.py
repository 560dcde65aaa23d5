"""What the machine must have: compilers and tools, from its own package manager.

A toolchain is judged by what it does (a probe program is compiled and run), never by the names
of installed packages, so that other distributions and home-made compilers serve as well.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from host.runtimes.errors import SetupError
from host.runtimes.lookup import emulator
from host.runtimes.recipes import TOOLS

# <errno.h> needs the kernel's headers and stdio a library: both are what is usually missing.
_PROBE = '#include <errno.h>\n#include <stdio.h>\nint main(void) { return printf("ok") - 2; }\n'


def prepare(recipe):
    """Returns the compiler for `recipe`, installing what is missing if that is allowed.

    Raises SetupError naming exactly what to install where it is not.
    """
    if not missing(recipe):
        return compiler(recipe)
    if not shutil.which("gcc"):
        _install(["gcc"])  # first, because other packages are named after its version
    _install(_packages(recipe))
    still = missing(recipe)
    if still:
        raise SetupError(
            f"{recipe.name}: still missing after apt-get install {' '.join(_packages(recipe))}: "
            f"{', '.join(still)}; see what apt-get printed"
        )
    return compiler(recipe)


def missing(recipe):
    """What of `recipe` this machine lacks, in words; an empty list means ready to build."""
    lacks = [tool for tool in TOOLS if not shutil.which(tool)]
    if emulator(recipe) is None:
        lacks.append(" or ".join(recipe.emulators))
    if compiler(recipe) is None:
        lacks.append(f"a C compiler for {recipe.name} ({_named(recipe.compilers[0])})")
    return lacks


def compiler(recipe):
    """The first compiler of `recipe` that makes a program which runs here, or None."""
    for name in recipe.compilers:
        path = shutil.which(_named(name))
        if path and _works(path, recipe):
            return path
    return None


def _works(path, recipe):
    """Compiles the probe and runs it: a compiler without headers or libraries fails here."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "probe.c"), Path(folder, "probe")
        source.write_text(_PROBE)
        flags = [*recipe.cflags.split(), *recipe.ldflags.split()]
        command = [path, *flags, str(source), "-o", str(program)]
        if subprocess.run(command, capture_output=True).returncode != 0:
            return False
        run = [*(emulator(recipe) or []), str(program)]
        try:
            return subprocess.run(run, capture_output=True).stdout == b"ok"
        except OSError:
            return False


def _packages(recipe):
    """Debian's names for everything `recipe` needs, the compiler's version filled in."""
    tools = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    return [_named(package) for package in (*recipe.packages, *tools)]


def _named(pattern):
    """`pattern` with the major version of the machine's gcc, such as "12", in its place."""
    return pattern.format(gcc=_gcc_major()) if "{gcc}" in pattern else pattern


def _gcc_major():
    """ "12" for gcc 12.2; "N" where there is no gcc to ask, as manuals would print it."""
    if not shutil.which("gcc"):
        return "N"
    out = subprocess.run(["gcc", "-dumpversion"], capture_output=True, text=True).stdout
    return out.strip().split(".")[0] or "N"


def _install(packages):
    """Installs Debian packages, as root or through a sudo that asks nothing."""
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    prefix = _root_prefix()
    if not shutil.which("apt-get"):
        raise SetupError(f"needed, and this machine has no apt-get: {', '.join(packages)}")
    if prefix is None:
        raise SetupError(f"needed, and only root may install it; run once: sudo {command}")
    print(f"installing {' '.join(packages)}", flush=True)
    # --no-remove: a package that excludes one already here is an error, never a swap
    options = ["-y", "-q", "--no-remove", "-o", "DPkg::Lock::Timeout=300"]
    _apt([*prefix, "apt-get", "-q", "update"], command)
    _apt([*prefix, "apt-get", *options, *command.split()[1:]], command)


def _apt(command, told):
    """Runs apt-get quietly; its own last words are part of the error."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run = subprocess.run(
        command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL
    )
    if run.returncode != 0:
        words = (run.stderr or run.stdout).strip().splitlines()[-3:]
        raise SetupError(
            f"`{told}` failed; is the network there? apt-get said: {' / '.join(words)}"
        )


def _root_prefix():
    """[] for root, ["sudo", "-n"] where that works, None where nothing may be installed."""
    if os.geteuid() == 0:
        return []
    asked = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return ["sudo", "-n"] if asked and asked.returncode == 0 else None
