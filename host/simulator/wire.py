"""The wire between a board's process and the world: a stream of requests over a local socket.

Every number is little-endian (docs/SPEC.md, "The simulated board's wire"):

    request   operation 1, argument 1, length 2, payload
    answer    second 4, microsecond 3, pins 1, body (as long as the request's payload)

HELLO    {"interpreter"} -> body: length 2, the board's settings as JSON
EXCHANGE argument = chip select -> body: MISO
WRITE    the same, posted: no answer
WAIT     second 4, microsecond 4 -> answer without a body when that time has come, or a pin moved
DISPLAY  text for the board's display, posted
COMMAND  the answer to the command before, JSON or nothing -> body: length 2, the next command
"""

import json
import socket
import struct

HELLO, EXCHANGE, WRITE, WAIT, DISPLAY, COMMAND = range(1, 7)
ANSWERED = {HELLO, EXCHANGE, WAIT, COMMAND}
_HEAD = struct.Struct("<BBH")
_MOMENT = struct.Struct("<II")
_RECEIVE_BYTES = 1 << 16


class Gone(Exception):
    """The process at the other end is no more."""


class Silent(Exception):
    """The process at the other end has said nothing for too long."""


class Connection:
    """One process's end of the wire; `silent_s` is how long it may think (real seconds)."""

    def __init__(self, sock, silent_s):
        whole = int(silent_s)
        patience = struct.pack("ll", whole, int((silent_s - whole) * 1e6))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        self._sock = sock
        self._data = b""
        self._at = 0

    def request(self):
        """The next (operation, argument, payload); raises Gone or Silent."""
        while True:
            head_end = self._at + 4
            if head_end <= len(self._data):
                operation, argument, length = _HEAD.unpack_from(self._data, self._at)
                end = head_end + length
                if end <= len(self._data):
                    self._at = end
                    return operation, argument, self._data[head_end:end]
            self._receive()

    def _receive(self):
        try:
            more = self._sock.recv(_RECEIVE_BYTES)
        except BlockingIOError:
            raise Silent from None
        except OSError:
            raise Gone from None
        if not more:
            raise Gone
        self._data = self._data[self._at :] + more
        self._at = 0

    def answer(self, t_us, pins, body=b""):
        second, microsecond = divmod(t_us, 1_000_000)
        try:
            self._sock.sendall(_MOMENT.pack(second, microsecond | pins << 24) + body)
        except OSError:
            pass  # the process died meanwhile: the next request() says so

    def close(self):
        self._sock.close()


def moment_us(payload):
    """The time that a WAIT asks for."""
    second, microsecond = _MOMENT.unpack(payload)
    return second * 1_000_000 + microsecond


def settings_body(settings):
    """The body that answers HELLO."""
    return counted(json.dumps(settings, ensure_ascii=False).encode())  # as a board stores it


def counted(text):
    """Bytes behind their length."""
    return struct.pack("<H", len(text)) + text
