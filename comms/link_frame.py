"""Frames on the wire between the two processors, and what finds them in any stream of bytes.

    version 1, kind 1, request 2, payload 0 to 512, CRC-32 4; stuffed (comms.cobs), then a zero

An answer has the kind of what it answers, plus 0x80, and its request number. A frame that is torn,
hit, too long or of another version is dropped and counted; the next zero begins anew. Nothing is
allocated per byte, and no stream makes a buffer grow.
"""

import struct
from binascii import crc32

from comms.cobs import decode_in_place, encode_into, encoded_bytes

VERSION = 1
ANSWER = 0x80
MOST_PAYLOAD = 512
_HEAD = "<BBH"
_HEAD_BYTES = 4
_CRC_BYTES = 4
_LEAST_BYTES = _HEAD_BYTES + _CRC_BYTES
_MOST_BYTES = MOST_PAYLOAD + _LEAST_BYTES
MOST_ON_WIRE = encoded_bytes(_MOST_BYTES) + 1


class FrameWriter:
    """Makes frames in a buffer of its own, or in `wire`. A payload may be made in `room`."""

    def __init__(self, wire=None):
        self._plain = bytearray(_MOST_BYTES)
        self._wire = bytearray(MOST_ON_WIRE) if wire is None else wire
        self.room = memoryview(self._plain)[_HEAD_BYTES : _HEAD_BYTES + MOST_PAYLOAD]

    def frame(self, kind, request, payload):
        """A view of the bytes to send, which the next frame overwrites."""
        plain, count = self._plain, len(payload)
        if count > MOST_PAYLOAD:
            raise ValueError(f"payload: got {count} bytes, expected at most {MOST_PAYLOAD}")
        struct.pack_into(_HEAD, plain, 0, VERSION, kind, request)
        plain[_HEAD_BYTES : _HEAD_BYTES + count] = payload
        end = _HEAD_BYTES + count
        struct.pack_into("<I", plain, end, crc32(memoryview(plain)[:end]))
        length = encode_into(plain, end + _CRC_BYTES, self._wire)
        self._wire[length] = 0
        return memoryview(self._wire)[: length + 1]


class FrameReader:
    """Finds frames in a stream. After `feed` is true: `kind`, `request` and `payload` of one.

    `frames` were whole; `dropped` were not: hit, torn, too long, of another version. `buf` is free
    for others from the end of a frame, once that was read, to the next byte.
    """

    def __init__(self):
        self.kind = self.request = 0
        self.payload = b""
        self.frames = self.dropped = 0
        self.buf = bytearray(MOST_ON_WIRE)
        self._length = 0

    def feed(self, byte):
        """Take one byte; True if it ended a whole frame."""
        if byte:
            if self._length < MOST_ON_WIRE:
                self.buf[self._length] = byte
                self._length += 1
            return False
        length, self._length = self._length, 0
        if not length:
            return False  # zeros between frames
        if length < MOST_ON_WIRE and self._open(decode_in_place(self.buf, length)):
            self.frames += 1
            return True
        self.dropped += 1
        return False

    def _open(self, length):
        if not _LEAST_BYTES <= length <= _MOST_BYTES:
            return False
        plain = memoryview(self.buf)[: length - _CRC_BYTES]
        if struct.unpack_from("<I", self.buf, length - _CRC_BYTES)[0] != crc32(plain):
            return False
        version, self.kind, self.request = struct.unpack_from(_HEAD, self.buf, 0)
        self.payload = plain[_HEAD_BYTES:]
        return version == VERSION
