"""Runs a script on the emulated board: a Cortex-M3 without a system, under qemu-system-arm.

The clock of the board is its count of instructions (-icount shift=0: one is 1 ns), so that what
a script measures there is the same to the last digit each time, on any machine. The board has no
files; a file system in its second memory, where the emulator puts it, is mounted as "/rom".

    run(find("micropython-qemu"), "import main", {"main.mpy": ...})
"""

import subprocess
import tempfile
from pathlib import Path

from host.runtimes import romfs
from host.runtimes.errors import SetupError

MACHINE = ("-machine", "mps2-an385", "-nographic", "-monitor", "none", "-semihosting")
COUNTING = ("-icount", "shift=0")
ROM_AT = 0x21000000  # 16 MiB there
MOUNT = """import sys, uctypes, vfs
vfs.mount(vfs.VfsRom(uctypes.bytearray_at({at}, {size})), "/rom")
sys.path[:] = ["/rom"]
del uctypes, vfs
"""
# the board takes a program after Ctrl-A, until Ctrl-D, which alone makes it start anew with an
# empty heap; to reset the machine is to end the emulator
RAW, END = b"\x01", b"\x04"
LEAVE = b"import machine\nmachine.reset()"


def run(argv, script, files=None, timeout_s=300):
    """What `script` prints; SetupError with its last words where it raises or does not end."""
    rom = romfs.image(files or {})
    source = MOUNT.format(at=ROM_AT, size=len(rom)) + script
    with tempfile.TemporaryDirectory(prefix="rom-") as folder:
        path = Path(folder, "rom")
        path.write_bytes(rom)
        loader = f"loader,file={path},addr={ROM_AT},force-raw=on"
        command = [argv[0], *MACHINE, *COUNTING, "-serial", "stdio", "-device", loader]
        said = _talk([*command, "-kernel", argv[-1]], source, timeout_s)
    return _output(said)


def _talk(command, source, timeout_s):
    typed = RAW + source.encode() + END + END + LEAVE + END
    try:
        done = subprocess.run(command, input=typed, capture_output=True, timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"the emulated board does not end within {timeout_s} s") from error
    except OSError as error:
        raise SetupError(f"{command[0]} does not start ({error})") from error
    if done.returncode:
        raise SetupError(f"{command[0]} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _output(said):
    """What stands between OK and the first Ctrl-D; what stands before the second is an error."""
    _, _, answer = said.partition(b">OK")
    printed, _, rest = answer.partition(END)
    raised = rest.partition(END)[0].decode(errors="replace").strip()
    if raised:
        raise SetupError(f"the emulated board: {raised.splitlines()[-1]}")
    return printed.decode(errors="replace").replace("\r\n", "\n")
