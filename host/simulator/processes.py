"""Firmware processes: started, listened for, killed, and started again.

`Launcher` starts one board's firmware and waits until it has connected; what it prints goes to a
log whose end is shown when it cannot start.
"""

import os
import socket
import stat
import subprocess
import tempfile
from pathlib import Path

from host.simulator.errors import SimulationError
from host.simulator.wire import Connection, Gone

START_S = 30.0
MOST_PATH_BYTES = 107
"""Of a local socket on Linux."""


class Listener:
    """The local socket where boards attach, at `path` or in a folder of its own."""

    def __init__(self, path=None):
        self._folder = None if path else _own_folder()
        self.path = str(path or Path(self._folder.name) / "world")
        self._sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._bind(remedy="choose another --socket" if path else "set TMPDIR to another one")
        except SimulationError:
            self._sock.close()
            if self._folder:
                self._folder.cleanup()
            raise

    def _bind(self, remedy):
        wrong = _unfit(self.path)
        try:
            if not wrong:
                self._sock.bind(self.path)
                self._sock.listen(4)
        except OSError as error:
            wrong = f"{error.strerror}; if no other run uses it, remove the file"
        if wrong:
            raise SimulationError(
                f"{self.path}: cannot open the world's socket here: {wrong}, or {remedy}"
            )

    def accept(self, seconds):
        """The next connection, or None."""
        self._sock.settimeout(seconds)
        try:
            return self._sock.accept()[0]
        except TimeoutError:
            return None

    def close(self):
        self._sock.close()
        Path(self.path).unlink(missing_ok=True)
        if self._folder:
            self._folder.cleanup()


def _own_folder():
    try:
        return tempfile.TemporaryDirectory(prefix="meter-")
    except OSError as error:
        raise SimulationError(
            f"{error.filename or 'TMPDIR'}: cannot make a temporary folder: {error.strerror};"
            " set TMPDIR to a folder that can be written to"
        ) from None


def _unfit(path):
    """Why no socket can be opened at `path` and what to do, or None."""
    size = len(os.fsencode(path))
    if size > MOST_PATH_BYTES:
        return f"got {size} bytes, expected at most {MOST_PATH_BYTES}; shorten the path"
    if os.path.isdir(path):
        return "got a folder, expected a new file; add a file name"
    if not os.path.isdir(os.path.dirname(path) or "."):
        return "the folder does not exist; create it"
    if os.path.lexists(path) and not stat.S_ISSOCK(os.lstat(path).st_mode):
        return "got a file that is no socket, which is left alone; move it"
    return None


class Launcher:
    """Starts a board's firmware with the interpreter `argv` and the heap it may use.

    `code` says where firmware, drivers and the rest are (`host.run.image.Code`), `main` is the
    module to run, `silent_s` how many real seconds the firmware may be silent before it is called
    wedged.
    """

    def __init__(self, listener, argv, code, heap_kib, silent_s, main="firmware.main"):
        self._listener = listener
        self._argv = [*argv, "-X", f"heapsize={heap_kib}k", *code.argv(main)]
        self._code = code.environment()
        self._silent_s = silent_s
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the launcher)
        self.child = None

    def start(self):
        """Start the firmware anew; the connection it makes. Raises Gone if it ends before."""
        self.child = subprocess.Popen(
            self._argv,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, **self._code, "METER_WORLD": self._listener.path},
        )
        return Connection(self._connected(), self._silent_s)

    def _connected(self):
        for _ in range(int(START_S * 10)):
            sock = self._listener.accept(0.1)
            if sock:
                sock.settimeout(None)
                return sock
            if self.child.poll() is not None:
                raise Gone
        raise SimulationError(
            f"the firmware did not connect within {START_S:.0f} s;"
            f" the end of its log:\n{self.log()}"
        )

    def exit_status(self):
        """How the process ended: its exit code, or minus the signal that ended it."""
        return self.child.wait()

    def kill(self):
        """End the process as a power cut would; does nothing where there is none."""
        if self.child:
            self.child.kill()
            self.child.wait()

    @property
    def pid(self):
        return self.child.pid if self.child else None

    def log(self, lines=12):
        """The end of what the firmware printed."""
        self._log.seek(0)
        text = self._log.read().decode(errors="replace").strip()
        return "\n".join(text.splitlines()[-lines:])

    def close(self):
        self.kill()
        self._log.close()
