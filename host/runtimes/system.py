"""What the machine must have: compilers and tools, from its own package manager.

A toolchain is judged by what it does (a probe program is compiled and run), never by the names
of installed packages, so that other distributions and home-made compilers serve as well.
"""

import os
import re
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
    lacks = missing(recipe)
    if lacks:
        _install(recipe, lacks)
        still = missing(recipe)
        if still:
            raise SetupError(
                f"even after installing {_packages(recipe)} this machine lacks {still}"
            )
    return compiler(recipe)


def missing(recipe):
    """What of `recipe` this machine lacks, in words; empty if it is ready to build."""
    lacks = [tool for tool in TOOLS if not shutil.which(tool)]
    if emulator(recipe) is None:
        lacks.append(" or ".join(recipe.emulators))
    elif compiler(recipe) is None:
        lacks.append(f"a working `{recipe.compilers[0]} {recipe.cflags.split()[0]}`")
    return ", ".join(lacks)


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
        command += ["-c"] if recipe.bare else []
        if subprocess.run(command, capture_output=True).returncode != 0:
            return False
        if recipe.bare:
            return program.exists()
        run = [*(emulator(recipe) or []), str(program)]
        try:
            return subprocess.run(run, capture_output=True).stdout == b"ok"
        except OSError:
            return False


def _packages(recipe):
    """Debian's names for everything `recipe` needs, the compiler's version filled in."""
    tools = {package for tool, package in TOOLS.items() if not shutil.which(tool)}
    return " ".join(_named(package) for package in (*recipe.packages, *sorted(tools)))


def _named(pattern):
    """`pattern` with the major version of the machine's gcc, such as "12", in its place."""
    return pattern.format(gcc=_gcc_major()) if "{gcc}" in pattern else pattern


def _gcc_major():
    """The 12 of gcc 12.2, of the one here or of the one to be had; N if nobody knows."""
    asked = ["gcc", "-dumpversion"] if shutil.which("gcc") else ["apt-cache", "depends", "gcc"]
    try:
        out = subprocess.run(asked, capture_output=True, text=True).stdout
    except OSError:
        return "N"
    found = re.match(r"(\d+)", out) or re.search(r"Depends: gcc-(\d+)$", out, re.MULTILINE)
    return found.group(1) if found else "N"


def _install(recipe, lacks):
    """Installs Debian packages, as root or through a sudo that asks nothing."""
    told = f"this machine lacks {lacks};"
    if not shutil.which("apt-get"):
        raise SetupError(f"{told} install what Debian calls {_packages(recipe)}")
    prefix = _root_prefix()
    if prefix is None:
        command = f"sudo apt-get install --no-install-recommends {_packages(recipe)}"
        raise SetupError(f"{told} only root can install it, so run: {command}")
    _apt(told, [*prefix, "apt-get", "-q", "update"])
    packages = _packages(recipe)  # asked after the update, which may tell the version of gcc
    print(f"installing {packages}", flush=True)
    # --no-remove: a package that excludes one already here is an error, never a swap
    options = ["-y", "-q", "--no-remove", "--no-install-recommends"]
    lock = ["-o", "DPkg::Lock::Timeout=300"]
    _apt(told, [*prefix, "apt-get", "install", *options, *lock, *packages.split()])


def _apt(told, command):
    """Runs apt-get quietly; its own last words are part of the error."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run = subprocess.run(
        command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL
    )
    if run.returncode != 0:
        words = (run.stderr or run.stdout).strip().splitlines()[-3:]
        raise SetupError(
            f"{told} `{' '.join(command)}` failed ({' / '.join(words)}); check the network"
        )


def _root_prefix():
    """[] for root, ["sudo", "-n"] where that works, None where nothing may be installed."""
    if os.geteuid() == 0:
        return []
    asked = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return ["sudo", "-n"] if asked and asked.returncode == 0 else None
