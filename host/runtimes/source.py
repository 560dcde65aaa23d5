"""Fetches MicroPython's source package from the Debian mirror that this machine already uses.

The machine's own apt lists stay as they are: state, lists and cache are private folders that
go away afterwards. The package is kept in build/source, so a rebuild needs no network.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from host.runtimes.errors import SetupError
from host.runtimes.recipes import BUILD, SUITE, VERSION

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
KEPT = BUILD / "source"


def unpack(folder):
    """Unpacks the source into folder/source, fetching it first if it is not kept here."""
    description = _kept() or _fetch()
    target = Path(folder, "source")
    # apt has checked the signatures of what was kept; dpkg-source knows fewer keys
    command = ["dpkg-source", "--no-check", "--extract", str(description), str(target)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        raise SetupError(
            f"{description}: dpkg-source cannot unpack it ({run.stderr.strip()}); "
            f"remove {KEPT} and run `make interpreters`"
        )
    return target


def _kept():
    """The .dsc of a package fetched earlier, or None."""
    return next(iter(sorted(KEPT.glob(f"micropython_{VERSION}*.dsc"))), None)


def _fetch():
    """Downloads the package from the first mirror that has it and returns its .dsc."""
    BUILD.mkdir(exist_ok=True)
    said = []
    for mirror in _mirrors():
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=BUILD) as folder:
            run = _download(mirror, Path(folder))
            package = Path(folder, "package")
            if run.returncode == 0 and list(package.glob(f"micropython_{VERSION}*.dsc")):
                shutil.rmtree(KEPT, ignore_errors=True)
                package.rename(KEPT)
                return _kept()
            said.append((run.stderr.strip().splitlines() or ["nothing suitable there"])[0])
    raise SetupError(
        f"the source package micropython {VERSION} of Debian {SUITE} cannot be fetched "
        f"({'; '.join(said)}); check the network and run `make interpreters` again"
    )


def _download(mirror, folder):
    """One try at one mirror; the result of the apt-get that failed, or of the last one."""
    for name in ("state/lists/partial", "cache/archives/partial", "package"):
        Path(folder, name).mkdir(parents=True)
    sources = folder / "sources.list"
    sources.write_text(f"deb-src [signed-by={KEYRING}] {mirror} {SUITE} main\n")
    options = _private(folder, sources)
    steps = (["update"], ["source", "--download-only", f"micropython/{SUITE}"])
    for step in steps:
        run = subprocess.run(
            ["apt-get", *options, *step],
            cwd=folder / "package", capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if run.returncode != 0:
            break
    return run


def _private(folder, sources):
    """Options that keep apt-get inside `folder`; root must not drop to a user shut out of it."""
    settings = {
        "Dir::State": folder / "state",
        "Dir::State::lists": folder / "state/lists",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",  # else an unreachable mirror is a mere warning
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
    }
    return [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]


def _mirrors():
    """Addresses of the Debian archive in this machine's apt configuration, likeliest first."""
    if not shutil.which("apt-get") or not Path(KEYRING).exists():
        raise SetupError(
            "MicroPython is built from Debian's source package, and this is not Debian (no "
            f"apt-get or no {KEYRING}); put a `micropython` {VERSION} or later on the PATH"
        )
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(COMPONENT)"]
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    found = {line.split()[0] for line in lines if line.endswith(" main")}
    archives = [uri for uri in found if "security" not in uri]
    # the archive proper is called .../debian/ everywhere; a foreign one fails the key check
    return sorted(archives, key=lambda uri: (not uri.rstrip("/").endswith("/debian"), uri))
