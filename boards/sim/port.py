"""The simulated board's end of the wire to its world (docs/SPEC.md has every byte).

One request is one message. Nothing is allocated once a length has been seen, so that the drivers
above can be held to that, too; and no buffer is kept for what they send, of which they have one.
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
SHORT_BYTES = 64


class SocketPort:
    """The world, through the socket at `path`; `second`, `microsecond` and `pins` as last told."""

    def __init__(self, path):
        self._stream = _connect(path)
        self._write = self._stream.write  # MicroPython's takes the number of bytes, too
        self._out = bytearray(4 + SHORT_BYTES)
        self._layouts = {}
        self._head = bytearray(8)
        self._moment = bytearray(8)
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

    def display(self, text):
        """Show `text` (bytes)."""
        self._send(DISPLAY, 0, text)

    def on_rise(self, pin, interrupt):
        """Call `interrupt()` when this pin rises: between any two messages, with the heap locked,
        as a hard interrupt is.
        """
        self._watched, self._interrupt = pin, interrupt

    def wait(self, second, microsecond):
        """Let the world's time pass up to the given one, or to the next change of a pin."""
        struct.pack_into("<II", self._moment, 0, second, microsecond)
        self._send(WAIT, 0, self._moment)
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
        """Send a request: a short one in one piece, which wakes the world once; a long one is not
        copied.
        """
        length = len(data)
        if length > MOST_BYTES:
            raise ValueError(f"port: got {length} bytes, expected at most {MOST_BYTES}")
        out = self._out
        struct.pack_into("<BBH", out, 0, operation, argument, length)
        if length <= SHORT_BYTES:
            layout = self._layouts.get(length)
            if layout is None:
                layout = self._layouts[length] = f"{length}s"
            struct.pack_into(layout, out, 4, data)  # out[4:] = data would make a slice object
            self._write_all(out, 4 + length)
        else:
            self._write_all(out, 4)
            self._write_all(data, length)

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

    def _write_all(self, data, length):
        """Send the first `length` bytes of a buffer."""
        done = self._write(data, length)
        while done is not None and done < length:
            done += self._write(memoryview(data)[done:length], length - done)

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
        return _Counted(sock.makefile("rwb", buffering=0))
    sock.connect(struct.pack("<H", socket.AF_UNIX) + path.encode())
    return sock


class _Counted:
    """CPython's stream, with the number of bytes that MicroPython's can be told to write."""

    def __init__(self, stream):
        self._stream = stream
        self.readinto = stream.readinto

    def write(self, data, length):
        return self._stream.write(memoryview(data)[:length])
