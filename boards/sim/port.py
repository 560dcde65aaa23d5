"""The simulated board's end of the wire to its world (docs/SPEC.md has every byte).

One request is one message. Nothing is allocated once a length has been seen, so that the drivers
above can be held to that, too.
"""

import socket
import struct

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython cannot lock its heap

    def heap_lock():
        """Nothing: there is nothing to lock."""

    heap_unlock = heap_lock

HELLO, EXCHANGE, WRITE, WAIT, DISPLAY, COMMAND = 1, 2, 3, 4, 5, 6
MOST_BYTES = 0xFFFF


class SocketPort:
    """The world, through the socket at `path`; `second`, `microsecond` and `pins` as last told."""

    def __init__(self, path):
        self._stream = _connect(path)
        self._out = {}
        self._head = bytearray(8)
        self._moment = self._prepared(WAIT, 0, 8)
        self.second = 0
        self.microsecond = 0
        self.pins = 0
        self._watched = 0
        self._interrupt = None

    def hello(self, about):
        """Say who we are (bytes of JSON); the board's settings (bytes of JSON)."""
        return self._ask(HELLO, about)

    def command(self, answer):
        """Answer the command before (bytes of JSON, or none); the next one, or none."""
        return self._ask(COMMAND, answer)

    def exchange(self, select, tx, rx):
        """One transaction with the device at `select`; rx is as long as tx."""
        self._send(EXCHANGE, select, tx)
        self._answer()
        self._fill(rx)

    def write(self, select, tx):
        """The same where nothing is read: posted, not waited for."""
        self._send(WRITE, select, tx)

    def send(self, select, tx):
        """The same for what has any length, so that no buffer is kept for each."""
        out = self._prepared(WRITE, select, len(tx))
        out[4:] = tx
        self._write_all(out)

    def display(self, text):
        """Show `text` (bytes), which is long: it is not copied once more."""
        self._write_all(struct.pack("<BBH", DISPLAY, 0, len(text)))
        self._write_all(text)

    def on_rise(self, pin, interrupt):
        """Call `interrupt()` when this pin rises: between any two messages, with the heap locked,
        as a hard interrupt is.
        """
        self._watched, self._interrupt = pin, interrupt

    def wait(self, second, microsecond):
        """Let the world's time pass up to the given one, or to the next change of a pin."""
        struct.pack_into("<II", self._moment, 4, second, microsecond)
        self._write_all(self._moment)
        self._answer()

    def _ask(self, operation, data):
        """Send bytes; the bytes that are answered behind their length."""
        self._send(operation, 0, data)
        self._answer()
        length = bytearray(2)
        self._fill(length)
        body = bytearray(struct.unpack("<H", length)[0])
        self._fill(body)
        return body

    def _send(self, operation, argument, data):
        key = operation << 24 | argument << 16 | len(data)
        known = self._out.get(key)
        if known is None:
            known = (self._prepared(operation, argument, len(data)), f"{len(data)}s")
            if operation in (EXCHANGE, WRITE):
                self._out[key] = known
        out, layout = known
        struct.pack_into(layout, out, 4, data)  # out[4:] = data would make a slice object
        self._write_all(out)

    def _prepared(self, operation, argument, length):
        if length > MOST_BYTES:
            raise ValueError(f"port: got {length} bytes, expected at most {MOST_BYTES}")
        out = bytearray(4 + length)
        struct.pack_into("<BBH", out, 0, operation, argument, length)
        return out

    def _answer(self):
        head = self._head
        self._fill(head)
        self.second = head[0] | head[1] << 8 | head[2] << 16 | head[3] << 24
        self.microsecond = head[4] | head[5] << 8 | head[6] << 16
        before, self.pins = self.pins, head[7]
        if self.pins & ~before & self._watched:
            self._interrupted()

    def _interrupted(self):
        heap_lock()
        try:
            self._interrupt()
        finally:
            heap_unlock()

    def _write_all(self, data):
        done = self._stream.write(data)
        while done is not None and done < len(data):
            done += self._stream.write(data[done:])

    def _fill(self, buffer):
        done = self._stream.readinto(buffer)
        while done and done < len(buffer):
            rest = memoryview(buffer)[done:]
            more = self._stream.readinto(rest)
            done = done + more if more else 0
        if not done and len(buffer):
            raise OSError("the world is gone")


def _connect(path):
    """A stream to the local socket at `path`, on MicroPython and on CPython."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if hasattr(sock, "makefile") and not hasattr(sock, "readinto"):
        sock.connect(path)
        return sock.makefile("rwb", buffering=0)
    sock.connect(struct.pack("<H", socket.AF_UNIX) + path.encode())
    return sock
