"""What outlives a reset in the backup memory: who is at work, how it stands, the last words.

Every record but the byte of the task at work has a CRC-32 (docs/SPEC.md, "Breadcrumbs"), so that
what a loss of the supply leaves there is taken for nothing. `firmware.last_life` reads them.
"""

import struct
from binascii import crc32

from firmware.compat import const

_AT_WORK = const(64)
_STATE_AT = const(68)
_WORDS_AT = const(128)
STATE = "<IIIB3x"
"""Uptime, free bytes of the heap and the largest piece of them, the task nearest to being late."""
_WORDS_HEAD = const(2)
_MOST_TEXT = const(114)


class Breadcrumbs:
    """The records in `backup` that a life leaves; `at_work` is the number of the task at work."""

    def __init__(self, backup):
        self.at_work = 0
        self._backup = backup
        self._byte = bytearray(1)

    def works(self, number):
        """Task `number` is at work from now on."""
        if number != self.at_work:
            self.at_work = self._byte[0] = number
            self._backup.write(_AT_WORK, self._byte)

    def keep_state(self, *state):
        """How it stands, in the order of STATE."""
        self.write(_STATE_AT, struct.pack(STATE, *state))

    def keep_words(self, kind, number, text):
        """What is said at the end of this life, and by or of which task; ASCII is kept of it.

        Of the kinds of `firmware.last_life`: 0 FRESH, 1 TOLD, 2 PLANNED.
        """
        record = bytearray(_WORDS_HEAD + _MOST_TEXT)
        record[0], record[1] = kind, number
        for k, letter in enumerate(text[:_MOST_TEXT]):
            record[_WORDS_HEAD + k] = ord(letter) if ord(letter) < 128 else ord("?")
        self.write(_WORDS_AT, record)

    def write(self, place, record):
        """A record with its CRC."""
        self._backup.write(place, bytes(record) + struct.pack("<I", crc32(record)))
